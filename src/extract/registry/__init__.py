"""The registry of institutions: built from an ROR release, opened, and searched by name."""

from extract.registry.build import build_registry
from extract.registry.match import merge_country
from extract.registry.registry import Finding, Registry, RegistrySummary, open_registry
from extract.registry.release import Record, RecordName, Relation

__all__ = [
    "Finding",
    "Record",
    "RecordName",
    "Registry",
    "RegistrySummary",
    "Relation",
    "build_registry",
    "merge_country",
    "open_registry",
]
