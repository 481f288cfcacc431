"""Predictions x gold -> judgements, and scores with intervals.

Every comparison is first a list of judgements, one a mention or agreement; all figures and the
page of errors are made from that list. What counts as right is section 8 of the guidelines.
"""

from extract.score.judgement import Judgement, judge_document
from extract.score.run import list_fallen, score_extractions
from extract.score.summary import Score, summarise

__all__ = [
    "Judgement",
    "Score",
    "judge_document",
    "list_fallen",
    "score_extractions",
    "summarise",
]
