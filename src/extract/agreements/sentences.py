"""Sentences that tell of a signing -> Agreements."""

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise, product

from extract.agreements.clauses import Clause, split_clauses
from extract.agreements.findings import Findings
from extract.agreements.home import names_home
from extract.agreements.kinds import NOUN, find_kind
from extract.agreements.parties import choose_parties, find_bracket
from extract.agreements.repetitions import identify_party
from extract.agreements.terms import Term, join_dates, name_end_status, split_period
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, DateMention, DateValue, Link, Party, Segment, Span
from extract.text import language_of

_SCORE = 0.7
"""How often a sentence that seems to tell of a signing does; what the parties add is theirs."""


_ENGLISH = match_words(load_words("signing")["english"])
_HOLDING = match_words(load_words("signing")["holding"])
_JAPANESE = match_words(load_words("signing")["japanese"])
_SOME_WORDS = r"(?:[^.;:。\s]+\s+){0,9}?[^.;:。\s]{0,20}?"

_TOGETHER = match_words(load_words("signing")["together"])

_SIGNINGS = (
    re.compile(rf"(?P<verb>{_ENGLISH})\s+{_SOME_WORDS}(?P<noun>{NOUN})", re.IGNORECASE),
    re.compile(rf"(?P<noun>{NOUN})[)\s]+{_SOME_WORDS}(?P<verb>{_ENGLISH})", re.IGNORECASE),
    re.compile(rf"(?P<verb>{_HOLDING})\s+(?:[^.;:,\s]+\s+){{0,5}}?(?P<noun>{NOUN})", re.IGNORECASE),
    re.compile(rf"(?P<verb>agreed)\s+(?P<noun>to\s+{_TOGETHER})", re.IGNORECASE),
    re.compile(rf"(?P<noun>{NOUN})(?:\0++|[^。\0]){{0,40}}?(?P<verb>{_JAPANESE})"),
    re.compile(rf"(?P<verb>{_JAPANESE})[^。、]{{0,12}}?(?P<noun>{NOUN})"),
)

# What stands in them is blanked where the words of a signing are looked for: one sign, no words.
_BRACKETED = re.compile(
    r"[(（【\[［][^()（）【】\[\]［］]*(?:[(（][^()（）]*[)）][^()（）【】\[\]［］]*)*[)）】\]］]"
)

