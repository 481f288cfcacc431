"""Names under the caption of a table that lost its cells, of two countries in turn -> Agreements.

"Table 1. Bilateral Funding Agencies", and below it an agency of one country, those of the other,
again one of the first: each turn back to the first country begins a row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from extract.agreements.context import tells_of_pairs
from extract.agreements.findings import Findings
from extract.agreements.parties import find_parties
from extract.model import Agreement, Block, Link, Span

_CAPTION = re.compile(r"\s*(?:table|表|図表)\s*[0-9０-９]", re.IGNORECASE)
_MOST_OTHER = 40
"""Letters of a block below the caption that may be no names: a heading may be stuck to the last."""

_SCORE = 0.7
"""What is left of the score of the names: the rows are inferred."""


@dataclass(frozen=True, slots=True)
class _Name:
    """An institution and the country of its record; of one without a record, that beside it."""

    link: Link
    country: str


def find_pair_agreements(findings: Findings) -> Iterator[Agreement]:
    """Yield an agreement for each row of pairs, in order."""
    blocks = [block for block in findings.document.blocks if block.kind != "table_cell"]
    for index, block in enumerate(blocks):
        caption = findings.cut(block.span)
        if _CAPTION.match(caption) and tells_of_pairs(caption):
            subject = " ".join(caption.split())
            for row in _split_rows(_list_names(blocks[index + 1 :], findings)):
                yield _read_row(row, subject, findings)


def _list_names(blocks: Sequence[Block], findings: Findings) -> list[_Name]:
    """Return the institutions of the blocks as far as these hold little else."""
    of_names = takewhile(lambda block: _holds_names(block, findings), blocks)
    names: list[_Name] = []
    waiting: list[Link] = []
    for links in (findings.links_in(block.span) for block in of_names):
        known = [link.chosen.country for link in links if link.chosen]
        waiting += links
        if known:
            country = known[0]
            for link in waiting:
                country = link.chosen.country if link.chosen else country
                names.append(_Name(link, country))
            waiting = []
    return names


def _holds_names(block: Block, findings: Findings) -> bool:
    links = findings.links_in(block.span)
    named = sum(len(link.mention.span) for link in links)
    return bool(links) and len(block.span) - named <= _MOST_OTHER


def _split_rows(names: Sequence[_Name]) -> list[list[_Name]]:
    """Return the rows; none unless the names are of two countries in turn."""
    countries = [name.country for name in names]
    if len(set(countries)) != 2 or countries[-1] == countries[0]:
        return []
    rows: list[list[_Name]] = []
    for index, name in enumerate(names):
        if index == 0 or (name.country == countries[0] != countries[index - 1]):
            rows.append([])
        rows[-1].append(name)
    return rows if len(rows) > 1 else []


def _read_row(row: Sequence[_Name], subject: str, findings: Findings) -> Agreement:
    sides = (tuple(side) for _, side in groupby(row, key=lambda name: name.country))
    parties = [party for side in sides for party in find_parties(_span(side), findings)]
    score = _SCORE * min(name.link.mention.score for name in row)
    return Agreement(tuple(parties), None, None, None, subject, _span(row), score)


def _span(names: Sequence[_Name]) -> Span:
    return Span(names[0].link.mention.span.start, names[-1].link.mention.span.end)
