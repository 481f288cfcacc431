"""Sentences that tell of a signing -> Agreements."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from extract.agreements.antecedents import find_added, find_antecedents, find_same, find_topic
from extract.agreements.backgrounds import list_backgrounds
from extract.agreements.findings import Findings
from extract.agreements.home import names_home
from extract.agreements.joinings import find_joinings
from extract.agreements.kinds import NOUN, find_kind
from extract.agreements.moments import (
    Moments,
    find_concluded,
    find_end,
    find_first_concluded,
    find_first_signing,
    find_stated_period,
    list_moments,
    tells_of_renewal,
)
from extract.agreements.parties import choose_parties, find_parties, is_embassy
from extract.agreements.repetitions import identify_party
from extract.agreements.roles import Part, Role, assign_roles, list_links
from extract.agreements.rosters import counts_partners, find_counted, find_signatories
from extract.agreements.sequels import (
    LONGEST_TITLE,
    REACH,
    add_term,
    drop_places,
    find_date_beside,
    find_date_of_meeting,
    find_date_of_title,
    find_founding,
    find_labelled,
    find_same_day,
    find_today,
    find_told_year,
    is_same_day_before,
    is_title,
    list_following,
    speaks_of_pair,
    speaks_of_term,
    states_term,
    tell_ceremony,
    tell_ends_in_turn,
    tell_own_date,
    tells_own_term,
)
from extract.agreements.shares import (
    BETWEEN,
    BracketedTerm,
    Share,
    Side,
    read_bracketed_terms,
    share_out,
)
from extract.agreements.signings import Signing, drop_arrangements, find_signings, is_japanese
from extract.agreements.terms import Term, name_end_status, read_date
from extract.agreements.treaties import find_last_date, find_treaty, is_contract_text
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, DateValue, Language, Link, Party, Segment, Span

_REACH_BEFORE = 8
"""How many sentences before, and how many agreements told last, may say who is meant."""

_HISTORY = re.compile(
    rf"(?:このたび|今回|今般)の[^。、]{{0,10}}?{NOUN}|以来|(?:合意|署名|締結)(?:した|された)もので|最初の|当初|初めて"
    r"|(?<![a-z])(?:since\s+(?:signing|concluding|the)|first|originally|initially)(?![a-z])",
    re.IGNORECASE,
)
# What a sentence says again of the agreement that another tells.
_TOLD_ANEW = re.compile(
    rf"(?:このたび|今回|今般)の[^。、]{{0,10}}?{NOUN}|(?:合意|署名|締結)(?:した|された)もので"
)
# An older agreement than the one just signed, which is another: "first signed an agreement in".
_SIGNED = re.compile(match_words(load_words("signing")["english"]), re.IGNORECASE)
_ANOTHER = re.compile(
    rf"(?<![a-z])(?:an?|(?:the|their|its)\s+first)\s+(?:[a-z-]+\s+){{0,4}}?{NOUN}|最初の|初めて",
    re.IGNORECASE,
)
_SEPARATE = re.compile(
    rf"(?<![a-z])(?:separate|separately|(?:another|second|further|additional)\s+(?:[a-z-]+\s+){{0,3}}?{NOUN}"
    r"|also\s+(?:sign|conclu|enter|agreed)[a-z]*)(?![a-z])|あわせて|併せて|別途|別に",
    re.IGNORECASE,
)
# What is said of the newer of two agreements, and not of the first.
_NEW = re.compile(
    r"新しい|更新後の|今回の|(?<![a-z])the\s+(?:new|present|current)\s", re.IGNORECASE
)
_HEAD = 10
"""In how many blocks from the top a headline stands."""

_SCORE = 0.7
"""How often a sentence that seems to tell of a signing does; what the parties add is theirs."""

_ABOUT = re.compile(
    rf"(?P<japanese>[^、。「」\s]{{2,40}}?)(?:に関する|における|についての|にかかる|に係る)[^、。]{{0,20}}?{NOUN}"
    rf"|{NOUN}(?:\s*\([^)]*\))?\s+(?:on|for|concerning|regarding|in the (?:field|area)s? of)\s+"
    r"(?P<english>[^.;()]{4,100}?)(?=[.;(]|,\s|\s+(?:on|in|at|was|were|with|between)\s|$)",
    re.IGNORECASE,
)

_ALSO = re.compile(
    r"とも|にも|同様の|(?<![a-z])(?:also|similar)(?![a-z])"
    rf"|(?<![a-z])(?:second|third|further|another)\s+(?:[a-z-]+\s+){{0,3}}?{NOUN}"
    r"|(?<![a-z])a\s+(?:second|third|fourth|fifth),?\s+with(?![a-z])",
    re.IGNORECASE,
)
# "Having signed a memorandum in 2014, A and B": who did stands behind.
_LEADS = re.compile(r"(?:having|after|since|following|by|with)\s", re.IGNORECASE)
_PARTICLES = re.compile(r"^(?:との|と|は|が|や|及び|、|における|で|に)+")
_DURATION = re.compile(r"(?:[a-z0-9-]+\s+){0,3}(?:years?|months?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    """An agreement, the language that it is told in, and the index of the sentence."""

    agreement: Agreement
    language: Language
    index: int


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a document a sentence stands, whose document it is, and what was told before."""

    index: int
    segments: Sequence[Segment]
    findings: Findings
    home: Party | None
    told: Sequence[_Told]

    @property
    def segment(self) -> Segment:
        return self.segments[self.index]

    @property
    def before(self) -> Sequence[Segment]:
        return self.segments[max(self.index - _REACH_BEFORE, 0) : self.index]


