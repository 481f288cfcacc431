"""Words of a text to the piece numbers that the encoder knows.

Pieces are those of a unigram vocabulary (SentencePiece). Each word is cut by itself, so that the
first piece of a word can stand for the word; a word after white space, or at the start, begins
with the mark ``▁``. A word is normalised (NFKC) only here, in a copy.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

PAD, START, END = 1, 0, 2
_MARK = "▁"
_LONGEST_WORD = 12  # pieces; the rest of a word, such as a URL, tells nothing more


@dataclass(frozen=True, slots=True)
class PieceRow:
    """Piece numbers of one text with its context, and where each word's first piece stands."""

    pieces: tuple[int, ...]
    firsts: tuple[int, ...]


class PieceCutter:
    """A loaded piece vocabulary; it remembers how it cut each word."""

    def __init__(self, vocabulary: Tokenizer) -> None:
        self._vocabulary = vocabulary
        self._known: dict[str, tuple[int, ...]] = {}

    def cut(
        self, words: Sequence[str], spaced: Sequence[bool], context: Sequence[int] = ()
    ) -> PieceRow:
        """Return the pieces of `words`; `spaced` says which come after white space."""
        pieces = [START, *context, END] if context else [START]
        firsts = []
        for word, is_spaced in zip(words, spaced, strict=True):
            firsts.append(len(pieces))
            pieces.extend(self._cut_word(_MARK + word if is_spaced else word))
        pieces.append(END)
        return PieceRow(tuple(pieces), tuple(firsts))

    def cut_context(self, text: str, longest: int) -> tuple[int, ...]:
        """Return at most `longest` pieces of `text`, to be put before the words of another."""
        marked = _MARK + unicodedata.normalize("NFKC", " ".join(text.split())).replace(" ", _MARK)
        return tuple(self._vocabulary.encode(marked, add_special_tokens=False).ids[:longest])

    def save(self, to: Path) -> None:
        """Write the vocabulary in the format of the package tokenizers."""
        self._vocabulary.save(str(to))

    def _cut_word(self, word: str) -> tuple[int, ...]:
        if (known := self._known.get(word)) is not None:
            return known
        normal = unicodedata.normalize("NFKC", word).replace(" ", _MARK)
        pieces = self._vocabulary.encode(normal, add_special_tokens=False).ids
        self._known[word] = tuple(pieces[:_LONGEST_WORD]) or (PAD,)
        return self._known[word]


def load_pieces(source: Path) -> PieceCutter:
    """Load a vocabulary in the format of the package tokenizers."""
    return PieceCutter(Tokenizer.from_file(str(source)))
