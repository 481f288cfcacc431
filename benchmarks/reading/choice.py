"""What a run of the benchmark was asked for, and how its tables are printed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

_FIRST = 22
_LEAST = 9

Reader = TypeVar("Reader")


@dataclass(frozen=True, slots=True)
class Choice:
    """The folder of the data, a part of file names, and the readers to compare: all if empty."""

    shared: Path
    only: str
    readers: frozenset[str]

    def pick(self, readers: Mapping[str, Reader]) -> dict[str, Reader]:
        """Return the readers that were asked for, in the order of the table."""
        return {
            name: reader
            for name, reader in readers.items()
            if not self.readers or name in self.readers
        }

    def list_files(self, folder: str, pattern: str) -> list[Path]:
        """Return the files of a folder that were asked for, by name."""
        paths = (self.shared / folder).glob(pattern)
        return sorted(path for path in paths if self.only in path.name)


def print_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print each row as it comes; a column is as wide as its title."""
    first, *others = titles
    widths = [max(_LEAST, len(title)) + 2 for title in others]
    print(f"{first:{_FIRST}}" + "".join(f"{t:>{w}}" for t, w in zip(others, widths, strict=True)))
    for name, *values in rows:
        cells = zip(values, widths, strict=True)
        print(f"{name:{_FIRST}}" + "".join(f"{v:>{w}}" for v, w in cells), flush=True)
    print()