def find_sentence_agreements(
    segments: Sequence[Segment], findings: Findings, home: Party | None
) -> Iterator[Agreement]:
    """Yield the agreements that sentences tell, each once in each language, in order."""
    told: list[_Told] = []
    for index, segment in enumerate(segments):
        place = _Place(index, segments, findings, home, told)
        told += [_Told(agreement, segment.language, index) for agreement in list(_read(place))]
    told = [one for one in told if not _is_history(one, told, findings)]
    united: list[_Told] = []
    telling = Counter(one.index for one in told)
    for one in told:
        place = _Place(one.index, segments, findings, home, told)
        new = replace(one, agreement=_follow(one.agreement, place, telling))
        _tell(new, united, findings)
    for one in united:
        yield one.agreement


def _is_history(one: _Told, told: Sequence[_Told], findings: Findings) -> bool:
    """Whether a sentence only says since when parties have had what another tells anew."""
    agreement = one.agreement
    if agreement.start is None or not _TOLD_ANEW.search(findings.cut(agreement.evidence)):
        return False
    return any(
        other.index != one.index
        and _list_parties(agreement) <= _list_parties(other.agreement)
        and other.agreement.kind in (agreement.kind, None)
        and not _HISTORY.search(findings.cut(other.agreement.evidence))
        for other in told
    )


def _tell(new: _Told, told: list[_Told], findings: Findings) -> None:
    """Add what a sentence tells; headlines and leads tell the same, one more fully."""
    for index, other in enumerate(told):
        is_retold = _is_retold(new.agreement, other.agreement) and not _is_apart(
            new.agreement, other.agreement, findings
        )
        is_same = is_retold or _is_headline(other, new, findings)
        if new.language == other.language and is_same:
            told[index] = _unite(*sorted((new, other), key=_count_said))
            return
        if new.language != other.language and _is_translation(other, new, findings):
            is_title = other.agreement.start is None
            told[index] = _unite(other, new) if is_title else _unite(new, other)
            return
        if _is_told_by_title(other, new, findings):
            start = new.agreement.start or other.agreement.start
            told[index] = replace(new, agreement=replace(new.agreement, start=start))
            return
    told.append(new)


def _is_translation(one: _Told, new: _Told, findings: Findings) -> bool:
    """Whether a summary or title in another language tells the same: who agreed, and when.

    Of names in two languages one may be known and the other not.
    """
    first, second = one.agreement, new.agreement
    shared = _list_parties(first) & _list_parties(second)
    are_known = all(_names_known(agreement, shared) for agreement in (first, second))
    if not shared or are_known or len(first.parties) != len(second.parties):
        return False
    if first.start is None:
        return not findings.cut(first.evidence).rstrip().endswith((".", "。"))
    return first.start == second.start and first.start.first_day == first.start.last_day


def _names_known(agreement: Agreement, shared: frozenset[str]) -> bool:
    """Whether some institution beside the `shared` ones is in the agreement, and all are known."""
    others = [party for party in agreement.parties if identify_party(party) not in shared]
    return bool(others) and all(party.link and party.link.chosen for party in others)


