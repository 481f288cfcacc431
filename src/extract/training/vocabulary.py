"""The base encoder's vocabulary cut to the pieces that our texts use.

The base has 250,000 pieces for a hundred languages, which are most of its weight.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from extract.text import is_japanese, script_of

_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@dataclass(frozen=True, slots=True)
class CutVocabulary:
    """A vocabulary and, for each of its pieces, the number it has in the base vocabulary."""

    tokenizer: Tokenizer
    base_pieces: NDArray[np.int64]


def open_vocabulary(pieces: list[tuple[str, float]]) -> Tokenizer:
    """Return a tokenizer without any pre-processing: words come to it one by one."""
    return Tokenizer(Unigram(pieces, unk_id=_SPECIAL.index("<unk>"), byte_fallback=False))


def cut_vocabulary(
    base: Sequence[tuple[str, float]], words: Iterable[str], limit: int
) -> CutVocabulary:
    """Keep the `limit` pieces that cut `words` most often, and every single letter.

    `base` is in the order of the base encoder's numbers. Where the words need fewer pieces, the
    most likely ones in Latin or Japanese letters fill up.
    """
    whole = open_vocabulary(list(base))
    counts: Counter[int] = Counter()
    for word, count in Counter(words).items():
        for piece in whole.encode(word, add_special_tokens=False).ids:
            counts[piece] += count
    kept = set(range(len(_SPECIAL))) | {
        number for number, (piece, _) in enumerate(base) if _is_letter(piece)
    }
    likely = (number for number, (piece, _) in enumerate(base) if _is_ours(piece))
    for number in chain((number for number, _ in counts.most_common()), likely):
        if len(kept) >= limit:
            break
        kept.add(number)
    base_pieces = sorted(kept)
    return CutVocabulary(
        open_vocabulary([base[number] for number in base_pieces]),
        np.array(base_pieces, np.int64),
    )


def _is_ours(piece: str) -> bool:
    return all(script_of(letter) != "other" for letter in piece.removeprefix("▁"))


def _is_letter(piece: str) -> bool:
    letter = piece.removeprefix("▁")
    if len(letter) > 1:
        return False
    return not letter or is_japanese(letter) or script_of(letter) != "other" or letter.isascii()


def normalise_words(words: Iterable[str], spaced: Iterable[bool]) -> list[str]:
    """Return words as the piece cutter marks and normalises them."""
    return [
        unicodedata.normalize("NFKC", "▁" + word if is_spaced else word).replace(" ", "▁")
        for word, is_spaced in zip(words, spaced, strict=True)
    ]
