"""Sentences that tell of a signing -> Agreements."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.agreements.antecedents import find_antecedents, find_same
from extract.agreements.findings import Findings
from extract.agreements.home import names_home
from extract.agreements.joinings import find_joinings
from extract.agreements.parties import choose_parties
from extract.agreements.repetitions import identify_party
from extract.agreements.roles import Part, assign_roles, list_links
from extract.agreements.sequels import (
    REACH,
    add_term,
    find_date_beside,
    find_date_of_meeting,
    find_today,
    is_end,
    list_following,
    speaks_of_term,
)
from extract.agreements.shares import Side, share_out
from extract.agreements.signings import Signing, drop_arrangements, find_kind, find_signings
from extract.agreements.terms import Term, join_dates, name_end_status, split_period
from extract.agreements.treaties import find_last_date, find_treaty, is_contract_text
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, DateMention, DateValue, Language, Link, Party, Segment, Span

_SCORE = 0.7
"""How often a sentence that seems to tell of a signing does; what the parties add is theirs."""

_NOUN = match_words([word for words in load_words("kinds").values() for word in words])
_ABOUT = re.compile(
    rf"(?P<japanese>[^、。「」\s]{{2,40}}?)(?:に関する|における|についての|にかかる|に係る)[^、。]{{0,20}}?{_NOUN}"
    rf"|{_NOUN}(?:\s*\([^)]*\))?\s+(?:on|for|concerning|regarding|in the (?:field|area)s? of)\s+"
    r"(?P<english>[^.;()]{4,100}?)(?=[.;(]|,\s|\s+(?:on|in|at|was|were|with|between)\s|$)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|among)\b|間(?:で|の|に)", re.IGNORECASE)
# A date of something else than the signing, by the word before or behind it.
_OTHER_DATE_BEFORE = re.compile(
    rf"(?:{match_words(load_words('other dates')['english'])})\s+(?:[a-z]+\s+)?(?:in|on|since)?\s*$",
    re.IGNORECASE,
)
_OTHER_DATE_BEHIND = re.compile(
    rf"[にの]?(?:{match_words(load_words('other dates')['japanese'])})(?!式)"
)


@dataclass(frozen=True, slots=True)
class _Told:
    """An agreement, the language that it is told in, and the index of the sentence."""

    agreement: Agreement
    language: Language
    index: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a document a sentence stands, and whose document it is."""

    index: int
    segments: Sequence[Segment]
    findings: Findings
    home: Party | None

    @property
    def segment(self) -> Segment:
        return self.segments[self.index]


def find_sentence_agreements(
    segments: Sequence[Segment], findings: Findings, home: Party | None
) -> Iterator[Agreement]:
    """Yield the agreements that sentences tell, each once in each language, in order."""
    told: list[_Told] = []
    for index in range(len(segments)):
        for agreement in _read(_Place(index, segments, findings, home)):
            _tell(_Told(agreement, segments[index].language, index), told)
    telling = Counter(one.index for one in told)
    for one in told:
        is_alone = telling[one.index] == 1
        place = _Place(one.index, segments, findings, home)
        yield _follow(one.agreement, place, telling) if is_alone else one.agreement


def _read(place: _Place) -> Iterator[Agreement]:
    """Yield the agreements that a sentence tells, or a list of parties that it opens."""
    index, segments, findings = place.index, place.segments, place.findings
    if (treaty := find_treaty(index, segments, findings)) is not None:
        yield treaty
        return
    told = list(_read_sentence(place))
    yield from told or find_joinings(index, segments, findings)


def _follow(agreement: Agreement, place: _Place, telling: Counter[int]) -> Agreement:
    """Add what the sentences behind say of the agreement, up to the next that tells of one."""
    index, segments, findings = place.index, place.segments, place.findings
    is_contract = is_contract_text(place.segment, findings)
    reach = len(segments) if is_contract else REACH
    for number, segment in enumerate(list_following(index, segments, reach), index + 1):
        if number in telling:
            break
        if speaks_of_term(segment, agreement, findings):
            agreement = add_term(agreement, segment, findings)
    if is_contract and agreement.start is None:
        return replace(agreement, start=find_last_date(index, segments, findings))
    return agreement


def _tell(new: _Told, told: list[_Told]) -> None:
    """Add what a sentence tells; headlines and leads tell the same, one more fully."""
    for index, other in enumerate(told):
        if new.language == other.language and _is_retold(new.agreement, other.agreement):
            told[index] = max(other, new, key=_count_said)
            return
    told.append(new)


def _is_retold(one: Agreement, other: Agreement) -> bool:
    members = [{identify_party(party) for party in told.parties} for told in (one, other)]
    if not (members[0] <= members[1] or members[1] <= members[0]):
        return False
    return None in (one.start, other.start) or one.start == other.start


def _count_said(told: _Told) -> tuple[bool, int]:
    return (told.agreement.start is not None, len(told.agreement.parties))


def _read_sentence(place: _Place) -> Iterator[Agreement]:
    """Yield the agreements that a sentence tells, by its clauses."""
    links = drop_arrangements(place.segment, place.findings)
    subjects: list[Link] = []
    for signing in find_signings(place.segment, links, place.findings):
        parts = assign_roles(signing, links, place.findings)
        yield from _read_clause(signing, _choose_parts(parts, signing, subjects, place), place)
        subjects = list_links(parts, "subject") or subjects