def _is_told_by_title(one: _Told, new: _Told, findings: Findings) -> bool:
    """Whether a title tells of the same parties as the sentence below it, with the day of both."""
    text = findings.cut(one.agreement.evidence)
    is_short = len(text) <= LONGEST_TITLE and not text.rstrip().endswith(("。", "."))
    is_below = new.index == one.index + 1 and is_short
    return is_below and _list_parties(one.agreement) == _list_parties(new.agreement)


def _is_headline(one: _Told, other: _Told, findings: Findings) -> bool:
    """Whether a headline tells without a date what the text below tells, of some who are in it."""
    few, many = _list_parties(one.agreement), _list_parties(other.agreement)
    is_heading = any(
        block.kind == "heading" and block.span.contains(one.agreement.evidence)
        for block in findings.document.blocks[:_HEAD]
    )
    return is_heading and one.agreement.start is None and bool(few & many)


def drop_headlines(segments: Sequence[Segment], findings: Findings) -> list[Segment]:
    """Leave out what is told in sentences, and is no line of a list.

    That are headings of sentences, and items of several sentences that name institutions.
    """
    below = [*segments[1:], *segments[-1:]]
    blocks = findings.document.blocks
    named = Counter(
        segment.block
        for segment in segments
        if blocks[segment.block].kind == "list_item"
        and findings.links_in(segment.span)
        and not is_title(segment, findings)
    )
    told = {
        segment.block
        for segment in segments
        if named[segment.block] > 1 and _signs(segment, findings)
    }
    return [
        segment
        for segment, other in zip(segments, below, strict=True)
        if not _is_top_headline(segment, findings)
        and not _is_title_of(segment, other, findings)
        and segment.block not in told
    ]


def is_told_above(agreement: Agreement, segments: Sequence[Segment], findings: Findings) -> bool:
    """Whether labelled lines only go on with the sentence above, which names all of the parties."""
    first = min((party.span for party in agreement.parties), default=agreement.evidence)
    last = max((party.span for party in agreement.parties), default=agreement.evidence)
    return any(
        segment.span.end <= agreement.evidence.start
        and segment.span.contains(Span(first.start, last.end))
        and findings.cut(segment.span).rstrip().endswith(("。", "."))
        and _signs(segment, findings)
        for segment in segments
    )


def _signs(segment: Segment, findings: Findings) -> bool:
    """Whether a sentence that names institutions has a verb by which they sign."""
    links = findings.links_in(segment.span)
    return bool(links) and any(
        one.verb != one.noun for one in find_signings(segment, links, findings)
    )


def _is_top_headline(segment: Segment, findings: Findings) -> bool:
    """Whether a heading near the top is a sentence of several that signed."""
    if findings.document.blocks[segment.block].kind != "heading" or segment.block >= _HEAD:
        return False
    links = findings.links_in(segment.span)
    signings = find_signings(segment, links, findings) if len(links) > 1 else ()
    return any(one.verb != one.noun for one in signings)


def _is_title_of(title: Segment, segment: Segment, findings: Findings) -> bool:
    """Whether a line is the title of the sentence below it, which tells of the same institution."""
    if not is_title(title, findings) or segment.block != title.block + 1:
        return False
    links = findings.links_in(segment.span)
    if not findings.cut(segment.span).rstrip().endswith(("。", ".")):
        return False
    return _share_institution(findings.links_in(title.span), links) and bool(
        find_signings(segment, links, findings)
    )


def _share_institution(links: Sequence[Link], others: Sequence[Link]) -> bool:
    ids = {link.chosen.id for link in links if link.chosen}
    return any(link.chosen is not None and link.chosen.id in ids for link in others)


def _list_parties(agreement: Agreement) -> frozenset[str]:
    return frozenset(identify_party(party) for party in agreement.parties)


def _unite(less: _Told, more: _Told) -> _Told:
    """Return what says more, with the end and the parties that only the other one says."""
    agreement = more.agreement
    if _list_parties(agreement) < _list_parties(less.agreement):
        agreement = replace(agreement, parties=less.agreement.parties)
    if _is_told_exactly(less.agreement, agreement):
        agreement = replace(agreement, start=less.agreement.start)
    if agreement.end is None and agreement.end_status is None:
        end, status = less.agreement.end, less.agreement.end_status
        agreement = replace(agreement, end=end, end_status=status)
    return replace(more, agreement=agreement)


