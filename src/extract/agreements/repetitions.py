"""Agreements -> which of them say again what an earlier one said, or only that it ended."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.model import Agreement, DateValue, Party, Span
from extract.text import language_of, normalise


def mark_repetitions(agreements: Sequence[Agreement]) -> tuple[Agreement, ...]:
    """Return the agreements in their order, with `same_as` set on those that repeat another."""
    first_by_members: dict[frozenset[str], list[int]] = {}
    marked: list[Agreement] = []
    for index, agreement in enumerate(agreements):
        earlier = first_by_members.setdefault(list_members(agreement), [])
        same = next((one for one in earlier if is_same(agreements[one], agreement)), None)
        if same is None:
            earlier.append(index)
        marked.append(replace(agreement, same_as=same))
    return tuple(marked)


def unite_endings(agreements: Sequence[Agreement]) -> Iterator[Agreement]:
    """Yield the agreements, one of which only the end is told as the end of the one before it.

    That is the last before it of the same members, if it has no end yet.
    """
    united = list(agreements)
    for ending in agreements:
        is_ending = ending.start is None and ending.end is not None and ending.parties
        earlier = [one for one in united if is_ending and _may_end(one, ending)]
        if earlier:
            index = united.index(earlier[-1])
            evidence = Span(
                min(earlier[-1].evidence.start, ending.evidence.start),
                max(earlier[-1].evidence.end, ending.evidence.end),
            )
            united[index] = replace(earlier[-1], end=ending.end, evidence=evidence)
            united.remove(ending)
    yield from united


def _may_end(one: Agreement, ending: Agreement) -> bool:
    is_open = one.start is not None and one.end is None
    is_before = one.evidence.start < ending.evidence.start
    return is_open and is_before and list_members(one) == list_members(ending)


def list_members(agreement: Agreement) -> frozenset[str]:
    """Return a key for each institution in the agreement, the home institution among them.

    Agreements with different members are never the same.
    """
    members = agreement.parties if agreement.home is None else (*agreement.parties, agreement.home)
    return frozenset(identify_party(party) for party in members)


def identify_party(party: Party) -> str:
    """Return the registry id of a party, or its folded name where the registry has none."""
    if party.link is not None and party.link.chosen is not None:
        return party.link.chosen.id
    return _fold(party.text)


def is_same(one: Agreement, other: Agreement) -> bool:
    """Whether two agreements of the same members are one; those without parties never are.

    Both must be dated alike, or both have a subject and no date, and neither say what contradicts
    the other. A subject in another language contradicts nothing.
    """
    if not one.parties or not other.parties:
        return False
    if one.start is None or other.start is None:
        is_named = one.subject is not None and other.subject is not None
        return one.start == other.start and is_named and _subjects_agree(one, other)
    return (
        _agree(one.start, other.start)
        and _agree(one.end, other.end)
        and (one.end_status == other.end_status or None in (one.end_status, other.end_status))
        and _subjects_agree(one, other)
    )


def _agree(one: DateValue | None, other: DateValue | None) -> bool:
    """Whether two dates may be the same, one of them perhaps said more exactly."""
    if one is None or other is None or one.value == other.value:
        return True
    firsts = (one.first_day, other.first_day)
    lasts = (one.last_day, other.last_day)
    if None in firsts or None in lasts:
        return False
    return (max(firsts), min(lasts)) in tuple(zip(firsts, lasts, strict=True))  # type: ignore[type-var]


def _subjects_agree(one: Agreement, other: Agreement) -> bool:
    if one.subject is None or other.subject is None:
        return True
    languages = {language_of(agreement.subject or "", default="en") for agreement in (one, other)}
    return len(languages) > 1 or _fold(one.subject) == _fold(other.subject)


def _fold(text: str) -> str:
    folded = normalise(text).text.casefold()
    return "".join(character for character in folded if character.isalnum())