def _choose_parts(
    parts: Sequence[Part], signing: Signing, subjects: Sequence[Link], place: _Place
) -> list[Part]:
    """Return who takes part in a signing; the subject of the clause before goes on."""
    sure = [part for part in parts if part.role in ("subject", "counterpart")]
    same = find_same(place.index, signing.clause, place.segments, place.findings)
    if same is not None:
        sure.append(Part(same, "counterpart"))
    if not sure:
        sure = find_antecedents(place.index, signing.clause, place.segments, place.findings)
    is_between = _BETWEEN.search(place.findings.cut(signing.clause))
    if sure and not list_links(sure, "subject") and not is_between:
        sure = [*(Part(link, "subject") for link in subjects), *sure]
    if len(sure) < 2:
        sure += [Part(link, "counterpart") for link in list_links(parts, "visited")]
    if len(sure) < 2:
        sure += [part for part in parts if part.role == "open"]
    return sure


def _read_clause(signing: Signing, parts: Sequence[Part], place: _Place) -> Iterator[Agreement]:
    findings = place.findings
    sides = _list_sides(parts, signing, findings)
    if not _is_told(sides, parts, signing, place):
        return
    text = findings.cut(signing.clause)
    is_home_meant = names_home(text) or len(sides) == 1
    is_home_named = _is_among(place.home, [side.party for side in sides])
    whole = Agreement(
        (),
        None,
        None,
        name_end_status(findings.end_statuses_in(signing.clause), findings),
        _find_subject(text),
        place.segment.span,
        _SCORE * min(part.link.mention.score for part in parts),
        kind=find_kind(findings.cut(signing.noun)),
        home=place.home if is_home_meant and not is_home_named else None,
    )
    dates = _list_dates(signing, place)
    ends = [date for date in dates if is_end(date, signing.clause, findings)]
    starts = [date for date in dates if date not in ends]
    for share in share_out(sides, starts, signing, findings):
        term = split_period(share.start.date) if share.start else Term()
        start = term.start or _find_date_outside(parts, place)
        if start is not None or not signing.is_dated_only:
            end = join_dates(ends[-1:]) or term.end
            yield replace(whole, parties=share.parties, start=start, end=end)


def _list_sides(parts: Sequence[Part], signing: Signing, findings: Findings) -> list[Side]:
    links = sorted((part.link for part in parts), key=lambda link: link.mention.span)
    counterparts = list_links(parts, "counterpart")
    return [
        Side(party, any(party.span.overlaps(link.mention.span) for link in counterparts))
        for party in choose_parties(links, signing.clause, findings)
    ]


def _is_told(
    sides: Sequence[Side], parts: Sequence[Part], signing: Signing, place: _Place
) -> bool:
    """Whether enough is said of who agreed: two parties, or one with whom we did."""
    if len(sides) != 1:
        return len(sides) > 1
    if _is_among(place.home, [side.party for side in sides]):
        return False  # it tells of the agreements of the home institution, and names none of them
    return sides[0].is_counterpart or names_home(place.findings.cut(signing.clause))


def _is_among(home: Party | None, parties: Sequence[Party]) -> bool:
    return home is not None and identify_party(home) in map(identify_party, parties)


def _list_dates(signing: Signing, place: _Place) -> list[DateMention]:
    """Return the dates of a clause that may be of the signing, or of the end."""
    clause, findings = signing.clause, place.findings
    return [
        date for date in findings.dates_in(clause) if not _is_of_other(date, signing, findings)
    ]


def _is_of_other(date: DateMention, signing: Signing, findings: Findings) -> bool:
    before = findings.cut(Span(signing.clause.start, date.span.start))
    behind = findings.cut(Span(date.span.end, signing.clause.end))
    first = _OTHER_DATE_BEFORE.search(before)
    if first and signing.clause.start + first.start() != signing.verb.start:
        return True
    second = _OTHER_DATE_BEHIND.match(behind)
    return second is not None and date.span.end + second.end() < signing.verb.start


def _find_date_outside(parts: Sequence[Part], place: _Place) -> DateValue | None:
    """Return the date that other sentences give: the day of issue, of the ceremony, of a visit."""
    index, segments, findings = place.index, place.segments, place.findings
    found = find_today(place.segment, findings) or find_date_beside(index, segments, findings)
    if found is not None or any(place.segment.span.contains(part.link.mention.span) for part in parts):
        return found
    return find_date_of_meeting(parts[0].link, place.segments[:index], findings)


def _find_subject(clause: Span, findings: Findings) -> str | None:
    """Return what the agreement of a clause is about, without the parties in front of it."""
    match = _ABOUT.search(findings.document.text, clause.start, clause.end)
    if match is None:
        return None
    span = Span(*match.span("japanese" if match["japanese"] else "english"))
    before = [link.mention.span.end for link in findings.links_in(span)]
    before += [date.span.end for date in findings.dates_in(span)]
    subject = (
        findings.cut(Span(max([span.start, *before]), span.end))
        if match["japanese"]
        else match["english"]
    )
    subject = " ".join(_PARTICLES.sub("", subject).split())
    return None if not subject or _DURATION.fullmatch(subject) else subject
