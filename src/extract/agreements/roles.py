"""A clause that tells of a signing -> which of its institutions sign, and on which side.

English says it before a name ("with", "between", "at the"), Japanese behind it (は, と, において).
What only pays, hosts, attends or employs is no party; where the words leave it open, a name counts
only if no two others are sure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.signings import DATE, NAME, Signing, is_japanese, mask_findings
from extract.agreements.words import load_words, match_words
from extract.model import Link, Span

Role = Literal["subject", "counterpart", "visited", "open", "none"]


@dataclass(frozen=True, slots=True)
class Part:
    """An institution of a clause and what it does there."""

    link: Link
    role: Role


def assign_roles(signing: Signing, links: Sequence[Link], findings: Findings) -> tuple[Part, ...]:
    """Return the institutions of the clause of a signing, in order, each with its role."""
    inside = [link for link in links if signing.clause.contains(link.mention.span)]
    masked = _blank_brackets(mask_findings(signing.clause, inside, findings))
    offset = signing.clause.start
    spans = [
        Span(link.mention.span.start - offset, link.mention.span.end - offset) for link in inside
    ]
    free = [i for i, span in enumerate(spans) if masked[span.start] == NAME]
    clause = _Clause(
        masked,
        tuple(spans[i] for i in free),
        tuple(findings.cut(inside[i].mention.span) for i in free),
        Span(signing.verb.start - offset, signing.verb.end - offset),
        Span(signing.noun.start - offset, signing.noun.end - offset),
    )
    assign = _assign_japanese if is_japanese(masked) else _assign_english
    roles = assign(clause)
    return tuple(Part(inside[i], role) for i, role in zip(free, roles, strict=True))


@dataclass(frozen=True, slots=True)
class _Clause:
    """A masked clause without what its brackets hold; spans are of `text`."""

    text: str
    names: tuple[Span, ...]
    words: tuple[str, ...]
    verb: Span
    noun: Span

    def gap_before(self, index: int) -> str:
        """Return the text between a name and the one before it, or the start of the clause."""
        low = self.names[index - 1].end if index else 0
        return _DATED.sub("", self.text[low : self.names[index].start])

    def gap_behind(self, index: int) -> str:
        """Return the text between a name and the next one, or the end of the clause."""
        last = index + 1 == len(self.names)
        high = None if last else self.names[index + 1].start
        return _DATED.sub("", self.text[self.names[index].end : high])


_DATED = re.compile(
    r"(?:(?<![a-z])(?:on|in|since|from|until|as of|by|dated)\s+(?:the\s+)?|(?:同|翌|当)[年月]の?)?"
    rf"{DATE}+"
    r"(?:付けで|付で|付け|には|に|から|より)?",
    re.IGNORECASE,
)
_BRACKET = re.compile(
    r"[(（\[［〔][^()（）\[\]［］〔〕]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）\]］〕]"
)


_STANDS_FOR = re.compile(rf"(?:.*以下[、,]?\s*)?[(（「『\"\s]*(?P<name>{NAME}+)", re.DOTALL)
_CLOSED = re.compile(rf"[^{NAME}]*")


def _blank_brackets(text: str) -> str:
    return _BRACKET.sub(_blank_bracket, text)


def _blank_bracket(match: re.Match[str]) -> str:
    """Blank what a bracket holds, but for a name that stands for the unknown one before it."""
    before = match.string[: match.start()].rstrip()
    name = _STANDS_FOR.match(match[0])
    if before.endswith(NAME) or name is None or not _CLOSED.fullmatch(match[0], name.end()):
        return " " * len(match[0])
    low, high = name.span("name")
    return " " * low + name["name"] + " " * (len(match[0]) - high)


_ROLES = load_words("roles")
_REPRESENTING = rf"(?:{match_words(_ROLES['representing'])})(?:\s+and\s+[a-z]+)?"
_REPRESENTATIVE = re.compile(rf"{_REPRESENTING}\s+(?:of|at|from|for)\s+(?:the\s+)?$", re.IGNORECASE)
_Governor = Literal["clause", "counterpart", "visited", "none"]
_GOVERNORS: Mapping[str, _Governor] = {
    **dict.fromkeys(_ROLES["english clause"], "clause"),
    **dict.fromkeys(_ROLES["english with"], "counterpart"),
    **dict.fromkeys(_ROLES["english visited"], "visited"),
    **dict.fromkeys(_ROLES["english none"], "none"),
}
_GOVERNOR = re.compile(match_words(list(_GOVERNORS)), re.IGNORECASE)
_COORDINATION = re.compile(
    r"(?:\s+in\s+[A-Z][A-Za-z-]+(?=\s+and))?(?:\s*,\s*(?:[A-Z][A-Za-zÀ-ÿ.’'-]*[\s.]*){1,5}(?=,))*\s*[,;]?\s*(?:(?:and|&|or|as\s+well\s+as|"
    r"together\s+with|along\s+with|jointly\s+with|including|such\s+as|namely|also|both)\s+)*"
    r"(?:the\s+|its\s+)?(?:[A-Z][a-z]+(?:ese|ish|an|ch|i|ean)\s+)?",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"\s+(?:grant|scholarship|scheme|fellowship|funding|programme|program|award)s?(?![a-z])",
    re.IGNORECASE,
)
_WHERE = re.compile(r"\s*,\s*where\s+(?:an?|the)\s", re.IGNORECASE)
_ONLY_COMMA = re.compile(r"\s*,\s*(?:the\s+)?", re.IGNORECASE)
_PART_OF = re.compile(r"\s*,?\s*(?:of|within)\s+(?:the\s+)?", re.IGNORECASE)
_PLACED_IN = re.compile(r"\s*(?:at|in)\s+(?:the\s+)?", re.IGNORECASE)
_WHOLE = re.compile(r"universit|academ", re.IGNORECASE)
_RELATIVE = re.compile(
    r",\s*(?:which|who|whose|where)\s(?![^,]*,\s*(?:and\s+)?(?:the\s+)?$)", re.IGNORECASE
)
_OWNS = re.compile(
    rf"['’]s?\s+(?![^,;]*?(?<![a-z]){_REPRESENTING}(?![a-z]))[a-z]+\s[^,;]*$", re.IGNORECASE
)
# "A's agreement with B": who owns an agreement is in it.
_OWNS_AGREEMENT = re.compile(
    rf"['’]s?\s+(?:[a-z-]+\s+){{0,4}}?(?:{NOUN}|{match_words(_ROLES['owned'])})"
    r"(?:\s+[a-z-]+){0,5}?,?\s+with\s",
    re.IGNORECASE,
)
_NEW_SUBJECT = re.compile(
    r"(?:.*;\s*|(?:,\s*and|,?\s*(?:while|but|whereas))\s+)(?:the\s+)?", re.IGNORECASE | re.DOTALL
)
_SUBJECTS = re.compile(rf"{NAME}+(?:\s*(?:,|and)\s*(?:the\s+)?{NAME}+)*", re.IGNORECASE)
_FINITE = re.compile(
    r"\s*(?:has|have|had|is|are|was|were|will|also|[a-z]+(?:ed|s)|became|began|gave|took|led|sent|held|met)\s"
)


def _assign_english(clause: _Clause) -> list[Role]:
    roles: list[Role] = []
    for index in range(len(clause.names)):
        role = _find_english_role(clause, index, roles[-1] if roles else None)
        gap = clause.gap_before(index)
        if role == "subject" and _RESET.search(gap) and not _CLOSED_RELATIVE.search(gap):
            roles = ["none" if earlier == "subject" else earlier for earlier in roles]
        roles.append(role)
    betweens = list(_BETWEEN.finditer(clause.text))
    between = betweens[-1] if betweens else None
    if between and sum(name.start >= between.end() for name in clause.names) > 1:
        # Who welcomes or hosts the signing of an agreement between others is none of them.
        return [
            "none" if role == "subject" and name.end <= between.start() else role
            for role, name in zip(roles, clause.names, strict=True)
        ]
    return roles


# Not "among the top 100".
_BETWEEN = re.compile(
    r"(?<![a-z])(?:between|among(?!\s+the\s+(?:[0-9]|[a-z]+est\s|top|first|few|leading|best|world)))\s",
    re.IGNORECASE,
)
# "A, which has five schools, and B signed"
_CLOSED_RELATIVE = re.compile(
    r",\s*(?:which|who|whose|where)\s[^,]*,\s*(?:and\s+)?(?:the\s+)?$", re.IGNORECASE
)
_RESET = re.compile(match_words(_ROLES["english clause"]), re.IGNORECASE)


def _find_english_role(clause: _Clause, index: int, previous: Role | None) -> Role:
    is_before = clause.names[index].start < clause.verb.start
    if previous is not None and _continues(clause, index, is_before, previous):
        return previous
    if _is_aside(clause, index, is_before):
        return "none"
    governor = _find_governor(clause.gap_before(index))
    if _RIGHT_WITH.fullmatch(clause.text[clause.noun.end : clause.names[index].start]):
        governor = "counterpart"
    if _REPRESENTATIVE.search(clause.gap_before(index)):
        return "none" if governor == "none" else "subject"
    is_last = index + 1 == len(clause.names)
    if governor in ("none", "visited") and is_last and _WHERE.match(clause.gap_behind(index)):
        return "counterpart"
    if governor in ("counterpart", "visited", "none"):
        return governor
    is_apart = ";" in clause.text[clause.verb.end : clause.names[index].start]
    return "subject" if is_before else "none" if is_apart else "open"


def _is_aside(clause: _Clause, index: int, is_before: bool) -> bool:
    """Whether a name only owns the next one, pays, or stands in a clause about something else."""
    if _PAYS.match(clause.gap_behind(index)):
        return True
    behind = clause.gap_behind(index)
    is_last = index + 1 == len(clause.names)
    owns = not is_last and _OWNS.match(behind) and not _OWNS_AGREEMENT.match(behind)
    if is_before:
        relative = _RELATIVE.search(clause.gap_before(index))
        return bool(owns or (relative and not _is_of_agreement(clause, index)))
    between = clause.text[clause.verb.end : clause.names[index].start]
    return bool(owns or _begins_anew(clause, index) or _WHICH_IS.search(between))


# What has come of the agreement: ", which is the basis of a programme together with B".
_WHICH_IS = re.compile(
    r",\s+which\s+(?:is|was|has|had|forms?|formed|led|serves?|provides?|allows?|covers?|aims?)\s",
    re.IGNORECASE,
)


def _is_of_agreement(clause: _Clause, index: int) -> bool:
    """Whether a relative clause is about the agreement: ", which A", ", whose agreement with A"."""
    low = clause.names[index - 1].end if index else 0
    between = clause.text[low : clause.names[index].start]
    is_inside = low <= clause.noun.start and clause.noun.end <= clause.names[index].start
    return is_inside and _OF_AGREEMENT.search(between) is not None


_OF_AGREEMENT = re.compile(
    r",\s*(?:which|that)\s+(?:the\s+)?$|,\s*whose\s[^,]{0,60}\swith\s+(?:the\s+)?$", re.IGNORECASE
)


_OURS_BEFORE = re.compile(r"(?<![a-z])our\s+$", re.IGNORECASE)


def _find_governor(gap: str) -> _Governor | None:
    """Return what the last word before a name that governs names says of it, None without one.

    A comma ends what "under" or "at" began, and not the apposition of "with our partners, A".
    """
    if _OURS_BEFORE.search(gap):
        return "none"
    comma = gap.rfind(",")
    found = [
        (match.start(), _GOVERNORS[" ".join(match[0].casefold().split())])
        for match in _GOVERNOR.finditer(gap)
    ]
    governors = [kind for start, kind in found if start > comma or kind == "counterpart"]
    return governors[-1] if governors else None


def _begins_anew(clause: _Clause, index: int) -> bool:
    """Whether a name is the subject of a clause of its own: ", and B visited", "; B and C sent"."""
    subject = _SUBJECTS.match(clause.text, clause.names[index].start)
    return bool(
        subject
        and _NEW_SUBJECT.fullmatch(clause.gap_before(index))
        and _FINITE.match(clause.text, subject.end())
    )


def _continues(clause: _Clause, index: int, is_before: bool, previous: Role) -> bool:
    """Whether a name goes on with what the name before it began."""
    gap = clause.gap_before(index)
    plain = _REPRESENTATIVE_BEHIND.sub("", gap)
    if is_before and previous == "none" and _ONLY_COMMA.fullmatch(plain):
        return False
    if not is_before and _begins_anew(clause, index):
        return False
    if _PLACED_IN.fullmatch(gap):
        return not _WHOLE.search(clause.words[index - 1]) and bool(
            _WHOLE.search(clause.words[index])
        )
    if _OTHER_NAME.fullmatch(gap):
        return True
    return bool(_COORDINATION.fullmatch(plain) or _PART_OF.fullmatch(gap))


_RIGHT_WITH = re.compile(r",?\s+with\s+(?:the\s+)?", re.IGNORECASE)
# "A, today the B"
_OTHER_NAME = re.compile(
    r"\s*,\s*(?:today|now|later|then|previously|since\s+renamed)\s+(?:called\s+)?(?:the\s+)?",
    re.IGNORECASE,
)
_REPRESENTATIVE_BEHIND = re.compile(
    rf"(?:(?<=,)|(?<=and))[^,]*,?\s*{_REPRESENTING}\s+(?:of|at|from)\s+(?:the\s+)?$", re.IGNORECASE
)

_PEOPLE = match_words(_ROLES["people"])
_JAPANESE_UNIT = (
    rf"(?:\s*[^\s、。{NAME}{DATE}ぁ-ん]{{0,14}}?"
    rf"(?:{match_words(load_words('units')['japanese'])}))*"
)
_SKIPPED = re.compile(
    rf"\s*{_JAPANESE_UNIT}(?:\s*(?:など|ほか|等|ら|をはじめとする|をはじめ|を含む)\s*"
    rf"(?:[^、。はがをにでと{NAME}{DATE}]{{0,12}}?(?:大学|機関|校|者|社|団体|研究所))?)?\s*"
)
_JAPANESE_COORDINATION = re.compile(
    r"[\s、・，,／/＆&－—]*(?:及び|および|並びに|ならびに|また|又は|または|と|や|の|そして|、|\s)*"
    r"[\s、・，,／/＆&－—]*"
    r"|\s*(?:[、・，,]の?(?:及び|および|並びに|ならびに)?|及び|および|並びに|ならびに|と|や)"
    r"[ァ-ヶー一-鿿]{2,12}の"
)
_PERSON = re.compile(
    rf"の?[^、。はがをにで{NAME}{DATE}]{{0,25}}?(?:{_PEOPLE})(?:[^、。はがをにと{NAME}{DATE}]{{0,20}}?)(?=ら?[はがとも、]|及び|および|により|による|によって|・|$)"
)
_GROUP = re.compile(
    r"の?(?:間|(?:[0-9０-９一二三四五六七八九両]|複数の)?(?:者|両者|大学|機関|校|法人|社)(?:間)?)(?=[はがもで、とにの])"
)
_BEHIND_WORDS: tuple[tuple[str, Role], ...] = (
    (r"[はが][^、。はがを]{0,12}?(?:来学|来訪|来校|来所|来院)", "counterpart"),
    (r"との?間|と(?:の|は|も|共に|ともに)?(?!して|いう|なる|する)", "counterpart"),
    (r"の?間(?:で|に|の)|に(?:続|次)", "counterpart"),
    (r"による|により|によって|側|を皮切りに|をはじめ|を始め|に始まり", "counterpart"),
    (r"(?:で(?:ある|した|す)|だった)(?:[。、]|$)", "counterpart"),
    (r"を(?:加え|含め)た", "subject"),
    (
        rf"を(?:公式|表敬|再度?|初めて|相互)?(?:訪問|訪れ|視察訪問)|に(?:赴|おもむ)"
        rf"|[^、。はがも{NAME}]{{0,15}}を(?:[^、。はがも{NAME}]{{0,12}}に)?(?:迎え|招)",
        "visited",
    ),
    (
        r"(?:に|へ|を|から|より|にて|で(?!は)|における|において|には|の|に加え|として|所属|主催|在籍)",
        "none",
    ),
    (r"(?:は|が|も|では)", "subject"),
    (r"[、・]?\s*$", "open"),
)
_FOUNDS = re.compile(r"が(?:設立|設置|運営|経営|所管)|の?(?:傘下|直属|系列)")
_VISITED_TOO = re.compile(rf"(?:の[^、。はがも{NAME}]{{0,15}})?を、\s*")
_BEHIND = tuple((re.compile(pattern), role) for pattern, role in _BEHIND_WORDS)
# Who comes to a ceremony from somewhere signs there: 「A大学からは山田学長が出席し」.
_SENT = re.compile(
    r"から[はも]?[、\s]?[^、。とがに]{0,20}?(?:学長|総長|理事長|所長|院長|研究科長|学部長|機構長|総裁|長官)"
)
_AFTER = re.compile(r"に(?:続[きい]|次[いぎ])")
_ATTENDS = re.compile(rf"[はがも][^、。はがを]{{0,25}}?(?:{match_words(_ROLES['attending'])})")
_TO_NOUN = re.compile(
    rf"の?[^、。ぁ-ん{NAME}{DATE}]{{0,25}}|の[^、。はがをにとで{NAME}{DATE}]{{0,25}}"
)


def _assign_japanese(clause: _Clause) -> list[Role]:
    roles: list[Role] = []
    for index in reversed(range(len(clause.names))):
        roles.append(_find_japanese_role(clause, index, roles[-1] if roles else None))
    roles.reverse()
    ends = _COMMA.match(clause.text, clause.verb.end) or _ENDS_CLAUSE.search(
        clause.text, clause.verb.end
    )
    is_told = any(
        role != "none"
        for role, name in zip(roles, clause.names, strict=True)
        if name.end <= clause.verb.start
    )
    return [
        "none" if is_told and ends and role == "subject" and name.start >= ends.end() else role
        for role, name in zip(roles, clause.names, strict=True)
    ]


# Behind 「Aと協定を結んでおり、」 the next subject does something else.
_COMMA = re.compile("、")
_ENDS_CLAUSE = re.compile(r"(?:ており|でおり|ているほか|でいるほか|ましたが|たが|し|んで|して)、")


def _find_japanese_role(clause: _Clause, index: int, following: Role | None) -> Role:
    behind = clause.gap_behind(index)
    behind = behind[_end_of(_SKIPPED, behind) :]
    person = _end_of(_PERSON, behind)
    group = 0 if person else _end_of(_GROUP, behind)
    rest = behind[person or group :].removeprefix("ら")
    coordinated = (behind, rest) if person else (behind,)
    if following is not None and any(map(_JAPANESE_COORDINATION.fullmatch, coordinated)):
        return following
    if _sends_signatory(clause, behind):
        return "subject"
    if following == "visited" and _VISITED_TOO.fullmatch(rest):
        return following
    is_sent = _SENT.match(behind) is not None
    is_earlier = index + 1 < len(clause.names) and _AFTER.match(rest)
    if not is_sent and (is_earlier or _ATTENDS.match(rest) or _founds(clause, rest)):
        return "none"
    is_partner = _is_partner(clause, index, rest, is_person=person > 0)
    if is_partner or "間" in behind[:group]:
        return "counterpart"
    if group and rest.startswith("で"):
        return "subject"
    if is_sent:
        return "open"
    return next((role for pattern, role in _BEHIND if pattern.match(rest)), "open")


# Whose institution is left unsaid is one of ours: 「山田学長とA大学のドウ学長が署名した」.
_OUR_PERSON = re.compile(
    rf"(?:^|[、。はがで])[^、。のはがを{NAME}{DATE}]{{1,12}}(?:{_PEOPLE})(?:と|及び|および)、?\s*$"
)
_PARTNER_BEFORE = re.compile(r"(?:協定校|協定先|締結先|相手先|提携校|パートナー)は、?$")
# Whoever is not named holds the ceremony there with the one who is.
_AT_CEREMONY = re.compile(r"(?:において|にて)、?[^。]*(?:調印|締結|署名)式")
_SIGNATORIES = re.compile(r"式に[はも][^。]*?出席")


def _is_partner(clause: _Clause, index: int, rest: str, *, is_person: bool) -> bool:
    """Whether a name is of the one with whom we sign, by what stands around it."""
    before = clause.gap_before(index)
    is_host = _AT_CEREMONY.match(rest) is not None and len(clause.names) == 1
    is_beside = is_person and _OUR_PERSON.search(before) is not None
    is_called = _PARTNER_BEFORE.search(before) is not None
    return is_host or is_beside or is_called or _leads_to_noun(clause, index)


def _sends_signatory(clause: _Clause, behind: str) -> bool:
    """Whether an institution sent someone to the ceremony: 「調印式にはAから学長が出席し」."""
    return behind.startswith("から") and _SIGNATORIES.search(clause.text) is not None


def _founds(clause: _Clause, rest: str) -> bool:
    """Whether a name is of who founded another, and not what the clause tells as signed."""
    founds = _FOUNDS.match(rest)
    return founds is not None and not founds[0].endswith(
        clause.text[clause.verb.start : clause.verb.end]
    )


def _leads_to_noun(clause: _Clause, index: int) -> bool:
    """Whether a name stands right before the agreement: 「A大学の学術交流協定」."""
    low, high = clause.names[index].end, clause.noun.start
    return low <= high and _TO_NOUN.fullmatch(clause.text[low:high]) is not None


def _end_of(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def list_links(parts: Sequence[Part], *roles: Role) -> list[Link]:
    """Return the links of the parts with these roles, in order."""
    return [part.link for part in parts if part.role in roles]
