"""The content of a web page -> drafts of blocks and tables in reading order."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from extract.model import BlockKind
from extract.parse.builder import BlockDraft, Piece, TableDraft
from extract.parse.html_tables import (
    draft_div_table,
    draft_table,
    group_div_rows,
    is_data_table,
    is_div_table,
)
from extract.parse.html_text import Event, collapse_blanks, walk
from extract.parse.lines import (
    CAPTION,
    FOOTNOTE,
    ITEM,
    WIDEST_WRAP,
    goes_on,
    is_title,
    join_lines,
    width_of,
)

_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    **dict.fromkeys(("main", "section", "article", "td", "th", "body"), "paragraph"),
}
# Blocks that are of the kind of what is around them.
_INHERITING = frozenset(
    {"p", "div", "blockquote", "pre", "address", "center", "ul", "ol", "dl", "table", "tbody"}
    | {"thead", "tfoot", "tr", "figure", "header", "footer", "aside", "nav", "form", "fieldset"}
    | {"details", "hr", "hgroup", "button", "label"}
)
_DATE = re.compile(r"[0-9０-９].*|(?:明治|大正|昭和|平成|令和).*|.*[0-9]$")
_BOLD = frozenset({"b", "strong"})
_FOOTNOTE_NAMES = ("footnote", "endnote", "doc-endnotes", "reflist")
# A longer entry of a definition list is a question with its answer, not a label with its value.
_LONGEST_LABEL = 60
_LONGEST_VALUE = 300


def draft_blocks(content: HtmlElement) -> tuple[BlockDraft | TableDraft, ...]:
    """Return what stands in `content`, in order; rows of divs are put together in its tree."""
    group_div_rows(content)
    drafter = _Drafter()
    for event in walk(content, _is_table):
        drafter.take(event)
    drafter.flush()
    return tuple(drafter.drafts)


def _is_table(element: HtmlElement) -> bool:
    return (element.tag == "table" and is_data_table(element)) or is_div_table(element)


class _Drafter:
    """What was drafted so far, and the lines of the block that is open."""

    def __init__(self) -> None:
        self.drafts: list[BlockDraft | TableDraft] = []
        self.kinds: list[BlockKind] = ["paragraph"]
        self.lines: list[list[Event]] = [[]]
        self.term = ""  # of a definition list, until its value comes

    def take(self, event: Event) -> None:
        if event.kind == "text":
            self.lines[-1].append(event)
        elif event.kind == "leaf":
            self.add_table(event.element)
        elif event.element.tag == "br":
            if event.kind == "open":
                self.lines.append([])
        elif event.element.tag in _INHERITING or event.element.tag in _KINDS:
            self.cross(event)
        elif event.kind == "open" and _stands_apart(event.element):
            self.lines[-1].append(Event("text", event.element, " "))

    def cross(self, event: Event) -> None:
        """Go over the edge of a block."""
        if event.kind == "close" and event.element.tag == "dt":
            self.keep_term()
        else:
            self.flush()
        if event.kind == "close" and event.element.tag in ("dd", "dl"):
            self.flush_term()
        if event.kind == "close":
            self.kinds.pop()
        else:
            self.kinds.append(_find_kind(event.element, self.kinds[-1]))

    def keep_term(self) -> None:
        self.flush_term()
        self.term = " ".join(filter(None, self.read_lines()))
        self.lines = [[]]

    def flush_term(self) -> None:
        if self.term:
            self.drafts.append(BlockDraft("heading", (Piece(self.term),)))
            self.term = ""

    def add_table(self, element: HtmlElement) -> None:
        self.flush()
        self.flush_term()
        if element.tag == "table":
            captions = element.xpath("./caption")
            if captions and (text := collapse_blanks(captions[0].text_content())):
                self.drafts.append(BlockDraft("caption", (Piece(text),)))
            draft = draft_table(element)
        else:
            draft = draft_div_table(element)
        if draft is not None:
            self.drafts.append(draft)

    def read_lines(self) -> list[str]:
        return [collapse_blanks("".join(event.text for event in line)) for line in self.lines]

    def flush(self) -> None:
        """Draft the open block: one, or several where line breaks part them."""
        texts = self.read_lines()
        bold = [_is_bold(line) for line in self.lines]
        self.lines = [[]]
        widest = min(max(map(width_of, texts)), WIDEST_WRAP)
        start = 0
        for index in range(1, len(texts) + 1):
            if index == len(texts) or _breaks(texts, bold, index, widest):
                lines = [text for text in texts[start:index] if text]
                if lines:
                    self.add_block(join_lines(lines), bold=bold[start])
                start = index

    def add_block(self, text: str, *, bold: bool) -> None:
        kind = self.kinds[-1]
        if self.term:
            text = self.add_to_term(text)
        elif kind == "paragraph":
            kind = _find_paragraph_kind(text, bold=bold)
        self.drafts.append(BlockDraft(kind, (Piece(text),)))

    def add_to_term(self, value: str) -> str:
        """Return "term: value" where both are short; else the term becomes a heading."""
        if len(self.term) > _LONGEST_LABEL or len(value) > _LONGEST_VALUE:
            self.flush_term()
            return value
        term, self.term = self.term, ""
        if term[-1] in ":：" or _DATE.match(term):
            return f"{term} {value}"
        return f"{term}: {value}" if term.isascii() else f"{term}：{value}"


def _find_kind(element: HtmlElement, around: BlockKind) -> BlockKind:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
    if around == "footnote" or any(name in names.lower() for name in _FOOTNOTE_NAMES):
        return "footnote"
    return _KINDS.get(str(element.tag), around)


def _stands_apart(element: HtmlElement) -> bool:
    """Whether an inline element follows another of another class with nothing between.

    Such are <span class="number">52%</span><span class="label">of ...</span>: styled as blocks.
    """
    before = element.getprevious()
    return (
        before is not None
        and element.tag == before.tag == "span"
        and not (before.tail or "").strip()
        and element.get("class") != before.get("class")
    )


def _is_bold(line: Sequence[Event]) -> bool:
    shown = [event for event in line if event.text.strip()]
    return bool(shown) and all(_is_under_bold(event.element) for event in shown)


def _is_under_bold(element: HtmlElement) -> bool:
    while element is not None and element.tag not in _KINDS and element.tag not in _INHERITING:
        if element.tag in _BOLD or (element.tag == "font" and _is_large(element)):
            return True
        element = element.getparent()
    return False


def _is_large(font: HtmlElement) -> bool:
    return (font.get("size") or "").strip() in ("4", "5", "6", "7", "+1", "+2", "+3", "+4")


def _breaks(texts: Sequence[str], bold: Sequence[bool], index: int, widest: int) -> bool:
    line, following = texts[index - 1], texts[index]
    if not line or not following or bold[index - 1] != bold[index]:
        return True
    return not goes_on(line, following, widest)


def _find_paragraph_kind(text: str, *, bold: bool) -> BlockKind:
    if bold and is_title(text):
        return "heading"
    if FOOTNOTE.match(text):
        return "footnote"
    if CAPTION.match(text):
        return "caption"
    return "list_item" if ITEM.match(text) else "paragraph"
