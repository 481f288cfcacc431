"""Code points <-> UTF-16 units: what Python counts and what a browser counts in one text.

This is the only place that converts. Everything the page sends and gets is in units, everything
else here in code points.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

_WIDE = re.compile("[\U00010000-\U0010ffff]")
"""Characters of two units: those outside the basic plane."""


class SplitCharacterError(ValueError):
    """An offset in units stands between the two halves of a character."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """Where the characters of two units stand in a text, in code points and in units."""

    points: tuple[int, ...]
    units: tuple[int, ...]

    def to_units(self, point: int) -> int:
        """Return the offset in UTF-16 units of an offset in code points."""
        return point + bisect_left(self.points, point)

    def to_point(self, unit: int) -> int:
        """Return the offset in code points of an offset in UTF-16 units.

        Raises: SplitCharacterError if it stands inside a character.
        """
        wide = bisect_left(self.units, unit)
        if wide and self.units[wide - 1] == unit - 1:
            raise SplitCharacterError(f"offset {unit} would cut a character in two")
        return unit - wide


@lru_cache(maxsize=8)
def measure(text: str) -> Ruler:
    """Return the ruler of a text.

    >>> ruler = measure("𠮷野大学")
    >>> ruler.to_units(2), ruler.to_point(3)
    (3, 2)
    """
    points = tuple(match.start() for match in _WIDE.finditer(text))
    return Ruler(points, tuple(point + before for before, point in enumerate(points)))
