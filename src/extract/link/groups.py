"""Names of a document in, groups of those that name one institution out."""

import re
from collections import defaultdict
from collections.abc import Sequence

from extract.link.findings import MENTION_THRESHOLD, choose_sure, decide
from extract.link.surroundings import find_segments
from extract.model import Document, Mention, Segment
from extract.registry import Finding
from extract.text import is_japanese

ACRONYM = re.compile("[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ0-9&+.-]{1,11}")


_DEFINING_GAP = re.compile("[ \u3000\n]*(?:[(（\\[［]|[–—:：=＝]|(?<=[ \n])-(?= ))[ \u3000\n]*")


# What gives a name a short form for the rest of the document, whatever that is.
_SHORTENING_GAP = re.compile(
    "[ \u3000\n,，]*[(（]?[^()（）]{0,40}?"
    "(?:以下[、,]?|(?<![A-Za-z])(?:hereinafter|hereafter)(?: referred to)?(?: as)?,?)"
    "[ \u3000\n「『“\"'‘]*(?:the )?[「『“\"'‘]*"
)


def group_names(
    document: Document,
    segments: Sequence[Segment],
    mentions: Sequence[Mention],
    names: Sequence[str],
) -> list[int]:
    """Return a number for each mention, the same for those that name one institution.

    Equal names are one; so are a name and its acronym or translation where the text puts them
    side by side.
    """
    group_of: dict[str, int] = {}
    groups = list(range(len(mentions)))
    for index, name in enumerate(names):
        groups[index] = group_of.setdefault(fold_key(name), index)
    for index in range(len(mentions) - 1):
        if _defines(document, mentions[index], mentions[index + 1], names[index], names[index + 1]):
            groups = _unite(groups, index, index + 1)
    return groups


def unite_cells(
    groups: list[int],
    pairs: Sequence[tuple[int, int]],
    names: Sequence[str],
    found: Sequence[tuple[Finding, ...]],
) -> list[int]:
    """Unite names in neighbouring cells that translate each other.

    Partners stand in neighbouring cells too: an acronym may be anybody's, and names that are known
    to be of two institutions are no translations.
    """
    for left, right in pairs:
        sure = {choose_sure(found[left]), choose_sure(found[right])} - {""}
        is_acronym = ACRONYM.fullmatch(names[left]) or ACRONYM.fullmatch(names[right])
        if _translates(names[left], names[right]) and len(sure) < 2 and not is_acronym:
            groups = _unite(groups, left, right)
    return groups


def unite_acronyms(
    document: Document,
    mentions: Sequence[Mention],
    groups: list[int],
    names: Sequence[str],
    found: Sequence[tuple[Finding, ...]],
) -> list[int]:
    """Unite acronyms in brackets with the name before them that the registry gives them.

    The letters need not stand in the name: IPK is short for a German name that English translates.
    """
    for at in range(1, len(mentions)):
        gap = document.text[mentions[at - 1].span.end : mentions[at].span.start]
        if gap.strip() in ("(", "（", "[") and ACRONYM.fullmatch(names[at]):
            likely = {f.candidate.id for f in found[at - 1] if f.candidate.score >= BORNE}
            if likely & list_bearers(names[at], found[at]):
                groups = _unite(groups, at - 1, at)
    return _unite_initials(groups, names, found)


def list_bearers(acronym: str, findings: tuple[Finding, ...]) -> set[str]:
    """Return the ids of the records that have the acronym for a name."""
    return {
        f.candidate.id for f in findings if fold_key(f.candidate.matched_name) == fold_key(acronym)
    }


