"""Mentions to the same with the limits that the guidelines want: each rule looks at one mention."""

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.institutions.draft import Draft, Found, SegmentReading
from extract.institutions.vocabulary import (
    has_type_word,
    is_acronym,
    is_country,
    is_generic,
    is_unit,
    read_words,
)
from extract.model import Span
from extract.registry import Registry
from extract.text import is_japanese, script_of

_EDGE = " \t\r\n\u3000,.;:、。，．・･•*|/／\\-–—―~～=＝\"'“”‘’「」『』【】<>＜＞¹²³⁰⁴⁵⁶⁷⁸⁹†‡"
_CODE = re.compile(
    r"(?:UMR|UPR|IRL|UAR|USR|UMI|FRE|FR|EA|ERL|UMS|LIA|GDR|URA)[ -]?[A-Z]?[0-9]{2,5}[,:;]?\s*"
)
_POSSESSIVE = re.compile(r"['’´](?:[sS](?![A-Za-z]))?$")
_ARTICLE = re.compile(r"the\s+")
_BRACKETS = {"(": ")", "（": "）", "[": "]", "［": "］"}
_GLUED = re.compile(r"([A-Z]{3,8})([ぁ-ヿ一-鿿・ー]{5,})")
_WITH_ALIAS = re.compile(
    r"(?P<name>[^()（）]{2,}?)\s*[(（](?P<alias>[^()（）]{2,})[)）]", re.DOTALL
)


def trim_edges(draft: Draft) -> Draft:
    """Take off punctuation, possessives, unit codes, lower-case articles and lone brackets."""
    text = draft.document.text
    return draft.rewrite(
        lambda reading: [replace(each, span=_trim(text, each.span)) for each in reading.found]
    )


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    for pattern in (_CODE, _ARTICLE):
        if match := pattern.match(text, start, end):
            start = match.end()
    start, end = _close_brackets(text, start, end)
    if possessive := _POSSESSIVE.search(text, start, end):
        end = possessive.start()
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    return Span(start, max(start, end))


