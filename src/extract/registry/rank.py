"""Matches in, the probability that each is meant out."""

import math

from extract.registry.match import Match


def score_matches(matches: list[Match]) -> list[float]:
    """Return, for each match, the probability that the text names its record."""
    return [1 / (1 + math.exp(-14 * (match.quality - 0.62))) for match in matches]
