"""A line of text as an engine saw it; coordinates are pixels of the upright page."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character and where it stands; `score` is the engine's confidence."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """Characters that were read in one piece, in reading order; at least one."""

    glyphs: tuple[Glyph, ...]
    is_vertical: bool = False
    left: float = field(init=False)
    top: float = field(init=False)
    right: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        """Measure the box around all characters, once."""
        object.__setattr__(self, "left", min(glyph.left for glyph in self.glyphs))
        object.__setattr__(self, "top", min(glyph.top for glyph in self.glyphs))
        object.__setattr__(self, "right", max(glyph.right for glyph in self.glyphs))
        object.__setattr__(self, "bottom", max(glyph.bottom for glyph in self.glyphs))

    @property
    def text(self) -> str:
        """The characters, as read."""
        return "".join(glyph.text for glyph in self.glyphs)


def trim_glyphs(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """Return the glyphs without the blanks at either end."""
    solid = [index for index, glyph in enumerate(glyphs) if not glyph.text.isspace()]
    return tuple(glyphs[solid[0] : solid[-1] + 1]) if solid else ()