def _is_retold(one: Agreement, other: Agreement) -> bool:
    """Whether two say the same; who names fewer parties may leave the date out, not add it.

    Only who leaves the home institution out of two may add it.
    """
    few, many = sorted((one, other), key=lambda agreement: len(agreement.parties))
    members = [_list_parties(agreement) for agreement in (few, many)]
    if not members[0] <= members[1]:
        return False
    if few.start is None or few.start == many.start or _is_told_exactly(few, many):
        return True
    is_whole = len(members[0]) == len(members[1]) or len(members[1]) == 2
    return many.start is None and is_whole


def _is_apart(one: Agreement, other: Agreement, findings: Findings) -> bool:
    """Whether of two agreements of the same parties the dated one is an older one of another kind.

    A sentence that says since when there is one is not of the one that was just signed; of two
    dated alike it must be said that they are two.
    """
    new, old = sorted((one, other), key=lambda agreement: agreement.start is not None)
    kinds = {one.kind, other.kind} - {None, "agreement"}
    texts = [findings.cut(agreement.evidence) for agreement in (new, old)]
    if new.start is not None or old.start is None:
        return one.kind != other.kind and any(_SEPARATE.search(text) for text in texts)
    is_sentence = texts[0].rstrip().endswith(("。", "."))
    return (len(kinds) > 1 and is_sentence) or _tells_another_first(*texts)


def _tells_another_first(new: str, old: str) -> bool:
    """Whether one sentence tells of an agreement just signed, and one of a first before it."""
    is_new = _SIGNED.search(new) and not tells_of_renewal(new) and not _HISTORY.search(new)
    return bool(is_new and _HISTORY.search(old) and _ANOTHER.search(old))


def _is_told_exactly(one: Agreement, other: Agreement) -> bool:
    """Whether one tells the day of what the other tells the month or year of."""
    if one.start is None or other.start is None:
        return False
    days = (other.start.first_day, one.start.first_day, one.start.last_day, other.start.last_day)
    first, low, high, last = days
    if first is None or low is None or high is None or last is None:
        return False
    return first <= low == high <= last and (first, last) != (low, high)


def _count_said(told: _Told) -> tuple[bool, int, int]:
    agreement = told.agreement
    return (agreement.start is not None, len(agreement.parties), len(agreement.evidence))


def _read(place: _Place) -> Iterator[Agreement]:
    """Yield the agreements that a sentence tells, or a list of parties that it opens."""
    index, segments, findings = place.index, place.segments, place.findings
    if (treaty := find_treaty(index, segments, findings)) is not None:
        yield treaty
        return
    yield from (told := _read_sentence(place))
    yield from _read_backgrounds(told, place)
    is_near = any(one.index == index - 1 for one in place.told)
    yield from find_joinings(index, segments, findings, is_told=bool(told), is_near=is_near)


def _read_backgrounds(told: Sequence[Agreement], place: _Place) -> Iterator[Agreement]:
    """Yield the older agreements on which a sentence says that something builds."""
    findings, sentence = place.findings, place.segment.span
    if any(tells_of_renewal(findings.cut(one.evidence)) for one in told):
        return
    for background in list_backgrounds(sentence, findings):
        start = read_date(background.date, findings).start
        parties = (
            find_parties(background.named, findings)
            or (told[0].parties if told else find_parties(sentence, findings))
            or _list_meant(place)
        )
        others = tuple(party for party in parties if not _is_ours(party, findings))
        is_ours, parties = len(others) < len(parties), others
        is_one = is_ours or any(_is_other_side(party, place) for party in parties)
        is_told = len(parties) > 1 or (bool(parties) and is_one)
        if is_told and all(start != one.start for one in told):
            yield Agreement(
                parties,
                start,
                find_end(list_moments(sentence, None, findings), findings),
                name_end_status(findings.end_statuses_in(sentence), findings),
                None,
                sentence,
                _SCORE,
                kind=find_kind(findings.cut(background.noun)),
                home=place.home if len(parties) == 1 else None,
            )


def _is_ours(party: Party, findings: Findings) -> bool:
    """Whether a name is that of a part of the institution that the document is from: "our A"."""
    low = max(party.span.start - len("our "), 0)
    return findings.document.text[low : party.span.start].casefold() == "our "


