"""The base encoder's vocabulary cut to the pieces that our texts use.

The base has 250,000 pieces for a hundred languages, which are most of its weight.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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


def cut_vocabulary(base: dict[str, Any], words: Iterable[str], limit: int) -> CutVocabulary:
    """Keep the `limit` pieces that cut `words` most often, and every single letter.

    `base` has ``pieces`` and ``scores`` in the order of the base encoder's numbers.
    """
    scored = list(zip(base["pieces"], base["scores"], strict=True))
    whole = open_vocabulary(scored)
    counts: Counter[int] = Counter()
    for word, count in Counter(words).items():
        for piece in whole.encode(word, add_special_tokens=False).ids:
            counts[piece] += count
    kept = set(range(len(_SPECIAL))) | {
        number for number, (piece, _) in enumerate(scored) if _is_letter(piece)
    }
    for number, _ in counts.most_common():
        if len(kept) >= limit:
            break
        kept.add(number)
    base_pieces = sorted(kept)
    return CutVocabulary(
        open_vocabulary([scored[number] for number in base_pieces]),
        np.array(base_pieces, np.int64),
    )


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
