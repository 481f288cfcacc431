"""Lists of partners, such as "- Kyoto University (since 2010)" -> Agreements.

A list counts only under a title that speaks of agreements, and of its items only those that hold
institutions, dates, and little else.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from extract.agreements.context import find_introduction, is_among_pairs, tells_of_agreements
from extract.agreements.countries import read_country
from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN, find_kind
from extract.agreements.lines import list_entries, says_same_date, split_pairs
from extract.agreements.parties import find_parties, names_body
from extract.agreements.signings import is_ending
from extract.agreements.terms import Term, is_renewal, name_end_status, read_date, read_period
from extract.agreements.words import load_words, match_words
from extract.model import Agreement, BlockKind, DateMention, Segment, Span

_LEAST_NAMED = 0.45
"""Share of an item's letters, signs and dates left out, that must be names of institutions."""

_SCORE = 0.8
"""What is left of the score of the names: some items are of partners in another sense."""

_NOISE = re.compile(
    rf"{match_words(load_words('lists')['said'])}|{NOUN}"
    r"|[^A-Za-zÀ-ɏぁ-んァ-ヶー一-鿿]",
    re.IGNORECASE,
)
_OTHER_EVENT = re.compile(match_words(load_words("lists")["other events"]), re.IGNORECASE)
# A country or a unit, in brackets behind the name or with a colon in front of it.
_REMARK = re.compile(r"[(（][^()（）]{1,50}[)）]|[\"“][^\"“”]{1,120}[\"”]|^[^:：]{1,12}[:：]")
_NOTES = ("※", "注")
_UNIT = re.compile(
    r"[一-鿿ァ-ヶー・]*(?:学部|学院|学科|研究科|研究院|学府|専攻|部門|学系)(?=[\s\u3000、,]|$)"
)
# A line of a sentence that goes on in the next.
_BREAKS_OFF = re.compile(r"(?:から|より|との?|を|に|は|が|の|も|や|、)\s*")
_OF_PICTURE = re.compile(
    r"\s*(?:[(（【※]\s*)?(?:写真|図)\s*[0-9０-９]{0,2}(?![一-鿿])"
    r"|\s*[(（]?(?:photo(?:graph)?|picture|figure|fig\.)(?:\s*[0-9]{1,2})?\s*[:：.)）]",
    re.IGNORECASE,
)
"""What stands under a picture, and tells of a visit or a ceremony."""
_LONGEST_MARK = 6
"""How many code points of a mark, or of 同年, may stand before the date of a line."""
_LONGEST_REST = 2
"""How many letters of an item of a chronology may say something else, such as a particle."""
_PIECE = re.compile(r"[^,，、.;；:：()（）\s][^,，、.;；:：()（）\n]*")
_COLON = re.compile(r"[:：]")
_AS_OF = re.compile(r"(?<![a-z])(?:as\s+(?:of|at)|last\s+(?:update|revision)):?\s*$", re.IGNORECASE)
_NEAR = 20
"""How many code points before a date say that it is the one on which a list was true."""
_COUNTED = re.compile(
    r"[0-9０-９]+\s*(?:(?:件の?)?協定|[カか箇ヵケヶ]国|大学|機関|校|件|agreements|universities|institutions|countries)"
    r"(?![A-Za-z一-鿿])"
)
_CHANGED = re.compile(r"[A-Za-z]\s+since\s*$|[,;(]\s*(?:now|currently)\s[^,;()]*$", re.IGNORECASE)
_END_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(?:(?:valid\s+)?(?:un)?till?|valid\s+(?:to|through|up\s?to)|expir(?:y|es?|ed|ing|ation)"
    r"|end(?:s|ing|ed)|end\s+date)(?:\s+(?:date|on))?|(?:期限|満了|終了|失効)日?)\s*[:：は]?\s*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*(?:and|or|of|in|the|with|for|to|by|on|that|which)\s")
_WORD = re.compile(r"[A-Za-z]{2,}")
_MOST_WORDS = 16

_SIGNED = re.compile(r"締結|調印")
_OUTCOME = re.compile(r"周年|記念|に基づ|による|anniversar|(?<![a-z])under(?![a-z])", re.IGNORECASE)


def find_list_agreements(segments: Sequence[Segment], findings: Findings) -> Iterator[Agreement]:
    """Yield the agreements that items of lists name, in order."""
    terms: list[Term] = []
    for kind, head in _list_items(segments, findings):
        item = _lengthen(head, findings) if kind == "list_item" else head
        if _is_item(kind, item, head, findings):
            for part in split_pairs(item, findings) or (item,):
                is_same = says_same_date(part, findings) and terms
                terms = terms if is_same else _list_terms(part, findings)
                for term in terms:
                    yield _read_item(part, term, findings)


