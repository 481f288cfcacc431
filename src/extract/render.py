"""A Document -> one HTML page that shows how it was understood.

The page needs nothing from elsewhere. Text of the document is put in as text, and the page's
policy allows no script, style or address but its own, so that a hostile document can do nothing.
"""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, StrictUndefined, Template

from extract.model import BlockKind, Document, Span, Table
from extract.parse import draw_pages
from extract.text import language_of

_KIND_NAMES: dict[BlockKind, str] = {
    "heading": "見出し heading",
    "paragraph": "段落 paragraph",
    "list_item": "項目 list item",
    "table_cell": "表 table",
    "caption": "図表題 caption",
    "footnote": "脚注 footnote",
    "header": "柱 running head",
    "footer": "フッター running foot",
}
# Below this score OCR's reading is marked as unsure: chosen by eye, not measured.
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of a block's text; `doubt` is OCR's score where it was unsure, else None."""

    text: str
    doubt: float | None


@dataclass(frozen=True, slots=True)
class _ShownCell:
    """A cell as it is put on the page; `block` is None for an empty one."""

    runs: tuple[_Run, ...]
    block: int | None
    row_span: int
    column_span: int
    is_title: bool


@dataclass(frozen=True, slots=True)
class _Item:
    """A block, or a table with its rows; `number` is the place in reading order, from 1."""

    number: int
    block: int
    kind: BlockKind
    runs: tuple[_Run, ...]
    rows: tuple[tuple[_ShownCell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Rectangle:
    """Where a word of a block stands on its page."""

    kind: BlockKind
    block: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page, or all of a medium without pages: then `picture` is empty and there is no size."""

    number: int | None
    width: float
    height: float
    remark: str | None
    picture: str
    rectangles: tuple[_Rectangle, ...]
    items: tuple[_Item, ...]


def render_html(document: Document) -> str:
    """Return the page: blocks by kind, tables, and boxes over the pictures of the pages.

    Raises:
        SkipFileError: the medium has pages, and its source cannot be read again to draw them.
    """
    style, script = _read("render.css"), _read("render.js")
    items = tuple(_list_items(document))
    return _load_template().render(
        document=document,
        title=document.title or document.source.rpartition("/")[2],
        language=language_of(document.text, default="en"),
        policy=_make_policy(style, script),
        style=style,
        script=script,
        kinds=_count_kinds(document),
        headings=[item for item in items if item.kind == "heading"],
        sheets=_lay_out(document, items),
    )


def _read(name: str) -> str:
    return files("extract").joinpath(name).read_text("utf-8").strip()


@cache
def _load_template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_read("render.html"))


def _make_policy(style: str, script: str) -> str:
    return (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {_hash(script)}"
    )


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _count_kinds(document: Document) -> Sequence[tuple[str, str, int]]:
    counts = Counter[BlockKind](block.kind for block in document.blocks)
    counts["table_cell"] = len(document.tables)
    return [(kind, name, counts[kind]) for kind, name in _KIND_NAMES.items() if counts[kind]]


def _list_items(document: Document) -> Iterator[_Item]:
    """Yield blocks in reading order, each table once, at its first cell."""
    tables = {
        cell.span: index for index, table in enumerate(document.tables) for cell in table.cells
    }
    indices = {block.span: index for index, block in enumerate(document.blocks)}
    shown: set[int] = set()
    number = 0
    for index, block in enumerate(document.blocks):
        table = tables.get(block.span) if block.kind == "table_cell" else None
        if table in shown and table is not None:
            continue
        number += 1
        if table is None:
            yield _Item(number, index, block.kind, _list_runs(document, block.span))
        else:
            shown.add(table)
            rows = _list_rows(document, document.tables[table], indices)
            yield _Item(number, index, block.kind, (), rows)


def _list_rows(
    document: Document, table: Table, indices: dict[Span, int]
) -> tuple[tuple[_ShownCell, ...], ...]:
    rows = groupby(table.cells, key=lambda cell: cell.row)
    return tuple(
        tuple(
            _ShownCell(
                _list_runs(document, cell.span),
                indices.get(cell.span) if len(cell.span) else None,
                cell.row_span,
                cell.column_span,
                cell.row < table.header_rows,
            )
            for cell in cells
        )
        for _, cells in rows
    )


def _list_runs(document: Document, span: Span) -> tuple[_Run, ...]:
    """Return the text of a span, cut where OCR was sure and where it was not."""
    runs = []
    end = span.start
    for word in document.words_under(span):
        if word.score < _SURE:
            start, stop = max(word.span.start, span.start), min(word.span.end, span.end)
            runs.append(_Run(document.text[end:start], None))
            runs.append(_Run(document.text[start:stop], word.score))
            end = stop
    runs.append(_Run(document.text[end : span.end], None))
    return tuple(run for run in runs if run.text)


def _lay_out(document: Document, items: Sequence[_Item]) -> Iterator[_Sheet]:
    if not document.pages:
        yield _Sheet(None, 0.0, 0.0, None, "", (), tuple(items))
        return
    pictures = draw_pages(document)
    rectangles = _list_rectangles(document)
    for number, (page, picture) in enumerate(zip(document.pages, pictures, strict=True)):
        on_page = [item for item in items if (document.blocks[item.block].page or 0) == number]
        yield _Sheet(
            number + 1,
            page.width,
            page.height,
            page.remark,
            base64.b64encode(picture).decode(),
            tuple(rectangles.get(number, ())),
            tuple(on_page),
        )


def _list_rectangles(document: Document) -> dict[int, list[_Rectangle]]:
    pages: dict[int, list[_Rectangle]] = {}
    for index, block in enumerate(document.blocks):
        for box in document.boxes(block.span):
            rectangle = _Rectangle(
                block.kind, index, box.left, box.top, box.right - box.left, box.bottom - box.top
            )
            pages.setdefault(box.page, []).append(rectangle)
    return pages
