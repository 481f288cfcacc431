"""Mentions to more and fewer of them, by what the rest of the document and the registry say."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

from extract.institutions.draft import (
    Draft,
    Found,
    SegmentReading,
    probability_inside,
)
from extract.institutions.vocabulary import (
    has_type_word,
    is_acronym,
    is_country,
    is_generic,
    is_unit,
)
from extract.model import Span
from extract.text import is_japanese

# Tuned on gold/dev with benchmarks/recognition.py: F1 is flat within a tenth of each.
_COLUMN_SHARE = 0.5  # of a column's cells that hold a mention, for the rest to be looked at
_COLUMN_LEAST = 3  # cells with a mention
_COLUMN_INSIDE = 0.2  # probability, in such a column, that is enough without a type word
_AGREED = 0.5  # mean probability of all occurrences of a name, for all of them to be mentions
_REJECTED = 0.4  # mean under which all of at least three are dropped

_LONGEST_REST = 6  # words by which a name is lengthened at most
_LONGEST_START = 3  # words by which it is lengthened at its start
_LABEL_LEAST = 3  # times that a name stands before a colon, for it to be a field's label

_JOINTS = ("-", "・", " and ", " & ")
_COLON = re.compile(r"\s?[:：](?!//)")
_COLUMN_PARTS = re.compile(r"[^/／、,，;；\n()（）]+")
_SPACE = re.compile(r"[ \u3000]+")
_DEFINITION = re.compile(r"\s?[(（]\s?(?P<acronym>[A-Z][A-Za-z0-9&-]{1,11})(?:[)）]|[,、，] )")
_WORDS = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+")


def fill_columns(draft: Draft) -> Draft:
    """In a column of institutions, take names that the network passed over.

    A column is one if most of its cells hold a mention.
    """
    columns: dict[tuple[int, int], list[SegmentReading]] = defaultdict(list)
    for reading in draft.readings:
        cell = reading.segment.cell
        if cell and reading.segment.header != reading.segment.span:
            columns[cell.table, cell.column].append(reading)
    of_institutions = {
        key for key, readings in columns.items() if _holds_institutions(draft, readings)
    }

    def fill(reading: SegmentReading) -> list[Found]:
        cell = reading.segment.cell
        if cell is None or (cell.table, cell.column) not in of_institutions:
            return list(reading.found)
        return [*reading.found, *_find_passed_over(draft, reading)]

    return draft.rewrite(fill)


def _holds_institutions(draft: Draft, readings: list[SegmentReading]) -> bool:
    named = [
        reading
        for reading in readings
        if sum(len(each.span) for each in reading.found) * 2 >= len(reading.segment.span)
    ]
    filled = [reading for reading in readings if _has_letters(draft, reading.segment.span)]
    return len(named) >= _COLUMN_LEAST and len(named) >= _COLUMN_SHARE * len(filled)


def _has_letters(draft: Draft, span: Span) -> bool:
    return any(letter.isalpha() for letter in span.of(draft.document.text))


def _find_passed_over(draft: Draft, reading: SegmentReading) -> Iterator[Found]:
    text, segment = draft.document.text, reading.segment.span
    if reading.segment.header == segment:
        return
    for part in _list_parts(text, segment):
        if any(part.overlaps(each.span) for each in reading.found):
            continue
        inside = probability_inside(reading, part)
        written = part.of(text)
        if inside is None or len(written) < 2 or is_generic(written) or is_unit(written):
            continue
        in_brackets = text[part.start - 1 : part.start] in ("(", "（")
        is_plain = is_acronym(written) or (is_japanese(written[0]) and not in_brackets)
        likely = inside >= _COLUMN_INSIDE and is_plain
        if likely or has_type_word(written) or draft.registry.knows(written):
            yield Found(part, max(inside, _AGREED))


def _list_parts(text: str, segment: Span) -> Iterator[Span]:
    for match in _COLUMN_PARTS.finditer(text, segment.start, segment.end):
        start, end = match.span()
        if any(is_japanese(letter) for letter in match.group()):
            edges = [start, *(space.end() for space in _SPACE.finditer(text, start, end)), end]
            for first, last in pairwise(edges):
                yield _strip(text, first, last)
        else:
            yield _strip(text, start, end)


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def follow_definitions(draft: Draft) -> Draft:
    """Take an acronym in brackets after a mention for a mention, if it may stand for the name."""
    return draft.rewrite(lambda reading: [*reading.found, *_list_aliases(draft, reading)])


def _list_aliases(draft: Draft, reading: SegmentReading) -> Iterator[Found]:
    for each in reading.found:
        match = _DEFINITION.match(draft.document.text, each.span.end, reading.segment.span.end)
        if match and _may_stand_for(match["acronym"], each.span.of(draft.document.text)):
            span = Span(*match.span("acronym"))
            if not any(span.overlaps(other.span) for other in reading.found):
                yield Found(span, each.probability)


def _may_stand_for(acronym: str, name: str) -> bool:
    """Whether a name may be abbreviated so; a place, such as a state's two letters, may not."""
    if not is_acronym(acronym):
        return False
    if is_japanese(name[-1]):
        return True
    initials = "".join(word[0].lower() for word in _WORDS.findall(name))
    return acronym.lower() in initials if len(acronym) == 2 else acronym[0].lower() in initials


