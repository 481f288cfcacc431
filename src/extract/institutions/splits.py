"""Mentions that hold two names to two mentions, and a name with a remark to the name."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.institutions.draft import Draft
from extract.institutions.vocabulary import (
    has_type_word,
    is_acronym,
    is_country,
    is_unit,
    read_words,
)
from extract.model import Span
from extract.registry import Registry
from extract.text import is_japanese

_GLUED = re.compile(r"([A-Z]{3,8})([ぁ-ヿ一-鿿・ー]{5,})")
_WITH_ALIAS = re.compile(
    r"(?P<name>[^()（）]{2,}?)\s*[(（](?P<alias>[^()（）]{2,})[)）]", re.DOTALL
)
# A body and an institute, written together: a centre is a second name only where it is also named
# alone; offices, hospitals and what only serves the body (附属) never are.
_BODY_AND_INSTITUTE = re.compile(
    r"(?P<body>.*?.(?:大学校?(?:[ァ-ヶー・]{2,}校)?|機構|研究所|科学院|アカデミー(?:[一-鿿]{2}支部)?|委員会|"
    r"省|庁))"
    r"(?P<institute>(?!附属|付属|国立|連合|共同|総合研究|中央研究|本部|エネ|資源|力化|大学|院|法人|[ぁ-ん]|[ァ-ヶー・]+校)"
    r"[^ \u3000]{2,}(?:研究所|研究センター|天文台|観測所|重点実験室|光源|評議会))"
)
# Two names whatever the rest says: a campus ends one, 国立 begins one, two short forms are two.
_TWO_TOGETHER = re.compile(
    r".+大学[ァ-ヶー・]{2,}校(?=(?!附属|付属)[^ \u3000]{2,}(?:研究所|研究センター|天文台|観測所)$)|"
    r".+[省庁](?=国立[^ \u3000]+(?:院|研究所|センター)$)|"
    r"[一-鿿ァ-ヶー]{1,6}大(?=(?!総)[一-鿿]{1,4}研$)"
)
# The university's name is not said again in ``リヨン第一・第二大学``.
_NUMBERED = re.compile(r"第[一二三四五六七八九十1-9]+")
_ACRONYM_AFTER = re.compile(r"\s?[(（]\s?[A-Z][A-Za-z-]*[A-Z]\s?[)）、，,:：；]")
_GAP = re.compile(r"(?<=[^\n ]) {3,}|\t")  # between the cells of a row that lost its lines
_COLUMN_OR_LINE = re.compile(r"[\u3000\n]")
# Where a name may end inside a mention: at the space, sign or word between two.
_SEAM = re.compile(
    r" - | [–—] | ?\| ?| (?:and|und|et|y|e|&) | of (?:the\s)?(?=[A-Z])|['’]s (?=[A-Z])|"
    r"[:：] ?|,(?=\S)|[/／ \u3000・、\-‐–]"
)
_UNIVERSITY = re.compile(r"(?:Technical )?Universit")
_INSTITUTE = re.compile(r"(?:Laborator(?:y|ies)|Institute|Cent(?:re|er)|Observatory|Hospital)$")
_LONGEST_INITIALS = 3  # letters; shorter ones stand for a field as well, as in ``College of TCM``
_DASHES = frozenset((" - ", " – ", " — "))
_WORDS_BETWEEN = frozenset((" and ", " und ", " et ", " y ", " e ", " & "))
_POSSESSIVES = frozenset(("'s ", "’s "))


def split_names(draft: Draft) -> Draft:
    """Cut a mention that holds two: ``Name (ACR)``, names at a slash, body and institute."""
    text = draft.document.text
    return draft.rewrite(
        lambda reading: [
            replace(each, span=part)
            for each in reading.found
            for part in _split(text, each.span, draft.registry)
        ]
    )


def _split(text: str, span: Span, registry: Registry) -> Iterator[Span]:
    written = span.of(text)
    parts = _list_cells(written, registry) or _list_halves(text, span, registry)
    if parts:
        for part in parts:
            yield from _split(text, Span(span.start + part.start, span.start + part.end), registry)
        return
    for seam in _SEAM.finditer(written):
        left, right = written[: seam.start()], written[seam.end() :]
        if _is_remark(left, right, seam.group(), written, registry):
            yield Span(span.start, span.start + seam.start())
            return
        if _are_two(left, right, seam.group(), written, registry):
            yield Span(span.start, span.start + seam.start())
            yield from _split(text, Span(span.start + seam.end(), span.end), registry)
            return
    yield span


def _list_halves(text: str, span: Span, registry: Registry) -> tuple[Span, ...]:
    """Return name and alias, body and institute, or the name behind what is none; or nothing."""
    written = span.of(text)
    alias = _WITH_ALIAS.fullmatch(written)
    if alias and _is_alias(alias["alias"].strip(), registry):
        return Span(*alias.span("name")), Span(*alias.span("alias"))
    if start := _find_start(written, registry):
        return (Span(start, len(written)),)
    if end := _find_body(text, span, registry):
        return Span(0, end), Span(end, len(written))
    return ()


def _find_body(text: str, span: Span, registry: Registry) -> int:
    """Return where the larger body ends that is written together with the smaller, 0 if none."""
    written = span.of(text)
    glued = _GLUED.fullmatch(written)
    if glued and _stand_alone(glued[1], glued[2], registry):
        return glued.end(1)
    if first := _TWO_TOGETHER.match(written):
        return first.end()
    together = _BODY_AND_INSTITUTE.fullmatch(written)
    if together is None:
        return 0
    institute = Span(span.start + together.start("institute"), span.end)
    return together.end("body") if _is_named_alone(institute, text, registry) else 0


def _list_cells(written: str, registry: Registry) -> tuple[Span, ...]:
    """Return the names among the cells of a row, nothing where it is one cell."""
    gaps = [gap.span() for gap in _GAP.finditer(written)]
    starts, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(written)]
    cells = [Span(start, end) for start, end in zip(starts, ends, strict=True)]
    return tuple(cell for cell in cells if gaps and _may_be_name(cell.of(written), registry))


def _may_be_name(cell: str, registry: Registry) -> bool:
    return not is_country(cell) and (has_type_word(cell) or _is_name(cell, registry))


def _find_start(written: str, registry: Registry) -> int:
    """Return where the name starts behind a person or street in the column or line before."""
    for seam in _COLUMN_OR_LINE.finditer(written):
        left, right = written[: seam.start()], written[seam.end() :]
        if has_type_word(left) or _is_name(left, registry) or registry.knows(written):
            return 0
        if _names_institute(right) if seam.group() == "\u3000" else registry.knows(right):
            return seam.end()
    return 0


def _is_named_alone(institute: Span, text: str, registry: Registry) -> bool:
    """Whether an institute has a name of its own.

    An institute has, a centre only where an acronym follows it, or where the registry or the
    document names it alone.
    """
    written = institute.of(text)
    return (
        written.endswith(("研究所", "天文台", "観測所"))
        or _ACRONYM_AFTER.match(text, institute.end) is not None
        or registry.knows(written)
        or re.search(rf"(?<![一-鿿ァ-ヶー々A-Za-z]){re.escape(written)}", text) is not None
    )


def _stand_alone(acronym: str, name: str, registry: Registry) -> bool:
    """Whether an acronym glued to a name is the larger body, as in ``JAXA宇宙科学研究所``."""
    if not has_type_word(name) or registry.knows(acronym + name):
        return False
    return registry.knows(name)


def _is_alias(text: str, registry: Registry) -> bool:
    return is_acronym(text) or has_type_word(text) or registry.knows(text)


def _is_remark(left: str, right: str, seam: str, whole: str, registry: Registry) -> bool:
    """Whether what follows a name is no second one: a field, or a unit of the body."""
    if seam in _DASHES:
        return registry.knows(left) and not registry.knows(whole) and not _is_name(right, registry)
    if seam in _POSSESSIVES:
        return is_unit(right) and not registry.knows(whole)
    if seam in " \u3000":
        return left.endswith(("大学", "大学校")) and right.endswith("学院")
    return False


def _is_name(text: str, registry: Registry) -> bool:
    return is_acronym(text) or registry.knows(text)


def _are_two(left: str, right: str, seam: str, whole: str, registry: Registry) -> bool:
    if len(left.strip()) < 2 or len(right.strip()) < 2:
        return False
    if "|" in seam or (seam in "・、" and _are_numbered(left, right)):
        return True
    if seam in " \u3000":  # also where the registry writes body and institute as one name
        return _are_body_and_institute(left, right)
    if seam.strip() in (",", ":", "："):
        return has_type_word(left) and is_acronym(right)
    return not registry.knows(whole) and _are_names(left, right, seam, registry)


def _are_names(left: str, right: str, seam: str, registry: Registry) -> bool:
    if seam in "/／":
        return (is_acronym(left) and is_acronym(right)) or _are_complete(left, right)
    if seam in _POSSESSIVES:
        return registry.knows(left) and has_type_word(right)
    if seam.startswith(" of "):
        is_named = (
            len(left.split()) > 1
            and _UNIVERSITY.match(right) is not None
            and _INSTITUTE.search(left) is not None
        )
        is_complete = has_type_word(left) and (" of " in left or " for " in left or is_named)
        is_body = has_type_word(right) or (right.isupper() and len(right) > _LONGEST_INITIALS)
        return is_complete and is_body and registry.knows(right)
    if seam == "、":
        return all(_may_be_name(name, registry) for name in (left, right.partition("、")[0]))
    if seam in _WORDS_BETWEEN:
        return _is_name(left, registry) and _is_name(right, registry)
    if seam in _DASHES:
        is_known = registry.knows(left) or registry.knows(right)
        return is_known and _is_name(left, registry) and _is_name(right, registry)
    if seam == "-" and min(len(left), len(right)) > 2 and is_acronym(left) and is_acronym(right):
        return registry.knows(left)
    return registry.knows(left.strip()) and registry.knows(right.strip())


def _are_body_and_institute(left: str, right: str) -> bool:
    if is_japanese(left[-1]) and _are_complete(left, right):
        return True
    return _is_short(left) and is_japanese(right[0]) and _names_institute(right)


def _are_numbered(left: str, right: str) -> bool:
    """Whether these are sister bodies of which only the last is written out."""
    return left[-2] == "第" and _NUMBERED.match(right) is not None


def _is_short(text: str) -> bool:
    """Whether the text is an acronym or a Japanese name cut short, such as ``農総研``."""
    return is_acronym(text) or (text.endswith(("研", "局", "委員会")) and len(text) > 2)


def _names_institute(text: str) -> bool:
    return is_japanese(text[-1]) and has_type_word(text) and not is_unit(text)


def _are_complete(left: str, right: str) -> bool:
    """Whether both halves say what they name, and the second is no unit, campus or remark."""
    if not has_type_word(left) or left.strip() in read_words("japanese", "legal_forms"):
        return False
    return has_type_word(right) and not is_unit(right) and not _is_campus(right)


def _is_campus(text: str) -> bool:
    return text.strip().endswith(read_words("japanese", "campuses"))
