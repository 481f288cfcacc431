"""Mentions that hold two names to two mentions, and a name with a remark to the name."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.institutions.draft import Draft
from extract.institutions.vocabulary import (
    has_type_word,
    is_acronym,
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
# A body and an institute, written together: two only where the institute is also named alone.
# Offices, hospitals and what only serves the body (附属) are no second name.
_BODY_AND_INSTITUTE = re.compile(
    r"(?P<body>.*?.(?:大学校?(?:[ァ-ヶー・]{2,}校)?|機構|研究所|科学院|アカデミー|委員会))"
    r"(?P<institute>(?!附属|付属|国立|連合|共同|総合研究|中央研究|本部|大学|院|法人|[ぁ-ん]|[ァ-ヶー・]+校)"
    r"[^ \u3000]{2,}(?:研究所|研究センター|天文台|観測所|重点実験室|光源))"
)
# Two names whatever the rest says: a campus ends one, 国立 begins one, two short forms are two.
_TWO_TOGETHER = re.compile(
    r".+大学[ァ-ヶー・]{2,}校(?=(?!附属|付属)[^ \u3000]{2,}(?:研究所|研究センター|天文台|観測所)$)|"
    r".+[省庁](?=国立[^ \u3000]+(?:院|研究所|センター)$)|"
    r"[一-鿿ァ-ヶー]{1,6}大(?=(?!総)[一-鿿]{1,4}研$)"
)
# The university's name is not said again in ``リヨン第一・第二大学``.
_NUMBERED = re.compile(r"第[一二三四五六七八九十1-9]+")
# Where a name may end inside a mention: at the space, sign or word between two.
_SEAM = re.compile(
    r" - | [–—] | ?\| ?| (?:and|und|et|y|e|&) |['’]s (?=[A-Z])|[:：] ?|,(?=\S)|[/／ \u3000・、\-‐–]"
)
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
    alias = _WITH_ALIAS.fullmatch(written)
    if alias and _is_alias(alias["alias"].strip(), registry):
        yield Span(span.start, span.start + alias.end("name"))
        yield Span(span.start + alias.start("alias"), span.start + alias.end("alias"))
        return
    if (glued := _GLUED.fullmatch(written)) and _stand_alone(glued[1], glued[2], registry):
        yield Span(span.start, span.start + glued.end(1))
        yield Span(span.start + glued.start(2), span.end)
        return
    if (first := _TWO_TOGETHER.match(written)) and not registry.knows(written):
        yield Span(span.start, span.start + first.end())
        yield Span(span.start + first.end(), span.end)
        return
    together = _BODY_AND_INSTITUTE.fullmatch(written)
    if (
        together
        and not registry.knows(written)
        and _is_named_alone(together["institute"], text, registry)
    ):
        yield Span(span.start, span.start + together.end("body"))
        yield Span(span.start + together.start("institute"), span.end)
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


def _is_named_alone(institute: str, text: str, registry: Registry) -> bool:
    """Whether an institute has a name of its own: the registry or the document names it alone."""
    return registry.knows(institute) or bool(
        re.search(rf"(?<![一-鿿ァ-ヶー々A-Za-z]){re.escape(institute)}", text)
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
    if seam in _WORDS_BETWEEN:
        return _is_name(left, registry) and _is_name(right, registry)
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
