"""Extractions -> one page that shows the run."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from extract.model import Extraction, Skipped


def write_report(extractions: Iterable[Extraction], skipped: Sequence[Skipped], out: Path) -> None:
    """Write the page."""
    out.write_text(f"{sum(1 for _ in extractions)} {len(skipped)}", encoding="utf-8")
