"""Predictions x gold -> judgements, and scores with intervals.

Every comparison is first a list of judgements, one a mention or agreement; all figures and the
page of errors are made from that list. What counts as right is section 8 of the guidelines.
"""

from extract.score.judgement import Judgement, judge_document
from extract.score.page import write_error_page
from extract.score.summary import Score, compare_with_floors, read_floors, summarise

__all__ = [
    "Judgement",
    "Score",
    "compare_with_floors",
    "judge_document",
    "read_floors",
    "summarise",
    "write_error_page",
]