def _unite_initials(
    groups: list[int], names: Sequence[str], found: Sequence[tuple[Finding, ...]]
) -> list[int]:
    """Unite an acronym that the text does not define with the one name that has its initials."""
    written = {group for group, name in zip(groups, names, strict=True) if is_written_out(name)}
    bearers: dict[str, set[int]] = defaultdict(set)
    for group, name in zip(groups, names, strict=True):
        if is_written_out(name):
            bearers[_read_initials(name)].add(group)
    united = list(groups)
    for at, (group, name) in enumerate(zip(groups, names, strict=True)):
        bearing = bearers.get(name, set()) if len(name) >= _LEAST_INITIALS else set()
        own = decide(name, found[at], MENTION_THRESHOLD).chosen
        if group not in written and len(bearing) == 1 and own is None:
            united[at] = min(bearing)
    return united


_LEAST_INITIALS = 3


def _read_initials(name: str) -> str:
    return "".join(re.findall("(?<![A-Za-zÀ-ÿ])[A-ZÀ-ÖØ-Þ](?=[a-zà-ÿ])", name))


def _unite(groups: list[int], one: int, other: int) -> list[int]:
    kept, dropped = sorted((groups[one], groups[other]))
    return [kept if group == dropped else group for group in groups]


def pair_cells(
    segments: Sequence[Segment], mentions: Sequence[Mention], groups: Sequence[int]
) -> list[tuple[int, int]]:
    """Return mentions that fill neighbouring cells of a row, of which each names one institution.

    Empty cells part no neighbours. `groups` says which mentions are known to be of one institution.
    """
    cells: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    filling: dict[tuple[int, int, int], int] = {}
    for index, owner in enumerate(find_segments(segments, mentions)):
        cell = segments[owner].cell if owner >= 0 else None
        if cell:
            place = (cell.table, cell.row, cell.column)
            cells[place].append(groups[index])
            if 2 * len(mentions[index].span) > len(segments[owner].span):
                filling[place] = index
    alone = {place: index for place, index in filling.items() if len(set(cells[place])) == 1}
    filled: dict[tuple[int, int], set[int]] = defaultdict(set)
    for segment in segments:
        if segment.cell:
            filled[segment.cell.table, segment.cell.row].add(segment.cell.column)
    pairs: list[tuple[int, int]] = []
    for (table, row, column), left in alone.items():
        following = min((other for other in filled[table, row] if other > column), default=-1)
        if (table, row, following) in alone:
            pairs.append((left, alone[table, row, following]))
    return pairs


def fold_key(name: str) -> str:
    """Return a name without case, spaces and dots, under which the same names are equal."""
    return re.sub("[ ・･.,-]", "", name).casefold()


def _defines(document: Document, left: Mention, right: Mention, name: str, other: str) -> bool:
    """Whether the text gives two names side by side as those of one institution."""
    gap = document.text[left.span.end : right.span.start]
    if _SHORTENING_GAP.fullmatch(gap):
        return True
    if not _DEFINING_GAP.fullmatch(gap):
        return False
    follows = document.text[right.span.end : right.span.end + 2].strip()
    in_brackets = any(mark in gap for mark in "(（[［")
    if in_brackets and not follows.startswith((")", "）", "]", "］", ",", "、", "，")):
        return False
    return (
        _abbreviates(name, other)
        or _abbreviates(other, name)
        or (in_brackets and _translates(name, other))
    )


def _abbreviates(name: str, other: str) -> bool:
    """Whether `other` may be the acronym of `name`: its letters stand there in order."""
    if not ACRONYM.fullmatch(other) or len(name) <= len(other):
        return False
    letters = iter(name.casefold())
    return all(letter in letters for letter in other.casefold() if letter.isalpha())


def _translates(name: str, other: str) -> bool:
    scripts = [any(is_japanese(character) for character in text) for text in (name, other)]
    return scripts[0] != scripts[1]


def is_written_out(name: str) -> bool:
    """Whether a name is in Latin letters and no acronym."""
    return not any(map(is_japanese, name)) and not ACRONYM.fullmatch(name)


# A record that a Latin name makes at least this likely bears out its Japanese name, or acronym.
BORNE, HINTED = 0.05, 0.005