def _is_other_side(party: Party, place: _Place) -> bool:
    """Whether one institution is told as the one with whom another agreed, which goes unsaid."""
    text, home = place.findings.document.text, place.home
    if home is not None and identify_party(party) != identify_party(home):
        return True
    before = text[max(party.span.start - 12, 0) : party.span.start]
    return bool(_WITH_BEFORE.search(before) or _WITH_BEHIND.match(text, party.span.end))


_WITH_BEFORE = re.compile(r"(?<![a-z])with\s+(?:the\s+)?$", re.IGNORECASE)
_WITH_BEHIND = re.compile(
    r"(?:\s*[(（][^()（）]*[)）])?(?:の?[^、。はがを]{0,8}?との|を(?:表敬)?(?:訪問|訪れ))"
)


def _list_meant(place: _Place) -> tuple[Party, ...]:
    """Return the parties of the agreement told just before, of which a sentence says more."""
    near = [one.agreement for one in place.told[-1:] if place.index - one.index <= REACH]
    return near[0].parties if near else ()


def _follow(agreement: Agreement, place: _Place, telling: Counter[int]) -> Agreement:
    """Add what the sentences behind say of the agreement, up to the next that tells of one.

    Past that, only the ceremony is still that of an agreement whose date is not yet known.
    """
    index, segments, findings = place.index, place.segments, place.findings
    is_alone = telling[index] == 1
    is_contract = is_contract_text(index, segments, findings)
    labelled: Segment | None = None
    for number, segment, is_past in _list_sequels(place, telling):
        if is_alone:
            agreement = _trace_back(agreement, place, segment, number)
        is_near = is_contract or number <= index + REACH
        labelled = find_labelled(number, segments, findings) or labelled
        if is_past or not is_alone:
            agreement = _tell_own(agreement, place, segment, is_past) if is_near else agreement
        elif labelled is not None and segment.block == labelled.block:
            agreement = add_term(agreement, segment.span, findings, is_labelled=True)
        elif (is_near or states_term(segment.span, findings)) and _goes_on(
            agreement, replace(place, index=number)
        ):
            agreement = add_term(agreement, segment.span, findings)
        elif is_near and agreement.start is None and _is_ceremony_of(agreement, segment, findings):
            agreement = tell_ceremony(agreement, segment, findings)
    if is_contract and agreement.start is None:
        return replace(agreement, start=find_last_date(index, segments, findings))
    return agreement


def _list_sequels(place: _Place, telling: Counter[int]) -> Iterator[tuple[int, Segment, bool]]:
    """Yield the sentences behind with their numbers, and whether another has been told by then.

    What is said of the new one is not of an agreement that was the first, and a first one told
    behind does not end what is said of the new.
    """
    findings = place.findings
    is_first = _HISTORY.search(findings.cut(place.segment.span)) is not None
    is_past = False
    for number, segment in enumerate(list_following(place.index, place.segments), place.index + 1):
        told = findings.cut(segment.span)
        if not (is_first and _NEW.search(told)):
            is_past = is_past or (number in telling and not _HISTORY.search(told))
            yield number, segment, is_past


def _trace_back(agreement: Agreement, place: _Place, segment: Segment, number: int) -> Agreement:
    """Return an agreement that was renewed with the day on which it was concluded first.

    Far behind, a sentence that says so must speak of both of its parties.
    """
    findings = place.findings
    is_near = number <= place.index + REACH or speaks_of_pair(segment.span, findings)
    first = find_first_signing(segment.span, findings) if is_near else None
    links = findings.links_in(segment.span)
    told = [one.agreement for one in place.told if 0 <= place.index - one.index <= REACH]
    same = [one for one in told if _list_parties(one) == _list_parties(agreement)]
    is_renewed = any(tells_of_renewal(findings.cut(one.evidence)) for one in same)
    if first is None or not is_renewed:
        return agreement
    before = [link for link in links if link.mention.span.end <= first.span.start]
    if not _are_members(before, agreement):
        return agreement
    return replace(agreement, start=read_date(first, findings).start)


def _tell_own(agreement: Agreement, place: _Place, segment: Segment, is_past: bool) -> Agreement:
    """Return one of several agreements with what a sentence behind says of it alone."""
    findings = place.findings
    beside = [one.agreement for one in place.told if one.index == place.index]
    if agreement.start is None:
        agreement = tell_own_date(agreement, beside, segment, findings)
        agreement = tell_ceremony(agreement, segment, findings)
    if agreement in beside:
        index = beside.index(agreement)
        agreement = tell_ends_in_turn(beside, segment.span, findings)[index]
    if not is_past and tells_own_term(agreement, beside, segment, findings):
        agreement = add_term(agreement, segment.span, findings)
    return agreement


