"""Texts and documents to the calendar dates and end statuses in them."""

from extract.dates.end_status import find_end_statuses_in_text
from extract.dates.find import find_dates_in_text
from extract.dates.of_document import find_dates, find_end_statuses

__all__ = ["find_dates", "find_dates_in_text", "find_end_statuses", "find_end_statuses_in_text"]