def _list_items(
    segments: Sequence[Segment], findings: Findings
) -> Iterator[tuple[BlockKind, Span]]:
    """Yield the kind and the stretch of each item: all the sentences of an item are one."""
    for index, group in groupby(segments, key=lambda segment: segment.block):
        kind = findings.document.blocks[index].kind
        spans: Sequence[Span] = [segment.span for segment in group]
        if kind == "list_item":
            spans = list_entries(Span(spans[0].start, spans[-1].end), findings)
        for span in spans:
            yield kind, span


def _lengthen(item: Span, findings: Findings) -> Span:
    """Return an item with the lines right below it that name nobody and are no sentences."""
    if findings.document.pages or not findings.links_in(item) or findings.dates_in(item):
        return item
    blocks = findings.document.blocks
    end = item.end
    for block in blocks[bisect_left(blocks, item.end, key=lambda block: block.span.start) :]:
        is_below = findings.cut(Span(end, block.span.start)).count("\n") == 1
        is_other = block.kind != "paragraph" or find_parties(block.span, findings)
        if not is_below or is_other or findings.cut(block.span).endswith(("。", ".")):
            break
        end = block.span.end
    return Span(item.start, end)


def _is_item(kind: BlockKind, item: Span, head: Span, findings: Findings) -> bool:
    """Whether an item is of a partner; `head` is its first block, which names who that is."""
    is_entry = kind in ("list_item", "paragraph", "heading") and findings.links_in(item)
    if not is_entry or _is_no_entry(item, findings):
        return False
    text = findings.cut(item)
    before = findings.document.text[: item.start].rstrip(" \u3000\t0123456789")
    is_sentence = text.rstrip().endswith(("。", "."))
    if before.endswith(_NOTES) or (is_sentence and (kind != "list_item" or not find_kind(text))):
        return False
    is_other = (kind == "paragraph" and _is_prose(item, findings)) or _is_count(item, findings)
    if is_other or _tells_of_other_event(item, findings) or _is_of_chronology(item, findings):
        return False
    is_dated = bool(_list_dates(item, findings) or says_same_date(item, findings))
    is_dated = is_dated or bool(findings.end_statuses_in(item))
    if not is_dated and kind != "list_item" and not find_introduction(item, findings):
        return False
    is_named = _measure_names(head, findings) >= _LEAST_NAMED
    is_told = text.rstrip().endswith("。")  # and read as a sentence
    if is_dated and is_named and not is_told and _names_agreement(item, findings):
        return True
    share = max(_measure_names(span, findings) for span in (head, *_cut_head(item, findings)))
    if share < _LEAST_NAMED:
        return False
    is_several = len(find_parties(item, findings)) > 1
    if is_dated and is_several and not is_sentence and is_among_pairs(item, findings):
        return True
    return tells_of_agreements(item, findings, surely=not is_dated)


def _is_no_entry(item: Span, findings: Findings) -> bool:
    """Whether a line stands under a picture, or is one of a sentence that goes on in the next."""
    last = findings.links_in(item)[-1].mention.span
    behind = findings.cut(Span(last.end, item.end))
    return bool(_OF_PICTURE.match(findings.cut(item)) or _BREAKS_OFF.fullmatch(behind))


def _list_dates(item: Span, findings: Findings) -> list[DateMention]:
    """Return the dates of an item without the day on which a list was true."""
    text = findings.document.text
    return [
        date
        for date in findings.dates_in(item)
        if not _AS_OF.search(text, max(date.span.start - _NEAR, 0), date.span.start)
        and not text.startswith("現在", date.span.end)
    ]


def _names_agreement(item: Span, findings: Findings) -> bool:
    """Whether an item says itself that it is of an agreement, and not of what came of one."""
    rest = _cut_out(item, findings)
    is_named = find_kind(rest) is not None or _SIGNED.search(rest)
    return bool(is_named) and not _OUTCOME.search(rest)


def _is_count(item: Span, findings: Findings) -> bool:
    """Whether an item says how many there are: "38 ABC since 2008", 「A大学 15協定」."""
    if _COUNTED.search(_cut_out(item, findings)):
        return True
    name = findings.links_in(item)[0].mention.span
    is_acronym = findings.cut(name).isupper() and not names_body(findings.cut(name))
    return is_acronym and findings.cut(Span(item.start, name.start)).strip().isdecimal()