def _is_ceremony_of(agreement: Agreement, segment: Segment, findings: Findings) -> bool:
    """Whether a sentence tells of a signing by nobody but the parties, whoever else is visited."""
    links = drop_arrangements(segment, findings)
    signings = find_signings(segment, links, findings)
    parts = [part for one in signings for part in assign_roles(one, links, findings)]
    return bool(signings) and _are_members(list_links(parts, "subject", "counterpart"), agreement)


def _goes_on(agreement: Agreement, place: _Place) -> bool:
    """Whether a sentence says more of an agreement, and of no other and no other institution."""
    findings = place.findings
    if _tells_another_first(findings.cut(agreement.evidence), findings.cut(place.segment.span)):
        return False
    signings = find_signings(
        place.segment, links := drop_arrangements(place.segment, findings), findings
    )
    if signings:
        parts = [part for one in signings for part in assign_roles(one, links, findings)]
        links = tuple(part.link for part in parts if part.role != "none")
    elif not speaks_of_term(place.segment.span, findings):
        return False
    return _are_members(links, agreement)


def _are_members(links: Sequence[Link], agreement: Agreement) -> bool:
    members = {identify_party(party) for party in agreement.parties}
    return all(link.chosen is not None and link.chosen.id in members for link in links)


def _read_sentence(place: _Place) -> list[Agreement]:
    """Return the agreements that a sentence tells, by its clauses.

    A clause that names nobody goes on with the agreement before it.
    """
    links = drop_places(
        place.segment, drop_arrangements(place.segment, place.findings), place.findings
    )
    subjects: list[Link] = []
    chosen: list[Part] = []
    found: list[Agreement] = []
    signings = find_signings(place.segment, links, place.findings)
    for signing, following in zip_longest(signings, signings[1:]):
        parts = assign_roles(signing, links, place.findings)
        if not parts and following and _LEADS.match(place.findings.cut(signing.clause)):
            parts = assign_roles(following, links, place.findings)
        if parts or not signing.goes_on:
            chosen = _choose_parts(parts, signing, subjects, place)
        told = list(_read_clause(signing, chosen, place))
        if found and not parts and not place.findings.dates_in(signing.clause):
            told = []  # 「…と締結し、現在3機関と協定を結んでいる」 only counts them
        if found and not told and _are_members(list_links(parts, "subject", "open"), found[-1]):
            found[-1] = add_term(found[-1], signing.clause, place.findings, is_labelled=True)
        found += told
        subjects = list_links(parts, "subject") or subjects
    return tell_ends_in_turn(found, place.segment.span, place.findings)


def _choose_parts(
    parts: Sequence[Part], signing: Signing, subjects: Sequence[Link], place: _Place
) -> list[Part]:
    """Return who takes part in a signing; the subject of the clause before goes on."""
    findings, clause = place.findings, signing.clause
    sure = [part for part in parts if part.role in ("subject", "counterpart")]
    if (same := find_same(clause, place.before, findings)) is not None:
        sure.append(Part(same, "counterpart"))
    if len(sure) < 2 and (added := find_added(clause, place.before, _list_told(place), findings)):
        return [Part(link, "subject") for link in added]
    if not sure and len(parts) == 1 and "両者" in findings.cut(clause):
        sure = [Part(parts[0].link, "counterpart")]  # 「A病院には、両者が結んだ覚書により」
    if not sure:
        sure = _find_unnamed(clause, place, is_bare=not parts)
    if sure and not list_links(sure, "subject") and not BETWEEN.search(findings.cut(clause)):
        sure = [*(Part(link, "subject") for link in subjects), *sure]
    is_bare = bool(sure) and not list_links(sure, "subject")
    if is_bare and place.home is None and _ALSO.search(findings.cut(clause)):
        sure += [Part(link, "subject") for link in _list_first(place)]
    if len(sure) < 2 and counts_partners(clause, findings):
        counted = find_counted(place.index, place.segments, findings)
        sure += [Part(link, "counterpart") for link in counted]
    doubtful = [part for part in parts if not _is_of_other_day(part, signing, findings)]
    return _add_doubtful(sure, doubtful, is_japanese=is_japanese(findings.cut(clause)))


