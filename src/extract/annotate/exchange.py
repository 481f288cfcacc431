"""Gold <-> the files of other annotation tools: one table of formats, each there and back."""

from collections.abc import Mapping
from typing import Any

from extract.annotate.desk import Desk

FORMS: Mapping[str, Any] = {}


def export_folder(desk: Desk, form: str) -> bytes:
    raise NotImplementedError


def import_documents(desk: Desk, form: str, body: bytes) -> dict[str, Any]:
    raise NotImplementedError
