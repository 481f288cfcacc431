"""Mentions of a document in, the countries told around each out, with their strengths."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from extract.link.findings import SURE
from extract.model import Document, Mention, Segment
from extract.registry import Finding, Registry, merge_country

# How surely a country near a mention is the mentioned institution's.
_BESIDE, IN_ROW, IN_SEGMENT, _IN_HEADING = 1.0, 0.9, 0.5, 0.5


# The countries of the document's other institutions are a hint where nothing else is.
_USUAL, _LEAST_USUAL = 0.5, 0.2


def read_surroundings(
    document: Document, segments: Sequence[Segment], mentions: Sequence[Mention], registry: Registry
) -> list[dict[str, float]]:
    """Return, for each mention, the countries that its surroundings tell, with their strengths."""
    rows = _read_rows(document, segments, registry)
    lines = _read_country_lines(document, registry)
    owners = find_segments(segments, mentions)
    return [
        (_read_hints(document, mention, segments[owner], rows, registry) if owner >= 0 else {})
        or _find_line(lines, mention)
        for mention, owner in zip(mentions, owners, strict=True)
    ]


# What may stand around and between countries that have a line to themselves.
_LINE_MARKS = " \u3000\t|｜■□●○◆◇▼▽・*＊#【】［］[]<>＜＞()（）.．:：-–—－0123456789"


_BETWEEN_COUNTRIES = re.compile("[ \u3000]*[-–—－―・/／、,][ \u3000]*")


def _read_country_lines(document: Document, registry: Registry) -> list[tuple[int, frozenset[str]]]:
    """Return where the lines begin that name one country or several and nothing else, with these.

    Such a line stands over the institutions of the country, up to the next of its kind.
    """
    lines: list[tuple[int, frozenset[str]]] = []
    start = 0
    for line in document.text.splitlines(keepends=True):
        bare = line.strip().strip(_LINE_MARKS)
        if bare and len(bare) <= _LONGEST_COUNTRY_CELL:
            names = [bare] if registry.is_country(bare) else _BETWEEN_COUNTRIES.split(bare)
            if all(registry.is_country(name) for name in names):
                lines.append((start, registry.find_countries("\n".join(names))))
        start += len(line)
    return lines


def _find_line(lines: Sequence[tuple[int, frozenset[str]]], mention: Mention) -> dict[str, float]:
    at = bisect_right(lines, mention.span.start, key=lambda line: line[0]) - 1
    return dict.fromkeys(lines[at][1], _IN_HEADING) if at >= 0 else {}


def read_usual_countries(found: Sequence[tuple[Finding, ...]]) -> dict[str, float]:
    """Return the countries of many of the institutions that the document names without doubt."""
    countries = Counter(
        merge_country(findings[0].candidate.country)
        for findings in found
        if findings and findings[0].candidate.score >= SURE
    )
    total = sum(countries.values())
    return {
        country: _USUAL for country, count in countries.items() if count >= _LEAST_USUAL * total
    }


def find_segments(segments: Sequence[Segment], mentions: Sequence[Mention]) -> list[int]:
    """Return the index of the segment of each mention, -1 where none holds it."""
    order = sorted(range(len(segments)), key=lambda index: segments[index].span)
    starts = [segments[index].span.start for index in order]
    owners: list[int] = []
    for mention in mentions:
        at = bisect_right(starts, mention.span.start) - 1
        holds = at >= 0 and segments[order[at]].span.contains(mention.span)
        owners.append(order[at] if holds else -1)
    return owners


_LONGEST_COUNTRY_CELL = 24


def _read_rows(
    document: Document, segments: Sequence[Segment], registry: Registry
) -> dict[tuple[int, int], frozenset[str]]:
    """Return the countries of each table row that has segments.

    A cell that is a country's name alone also stands for the rows below it that name none, over
    the page break that cut their table in two.
    """
    rows: dict[tuple[int, int], frozenset[str]] = {}
    current: frozenset[str] = frozenset()
    for segment in segments:
        if segment.cell is None:
            continue
        row = (segment.cell.table, segment.cell.row)
        text = segment.span.of(document.text)
        if len(text) <= _LONGEST_COUNTRY_CELL and registry.is_country(text):
            current = rows[row] = registry.find_countries(text)
        rows.setdefault(row, current)
    return rows


def _read_hints(
    document: Document,
    mention: Mention,
    segment: Segment,
    rows: Mapping[tuple[int, int], frozenset[str]],
    registry: Registry,
) -> dict[str, float]:
    before = document.text[segment.span.start : mention.span.start]
    after = document.text[mention.span.end : min(mention.span.end + 20, segment.span.end)]
    hints: dict[str, float] = {}
    if segment.heading:
        _add(hints, registry, segment.heading.of(document.text), _IN_HEADING)
    _add(hints, registry, f"{before}\n{after}", IN_SEGMENT)
    if segment.cell:
        row = rows.get((segment.cell.table, segment.cell.row), frozenset())
        title = segment.header.of(document.text) if segment.header else ""
        told = registry.find_countries(title) or row  # 日本側, "UK partner"
        hints.update(dict.fromkeys(told, IN_ROW))
    beside: dict[str, float] = {}
    _add(beside, registry, re.split("[、，,;；。\n()（）]", before)[-1][-12:], _BESIDE)
    if bracketed := re.match("[ \u3000]*[(（]([^)）]{1,14})[)）]", after):
        _add(beside, registry, bracketed[1], _BESIDE)
    return beside or hints


def _add(hints: dict[str, float], registry: Registry, text: str, strength: float) -> None:
    if text.strip():
        for country in registry.find_countries(text):
            hints[country] = max(hints.get(country, 0.0), strength)