def _is_of_other_day(part: Part, signing: Signing, findings: Findings) -> bool:
    """Whether someone is visited before the day of the signing: 「Aを訪問し、翌7日にBで調印」."""
    text = findings.cut(signing.clause)
    between = (part.link.mention.span.end, signing.verb.start)
    is_apart = between[0] < between[1] and bool(findings.dates_in(Span(*between)))
    return part.role == "visited" and is_apart and is_japanese(text) and "それぞれ" not in text


def _list_told(place: _Place) -> list[Agreement]:
    return [one.agreement for one in place.told[-_REACH_BEFORE:]]


def _find_unnamed(clause: Span, place: _Place, *, is_bare: bool) -> list[Part]:
    """Return whom a clause means that names nobody for sure, or nobody at all if it `is_bare`."""
    findings = place.findings
    antecedents = find_antecedents(
        clause, place.segment.span, place.before, _list_told(place), findings
    )
    if antecedents:
        role: Role = "subject" if len(antecedents) > 1 else "counterpart"
        return [Part(link, role) for link in antecedents]
    if not is_bare or place.told or not findings.dates_in(clause):
        return []
    signatories = find_signatories(place.index, place.segments, findings)
    return [Part(link, "subject") for link in signatories]


def _add_doubtful(sure: Sequence[Part], parts: Sequence[Part], *, is_japanese: bool) -> list[Part]:
    """Return those that sign for sure, and with fewer than two those that may.

    Who is visited signs with the visitor, whom only Japanese leaves unsaid.
    """
    chosen = list(sure)
    if len(chosen) == 1 or (is_japanese and not chosen):
        chosen += [Part(link, "counterpart") for link in list_links(parts, "visited")]
    if len(chosen) < 2:
        chosen += [part for part in parts if part.role == "open"]
    return chosen


def _list_first(place: _Place) -> list[Link]:
    """Return the party that is named first in the agreement told just before."""
    told = [one for one in place.told[-1:] if place.index - one.index <= 2]
    links = [one.agreement.parties[0].link for one in told if len(one.agreement.parties) > 1]
    return [link for link in links if link is not None]


def _read_clause(signing: Signing, parts: Sequence[Part], place: _Place) -> Iterator[Agreement]:
    findings = place.findings
    sides = _list_sides(parts, signing, findings)
    if not _is_told(sides, signing, place):
        return
    whole = Agreement(
        (),
        None,
        None,
        name_end_status(findings.end_statuses_in(signing.clause), findings),
        _find_subject(signing.clause, findings),
        place.segment.span,
        _SCORE * min(part.link.mention.score for part in parts),
        kind=find_kind(findings.cut(signing.noun)),
        home=_find_home(sides, signing, place),
    )
    if bracketed := list(read_bracketed_terms(sides, signing, findings)):
        yield from _read_bracketed(bracketed, whole)
        return
    moments, stated_end = _list_moments(signing, findings)
    shares = share_out(sides, moments.starts, signing, findings)
    for number, share in enumerate(shares):
        term = _read_share(share, signing, findings)
        start = term.start
        if start is None and not signing.is_ending:
            start = _find_date_outside(signing, parts if len(shares) == 1 else (), place)
        if start is None and (concluded := find_concluded(signing.clause, findings)):
            start = concluded.date
        elif first := find_first_concluded(signing.clause, signing.verb, findings):
            start = read_date(first, findings).start if share.start else start
        end = find_end(moments, findings) or term.end or stated_end
        end = None if _is_before(end, start) or _is_before(end, term.start) else end
        if start or end or not signing.is_dated_only:
            status = _find_status(number, shares, signing, findings) or whole.end_status
            yield replace(whole, parties=share.parties, start=start, end=end, end_status=status)


def _read_bracketed(bracketed: Sequence[BracketedTerm], whole: Agreement) -> Iterator[Agreement]:
    """Yield an agreement for each bracket; a status outside of all brackets is that of each."""
    statuses = [one.term.end_status for one in bracketed]
    common = None if any(statuses) else whole.end_status
    for one in bracketed:
        yield replace(
            whole,
            parties=one.parties,
            start=one.term.start,
            end=one.term.end,
            end_status=one.term.end_status or common,
        )


