"""Mentions to the same with the limits that the guidelines want: each rule looks at one mention."""

import re
from dataclasses import replace

from extract.institutions.draft import Draft, Found, SegmentReading
from extract.institutions.vocabulary import (
    has_type_word,
    is_acronym,
    is_country,
    is_description,
    is_generic,
    read_words,
)
from extract.model import Span
from extract.registry import Registry
from extract.text import is_japanese, script_of

_EDGE = (
    " \t\r\n\u3000,.;:、。，．・･•*|/／\\-–—―~～=＝\"'“”‘’「」『』【】<>＜＞¹²³⁰⁴⁵⁶⁷⁸⁹†‡※★☆○◎●■□◆◇"
)
_CODE = re.compile(
    r"(?:UMR|UPR|IRL|UAR|USR|UMI|FRE|FR|EA|ERL|UMS|LIA|GDR|URA)[ -]?[A-Z]?[0-9]{2,5}[,:;]?\s*"
)
# A name in Latin letters ends where a particle follows it.
_RUNS_ON = re.compile(
    r"(?<=[A-Za-zÀ-ÿ])(?:も|は|が|を|と|へ|から|より|など|との|では|には)(?![ぁ-ん])"
)
# A school in the short forms that programmes of meetings have, as in 東大院理.
_SHORT_SCHOOL = re.compile(r"(?<=大)(?:院[一-鿿]{0,5}|基礎工|理工|[工理農医薬文法経])$")
_POSSESSIVE = re.compile(r"['’´](?:[sS](?![A-Za-z]))?$")
_ARTICLE = re.compile(r"(?:[a-z]+ )*the\s+")
_BRACKETS = {"(": ")", "（": "）", "[": "]", "［": "］"}
_TAG = re.compile(
    r"[\[［【][^\]］】]{1,8}[\]］】]\s*"
)  # such as the country in "[米]国立衛生研究所"
_NOTE = re.compile(r"[ \u3000]?[(（](?P<place>[ァ-ヿ一-鿿]+)[)）]$")  # a country after the name
_PERSON = re.compile(r"(?<![A-Za-z])(?:[A-Z]\.[ -]?){1,3} ?[A-ZÀ-Þ][a-zà-ÿ]+$")
_SPACE = re.compile(r"[ \u3000\t\n]+")
_TOWN = re.compile(r"(?: [A-ZÀ-Þ][a-zà-ÿ’'-]+){0,2}")


def trim_edges(draft: Draft) -> Draft:
    """Take off punctuation, possessives, codes, tags, small articles, lone brackets, countries."""
    text = draft.document.text
    return draft.rewrite(
        lambda reading: [
            replace(each, span=_leave_places(text, _trim(text, each.span), draft.registry))
            for each in reading.found
        ]
    )


def _leave_places(text: str, span: Span, registry: Registry) -> Span:
    return _leave_site(text, _leave_country(text, span, registry), registry)


_SITE = re.compile(
    r"(?: of|(?<=[A-Z]{3})) (?P<country>[A-Z][A-Za-z ]+)$|(?: in|,) (?P<seat>[A-ZÀ-Þ][^(),]+)$"
)


def _leave_site(text: str, span: Span, registry: Registry) -> Span:
    """Return the span without the country or seat after a name that the registry has without."""
    written = span.of(text)
    site = _SITE.search(written)
    if site is None or registry.knows(written):
        return span
    name = written[: site.start()]
    if site["seat"]:
        is_part = site.group().startswith(",") and _NATIONAL.match(name)
        is_loose = not is_part and not _EMBASSY.search(name) and not has_type_word(site["seat"])
    else:
        is_loose = is_country(site["country"]) and (
            is_acronym(name) or name.endswith(("University", "College"))
        )
    is_loose = is_loose and registry.knows(name)
    return Span(span.start, span.start + site.start()) if is_loose else span


def _leave_country(text: str, span: Span, registry: Registry) -> Span:
    """Return the span without a country in the column before, as in ``中国 復旦大学``.

    Nor, in English, the city that stands between the two.
    """
    country = ""
    for space in _SPACE.finditer(text, span.start, span.end):
        before, rest = text[span.start : space.start()], Span(space.end(), span.end)
        country = before if is_country(before) else country
        if country and (
            is_japanese(before[0])
            or (
                _TOWN.fullmatch(before[len(country) :])
                and not has_type_word(before)
                and _is_whole(rest.of(text), registry, is_behind_town=before != country)
                and not registry.knows(span.of(text))
            )
        ):
            return rest
    return span


def _is_whole(name: str, registry: Registry, *, is_behind_town: bool) -> bool:
    """Whether the name stands without what is before it, unlike ``Advanced Institute``.

    A town may be the first word of the name, as in ``Opole University of Technology``.
    """
    words = name.split()
    is_full = len(words) > 2 and has_type_word(name)
    if has_type_word(words[0]):
        is_full = not is_behind_town
    return is_full and _NATIONAL.match(name) is None and registry.knows(name)


