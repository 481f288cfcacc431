"""A place in the text that names who is in an agreement -> its parties.

Of a chain such as "Institute, Academy" or 「大学 研究所」 the smaller body is the party; the larger
one only says where it belongs. Other names of a party in brackets are no further party.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.agreements.countries import read_country
from extract.agreements.findings import Findings, is_acronym
from extract.agreements.repetitions import identify_party
from extract.agreements.words import load_words
from extract.model import Link, Party, Span

_UNIT_NAME = rf"[^、，,・/／()（）;；\s]*(?:{'|'.join(load_words('units')['japanese'])})"

# Between the names of a chain, larger body first: nothing, or a unit that is no body of its own.
_LARGER_FIRST = re.compile(rf"(?:['’]s)?\s*(?:(?:の|附属|付属|内|{_UNIT_NAME})\s*)*")

# Smaller body first, as in "the Institute of X of the University of Y" and "Institute, Academy".
_SMALLER_FIRST = re.compile(
    r"\s*,?\s*(?:of|at|in|within|under|part of|belonging to)(?:\s+the)?\s+", re.IGNORECASE
)
# What may stand between the parts of a name that was cut at its commas, or before its acronym.
_CUT_OR_BRACKET = re.compile(r"\s*,\s*(?:[^,;:()\n]{1,40},\s*)?|\s*\(")
_COMMA = re.compile(r"\s*,\s*(?:the\s+)?", re.IGNORECASE)
_PART_NAME = re.compile(
    r"(?:institut|centre|center|laborator|school|faculty|department|hospital|division|college|branch"
    r"|station|observatory|library|museum|campus)",
    re.IGNORECASE,
)
_WHOLE_NAME = re.compile(
    r"(?:universit|academ|council|corporation|organi[sz]ation|foundation|association|cnrs|society)",
    re.IGNORECASE,
)

_BODY_NAME = re.compile(
    rf"{_PART_NAME.pattern}|{_WHOLE_NAME.pattern}"
    r"|agenc|ministr|office|bureau|commissariat|unité|école|maison|group|company|[ck]\.k\.|(?<![a-z])(?:ltd|inc)(?![a-z])"
    r"|大学|研究|機構|センター|学院|病院|協会|学会|財団|会社|[省庁局院所館校社会]$",
    re.IGNORECASE,
)

# The whole of a name; a dot may join two fields, 「医科学・工学院」, but no university is a unit.
_UNIT = re.compile(
    rf"(?!国立)(?:(?!大学(?!院))[^、，,/／()（）\s])*(?:{'|'.join(load_words('units')['japanese'])})"
)
_UNITS_BEHIND = re.compile(rf"(?:\s+{_UNIT_NAME})+$")
_ENGLISH_UNIT_NAME = (
    r"(?:the\s+)?(?:graduate\s+|undergraduate\s+)?"
    r"(?:school|faculty|department|division|college)\s+of\s"
)
_ENGLISH_UNIT = re.compile(_ENGLISH_UNIT_NAME, re.IGNORECASE)
_ENGLISH_UNIT_BEHIND = re.compile(rf"\s*,\s*{_ENGLISH_UNIT_NAME}.*$", re.IGNORECASE | re.DOTALL)

_CODE_BEHIND = re.compile(r"\s+(?:UMR|UPR|UMI|UAR|USR|EA|IRL)\s?[0-9]+$")
_SITED_ACRONYM = re.compile(
    r"(?P<acronym>[A-Z]{3,8})(?P<site>(?:\s+(?:[A-Z][a-zà-ÿ]+|[a-z]{2,3}))+)"
)

# In front of a name, where it is often taken for a name of its own.
_LEGAL_FORM = re.compile(r"(?<![A-Za-z])K\.K\.\s+$")

# A university is never the smaller part of what stands before it.
_UNIVERSITY = re.compile(r"大学校?$|[Uu]niversity$|^(?:The )?Universit")

# Its institutes are what it is made of: "A Academy of Sciences, Institute of Botany".
_ACADEMY = re.compile(r"academ(?:y|ia)(?![a-z])", re.IGNORECASE)

_ACADEMY_BEFORE = re.compile(r"(?:アカデミー|科学院|研究院|科学技術院)$")
_INSTITUTE_BEHIND = re.compile(r"(?:研究所|研究院|研究センター|観測所|天文台)$")

_FOLLOWING_UNIT = re.compile(rf"\s*[、，,・]\s*{_UNIT_NAME}")
_PROGRAMME = re.compile(
    r"\s*(?:[(（][^()（）]*[)）]\s*)?"
    r"(?:プロジェクト|プログラム|計画|事業|制度|(?:projects?|programmes?|programs?|initiatives?)(?![a-z]))",
    re.IGNORECASE,
)
# "FANTOM2 8カ国約50機関" is a project of bodies that are not named.
_MANY_COUNTRIES = re.compile(r"[0-9]?\s*約?[0-9０-９]+\s*[カか箇ヵケヶ]国")
_PROGRAMME_ENDS = ("プロジェクト", "プログラム", " Project", " Programme", " Program")
_BRACKETED = re.compile(r"[(（\[［〔【][^()（）\[\]［］〔〕【】]*[)）\]］〕】]")
_COUNTRY_IN_FRONT = re.compile(r"(?P<country>[ァ-ヿ一-鿿]+)(?P<gap>[\s・]*)")
_EMBASSY = re.compile(r"大使館$|領事館$|公邸$|^(?:the\s+)?(?:embassy|consulate)", re.IGNORECASE)
_GENERIC = "国立|科学|技術|工科|医科|農業|農科|理工|師範|外国|中央|原子|基礎|先端|高等|放射"
_OWN_WORD = re.compile(rf"[ァ-ヿ]{{2}}|(?!{_GENERIC})[一-鿿A-Z]{{1,3}}大学")
_LONGEST_COUNTRY = 16
_OPENING, _CLOSING = "(（[［〔【", ")）]］〕】"


@dataclass(frozen=True, slots=True)
class _Chain:
    """Names that together say who one party is; `smallest` is the party."""

    links: tuple[Link, ...]
    smallest: Link


def list_parties(links: Sequence[Link], findings: Findings) -> tuple[Party, ...]:
    """Return every institution as a party, in order, its departments left out.

    Of a body and its institute that Japanese writes one behind the other, the institute is.
    """
    kept = _drop_units(links, findings)
    larger = [one for one, other in pairwise(kept) if _is_written_before(one, other, findings)]
    return tuple(_join_names([link for link in kept if link not in larger], findings))


def _is_written_before(earlier: Link, later: Link, findings: Findings) -> bool:
    gap = findings.cut(Span(earlier.mention.span.end, later.mention.span.start))
    name = findings.cut(later.mention.span)
    is_part = _JAPANESE.search(name) and not _UNIVERSITY.search(name)
    return not gap.strip(" \u3000") and bool(is_part)


def _join_names(links: Sequence[Link], findings: Findings) -> Iterator[Party]:
    """Yield the parties, a name that was cut at its commas as the one its acronym stands for."""
    waiting: list[Link] = []
    for link in links:
        if waiting and not _is_beside(waiting[-1], link, findings):
            yield from (as_party(one, findings) for one in waiting)
            waiting = []
        if _is_acronym_of(link, waiting, findings):
            whole = Span(waiting[0].mention.span.start, waiting[-1].mention.span.end)
            yield Party(findings.cut(whole), whole, None)
            waiting = []
        waiting.append(link)
    yield from (as_party(one, findings) for one in waiting)


def _is_beside(earlier: Link, later: Link, findings: Findings) -> bool:
    gap = findings.cut(Span(earlier.mention.span.end, later.mention.span.start))
    return earlier.chosen is None and _CUT_OR_BRACKET.fullmatch(gap) is not None


def _is_acronym_of(acronym: Link, names: Sequence[Link], findings: Findings) -> bool:
    """Whether a name in brackets stands for several names before it together, not for the last."""
    if len(names) < 2 or "(" not in findings.cut(
        Span(names[-1].mention.span.end, acronym.mention.span.start)
    ):
        return False
    letters = findings.cut(acronym.mention.span)
    whole = findings.cut(Span(names[0].mention.span.start, names[-1].mention.span.end))
    last = findings.cut(names[-1].mention.span)
    return is_acronym(letters, whole) and not is_acronym(letters, last)


def find_parties(span: Span, findings: Findings) -> tuple[Party, ...]:
    """Return the parties that a cell, list item or clause names, in order, each body once."""
    links = [link for link in findings.links_in(span) if not _is_aside(link, span, findings)]
    return choose_parties(_drop_bracketed(links, span, findings), span, findings)


# What only pays or hosts, and what a body was called before.
_ASIDE = re.compile(
    r"(?:(?:funded|supported|sponsored|financed|hosted|organi[sz]ed|coordinated)\s+by"
    r"|formerly|former|旧|前身は)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_ASIDE_BEHIND = re.compile(r"の?(?:支援|助成|委託|後援|仲介|補助)")


def _is_aside(link: Link, span: Span, findings: Findings) -> bool:
    before = findings.cut(Span(span.start, link.mention.span.start))
    behind = findings.cut(Span(link.mention.span.end, span.end))
    return bool(_ASIDE.search(before) or _ASIDE_BEHIND.match(behind))


def choose_parties(links: Sequence[Link], span: Span, findings: Findings) -> tuple[Party, ...]:
    """Return the parties among `links`, which stand in `span`, in order, each body once."""
    parties: dict[str, Party] = {}
    kept = _drop_other_names(_drop_units(links, findings), findings)
    chains = tuple(_split_chains(kept, findings))
    for chain in chains:
        for link in _choose_links(chain, span, findings):
            party = as_party(link, findings)
            parties.setdefault(identify_party(party), party)
    names = [chain.links[0].mention.span for chain in chains]
    named = sum(1 for name in names if _has_country(name, findings))
    # A country in front of one name alone may be part of it: 「フィリピン カラバオセンター」.
    if named < 2:
        return tuple(parties.values())
    is_whole = named == len(names)
    return tuple(_cut_country(party, is_whole=is_whole) for party in parties.values())


def _has_country(name: Span, findings: Findings) -> bool:
    """Whether a name begins with a country, apart from it or not part of it, or follows one."""
    before = findings.cut(Span(max(name.start - _LONGEST_COUNTRY, 0), name.start)).rstrip(" ・\n")
    follows = any(read_country(before[-length:]) for length in range(2, len(before) + 1))
    return follows or _measure_country(findings.cut(name), is_whole=True) > 0


def _measure_country(name: str, *, is_whole: bool) -> int:
    """Return the length of the country in front of a name, with the gap behind it, 0 for none.

    Only in a cell that names countries on the `whole` may one be cut off that no gap parts from
    the name; the name must go on with its own word, and not as in 「韓国化学研究所」.
    """
    lengths = (
        len(country) + len(match["gap"])
        for length in range(2, min(len(name), _LONGEST_COUNTRY))
        if not name.startswith("立", length)
        and (match := _COUNTRY_IN_FRONT.fullmatch(name[:length]))
        and (country := match["country"])
        and read_country(country) is not None
        and (match["gap"] or (is_whole and _OWN_WORD.match(name[length:])))
    )
    return max(lengths, default=0)


def _cut_country(party: Party, *, is_whole: bool) -> Party:
    length = _measure_country(party.text, is_whole=is_whole)
    span = Span(party.span.start + length, party.span.end)
    return replace(party, text=party.text[length:], span=span)


def as_party(link: Link, findings: Findings) -> Party:
    """Return the party that a mention names, without what only says which part of it is meant.

    That is a department behind the name, and a site behind an acronym that has no record. A legal
    form in front of it belongs to the name.
    """
    span = link.mention.span
    form = _LEGAL_FORM.search(findings.document.text, max(span.start - 8, 0), span.start)
    span = Span(form.start(), span.end) if form else span
    name = _CODE_BEHIND.sub("", _UNITS_BEHIND.sub("", findings.cut(span)))
    name = _ENGLISH_UNIT_BEHIND.sub("", name)
    sited = _SITED_ACRONYM.fullmatch(name) if link.chosen is None else None
    if sited and not names_body(sited["site"]):
        name = sited["acronym"]
        link = replace(link, chosen=findings.find_record(name))
    return Party(name, Span(span.start, span.start + len(name)), link)


def names_body(name: str) -> bool:
    """Whether a name has a word by which bodies are called, such as 研究所 or "Centre"."""
    return _BODY_NAME.search(name) is not None


def is_embassy(name: str) -> bool:
    """Whether a name is that of a mission abroad, which tells of others' agreements.

    >>> is_embassy("在東国日本国大使館"), is_embassy("Embassy of Japan"), is_embassy("大使館前大学")
    (True, True, False)
    """
    return _EMBASSY.search(name) is not None


# Between a name that a body had and the one that it has, and the other way round.
_NOW = re.compile(
    r",\s*(?:today|now|later|since\s+renamed)\s+(?:called\s+)?(?:the\s+)?", re.IGNORECASE
)
_THEN = re.compile(r",\s*(?:then|previously)\s+(?:called\s+)?(?:the\s+)?", re.IGNORECASE)
_APPOSITION = re.compile(r",\s*(?:the\s+)?", re.IGNORECASE)


def _drop_other_names(links: Sequence[Link], findings: Findings) -> list[Link]:
    """Leave out further names of a body beside it: "A, today the B", "A, the B" of one record."""
    kept: list[Link] = []
    for link in links:
        gap = findings.cut(Span(kept[-1].mention.span.end, link.mention.span.start)) if kept else ""
        is_same = bool(kept) and _is_same_record(link, kept[-1])
        if _NOW.fullmatch(gap):
            kept.pop()
        elif _THEN.fullmatch(gap) or (is_same and _APPOSITION.fullmatch(gap)):
            continue
        kept.append(link)
    return kept


def _is_same_record(one: Link, other: Link) -> bool:
    return bool(one.chosen and other.chosen and one.chosen.id == other.chosen.id)


def _drop_units(links: Sequence[Link], findings: Findings) -> list[Link]:
    """Leave out names that are only of a department of the institution beside them.

    And those that are legal forms.
    """
    kept: list[Link] = []
    for index, link in enumerate(links):
        name = findings.cut(link.mention.span)
        beside = [*links[max(index - 1, 0) : index], *links[index + 1 : index + 2]]
        is_japanese_unit = _UNIT.fullmatch(name) and _follows_body(index, links, findings)
        is_english_unit = _ENGLISH_UNIT.match(name) and any(
            _is_comma_between(link, other, findings) for other in beside
        )
        is_other = _LEGAL_FORM.fullmatch(name + ". ")
        if not is_japanese_unit and not is_english_unit and not is_other:
            kept.append(link)
    return kept


def _follows_body(index: int, links: Sequence[Link], findings: Findings) -> bool:
    """Whether a unit belongs to the name before it; 学院 does only where nothing parts them.

    It is the name of schools of their own as well: 「A大学、国際高等学院」.
    """
    if index == 0:
        return False
    before, name = links[index - 1].mention.span, links[index].mention.span
    gap = findings.cut(Span(before.end, name.start))
    return not gap.strip() or not findings.cut(name).endswith("学院")


def _is_comma_between(one: Link, other: Link, findings: Findings) -> bool:
    first, second = sorted((one.mention.span, other.mention.span))
    name = findings.cut(other.mention.span)
    is_body = _ENGLISH_UNIT.match(name) or _UNIVERSITY.search(name) or _WHOLE_NAME.search(name)
    return bool(is_body and _COMMA.fullmatch(findings.cut(Span(first.end, second.start))))


def _drop_bracketed(links: Sequence[Link], span: Span, findings: Findings) -> list[Link]:
    """Leave out acronyms and affiliations in brackets; of 「A(B、C)」 keep B and C, and not A."""
    kept: list[Link] = []
    for link in links:
        bracket = find_bracket(link.mention.span, span, findings)
        if bracket is None or not kept:
            kept.append(link)
        elif len(findings.links_in(bracket)) > 1:
            before = kept[-1].mention.span.end
            if before <= bracket.start and not findings.cut(Span(before, bracket.start)).strip():
                kept.pop()
            kept.append(link)
    return kept


def find_bracket(name: Span, span: Span, findings: Findings) -> Span | None:
    """Return the bracket inside `span` in which a name stands; None where it stands in none."""
    before = findings.cut(Span(span.start, name.start))
    opening = max(before.rfind(character) for character in _OPENING)
    if opening <= max(before.rfind(character) for character in _CLOSING):
        return None
    after = findings.cut(Span(name.end, span.end))
    closings = [after.find(character) for character in _CLOSING if character in after]
    end = name.end + min(closings) if closings else span.end
    return Span(span.start + opening, end)


def _split_chains(links: Sequence[Link], findings: Findings) -> Iterator[_Chain]:
    chain: _Chain | None = None
    for link in links:
        smallest = _find_smallest(chain.links[-1], link, findings) if chain else None
        if chain is None or smallest is None:
            if chain:
                yield chain
            chain = _Chain((link,), link)
        else:
            # Of "Group, Institute of the University" the first name stays the smallest.
            chain = _Chain((*chain.links, link), link if smallest is link else chain.smallest)
    if chain:
        yield chain


def _is_mere_acronym(link: Link, findings: Findings) -> bool:
    """Whether a name says of no body what it is, and the registry has no such body."""
    name = findings.cut(link.mention.span)
    return link.chosen is None and name.isascii() and not names_body(name)


def _find_smallest(earlier: Link, later: Link, findings: Findings) -> Link | None:
    """Return which of two neighbours is part of the other; None where neither is."""
    gap = findings.cut(Span(earlier.mention.span.end, later.mention.span.start))
    first, second = findings.cut(earlier.mention.span), findings.cut(later.mention.span)
    if _ACADEMY_BEFORE.search(first) and not gap.strip() and _INSTITUTE_BEHIND.search(second):
        return later
    if "\n" in gap and not findings.document.pages and not any(map(str.isalpha, gap)):
        return None  # lines of a list
    gap = _BRACKETED.sub("", gap)
    if _TRANSLATES.fullmatch(gap) and _is_translation(first, second):
        return earlier
    if _SMALLER_FIRST.fullmatch(gap) or (
        _COMMA.fullmatch(gap) and _PART_NAME.search(first) and _is_whole(second)
    ):
        return earlier
    is_of_academy = _COMMA.fullmatch(gap) and _ACADEMY.search(first) and _PART_NAME.search(second)
    if (is_of_academy or _LARGER_FIRST.fullmatch(gap)) and not _UNIVERSITY.search(second):
        return later
    return None


_TRANSLATES = re.compile(r"\s+(?:[/／]\s*)?")
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")


def _is_translation(first: str, second: str) -> bool:
    """Whether a name of several Latin words stands beside a Japanese one."""
    latin = second if _JAPANESE.search(first) else first
    is_either = bool(_JAPANESE.search(first)) != bool(_JAPANESE.search(second))
    return is_either and len(latin.split()) > 1


def _is_whole(name: str) -> bool:
    return bool(_WHOLE_NAME.search(name)) and not _PART_NAME.search(name)


def _choose_links(chain: _Chain, span: Span, findings: Findings) -> tuple[Link, ...]:
    """Return the smallest body of a chain, and the largest too where one of its units follows."""
    last = chain.links[-1].mention.span
    rest = findings.cut(Span(last.end, span.end))
    name = findings.cut(last)
    is_programme = name.endswith(_PROGRAMME_ENDS) and not _PART_NAME.search(name)
    if is_programme or _PROGRAMME.match(rest):
        return ()
    if _MANY_COUNTRIES.match(rest) and _is_mere_acronym(chain.links[-1], findings):
        return ()
    if chain.smallest is not chain.links[0] and _FOLLOWING_UNIT.match(rest):
        return (chain.links[0], chain.smallest)
    return (chain.smallest,)