def _read_share(share: Share, signing: Signing, findings: Findings) -> Term:
    """Return the term of the date of a share; one behind 「同日に署名し」 is of something else."""
    date = share.start
    if date is None or is_same_day_before(signing.verb, signing.clause, date, findings):
        return Term()
    return read_date(date, findings)


def _find_status(
    number: int, shares: Sequence[Share], signing: Signing, findings: Findings
) -> str | None:
    """Return the end status behind the last party of a share, where several have one each."""
    statuses = findings.end_statuses_in(signing.clause)
    if len(shares) < 2 or len(statuses) != len(shares):
        return None
    lasts = [share.parties[-1].span.end for share in shares]
    bounds = [*lasts, signing.clause.end]
    own = findings.end_statuses_in(Span(lasts[number], max(bounds[number + 1], lasts[number])))
    return name_end_status(own, findings)


def _is_before(end: DateValue | None, start: DateValue | None) -> bool:
    """Whether an end lies before the start: it is of what was agreed before."""
    if end is None or start is None or end.last_day is None or start.first_day is None:
        return False
    return end.last_day < start.first_day


def _list_moments(signing: Signing, findings: Findings) -> tuple[Moments, DateValue | None]:
    """Return the dates of a signing, and the end of the term that is stated beside them."""
    moments = list_moments(signing.clause, signing.verb, findings)
    is_period = any(read_date(date, findings).end for date in moments.starts)
    if signing.is_ending and not moments.ends and not is_period:
        moments = Moments(moments.starts[:-1], moments.starts[-1:])
    stated = find_stated_period(moments.starts, findings)
    if stated is None or len(moments.starts) == 1:
        return moments, None
    rest = tuple(date for date in moments.starts if date is not stated)
    return Moments(rest, moments.ends), read_date(stated, findings).end


def _list_sides(parts: Sequence[Part], signing: Signing, findings: Findings) -> list[Side]:
    links = sorted((part.link for part in parts), key=lambda link: link.mention.span)
    counterparts = list_links(parts, "counterpart")
    end = max([signing.clause.end, *(link.mention.span.end for link in links)])
    parties = choose_parties(links, Span(signing.clause.start, end), findings)
    others = tuple(party for party in parties if not is_embassy(party.text))
    return [
        Side(party, any(party.span.overlaps(link.mention.span) for link in counterparts))
        for party in (others if len(others) > 1 else parties)
    ]


def _is_told(sides: Sequence[Side], signing: Signing, place: _Place) -> bool:
    """Whether enough is said of who agreed: two parties, or one with whom we did."""
    if len(sides) != 1:
        return len(sides) > 1
    is_ours = names_home(place.findings.cut(signing.clause))
    if _is_among(place.home, sides):
        # It tells of the agreements of the home institution, and names none of them.
        return sides[0].is_counterpart and is_ours
    is_noted = signing.verb == signing.noun and not is_japanese(place.findings.cut(signing.clause))
    is_dated = is_noted and bool(place.findings.dates_in(signing.clause))
    return sides[0].is_counterpart or is_ours or place.home is not None or is_dated


def _find_home(sides: Sequence[Side], signing: Signing, place: _Place) -> Party | None:
    """Return the institution that the document is from, or its topic, if it is one that agreed."""
    if len(sides) == 1:
        return place.home or find_topic(signing.clause, place.before, place.findings)
    is_meant = names_home(place.findings.cut(signing.clause)) or _is_among(place.home, sides)
    return place.home if is_meant else None


def _is_among(home: Party | None, sides: Sequence[Side]) -> bool:
    return home is not None and any(
        identify_party(home) == identify_party(side.party) for side in sides
    )


def _find_date_outside(signing: Signing, parts: Sequence[Part], place: _Place) -> DateValue | None:
    """Return the date that other sentences give: the day of issue, of the ceremony, of a visit."""
    index, segments, findings = place.index, place.segments, place.findings
    links = [part.link for part in parts]
    found = (
        find_today(place.segment, findings)
        or find_same_day(place.segment, place.before, _list_told(place), findings)
        or find_told_year(signing.verb, place.segment, place.before, findings)
        or find_date_beside(index, links, segments, findings)
        or find_date_of_title(index, links, segments, findings)
    )
    if found is not None or signing.is_state:
        return found or find_founding(index, segments, findings)
    return find_date_of_meeting(place.segment, links, place.before, findings)


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