def _trim(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    for pattern in (_CODE, _TAG, _ARTICLE):
        if match := pattern.match(text, start, end):
            start = match.end()
    start, end = _close_brackets(text, start, end)
    if (note := _NOTE.search(text, start, end)) and is_country(note["place"]):
        end = note.start()
    for pattern in (_RUNS_ON, _SHORT_SCHOOL, _POSSESSIVE):
        if match := pattern.search(text, start, end):
            end = match.start()
    return _strip(text, start, end)


def _strip(text: str, start: int, end: int) -> Span:
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
    r",? (?:Inc|Ltd|Limited|Corp|LLC|GmbH|S\.A|AG|plc|Co)(?:\.|(?![A-Za-z])))"
)


_HOUSE_AFTER = re.compile(r"会館|病院|連合(?!会)")
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
    end = _find_end(text, found.span, segment.end, registry)
    start = _find_legal_form(text, found.span.start, segment.start)
    start = _find_first_half(text, start, segment.start)
    start = _find_country(text, Span(start, end), segment.start, registry)
    span = Span(start, end)
    if any(span.overlaps(each.span) for each in reading.found if each is not found):
        return found
    return Found(span, found.probability)


def _selects(name: str, place: str, registry: Registry) -> bool:
    """Whether a place in brackets tells sister bodies apart, and not only where the body sits."""
    place = place.strip(" \u3000()（）")
    if is_country(place):
        return False
    is_national = any(is_country(name[:length]) for length in range(2, _LONGEST_COUNTRY))
    return place.endswith("校") or is_national or registry.knows(name + place)


def _find_end(text: str, span: Span, limit: int, registry: Registry) -> int:
    """Return where the name ends with what the guidelines count to it."""
    written, end = span.of(text), span.end
    following = [_QUARTER, _FORM_AFTER]
    if written.endswith(("大学", "大学校", "学院")):
        following = [_CAMPUS, _CAMPUS_IN_BRACKETS, _HOUSE_AFTER, *following]
    if _EMBASSY.search(written):
        following.append(_SEAT)
    for pattern in following:
        after = pattern.match(text, end, limit)
        if after and (
            pattern is not _CAMPUS_IN_BRACKETS or _selects(written, after.group(), registry)
        ):
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
            if is_country(before[place:]) and before[place:] == before[place:].strip():
                whole = text[start - len(before) + place : span.end]
                known = registry.knows(span.of(text)) and not registry.knows(whole)
                return start if known else start - len(before) + place
    elif (country := _COUNTRY_BEFORE.search(before)) and is_country(country.group()):
        whole = text[start - len(country.group()) : span.end]
        return start - len(country.group()) if registry.knows(whole) else start
    return start


def _find_legal_form(text: str, start: int, limit: int) -> int:
    """Return where the legal form begins that stands before the name, with a space or without."""
    before = text[limit:start]
    space = before.endswith((" ", "\u3000"))
    for form in read_words("japanese", "legal_forms"):
        if before[: len(before) - space].endswith(form):
            return start - space - len(form)
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
        lambda reading: [
            each
            for each in reading.found
            if _is_name(text, each.span)
            and _may_name_body(each.span.of(text), draft.registry)
            and not _is_holder(text, each.span, draft.registry)
        ]
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
    if is_generic(written) or is_description(written) or _is_person(text, span):
        return False
    if not any(is_japanese(letter) or letter.isupper() for letter in written):
        return False
    beside = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
    return "@" not in beside and "://" not in written and "www." not in written


_TITLE = re.compile(r"(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor)\.? ")
_ROMAN = re.compile(r"[IVX]+")
_HOLDER = re.compile(r"大学|会社")  # of whose name a campus or system may be a part


def _may_name_body(name: str, registry: Registry) -> bool:
    """Whether a name is known, or none of a person, building or programme."""
    return registry.knows(name) or not (
        _ROMAN.fullmatch(name)
        or (_TITLE.match(name) and not has_type_word(name))
        or (name.endswith(read_words("japanese", "things")) and not _HOLDER.search(name))
        or name.split()[-1].lower() in read_words("english", "things")
    )


# Who holds an office: 「東都大学の山田太郎学長」, "the Director of the Institute, Jana Novak,".
_OFFICE_BEFORE = re.compile(
    r"の\Z|(?:President|Rector|Director|Dean|Chancellor|Provost|Minister|Professor)"
    r"[^.;:\n]{0,80}, \Z"
)
_OFFICE_BEHIND = re.compile(r"(?:学長|副学長|総長|理事長|理事|所長|機構長|会長|教授|大使|長官)")
_FULL_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]+ [A-ZÀ-Þ][a-zà-ÿ]+")


def _is_holder(text: str, span: Span, registry: Registry) -> bool:
    """Whether an unknown name without a word for a body is that of someone who holds an office."""
    name = span.of(text)
    if has_type_word(name) or name.endswith(("大", "研")) or registry.knows(name):
        return False
    before = _OFFICE_BEFORE.search(text, max(0, span.start - 120), span.start)
    if is_japanese(name[0]):
        return before is not None and _OFFICE_BEHIND.match(text, span.end) is not None
    return before is not None and _FULL_NAME.fullmatch(name) is not None


def _is_person(text: str, span: Span) -> bool:
    """Whether the text is a family name with initials, which may stand before the span."""
    start = max(0, span.start - 9)
    person = _PERSON.search(text[start : span.end])
    return person is not None and start + person.start() <= span.start