def _close_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in a closing bracket that follows, or cut at one that has no partner inside."""
    for opening, closing in _BRACKETS.items():
        inside = text[start:end]
        if opening in inside and closing not in inside[inside.rindex(opening) :]:
            end = end + 1 if text[end : end + 1] == closing else start + inside.rindex(opening)
        elif closing in inside and opening not in inside:
            end = start + inside.index(closing)
    return start, end


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
    for place in _list_seams(written):
        left, right = written[:place], written[place + 1 :]
        if _are_two(left, right, written[place], written, registry):
            yield Span(span.start, span.start + place)
            yield from _split(text, Span(span.start + place + 1, span.end), registry)
            return
    yield span


def _stand_alone(acronym: str, name: str, registry: Registry) -> bool:
    """Whether an acronym glued to a name is the larger body, as in ``JAXA宇宙科学研究所``."""
    if not has_type_word(name) or registry.knows(acronym + name):
        return False
    return registry.knows(name)


def _is_alias(text: str, registry: Registry) -> bool:
    return is_acronym(text) or has_type_word(text) or registry.knows(text)


def _list_seams(written: str) -> list[int]:
    return [index for index, letter in enumerate(written) if letter in "/／ \u3000・、-‐–"]


def _are_two(left: str, right: str, seam: str, whole: str, registry: Registry) -> bool:
    if len(left.strip()) < 2 or len(right.strip()) < 2:
        return False
    if seam in " \u3000":  # also where the registry writes body and institute as one name
        return is_japanese(left[-1]) and _are_complete(left, right)
    if registry.knows(whole):
        return False
    if seam in "/／":
        return (is_acronym(left) and is_acronym(right)) or _are_complete(left, right)
    return registry.knows(left) and registry.knows(right)


def _are_complete(left: str, right: str) -> bool:
    """Whether both halves say what they name, and the second is no unit, campus or remark."""
    if not has_type_word(left) or left.strip() in read_words("japanese", "legal_forms"):
        return False
    return has_type_word(right) and not is_unit(right) and not _is_campus(right)


def _is_campus(text: str) -> bool:
    return text.strip().endswith(read_words("japanese", "campuses"))


_CAMPUS = re.compile(
    r"[ \u3000]?[^\s()（）/／、，・|0-9の]{2,14}(?:分校|校|キャンパス)(?![ぁ-んァ-ヶ一-鿿])"
)
_CAMPUS_IN_BRACKETS = re.compile(r"[ \u3000]?[(（][ァ-ヶー・]{2,12}校?[)）]")
_QUARTER = re.compile(r" ?[(（](?:[東西南北]|North|South|East|West)[)）]")
_EMBASSY = re.compile(r"(?:Embassy|Consulate|High Commission)(?: |$)")
_SEAT = re.compile(r" in (?:the )?[A-ZÀ-Þ][a-zà-ÿ]+(?: [A-ZÀ-Þ][a-zà-ÿ]+)*")
_NATIONAL = re.compile(r"(?:Ministry|National|Department of|Royal|Federal) ?")
_COUNTRY_AFTER = re.compile(r",\s+(?P<country>[A-Z][A-Za-z. ]+?)(?=\s*(?:[();|\n]|$))")
_FORM_AFTER = re.compile(
    r"(?: Consortium|コンソーシアム|株式会社|社(?![会団長員内外])|"
    r",? (?:Inc|Ltd|Corp|LLC|GmbH|S\.A|AG|plc|Co)(?:\.|(?![A-Za-z])))"
)


_LONGEST_COUNTRY = 12  # letters
_COUNTRY_BEFORE = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+ $")


def grow_names(draft: Draft) -> Draft:
    """Take in campus, seat, legal form, country and first half that belong to a name."""
    text = draft.document.text
    return draft.rewrite(
        lambda reading: [_grow(text, each, reading, draft.registry) for each in reading.found]
    )


def _grow(text: str, found: Found, reading: SegmentReading, registry: Registry) -> Found:
    segment = reading.segment.span
    end = _find_end(text, found.span, segment.end)
    start = _find_first_half(text, found.span.start, segment.start)
    start = _find_country(text, Span(start, end), segment.start, registry)
    span = Span(start, end)
    if any(span.overlaps(each.span) for each in reading.found if each is not found):
        return found
    return Found(span, found.probability)


def _find_end(text: str, span: Span, limit: int) -> int:
    """Return where the name ends with what the guidelines count to it."""
    written, end = span.of(text), span.end
    following = [_QUARTER, _FORM_AFTER]
    if written.endswith(("大学", "大学校", "学院")):
        following = [_CAMPUS, _CAMPUS_IN_BRACKETS, *following]
    if _EMBASSY.search(written):
        following.append(_SEAT)
    for pattern in following:
        if after := pattern.match(text, end, limit):
            end = after.end()
    if _NATIONAL.match(written) and (after := _COUNTRY_AFTER.match(text, end, limit)):
        end = after.end() if is_country(after["country"]) else end
    return end


def _find_country(text: str, span: Span, limit: int, registry: Registry) -> int:
    """Return where the name begins with the country that is written together with it.

    In Japanese not where the registry knows the name only without it, in English only where it
    knows it with it.
    """
    start = span.start
    before = text[max(limit, start - _LONGEST_COUNTRY) : start]
    if is_japanese(text[start : start + 1] or " "):
        for place in range(len(before)):
            if is_country(before[place:]) and before[place] == before[place:].lstrip()[0]:
                whole = text[start - len(before) + place : span.end]
                known = registry.knows(span.of(text)) and not registry.knows(whole)
                return start if known else start - len(before) + place
    elif (country := _COUNTRY_BEFORE.search(before)) and is_country(country.group()):
        whole = text[start - len(country.group()) : span.end]
        return start - len(country.group()) if registry.knows(whole) else start
    return start


def _find_first_half(text: str, start: int, limit: int) -> int:
    """Return where a katakana name begins of which ``・`` and what follows was found."""
    place = start
    while place > limit and text[place - 1] == "・":
        begin = place - 1
        while begin > limit and script_of(text[begin - 1]) == "katakana":
            begin -= 1
        if begin == place - 1 or is_country(text[begin : place - 1]):
            break
        place = begin
    return place


def drop_common_nouns(draft: Draft) -> Draft:
    """Drop what is no name: common nouns, countries, numbers, lower-case words, addresses."""
    text = draft.document.text
    return draft.rewrite(
        lambda reading: [each for each in reading.found if _is_name(text, each.span)]
    )


def drop_column_heads(draft: Draft) -> Draft:
    """Drop what stands in the title of a column, unless the registry knows it."""
    tables, text = draft.document.tables, draft.document.text

    def is_head(reading: SegmentReading) -> bool:
        cell = reading.segment.cell
        return cell is not None and cell.row < tables[cell.table].header_rows

    return draft.rewrite(
        lambda reading: [
            each
            for each in reading.found
            if not is_head(reading) or draft.registry.knows(each.span.of(text))
        ]
    )


def _is_name(text: str, span: Span) -> bool:
    written = span.of(text)
    if is_generic(written):
        return False
    if not any(is_japanese(letter) or letter.isupper() for letter in written):
        return False
    beside = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
    return "@" not in beside and "://" not in written and "www." not in written