# Who only pays, hosts or gives its name to a programme is no party.
_NO_PARTY_BEFORE = re.compile(
    r"(?:supported|funded|sponsored|financed|hosted|organi[sz]ed)\s+by\s+(?:the\s+)?$"
    r"|\b(?:held|ceremony|meeting|place|conference|campus)\b[^.;]{0,20}\s(?:at|in)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NO_PARTY_BEHIND = re.compile(
    r"\s*(?:において|にて|で(?:開催|行われ|執り行|挙行|調印|署名)|の(?:助成|支援|補助|後援|協力のもと|事業|プログラム|公募|会議室|キャンパス)"
    r"|が主催|主催|による(?:助成|支援|補助)|に採択)"
    r"|(?:['’]s)?(?:\s+(?:[A-Z][^\s.,;]*|and|&|\([^)]*\))){1,6}?\s+"
    r"(?:Program|Programme|Project|Initiative|Award|Fellowship|Act|Scheme|Campus|Prize)s?(?![a-z])"
)
_UNTIL = re.compile(
    r"(?:until|till|through|to|by|expires? (?:on|in)|valid to)\s+(?:the\s+)?$", re.IGNORECASE
)
_UNTIL_JAPANESE = re.compile(r"\s*(?:まで|迄|を期限|に(?:満了|終了))")
_PARTICLES = re.compile(r"^(?:との|と|は|が|や|及び|、|における|で|に)+")
_DURATION = re.compile(r"(?:[a-z0-9-]+\s+){0,3}(?:years?|months?)", re.IGNORECASE)
_EACH = "それぞれ"
# What a sentence says that tells how long the agreement of the sentence before it runs.
_TERM = re.compile(
    rf"期間|期限|until|valid|automatic|\b(?:runs?|term|duration|expires?|end date)\b|{NOUN}",
    re.IGNORECASE,
)
_WITH_BEHIND = re.compile(r"(?:\s*[(（][^()（）]*[)）])*[^、。はがを]{0,15}?と")
_CEREMONY = re.compile(
    r"調印式|締結式|署名式|締結|調印|署名|ceremony|signed|signing", re.IGNORECASE
)
_WITH = re.compile(r"\b(?:with|between)\b|との(?:間|あいだ)", re.IGNORECASE)
_ABOUT = re.compile(
    rf"(?P<japanese>[^、。「」\s]{{2,40}}?)(?:に関する|における|についての|にかかる|に係る)[^、。]{{0,20}}?{NOUN}"
    rf"|{NOUN}(?:\s*\([^)]*\))?\s+(?:on|for|concerning|regarding|in the (?:field|area)s? of)\s+"
    r"(?P<english>[^.;()]{4,100}?)(?=[.;(]|,\s|\s+(?:on|in|at|was|were|with|between)\s|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Signing:
    """The words of a sentence that tell of a signing, as spans of the document."""

    verb: Span
    noun: Span


@dataclass(frozen=True, slots=True)
class _Share:
    """The parties of one of the agreements that a sentence tells, and its date."""

    parties: tuple[Party, ...]
    start: DateMention | None


def find_sentence_agreements(
    segments: Sequence[Segment], findings: Findings, home: Party | None
) -> Iterator[Agreement]:
    """Yield the agreements that sentences tell, each once, in order."""
    told: list[Agreement] = []
    for index, segment in enumerate(segments):
        for clause in split_clauses(segment.span, findings):
            for agreement in _read_clause(clause, findings, home):
                start = agreement.start or _find_date_beside(agreement, index, segments, findings)
                dated = replace(agreement, start=start)
                _tell(_add_end(dated, index, segments, findings), told, findings)
    yield from told


def _tell(agreement: Agreement, told: list[Agreement], findings: Findings) -> None:
    """Add what a sentence tells; headlines and leads tell the same, one more fully."""

    def count_said(one: Agreement) -> tuple[bool, int, bool]:
        return (one.start is not None, len(one.parties), _is_sentence(one, findings))

    for index, other in enumerate(told):
        if _is_retold(agreement, other, findings):
            told[index] = max(other, agreement, key=count_said)
            return
    told.append(agreement)


def _is_retold(one: Agreement, other: Agreement, findings: Findings) -> bool:
    """Whether two are one: of the same members, or one with some of them, and not at odds in time.

    Two sentences with different members tell of two, a headline may leave out some. What is told
    in another language is kept beside, marked as a repetition.
    """
    spoken = {language_of(findings.cut(told.evidence), default="en") for told in (one, other)}
    if len(spoken) > 1:
        return False
    few, many = sorted(
        ({identify_party(party) for party in told.parties} for told in (one, other)), key=len
    )
    if not few <= many or (one.start != other.start and None not in (one.start, other.start)):
        return False
    are_sentences = _is_sentence(one, findings) and _is_sentence(other, findings)
    return few == many or len(few) == 1 or not are_sentences


def _is_sentence(agreement: Agreement, findings: Findings) -> bool:
    return findings.cut(agreement.evidence).rstrip().endswith((".", "。", "．", "、"))


def _read_clause(clause: Clause, findings: Findings, home: Party | None) -> Iterator[Agreement]:
    """Yield the agreement that a clause tells; several where each date has its own parties."""
    signing = _find_signing(clause.span, findings)
    if signing is None:
        return
    text = findings.cut(clause.span)
    parties = _find_parties(clause, signing, findings)
    is_home_meant = names_home(text)
    is_told = len(parties) > 1 or is_home_meant or any(map(_is_with(text, clause), parties))
    if not parties or not is_told or _is_alone(parties, clause, home):
        return
    dates = findings.dates_in(clause.span)
    ends = [date for date in dates if _is_end(date, clause.span, findings)]
    starts = [date for date in dates if date not in ends]
    takes_home = is_home_meant or len(parties) == 1 or _is_among(home, parties)
    whole = Agreement(
        parties,
        None,
        None,
        name_end_status(findings.end_statuses_in(clause.span), findings),
        _find_subject(clause.span, findings),
        clause.span,
        _SCORE * min((party.link.mention.score for party in parties if party.link), default=1),
        kind=find_kind(findings.cut(signing.noun)),
        home=home if takes_home else None,
    )
    shares = _share_out(parties, starts, signing, findings) or _share_each(
        parties, _choose_start(starts, signing), clause, findings
    )
    for share in shares:
        term = split_period(share.start.date) if share.start else Term()
        end = join_dates(ends[-1:]) or term.end
        yield replace(whole, parties=share.parties, start=term.start, end=end)


def _is_alone(parties: Sequence[Party], clause: Clause, home: Party | None) -> bool:
    """Whether only who signs is named, and not with whom: it tells of agreements, but of none."""
    if len(parties) > 1:
        return False
    subject = {link.mention.span.start for link in clause.subject}
    return _is_among(home, parties) or parties[0].span.start in subject


def _find_parties(clause: Clause, signing: _Signing, findings: Findings) -> tuple[Party, ...]:
    """Return the parties of a clause, those of its subject first where they stand before it."""
    found = findings.links_in(clause.span)
    links = [
        link
        for link in found
        if _takes_part(link, clause.span, findings) and not link.mention.span.overlaps(signing.noun)
    ]
    carried = [link for link in clause.subject if link not in found]
    parties = choose_parties(links, clause.span, findings)
    if not carried:
        return parties
    span = Span(carried[0].mention.span.start, carried[-1].mention.span.end)
    before = choose_parties(carried, span, findings)
    known = {identify_party(party) for party in parties}
    return (*(party for party in before if identify_party(party) not in known), *parties)


def _is_with(text: str, clause: Clause) -> Callable[[Party], bool]:
    """Return the test of whether a party is one with whom something is signed."""

    def test(party: Party) -> bool:
        behind = text[max(party.span.end - clause.span.start, 0) :]
        return bool(_WITH.search(text) or _WITH_BEHIND.match(behind))

    return test


def _share_each(
    parties: tuple[Party, ...], start: DateMention | None, clause: Clause, findings: Findings
) -> list[_Share]:
    """Give each partner an agreement of its own with the subject where it says それぞれ."""
    about = {link.mention.span.start for link in clause.subject}
    subject = tuple(party for party in parties if party.span.start in about)
    others = [party for party in parties if party not in subject]
    if _EACH in findings.cut(clause.span) and subject and len(others) > 1:
        return [_Share((*subject, other), start) for other in others]
    return [_Share(parties, start)]


def _is_among(home: Party | None, parties: Sequence[Party]) -> bool:
    return home is not None and identify_party(home) in map(identify_party, parties)


def _choose_start(starts: Sequence[DateMention], signing: _Signing) -> DateMention | None:
    """Return the date nearest to the verb."""
    return min(starts, key=lambda date: _measure_gap(date.span, signing.verb), default=None)


def _share_out(
    parties: Sequence[Party], starts: Sequence[DateMention], signing: _Signing, findings: Findings
) -> list[_Share]:
    """Give each date the parties told with it: "with A in 2005 and B in 2007".

    Japanese has date, then party, before the verb; English the verb, then party, then date; and
    dates in brackets follow their party. Parties on the other side of all dates, or before the
    verb, are in each agreement. Empty where a date has no party of its own.
    """
    if len(starts) < 2:
        return []
    begins = [date.span.start for date in starts]
    ways = [[*begins, max(signing.verb.start, parties[-1].span.end)], [signing.verb.end, *begins]]
    if all(findings.cut(Span(start - 1, start)) in ("(", "（") for start in begins):
        first = [party.span.start for party in parties if party.span.end < begins[0]][-1:]
        ways = [[*first, *begins]]
    elif signing.verb.start < begins[0]:
        ways.reverse()
    shares = (_share_between(bounds, parties, starts) for bounds in ways)
    return next(filter(None, shares), [])


def _share_between(
    bounds: Sequence[int], parties: Sequence[Party], starts: Sequence[DateMention]
) -> list[_Share]:
    own = [
        tuple(party for party in parties if low <= party.span.start < high)
        for low, high in pairwise(bounds)
    ]
    common = tuple(party for party in parties if party.span.start < bounds[0])
    if len(own) < len(starts) or not all(own):
        return []
    return [_Share((*common, *mine), date) for mine, date in zip(own, starts, strict=True)]


def _find_signing(span: Span, findings: Findings) -> _Signing | None:
    """Return the first words that tell of a signing, outside of brackets if there are such."""
    text = findings.cut(span)
    blanked = _BRACKETED.sub(lambda match: "\0" * len(match.group()), text)
    for copy, pattern in product((blanked, text), _SIGNINGS):
        if match := pattern.search(copy):
            verb, noun = match.span("verb"), match.span("noun")
            return _Signing(
                Span(span.start + verb[0], span.start + verb[1]),
                Span(span.start + noun[0], span.start + noun[1]),
            )
    return None


def _takes_part(link: Link, clause: Span, findings: Findings) -> bool:
    name = link.mention.span
    if find_bracket(name, clause, findings) is not None:
        return False
    before = findings.cut(Span(clause.start, name.start))
    behind = findings.cut(Span(name.end, clause.end))
    return not (_NO_PARTY_BEFORE.search(before) or _NO_PARTY_BEHIND.match(behind))


def _is_end(date: DateMention, clause: Span, findings: Findings) -> bool:
    before = findings.cut(Span(clause.start, date.span.start))
    behind = findings.cut(Span(date.span.end, clause.end))
    return bool(_UNTIL.search(before) or _UNTIL_JAPANESE.match(behind))


def _measure_gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end)