def _list_defined(draft: Draft) -> frozenset[str]:
    """Return the acronyms that stand in brackets after a mention."""
    text = draft.document.text
    matches = (
        _DEFINITION.match(text, each.span.end, reading.segment.span.end)
        for reading in draft.readings
        for each in reading.found
    )
    return frozenset(match["acronym"] for match in matches if match)


def agree_in_document(draft: Draft) -> Draft:
    """Take a name everywhere or nowhere, as its occurrences are judged on the whole."""
    text = draft.document.text
    places = _list_places(draft)
    means = {
        name: sum(place.probability for place in found) / len(found)
        for name, found in places.items()
    }
    added: dict[int, list[Found]] = defaultdict(list)
    for name, found in places.items():
        if means[name] >= _AGREED:
            for place in found:
                start = draft.reading_at(place.span.start)
                if start is not None:
                    likely = max(place.probability, _AGREED * means[name])
                    added[start.segment.span.start].append(replace(place, probability=likely))

    def agree(reading: SegmentReading) -> list[Found]:
        kept = [each for each in reading.found if not is_rejected(each.span.of(text))]
        new = [
            each
            for each in added[reading.segment.span.start]
            if not any(each.span.overlaps(other.span) for other in kept)
        ]
        return [*kept, *new]

    aliases = _list_defined(draft)

    def is_rejected(name: str) -> bool:
        return (
            means.get(name, 1) < _REJECTED
            and name not in aliases
            and len(places[name]) >= 3
            and not draft.registry.knows(name)
        )

    return draft.rewrite(agree)


def _list_places(draft: Draft) -> Mapping[str, list[Found]]:
    """Return where each name that was found stands, found there or not, and how likely it is one.

    A place inside or across another mention does not count.
    """
    text = draft.document.text
    names = {each.span.of(text) for reading in draft.readings for each in reading.found}
    names = {name for name in names if len(name) > 1 and not is_country(name)}
    places: dict[str, list[Found]] = defaultdict(list)
    for name in names:
        start = text.find(name)
        while start >= 0:
            span = Span(start, start + len(name))
            reading = draft.reading_at(start)
            if reading is not None and (found := _judge_place(reading, span)) is not None:
                places[name].append(found)
            start = text.find(name, start + 1)
    return places


def _judge_place(reading: SegmentReading, span: Span) -> Found | None:
    for each in reading.found:
        if each.span == span:
            return each
        if each.span.overlaps(span):
            return None
    inside = probability_inside(reading, span)
    return None if inside is None else Found(span, inside)


def drop_field_labels(draft: Draft) -> Draft:
    """Drop what stands before a colon time and again, as in "CNRS Institute: INSB"."""
    text = draft.document.text
    places = [each.span for reading in draft.readings for each in reading.found]
    labels = Counter(span.of(text) for span in places if _COLON.match(text, span.end) is not None)
    repeated = {name for name, count in labels.items() if count >= _LABEL_LEAST}
    return draft.rewrite(
        lambda reading: [
            each
            for each in reading.found
            if each.span.of(text) not in repeated or _COLON.match(text, each.span.end) is None
        ]
    )


def join_known_names(draft: Draft) -> Draft:
    """Lengthen a name, or join it with the next, where the registry knows the whole."""
    text = draft.document.text

    def join(reading: SegmentReading) -> list[Found]:
        joined: list[Found] = []
        for found in reading.found:
            each = _lengthen_back(draft, reading, _lengthen(draft, reading, found))
            if joined:
                last = joined[-1]
                whole = Span(last.span.start, each.span.end)
                between = text[last.span.end : each.span.start]
                is_joint = between in _JOINTS or (between == " " and is_acronym(last.span.of(text)))
                if is_joint and draft.registry.knows(whole.of(text)):
                    probability = max(last.probability, each.probability)
                    joined[-1] = Found(whole, probability)
                    continue
            joined.append(each)
        return joined

    return draft.rewrite(join)


def _lengthen(draft: Draft, reading: SegmentReading, found: Found) -> Found:
    """Return the mention with the words after it that make the longest name that is known."""
    text = draft.document.text
    last = bisect_left(reading.words, found.span.end, key=lambda word: word.end)
    for word in reversed(reading.words[last + 1 : last + 1 + _LONGEST_REST]):
        whole = Span(found.span.start, word.end)
        if any(whole.overlaps(each.span) for each in reading.found if each is not found):
            continue
        rest = text[found.span.end : word.end]
        is_plain = text[word.start].isupper() and "(" not in rest and "（" not in rest
        is_plain = is_plain and not is_acronym(rest.lstrip(", "))
        if is_plain and draft.registry.knows(whole.of(text)):
            return replace(found, span=whole)
    return found


def _lengthen_back(draft: Draft, reading: SegmentReading, found: Found) -> Found:
    """Return the mention with the words before it that make the longest name that is known.

    Only where the name alone is not known, or the words are an acronym, as in ``SRM Chennai
    University``.
    """
    text = draft.document.text
    first = bisect_left(reading.words, found.span.start, key=lambda word: word.start)
    is_known = draft.registry.knows(found.span.of(text))
    for word in reading.words[max(0, first - _LONGEST_START) : first]:
        whole = Span(word.start, found.span.end)
        if any(whole.overlaps(each.span) for each in reading.found if each is not found):
            continue
        before = text[word.start : found.span.start].strip()
        is_plain = text[word.start].isupper() and (not is_known or is_acronym(before))
        if is_plain and draft.registry.knows(whole.of(text)):
            return replace(found, span=whole)
    return found
