"""The table of formats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extract.annotate.exchange import brat, docbin, doccano, label_studio
from extract.annotate.exchange.values import Outgoing
from extract.gold import GoldDocument

__all__ = ["FORMS", "Form", "Outgoing"]


@dataclass(frozen=True, slots=True)
class Form:
    """A format: the name of its file, and both ways."""

    file: str
    write: Callable[[Sequence[Outgoing]], bytes]
    read: Callable[[bytes], tuple[GoldDocument, ...]]


FORMS: Mapping[str, Form] = {
    "label_studio": Form("label-studio.zip", label_studio.write_tasks, label_studio.read_tasks),
    "doccano": Form("doccano.jsonl", doccano.write_lines, doccano.read_lines),
    "brat": Form("brat.zip", brat.write_collection, brat.read_collection),
    "spacy": Form("gold.spacy", docbin.write_docs, docbin.read_docs),
}
