"""Labelled entries, such as "Japanese partner: ... / French partner: ..." -> Agreements.

An entry is a run of lines with labels, under a line that says what it is about. Which labels name
parties is decided by their words, and for other labels by what stands behind them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.agreements.columns import lay_out_rows, names_institution
from extract.agreements.context import speaks_of_agreements, tells_of_agreements
from extract.agreements.countries import read_country
from extract.agreements.findings import Findings, is_acronym
from extract.agreements.kinds import find_kind
from extract.agreements.moments import is_end
from extract.agreements.parties import find_bracket, find_parties, list_parties, names_body
from extract.agreements.repetitions import identify_party
from extract.agreements.terms import (
    Term,
    is_renewal,
    join_dates,
    read_end_status,
    split_period,
)
from extract.agreements.titles import TERM_ROLES, Role, is_known, is_weak, read_label
from extract.agreements.words import fold_title, load_words
from extract.model import Agreement, Block, DateMention, DateValue, Link, Party, Span

# A bracket that is open before the colon is of a sentence: 「A大学（学長：B）は」.
_LABELLED = re.compile(
    r"[\s・•*●○■□◆◇▪‣\-–]*(?![^:：\n]*[(（][^)）:：\n]*[:：])(?P<label>[^\s:：.。、,，;；|][^:：.。、,，;；|\n]{0,39}?)\s*[:：](?!//)\s*(?P<value>[^\n]*)"
)
_NEXT_LABEL = re.compile(
    r"(?:\s+[-–—/|・;；]|[;；／]|(?<=[a-z0-9])\.\s|。|\u3000)\s*(?P<label>[^\s:：、。,;|/][^:：、。,;|/\n]{0,30}?)\s*(?=[:：](?!//))"
)
_TITLED = re.compile(
    r"\s*(?P<title>[^:：\n]{2,60})[:：]\s*(?P<label>[^\s:：、。,;|/][^:：、。,;|/\n]{0,30}?)\s*[:：](?!//)"
)
# A label without a colon is one where a mark says so, and its words are those of a label.
_MARKED = re.compile(
    r"[\s]*(?:(?:[(（]?[0-9０-９]{1,2}[)）.．]|[①-⑳]|[■◆●○◇□])\s*(?P<label>[^\s:：、。,;|][^:：、。,;|\n]{0,30}?)\s*"
    r"|[【［〔〈<](?P<boxed>[^【】［］〔〕〈〉<>\n]{1,30})[】］〕〉>]\s*[:：]?\s*(?P<value>[^\n]*))"
)
# A label with nothing but a gap behind it: 「締結日 平成9年11月」.
_SPACED = re.compile(
    r"[\s・]*(?P<label>[^\s:：、。]{2,12})[ \t\u3000]+(?P<value>[^\n]*[^\s][^\n]*)"
)
# The same of any label, in a document whose entries are written so: "Runs until  31 May 2019".
_GAPPED = re.compile(
    r"[ \t\u3000・•*]*(?P<label>[A-Za-zÀ-ɏ][^\n:：、。|\t\u3000]{1,28}?|[ぁ-ヿ一-鿿・]{1,10})"
    r"(?:\t+| {2,}|\u3000+| *\.{3,} *| +[–—=→-] +)"
    r"(?P<value>(?![ \t\u3000])(?!.*(?:\t| {3}))[^\n]+)"
)
_LINE = re.compile(r"[^\n]+")
_LONGEST_LABEL = 40
_START_BEHIND = re.compile(r"\s*(?:に|より|から)?\s*(?:発足|設置|設立|開始|開設|締結|調印|署名)")
_START_BEFORE = re.compile(
    r"(?:since|started|established|launched|signed|created|founded)(?:\s+(?:in|on))?\s+$",
    re.IGNORECASE,
)
_NEAR = 20
"""How many code points before a date say what it is the date of."""

_MOST_FIELDS = 30
"""How many labels back a repeated one is looked for."""

_MOST_TITLES = 4
"""How many lines above an entry its institution may stand."""

_BETWEEN = re.compile(r"(?<![a-z])between(?![a-z])|との間|間の", re.IGNORECASE)
_ENDED = re.compile(
    r"(?<![a-z])(?:until|completed|ended|closed|expired)\s+(?:in\s+|on\s+)?$", re.IGNORECASE
)
_PERSONS = re.compile(
    r"(?<![a-z])(?:heads?|directors?|leaders?|coordinators?)(?![a-z])|所長|室長|代表|責任者",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"^(?:other|その他|他)")

_SPARSEST, _SPARSEST_PARTNER = 5, 10
"""How many times longer than its institutions the value of an unknown label may be, and that of
one that is known to be of a partner."""
_SAID = re.compile(r"(?:者|こと|もの|ます|です)[。.]?$")

_LEAST_OF_NAME = 0.8
"""Share of a label that must be a name for it to be no label."""

_UNLINKED = 0.5
"""Score of an entry whose parties are no mentions of the text."""

_LONGEST_TITLE = 250
"""Code points of the longest line that is taken for the title of an entry."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a block; `label` is None where it has none.

    `is_marked` says that the label stands alone in its line, over the lines of its value.
    """

    span: Span
    block: Block
    label: str | None = None
    value: Span | None = None
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class _Field:
    """A label with its value, over all its lines."""

    label: str
    role: Role | None
    span: Span
    value: Span
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """Fields that follow each other, and the lines without label above them.

    `above` is the end of the last field of the entry before, 0 for the first.
    """

    titles: tuple[Span, ...]
    fields: tuple[_Field, ...]
    above: int


def find_entry_agreements(findings: Findings) -> Iterator[Agreement]:
    """Yield the agreements that labelled entries tell, in order."""
    for gathered in _gather_entries(_list_lines(findings), findings):
        for entry in _split_entry(gathered):
            if agreement := _read_entry(entry, findings):
                yield agreement


def _split_entry(entry: _Entry) -> Iterator[_Entry]:
    """Yield the entry or, where it is one label again and again, an entry for each line."""
    if len({_fold_label(field.label) for field in entry.fields}) > 1:
        yield entry
        return
    for field in entry.fields:
        yield _Entry(entry.titles, (field,), entry.above)


def _list_lines(findings: Findings) -> Iterator[_Line]:
    """Yield the lines of the text, and the rows of tables that have titles in front of values."""
    rows = {line.block: line for line in _list_rows(findings)}
    is_gapped = _has_gaps(findings)
    for block in findings.document.blocks:
        if block in rows:
            yield rows[block]
        elif block.kind not in ("table_cell", "header", "footer", "footnote"):
            for match in _LINE.finditer(findings.document.text, block.span.start, block.span.end):
                for span in _split_line(match):
                    gapped = _read_gapped(span, block, findings) if is_gapped else None
                    yield gapped or _read_line(span, block, findings)


def _has_gaps(findings: Findings) -> bool:
    """Whether labels with a gap behind them name partners in one line and dates in another."""
    roles: set[Role] = set()
    for line in _LINE.finditer(findings.document.text):
        gapped = _GAPPED.fullmatch(line.group())
        role = read_label(gapped["label"]) if gapped else None
        if role is not None and _is_told(role, Span(*line.span()), findings):
            roles.add(role)
    return "partner" in roles and not roles.isdisjoint(TERM_ROLES)


def _is_told(role: Role, line: Span, findings: Findings) -> bool:
    if role == "partner":
        return bool(findings.links_in(line))
    return role in TERM_ROLES and bool(findings.dates_in(line))


def _read_gapped(span: Span, block: Block, findings: Findings) -> _Line | None:
    """Return a line that any label opens with a gap behind it, None for any other."""
    gapped = _GAPPED.fullmatch(findings.document.text, span.start, span.end)
    if gapped is None or _is_no_label(gapped["label"]):
        return None
    label = Span(*gapped.span("label"))
    if findings.dates_in(label) or findings.links_in(label):
        return None
    return _Line(span, block, gapped["label"], Span(*gapped.span("value")))


def _split_line(line: re.Match[str]) -> Iterator[Span]:
    """Yield the parts of a line in which several known labels stand: "Start: 2012 – End: 2020"."""
    start = line.start()
    titled = _TITLED.match(line.string, line.start(), line.end())
    if titled and read_label(titled["title"]) is None and read_label(titled["label"]) is not None:
        # A term with its definition: the title, and the first of the labels.
        yield Span(*titled.span("title"))
        start = titled.start("label")
    for mark in _NEXT_LABEL.finditer(line.string, line.start(), line.end()):
        if read_label(mark["label"]) is not None:
            yield Span(start, mark.start())
            start = mark.start("label")
    if line.string[start : line.end()].strip():
        yield Span(start, line.end())


def _list_rows(findings: Findings) -> Iterator[_Line]:
    for table in findings.document.tables:
        if table.columns == 2:
            rows = [row.cells for row in lay_out_rows(table)]
            titled = [(title, value) for title, value in rows if title != value and len(title)]
            labels = [findings.cut(title).strip(" \n:：") for title, _ in titled]
            named = sum(1 for title, _ in titled if findings.links_in(title))
            if 2 * named < len(titled) and _are_labels(labels):
                for label, (title, value) in zip(labels, titled, strict=True):
                    span = Span(title.start, max(title.end, value.end))
                    yield _Line(span, Block("table_cell", title), label, value)


def _are_labels(texts: Sequence[str]) -> bool:
    """Whether most of the first cells of rows are labels, one of them of a party."""
    roles = [read_label(text) for text in texts if len(text) <= _LONGEST_LABEL]
    return "partner" in roles and 2 * sum(1 for role in roles if role) >= len(texts)


def _read_line(span: Span, block: Block, findings: Findings) -> _Line:
    # The block of an item begins behind its mark.
    start = findings.document.text.rfind("\n", 0, span.start) + 1
    if marked := _MARKED.fullmatch(findings.document.text, start, span.end):
        kind = "label" if marked["label"] else "boxed"
        if is_known(marked[kind]) or fold_title(marked[kind]) in load_words("labels")["status"]:
            value = Span(*marked.span("value")) if marked["boxed"] else Span(span.end, span.end)
            return _Line(span, block, marked[kind], value, is_marked=True)
    if spaced := _read_spaced(span, block, findings):
        return spaced
    labelled = _LABELLED.fullmatch(findings.document.text, span.start, span.end)
    if labelled is None or _is_no_label(labelled["label"]):
        return _Line(span, block)
    label = Span(*labelled.span("label"))
    if findings.dates_in(label) or names_institution(label, findings, least=_LEAST_OF_NAME):
        return _Line(span, block)  # "A University: ..." is an item of a list
    return _Line(span, block, labelled["label"], Span(*labelled.span("value")))


def _read_spaced(span: Span, block: Block, findings: Findings) -> _Line | None:
    """Return a line that a known Japanese title opens with a gap behind it, None for any other."""
    spaced = _SPACED.fullmatch(findings.document.text, span.start, span.end)
    if spaced is None or spaced["label"].isascii() or not is_known(spaced["label"]):
        return None
    value = Span(*spaced.span("value"))
    is_titles = any(is_known(word) for word in spaced["value"].split())
    return None if is_titles else _Line(span, block, spaced["label"], value)


def _is_no_label(label: str) -> bool:
    # 10:30 is a time, a label is no sentence, and countries stand before the items of lists.
    is_country = read_country(label) is not None
    return label[-1].isdecimal() or len(label.split()) > 6 or is_country


def _gather_entries(lines: Iterable[_Line], findings: Findings) -> Iterator[_Entry]:
    titles: list[Span] = []
    fields: list[_Field] = []
    above = 0
    for line in lines:
        if fields and _goes_on(fields[-1], line, findings):
            fields[-1] = _lengthen(fields[-1], line)
        elif line.label is None or line.value is None:
            if fields:
                yield _Entry(tuple(titles), tuple(fields), above)
                above = fields[-1].span.end
                titles, fields = [], []
            titles.append(line.span)
        else:
            role = read_label(line.label) or ("start" if find_kind(line.label) else None)
            field = _Field(line.label, role, line.span, line.value, line.is_marked)
            if fields and _opens_entry(field, fields, findings):
                yield _Entry(tuple(titles), tuple(fields), above)
                above = fields[-1].span.end
                titles, fields = [], []
            fields.append(field)
    if fields:
        yield _Entry(tuple(titles), tuple(fields), above)


def _goes_on(field: _Field, line: _Line, findings: Findings) -> bool:
    """Whether a line without label belongs to the value of the field before it."""
    if line.label is not None or line.block.kind == "heading":
        return False
    gap = findings.cut(Span(field.span.end, line.span.start))
    if not len(field.value) or (field.is_marked and gap.count("\n") < 2):
        return True
    return line.block.span.contains(field.span) and gap.count("\n") < 2


def _lengthen(field: _Field, line: _Line) -> _Field:
    start = field.value.start if len(field.value) else line.span.start
    value = Span(start, line.span.end)
    return replace(field, span=Span(field.span.start, line.span.end), value=value)


def _opens_entry(field: _Field, fields: Sequence[_Field], findings: Findings) -> bool:
    """Whether a field is the first of a new entry: it repeats a label, or stands further off."""
    if len(fields) > 1 and _count_lines(fields[-1], field, findings) > _count_lines(
        fields[0], fields[1], findings
    ):
        return True
    before = [_fold_label(one.label) for one in fields[-_MOST_FIELDS:]]
    label = _fold_label(field.label)
    if before[-1] == label:
        return False
    return any(_is_same_label(label, one) for one in before)


def _count_lines(earlier: _Field, later: _Field, findings: Findings) -> int:
    return findings.cut(Span(earlier.span.end, later.span.start)).count("\n")


def _fold_label(label: str) -> str:
    return fold_title(label).rstrip("s")


def _is_of_issue(label: str) -> bool:
    return fold_title(label) in load_words("issue")["labels"]


def _is_same_label(label: str, other: str) -> bool:
    if _OTHERS.match(label) or _OTHERS.match(other):
        return label == other
    return label.endswith(other) or other.endswith(label)


def _read_entry(entry: _Entry, findings: Findings) -> Agreement | None:
    term = _read_term(entry, findings)
    title = _find_name_above(entry, findings) or _find_title(entry, findings)
    parties = _find_parties(entry, title, term, findings)
    if not parties or all(_is_of_issue(field.label) for field in entry.fields):
        return None  # a headline over the day of issue
    is_name = title is not None and title.contains(parties[0].span)
    if term == Term() and len(entry.fields) == 1 and is_weak(entry.fields[0].label):
        return None
    subject = _find_subject(entry, None if is_name else title, findings)
    first = entry.fields[0].span.start
    is_below = title is not None and not findings.cut(Span(title.end, first)).strip()
    start = title.start if title and is_below else first
    evidence = Span(start, entry.fields[-1].span.end)
    is_told = subject is not None or term != Term()
    if not is_told and not tells_of_agreements(evidence, findings, surely=True):
        return None  # names alone, such as what is left where the picture of a title was
    return Agreement(
        parties,
        term.start,
        term.end,
        term.end_status,
        subject,
        evidence,
        min((party.link.mention.score for party in parties if party.link), default=_UNLINKED),
    )


def _find_parties(
    entry: _Entry, title: Span | None, term: Term, findings: Findings
) -> tuple[Party, ...]:
    """Return the parties that the fields name or, where none does, a title that is their name."""
    naming = [field for field in entry.fields if _names_parties(field, findings)]
    if any(field.role == "partner" for field in naming):
        naming = [field for field in naming if field.role == "partner"]
    links = [
        link
        for field in naming
        for link in findings.links_in(field.value)
        if not _is_gloss(link, field, findings) and not _is_person(link, field)
    ]
    is_sure = any(field.role == "partner" for field in naming)
    if not is_sure and any(findings.dates_in(field.value) for field in naming):
        return ()  # items of a list: "Ice Lab: A and B, since 2016"
    if links and (is_sure or (len(naming) > 1 and term != Term())):
        return list_parties(links, findings)
    is_partner = title is not None and not naming and term != Term()
    if title and is_partner and _is_name(title, findings):
        is_told = any(speaks_of_agreements(field.label) for field in entry.fields)
        is_told = is_told or tells_of_agreements(title, findings)
        return _join_parties(title, entry, findings) if is_told else ()
    return ()


def _is_name(title: Span, findings: Findings) -> bool:
    """Whether a title names an institution, perhaps with one of its units behind it."""
    links = findings.links_in(title)
    opens = bool(links) and not findings.cut(Span(title.start, links[0].mention.span.start)).strip()
    return opens or names_institution(title, findings)


def _join_parties(title: Span, entry: _Entry, findings: Findings) -> tuple[Party, ...]:
    """Return the parties that a title names, and those between whom a field says that it is."""
    named = [
        party
        for field in entry.fields
        if field.role == "subject" and _BETWEEN.search(findings.cut(field.value))
        for party in find_parties(field.value, findings)
    ]
    parties: dict[str, Party] = {}
    for party in (*find_parties(title, findings), *named):
        parties.setdefault(identify_party(party), party)
    return tuple(parties.values())


def _is_gloss(link: Link, field: _Field, findings: Findings) -> bool:
    """Whether a name in brackets only says the field of the one before: "INX (Life Sciences)".

    It has no word of a body, and the name before it is no acronym of it.
    """
    name = link.mention.span
    bracket = find_bracket(name, field.value, findings)
    if bracket is None or names_body(findings.cut(name)):
        return False
    words = findings.cut(name).split()
    if len(words) == 1:
        return link.chosen is None and sum(letter.isupper() for letter in words[0]) == 1
    before = findings.cut(Span(field.value.start, bracket.start)).split()
    return not before or not is_acronym(before[-1], "".join(words))


def _is_person(link: Link, field: _Field) -> bool:
    """Whether what opens a field of persons, and is in no registry, is the name of one."""
    is_first = link.mention.span.start == field.value.start
    return is_first and link.chosen is None and _PERSONS.search(field.label) is not None


def _names_parties(field: _Field, findings: Findings) -> bool:
    """Whether a field names parties, and is no sentence in which they come up."""
    named = sum(len(link.mention.span) for link in findings.links_in(field.value))
    text = findings.cut(field.value).strip()
    if field.role not in ("partner", None) or _SAID.search(text):
        return False
    return named * (_SPARSEST_PARTNER if field.role else _SPARSEST) > len(text)


def _read_term(entry: _Entry, findings: Findings) -> Term:
    start = _join_dates(entry, "start", findings)
    end = _join_dates(entry, "end", findings) or _find_told_end(entry, findings)
    period = _join_dates(entry, "period", findings)
    if period is not None:
        split = split_period(period)
        # All that a period says behind the start is its end, where it does not repeat the start.
        last = split.start if start not in (None, split.start) and "/" not in period.value else None
        start, end = start or split.start, end or split.end or last
    if start is None and end is None:
        dates = _list_dates(entry, findings)
        start = join_dates([date for date in dates if _is_start(date, findings)])
        whole = Span(entry.fields[0].span.start, entry.fields[-1].span.end)
        end = join_dates([date for date in dates if is_end(date, whole, findings)])
    roles: tuple[Role, ...] = ("end", "period", "start", "status")
    fields = (field for role in roles for field in entry.fields if field.role == role)
    statuses = (read_end_status(field.value, findings) for field in fields)
    return Term(start, end, next(filter(None, statuses), None))


def _join_dates(entry: _Entry, role: Role, findings: Findings) -> DateValue | None:
    values = [field.value for field in entry.fields if field.role == role]
    return join_dates(
        [
            date
            for value in values
            for date in findings.dates_in(value)
            if not is_renewal(date, value, findings)
            and (role != "start" or not _is_told_end(date, value, findings))
        ]
    )


def _find_told_end(entry: _Entry, findings: Findings) -> DateValue | None:
    """Return the date of which a field of a start, or of a status, says that it is the end."""
    dates = [
        date
        for field in entry.fields
        if field.role in ("start", "status")
        for date in findings.dates_in(field.value)
        if _is_told_end(date, field.value, findings)
    ]
    told = split_period(dates[-1].date) if dates else Term()
    return told.end or told.start


def _is_told_end(date: DateMention, value: Span, findings: Findings) -> bool:
    before = findings.document.text[max(date.span.start - _NEAR, 0) : date.span.start]
    return is_end(date, value, findings) or _ENDED.search(before) is not None


def _list_dates(entry: _Entry, findings: Findings) -> tuple[DateMention, ...]:
    """Return the dates of an entry and of the line behind it."""
    text, end = findings.document.text, entry.fields[-1].span.end
    line = _LINE.match(text, end + 1)
    return findings.dates_in(Span(entry.fields[0].span.start, line.end() if line else end))


def _is_start(date: DateMention, findings: Findings) -> bool:
    """Whether a line of an entry says without a label that something began on a date."""
    text, span = findings.document.text, date.span
    before = text[max(span.start - _NEAR, 0) : span.start]
    return bool(_START_BEHIND.match(text, span.end) or _START_BEFORE.search(before))


def _find_title(entry: _Entry, findings: Findings) -> Span | None:
    """Return the line above the entry, None where that is a sentence or nothing.

    A line that stands nearer to the entry before than to this one belongs there. A title with a
    colon is the first field, and further from the second than that is from the third.
    """
    first, rest = entry.fields[0], entry.fields[1:3]
    if first.role is None and len(rest) == 2:
        gap = _count_lines(first, rest[0], findings)
        if gap > _count_lines(rest[0], rest[1], findings):
            return first.span
    title = entry.titles[-1] if entry.titles else None
    if title is None or len(title) > _LONGEST_TITLE or findings.cut(title).endswith((".", "。")):
        return None
    before = findings.cut(Span(entry.above, entry.titles[0].start)).count("\n")
    behind = findings.cut(Span(title.end, entry.fields[0].span.start)).count("\n")
    return None if entry.above and before < behind else title


def _find_name_above(entry: _Entry, findings: Findings) -> Span | None:
    """Return the line that names an institution, of several above an entry that names none.

    Between it and labels that speak of an agreement stand its town and the like.
    """
    is_told = any(speaks_of_agreements(field.label) for field in entry.fields)
    if not is_told or any(_names_parties(field, findings) for field in entry.fields):
        return None
    lines = reversed(entry.titles[-_MOST_TITLES:])
    named = (line for line in lines if names_institution(line, findings))
    return next((line for line in named if not findings.cut(line).endswith((".", "。"))), None)


def _find_subject(entry: _Entry, title: Span | None, findings: Findings) -> str | None:
    """Return the title, or else what the entry says of its subject."""
    subjects = [field.value for field in entry.fields if field.role == "subject"]
    span = title or next(iter(subjects), None)
    return " ".join(findings.cut(span).split()) if span else None
