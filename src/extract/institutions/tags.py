"""Scores of tags, word by word, to the best legal sequence and the probability of each span.

A linear-chain conditional random field over five tags: outside, or the beginning, inside or last
word of a mention of several words, or a mention of one word (unit). Moves that make no span, such
as from outside to inside, are impossible.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

TAGS = ("O", "B", "I", "L", "U")
OUTSIDE, BEGIN, INSIDE, LAST, UNIT = range(5)
_OPEN = (BEGIN, INSIDE)  # after these the mention goes on
IMPOSSIBLE = -1e4


def list_moves() -> Floats:
    """Return 0 for each legal move from a row's tag to a column's, `IMPOSSIBLE` for the others."""
    moves = np.full((5, 5), IMPOSSIBLE, np.float32)
    for tag in range(5):
        for following in range(5):
            if (tag in _OPEN) == (following in (INSIDE, LAST)):
                moves[tag, following] = 0
    return moves


def list_starts() -> Floats:
    """Return 0 for the tags with which a text may begin, `IMPOSSIBLE` for the others."""
    return np.array([0, 0, IMPOSSIBLE, IMPOSSIBLE, 0], np.float32)


def list_ends() -> Floats:
    """Return 0 for the tags with which a text may end, `IMPOSSIBLE` for the others."""
    return np.array([0, IMPOSSIBLE, IMPOSSIBLE, 0, 0], np.float32)


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Words `first` to before `end`, and the probability that they are exactly one mention."""

    first: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Tagging:
    """The spans of the most likely legal tags, in order, and how likely each word is in one."""

    spans: tuple[WordSpan, ...]
    inside: Floats


def tag_words(scores: Floats, moves: Floats) -> Tagging:
    """Return the most likely spans and the probability of each word to be in any.

    `scores` is words x tags, `moves` the learned score of each move, impossible ones included.
    """
    if not len(scores):
        return Tagging((), np.zeros(0, np.float32))
    best = _find_best_tags(scores, moves)
    forward, backward = _sum_forward(scores, moves), _sum_backward(scores, moves)
    total = _log_sum(forward[-1] + list_ends())
    spans = []
    first = 0
    for index, tag in enumerate(best):
        if tag in (BEGIN, UNIT):
            first = index
        if tag in (LAST, UNIT):
            path = forward[first, best[first]]
            for word in range(first + 1, index + 1):
                path += moves[best[word - 1], best[word]] + scores[word, best[word]]
            log_probability = float(path + backward[index, tag] - total)
            spans.append(WordSpan(first, index + 1, float(np.exp(min(0.0, log_probability)))))
    outside = np.exp(np.minimum(0, forward[:, OUTSIDE] + backward[:, OUTSIDE] - total))
    return Tagging(tuple(spans), np.asarray(1 - outside, np.float32))


def _find_best_tags(scores: Floats, moves: Floats) -> list[int]:
    best = list_starts() + scores[0]
    origins = []
    for score in scores[1:]:
        reached = best[:, None] + moves
        origins.append(reached.argmax(0))
        best = reached.max(0) + score
    tags = [int((best + list_ends()).argmax())]
    for origin in reversed(origins):
        tags.append(int(origin[tags[-1]]))
    return tags[::-1]


def _sum_forward(scores: Floats, moves: Floats) -> Floats:
    sums = np.empty_like(scores)
    sums[0] = list_starts() + scores[0]
    for index in range(1, len(scores)):
        sums[index] = _log_sum(sums[index - 1][:, None] + moves) + scores[index]
    return sums


def _sum_backward(scores: Floats, moves: Floats) -> Floats:
    """Return, for each word and its tag, the log sum over all that may follow."""
    sums = np.empty_like(scores)
    sums[-1] = list_ends()
    for index in range(len(scores) - 2, -1, -1):
        sums[index] = _log_sum((moves + scores[index + 1] + sums[index + 1]).T)
    return sums


def _log_sum(values: Floats) -> Floats:
    """Return the log of the sum of exponentials over the first axis."""
    top = values.max(0)
    return np.asarray(top + np.log(np.exp(values - top).sum(0)), np.float32)
