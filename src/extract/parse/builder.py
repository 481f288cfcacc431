"""Drafts of blocks and tables in reading order -> Document.

The one place where `Document.text` is put together: blocks are separated by an empty line, list
items that follow each other and rows of a table by a line end, cells of a row by a tab. Parsers
decide what stands inside a block; offsets come only from here.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from extract.model import Block, BlockKind, Box, Cell, Document, Page, Span, Table, Word


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `box` is where it stands, None for media without pages and for joins."""

    text: str
    box: Box | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """A block to be; `page` is None for media without pages."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class CellDraft:
    """A table cell to be; no pieces make an empty cell."""

    row: int
    column: int
    pieces: tuple[Piece, ...]
    row_span: int = 1
    column_span: int = 1
    page: int | None = None


@dataclass(frozen=True, slots=True)
class TableDraft:
    """A table to be; cells in any order."""

    rows: int
    columns: int
    cells: tuple[CellDraft, ...]
    page: int | None = None
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of the file before it is parsed; `data` are its bytes.

    `charset` is what the server said of the encoding, None where it said nothing.
    """

    data: bytes
    source: str
    media_type: str
    charset: str | None = None


class _Builder:
    """Text under construction, and what has been placed on it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.words: list[Word] = []

    def separate(self, separator: str) -> None:
        if self.length:
            self.append(separator)

    def append(self, text: str) -> None:
        self.texts.append(text)
        self.length += len(text)

    def place(self, pieces: Iterable[Piece]) -> Span:
        start = self.length
        for piece in pieces:
            span = Span(self.length, self.length + len(piece.text))
            self.append(piece.text)
            if piece.box is not None and piece.text:
                self.words.append(Word(span, piece.box, piece.score))
        return Span(start, self.length)

    def place_table(self, draft: TableDraft) -> None:
        cells: list[Cell] = []
        row = None
        for cell in sorted(draft.cells, key=lambda cell: (cell.row, cell.column)):
            if row is not None:
                self.append("\t" if cell.row == row else "\n")
            row = cell.row
            span = self.place(cell.pieces)
            cells.append(Cell(cell.row, cell.column, span, cell.row_span, cell.column_span))
            if len(span):
                page = cell.page if cell.page is not None else draft.page
                self.blocks.append(Block("table_cell", span, page))
        self.tables.append(
            Table(draft.rows, draft.columns, tuple(cells), draft.page, draft.header_rows)
        )


def build_document(
    origin: Origin,
    drafts: Sequence[BlockDraft | TableDraft],
    *,
    title: str = "",
    pages: Sequence[Page] = (),
    published: date | None = None,
) -> Document:
    """Return the document whose text is that of `drafts`, in their order.

    Blocks without text are left out. Without a `title`, the first heading is the title, and
    without a heading the title is empty.
    """
    builder = _Builder()
    previous: BlockKind | None = None
    for draft in drafts:
        if isinstance(draft, TableDraft):
            builder.separate("\n\n")
            builder.place_table(draft)
            previous = None
        elif any(piece.text for piece in draft.pieces):
            both_items = previous == draft.kind == "list_item"
            builder.separate("\n" if both_items else "\n\n")
            builder.blocks.append(Block(draft.kind, builder.place(draft.pieces), draft.page))
            previous = draft.kind
    text = "".join(builder.texts)
    headings = (block.span.of(text) for block in builder.blocks if block.kind == "heading")
    return Document(
        sha256=hashlib.sha256(origin.data).hexdigest(),
        source=origin.source,
        media_type=origin.media_type,
        title=title or next(headings, ""),
        text=text,
        pages=tuple(pages),
        blocks=tuple(builder.blocks),
        tables=tuple(builder.tables),
        words=tuple(builder.words),
        published=published,
    )