def _is_prose(item: Span, findings: Findings) -> bool:
    """Whether lines are of a sentence: they begin in its middle, or say much beside the names."""
    is_middle = _GOES_ON.match(findings.cut(item)) is not None
    return is_middle or len(_WORD.findall(_cut_out(item, findings))) > _MOST_WORDS


def _tells_of_other_event(item: Span, findings: Findings) -> bool:
    """Whether an item is about a visit or a meeting: 「1984年8月 A大学を教授2名が訪問」."""
    rest = _cut_out(item, findings)
    return find_kind(rest) is None and bool(_OTHER_EVENT.search(rest))


def _is_of_chronology(item: Span, findings: Findings) -> bool:
    """Whether an item tells what happened on the day that opens it, and names no agreement."""
    dates = findings.dates_in(item)
    if not dates or dates[0].span.start > item.start + _LONGEST_MARK:
        return False
    rest = _UNIT.sub("", _REMARK.sub(_blank, _cut_out(item, findings)))
    return find_kind(rest) is None and len(_NOISE.sub("", rest)) > _LONGEST_REST


def _cut_out(item: Span, findings: Findings) -> str:
    """Return the text of an item without its names, dates and end statuses."""
    found = [link.mention.span for link in findings.links_in(item)]
    found += [date.span for date in findings.dates_in(item)]
    found += [status.span for status in findings.end_statuses_in(item)]
    text = list(findings.cut(item))
    for span in found:
        text[span.start - item.start : span.end - item.start] = " " * len(span)
    return "".join(text)


def _cut_head(item: Span, findings: Findings) -> tuple[Span, ...]:
    """Return the item, and what stands before a colon where that names institutions."""
    text = findings.cut(item)
    heads = (Span(item.start, item.start + match.start()) for match in _COLON.finditer(text))
    return (item, *(head for head in heads if findings.links_in(head)))


def _read_item(item: Span, term: Term, findings: Findings) -> Agreement:
    parties = find_parties(item, findings)
    status = name_end_status(findings.end_statuses_in(item), findings)
    score = min(link.mention.score for link in findings.links_in(item))
    kind = find_kind(findings.cut(item))
    return Agreement(parties, term.start, term.end, status, None, item, _SCORE * score, kind)


def _list_terms(item: Span, findings: Findings) -> list[Term]:
    """Return the term of an item, or each of its periods: "2006-2011, 2012-2017"."""
    dates = [date for date in _list_dates(item, findings) if not is_renewal(date, item, findings)]
    dates = [date for date in dates if date is dates[0] or not _is_of_change(date, findings)]
    periods = [read_date(date, findings) for date in dates]
    if len(periods) > 1 and all(period.start and period.end for period in periods):
        return periods
    if len(dates) == 1 and (is_ending(findings.cut(item)) or _is_end(dates[0], findings)):
        return [Term(end=dates[0].date)]
    return [read_date(dates[0], findings) if len(dates) == 1 else read_period(dates)]


def read_term_of_item(item: Span, findings: Findings) -> Term:
    """Return the term that the dates of an item tell, the first of several."""
    return _list_terms(item, findings)[0]


def _is_of_change(date: DateMention, findings: Findings) -> bool:
    """Whether the word before a date says since when something else is so: "suspended since"."""
    before = findings.document.text[max(date.span.start - _NEAR, 0) : date.span.start]
    return _CHANGED.search(before) is not None


def _is_end(date: DateMention, findings: Findings) -> bool:
    """Whether the words before a date say that it is the last: "valid until", 有効期限."""
    start = date.span.start
    before = findings.document.text[max(start - _NEAR, 0) : start]
    return "/" not in date.date.value and _END_BEFORE.search(before) is not None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blank_country(match: re.Match[str]) -> str:
    return " " * len(match.group()) if read_country(match.group()) else match.group()


def _measure_names(span: Span, findings: Findings) -> float:
    """Return the share of names among the letters of an item that no date or status holds."""
    without_remarks = _REMARK.sub(_blank, findings.cut(span))
    text = list(_PIECE.sub(_blank_country, _UNIT.sub(_blank, without_remarks)))
    named = 0
    for link in findings.links_in(span):
        named += len(_NOISE.sub("", findings.cut(link.mention.span)))
    told = [date.span for date in findings.dates_in(span)]
    told += [status.span for status in findings.end_statuses_in(span)]
    for found in told:
        start, end = found.start - span.start, found.end - span.start
        text[start:end] = " " * (end - start)
    return named / max(len(_NOISE.sub("", "".join(text))), 1)