def _find_date_beside(
    agreement: Agreement, index: int, segments: Sequence[Segment], findings: Findings
) -> DateValue | None:
    """Return the one date of the sentence before or behind that speaks of the signing.

    Not of one that tells of others who signed.
    """
    members = {identify_party(party) for party in agreement.parties}
    for segment in (*segments[index + 1 : index + 2], *segments[max(index - 1, 0) : index]):
        found = findings.dates_in(segment.span)
        dates = [date for date in found if not _is_end(date, segment.span, findings)]
        if (
            abs(segment.block - segments[index].block) <= 1
            and len(dates) == 1
            and _CEREMONY.search(findings.cut(segment.span))
            and not _tells_of_others(members, segment.span, findings)
        ):
            return dates[0].date
    return None


def _tells_of_others(members: Set[str], sentence: Span, findings: Findings) -> bool:
    parties = choose_parties(findings.links_in(sentence), sentence, findings)
    return len(parties) > 1 and not members & {identify_party(party) for party in parties}


def _add_end(
    agreement: Agreement, index: int, segments: Sequence[Segment], findings: Findings
) -> Agreement:
    """Return the agreement with the end that the next sentence says, where its own says none."""
    beside = segments[index + 1 : index + 2]
    if agreement.end or agreement.end_status or not beside:
        return agreement
    span = beside[0].span
    if not _TERM.search(findings.cut(span)) or findings.links_in(span):
        return agreement
    dates = [date for date in findings.dates_in(span) if _is_end(date, span, findings)]
    status = name_end_status(findings.end_statuses_in(span), findings)
    return replace(agreement, end=join_dates(dates[-1:]), end_status=status)


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
