"""One page of a PDF in pdfium -> its glyphs, rules, fills and images, from the top left.

pdfium is called through its plain C functions. A call costs about a microsecond, so what can be had
in bulk (text, boxes written straight into an array) is, and font and size are asked only where a
word begins or the height of the letters changes.
"""

import ctypes
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

Floats = npt.NDArray[np.float32]
Turn = Literal[0, 1, 2, 3]


@dataclass(frozen=True, slots=True)
class Font:
    """What the look of a font says of the text set in it."""

    name: str
    is_bold: bool


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The letters of a page in the order of the file, without blanks; parallel columns.

    `boxes` are left, top, right, bottom. `turns` are quarter turns clockwise of the letter as it
    stands on the page. `after_blank` is 2 where the file has a blank before the letter, 1 where
    pdfium took a gap or a new line for one, 0 elsewhere.
    """

    text: str
    boxes: Floats
    sizes: Floats
    fonts: npt.NDArray[np.int16]
    turns: npt.NDArray[np.int8]
    after_blank: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page draws.

    `rules` are thin boxes (lines, or sides of stroked rectangles), `fills` the painted areas that
    are not white, `images` the boxes of pictures: each left, top, right, bottom, one a row.
    """

    width: float
    height: float
    glyphs: Glyphs
    fonts: tuple[Font, ...]
    rules: Floats
    fills: Floats
    images: Floats
    paths: int = 0


@cache
def _function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    # PYFUNCTYPE keeps the interpreter's lock, which halves the price of a call; addresses are
    # plain numbers, so that results land in numpy arrays.
    address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_ADDRESS = ctypes.c_size_t
_INT = ctypes.c_int
_NO_BOX = np.zeros((0, 4), np.float32)
NO_BOXES = (_NO_BOX, _NO_BOX, _NO_BOX)
NO_GLYPHS = Glyphs(
    "",
    _NO_BOX,
    np.zeros(0, np.float32),
    np.zeros(0, np.int16),
    np.zeros(0, np.int8),
    np.zeros(0, np.int8),
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the coordinates of the file (up from the bottom left) to those of the page seen."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def place(self, boxes: Floats) -> Floats:
        """Return boxes given as x0, y0, x1, y1 in either order as left, top, right, bottom."""
        x0, y0 = np.minimum(boxes[:, 0], boxes[:, 2]), np.minimum(boxes[:, 1], boxes[:, 3])
        x1, y1 = np.maximum(boxes[:, 0], boxes[:, 2]), np.maximum(boxes[:, 1], boxes[:, 3])
        sides = (
            (x0 - self.left, self.top - y1, x1 - self.left, self.top - y0),
            (y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left),
            (self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom),
            (self.top - y1, self.right - x1, self.top - y0, self.right - x0),
        )[self.turns]
        return np.stack(sides, axis=1).astype(np.float32)


def read_page(page: pdfium.PdfPage) -> PageContent:
    """Return what `page` draws; text and paths outside the page's crop box are left out."""
    left, bottom, right, top = page.get_cropbox()
    frame = _Frame(left, bottom, right, top, page.get_rotation() // 90)
    width, height = frame.size
    glyphs, fonts = _read_glyphs(page, frame)
    drawing = _Drawing()
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value
    assert handle is not None
    _read_objects(handle, "FPDFPage", drawing, np.eye(3))
    rules, fills, images = (
        _on_page(frame.place(np.concatenate(found)), width, height)
        for found in (drawing.rules, drawing.fills, drawing.images)
    )
    return PageContent(width, height, glyphs, fonts, rules, fills, images, drawing.paths)


def _on_page(boxes: Floats, width: float, height: float) -> Floats:
    inside = (boxes[:, 2] > 0) & (boxes[:, 0] < width) & (boxes[:, 3] > 0) & (boxes[:, 1] < height)
    return boxes[inside]


# --- text -------------------------------------------------------------------------------------


def _read_glyphs(page: pdfium.PdfPage, frame: _Frame) -> tuple[Glyphs, tuple[Font, ...]]:
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value
        if count <= 0 or handle is None:
            return NO_GLYPHS, ()
        return _read_text_page(handle, count, frame)
    finally:
        text_page.close()


def _read_text_page(handle: int, count: int, frame: _Frame) -> tuple[Glyphs, tuple[Font, ...]]:
    text = _read_characters(handle, count)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    raw_boxes = _read_boxes(handle, count)
    boxes = _share_ligatures(frame.place(raw_boxes))
    blank = np.isin(points, _BLANKS)
    # pdfium's own blanks have no width; a blank of the file is as wide as the font makes it.
    real = blank & (raw_boxes[:, 2] > raw_boxes[:, 0])
    keep = np.flatnonzero(~blank & (points > 0x1F) & _is_inside(boxes, *frame.size))
    if not len(keep):
        return NO_GLYPHS, ()
    breaks = np.zeros(len(keep), np.int8)
    for mark, value in ((blank, 1), (real, 2)):
        seen = np.cumsum(mark)[keep]
        breaks[np.diff(seen, prepend=0) > 0] = value
    sampled = _sample(boxes[keep])
    looks = _read_looks(handle, keep[sampled].tolist(), frame.turns)
    repeats = np.diff(np.append(sampled, len(keep)))
    return Glyphs(
        points[keep].tobytes().decode("utf-32-le", "replace").translate(_radicals()),
        boxes[keep],
        np.repeat(np.array(looks.sizes, np.float32), repeats),
        np.repeat(np.array(looks.fonts, np.int16), repeats),
        np.repeat(np.array(looks.turns, np.int8), repeats),
        breaks,
    ), looks.table


# Blanks, line ends, and what pdfium gives for a letter without meaning; a soft hyphen that ends a
# line is 0x02 or 0xFFFE to pdfium and stays, as a hyphen.
_BLANKS = np.array([0, 9, 10, 11, 12, 13, 32, 0xA0, 0x2028, 0x2029, 0x3000, 0xFEFF, 0x200B])


@cache
def _radicals() -> dict[int, int]:
    lines = files("extract.parse").joinpath("pdf_radicals.txt").read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if not line.startswith("#"))
    return {int(radical, 16): int(ideograph, 16) for radical, ideograph in pairs}


def _read_characters(handle: int, count: int) -> str:
    buffer = (ctypes.c_ushort * (count + 1))()
    get = _function("FPDFText_GetText", _INT, _ADDRESS, _INT, _INT, _ADDRESS)
    written = get(handle, 0, count, ctypes.addressof(buffer))
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text.replace("\x02", "\xad").replace("\ufffe", "\xad")
    # Letters without a code are left out of the bulk text, and those beyond the first plane are
    # two: one at a time then, so that text and boxes stay side by side.
    one = _function("FPDFText_GetUnicode", ctypes.c_uint, _ADDRESS, _INT)
    points = map(one, repeat(handle), range(count))
    return "".join(_SPECIAL.get(point) or _character(point) for point in points)


_SPECIAL = {0x02: "\xad", 0xFFFE: "\xad"}


def _character(point: int) -> str:
    # Halves of a pair, private letters beyond Unicode, and nothing at all: no text.
    return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\0"


def _read_boxes(handle: int, count: int) -> Floats:
    boxes = np.zeros((count, 4), np.float32)
    get = _function("FPDFText_GetLooseCharBox", _INT, _ADDRESS, _INT, _ADDRESS)
    start = boxes.ctypes.data
    deque(map(get, repeat(handle), range(count), range(start, start + 16 * count, 16)), 0)
    return boxes


def _share_ligatures(boxes: Floats) -> Floats:
    """Divide the box of a ligature among its letters, to each of which pdfium gives all of it."""
    same = np.zeros(len(boxes) + 1, bool)
    same[1:-1] = (boxes[1:] == boxes[:-1]).all(axis=1) & (boxes[1:, 2] > boxes[1:, 0])
    for start in np.flatnonzero(~same[:-1] & same[1:]).tolist():
        end = start + 2
        while same[end]:
            end += 1
        edges = np.linspace(boxes[start, 0], boxes[start, 2], end - start + 1)
        boxes[start:end, 0], boxes[start:end, 2] = edges[:-1], edges[1:]
    return boxes


def _is_inside(boxes: Floats, width: float, height: float) -> npt.NDArray[np.bool_]:
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside: npt.NDArray[np.bool_] = (x >= 0) & (x <= width) & (y >= 0) & (y <= height)
    return inside


def _sample(boxes: Floats) -> npt.NDArray[np.intp]:
    """Return the first letter of each stretch that is taken to have one font and size.

    A new stretch begins where the height or the line changes, or after a gap as wide as a letter;
    what it misses, bold words amid a line, nothing asks for.
    """
    tops = np.abs(np.diff(boxes[:, 1])) > 0.05
    bottoms = np.abs(np.diff(boxes[:, 3])) > 0.05
    gaps = boxes[1:, 0] - boxes[:-1, 2] > boxes[1:, 3] - boxes[1:, 1]
    return np.flatnonzero(np.concatenate(([True], tops | bottoms | gaps)))


@dataclass(frozen=True, slots=True)
class _Looks:
    sizes: list[float]
    turns: list[int]
    fonts: list[int]
    table: tuple[Font, ...]


def _read_looks(handle: int, indices: list[int], page_turns: int) -> _Looks:
    get_size = _function("FPDFText_GetFontSize", ctypes.c_double, _ADDRESS, _INT)
    get_matrix = _function("FPDFText_GetMatrix", _INT, _ADDRESS, _INT, _ADDRESS)
    get_object = _function("FPDFText_GetTextObject", _ADDRESS, _ADDRESS, _INT)
    get_font = _function("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
    matrices = np.zeros((len(indices), 6), np.float32)
    start = matrices.ctypes.data
    addresses = range(start, start + 24 * len(indices), 24)
    deque(map(get_matrix, repeat(handle), indices, addresses), 0)
    nominal = np.fromiter(map(get_size, repeat(handle), indices), np.float32, len(indices))
    sizes = nominal * np.hypot(matrices[:, 2], matrices[:, 3])
    # The angle of the letter against the page, rounded to quarter turns, clockwise.
    angles = np.arctan2(-matrices[:, 1], matrices[:, 0])
    turns = (np.rint(angles / (math.pi / 2)).astype(int) + page_turns) % 4
    numbers: dict[int, int] = {}
    fonts = []
    for index in indices:
        holder = get_object(handle, index)
        font = get_font(holder) if holder else 0
        fonts.append(numbers.setdefault(font, len(numbers)))
    table = tuple(_read_font(font) for font in numbers)
    return _Looks(sizes.tolist(), turns.tolist(), fonts, table)


_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi", "w6", "w7", "w8", "w9", "gothicb")


def _read_font(handle: int) -> Font:
    if not handle:
        return Font("", False)
    get_name = _function("FPDFFont_GetBaseFontName", _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
    get_weight = _function("FPDFFont_GetWeight", _INT, _ADDRESS)
    buffer = ctypes.create_string_buffer(256)
    get_name(handle, ctypes.addressof(buffer), 256)
    name = buffer.value.decode("utf-8", "replace")
    is_bold = get_weight(handle) >= 600 or any(word in name.lower() for word in _BOLD_NAMES)
    return Font(name, is_bold)


# --- paths and images -------------------------------------------------------------------------

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
_RULE = 2.6  # points: the thickest line that is taken for a rule and not for a painted area
_MOST_SEGMENTS = 4000  # a path with more is a drawing, no table

_Matrix = npt.NDArray[np.float64]
_Handles = list[int]


class _Drawing:
    """The rules, fills and images found so far, in the coordinates of the file."""

    def __init__(self) -> None:
        self.rules: list[Floats] = []
        self.fills: list[Floats] = []
        self.images: list[Floats] = []
        self.paths = 0


def _read_objects(
    holder: int, owner: Literal["FPDFPage", "FPDFFormObj"], drawing: _Drawing, matrix: _Matrix
) -> None:
    get_type = _function("FPDFPageObj_GetType", _INT, _ADDRESS)
    count = _function(f"{owner}_CountObjects", _INT, _ADDRESS)(holder)
    get = _function(f"{owner}_GetObject", _ADDRESS, _ADDRESS, ctypes.c_ulong)
    objects = list(map(get, repeat(holder), range(count)))
    kinds = np.fromiter(map(get_type, objects), np.int8, len(objects))
    found = {
        kind: [objects[index] for index in np.flatnonzero(kinds == kind)]
        for kind in (_PATH, _IMAGE, _FORM)
    }
    drawing.images.append(_bounds(found[_IMAGE], matrix))
    _read_paths(found[_PATH], drawing, matrix)
    for form in found[_FORM]:
        inner = matrix @ _matrix(form)
        if np.abs(inner).max() < 1e6:
            _read_objects(form, "FPDFFormObj", drawing, inner)


def _matrix(handle: int) -> _Matrix:
    values = np.zeros(6, np.float32)
    get = _function("FPDFPageObj_GetMatrix", _INT, _ADDRESS, _ADDRESS)
    if not get(handle, values.ctypes.data):
        return np.eye(3)
    a, b, c, d, e, f = values.tolist()
    return np.array([[a, c, e], [b, d, f], [0, 0, 1]], np.float64)


def _call_each(
    name: str, handles: _Handles, count: int, kind: type[np.generic]
) -> npt.NDArray[Any]:
    """Call a function that fills in `count` values of `kind`, for each handle; one a row."""
    values = np.zeros((len(handles), count), kind)
    size = values.itemsize
    start, step = values.ctypes.data, size * count
    columns = (
        range(start + size * column, start + size * column + step * len(handles), step)
        for column in range(count)
    )
    call = _function(name, _INT, _ADDRESS, *[_ADDRESS] * count)
    deque(map(call, handles, *columns), 0)
    return values


def _bounds(handles: _Handles, matrix: _Matrix) -> Floats:
    boxes = _call_each("FPDFPageObj_GetBounds", handles, 4, np.float32)
    if np.array_equal(matrix, np.eye(3)):
        return boxes
    corners = np.stack([boxes[:, [0, 2, 0, 2]], boxes[:, [1, 1, 3, 3]]]).astype(np.float64)
    placed = np.einsum("ij,jnk->ink", matrix[:2, :2], corners) + matrix[:2, 2, None, None]
    return np.stack(
        [placed[0].min(1), placed[1].min(1), placed[0].max(1), placed[1].max(1)], axis=1
    ).astype(np.float32)


def _read_paths(paths: _Handles, drawing: _Drawing, matrix: _Matrix) -> None:
    counts = np.fromiter(
        map(_function("FPDFPath_CountSegments", _INT, _ADDRESS), paths), np.int32, len(paths)
    )
    modes = _call_each("FPDFPath_GetDrawMode", paths, 2, np.int32)
    boxes = _bounds(paths, matrix)
    filled, stroked = (modes[:, 0] > 0) & ~_are_white(paths), modes[:, 1] > 0
    drawn = (filled | stroked) & (counts >= 2)
    simple = drawn & (counts <= 6)
    thin = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) <= _RULE
    drawing.paths += int(drawn.sum())
    drawing.rules.append(boxes[simple & thin])
    areas = simple & ~thin & (counts >= 4)
    drawing.fills.append(boxes[areas & filled])
    drawing.rules.append(_sides(boxes[areas & stroked]))
    for index in np.flatnonzero(drawn & (counts > 6) & (counts <= _MOST_SEGMENTS)).tolist():
        place = matrix @ _matrix(paths[index])
        _read_segments(paths[index], drawing, place, bool(filled[index]))


def _are_white(paths: _Handles) -> npt.NDArray[np.bool_]:
    colours = _call_each("FPDFPageObj_GetFillColor", paths, 4, np.uint32)
    white: npt.NDArray[np.bool_] = (colours[:, :3].min(axis=1) >= 253) | (colours[:, 3] == 0)
    return white


def _sides(boxes: Floats) -> Floats:
    """Return the four sides of each box."""
    columns = ([0, 1, 2, 1], [0, 3, 2, 3], [0, 1, 0, 3], [2, 1, 2, 3])
    return np.concatenate([boxes[:, column] for column in columns])


def _read_segments(handle: int, drawing: _Drawing, matrix: _Matrix, is_filled: bool) -> None:
    """Take the upright and level lines of a path of many parts, and its rectangles as fills."""
    count = _function("FPDFPath_CountSegments", _INT, _ADDRESS)(handle)
    get = _function("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
    segments = list(map(get, repeat(handle), range(count)))
    kinds = list(map(_function("FPDFPathSegment_GetType", _INT, _ADDRESS), segments))
    if raw.FPDF_SEGMENT_BEZIERTO in kinds:
        return  # a drawing or a rounded frame
    closes = list(map(_function("FPDFPathSegment_GetClose", _INT, _ADDRESS), segments))
    points = _call_each("FPDFPathSegment_GetPoint", segments, 2, np.float32)
    places = points @ matrix[:2, :2].T + matrix[:2, 2]
    starts = [index for index, kind in enumerate(kinds) if kind == raw.FPDF_SEGMENT_MOVETO]
    for start, end in zip(starts, [*starts[1:], count], strict=True):
        part = places[start:end]
        if any(closes[start:end]):
            part = np.concatenate([part, part[:1]])
        _take_part(part.astype(np.float32), drawing, is_filled)


def _take_part(part: Floats, drawing: _Drawing, is_filled: bool) -> None:
    box = np.concatenate([part.min(axis=0), part.max(axis=0)])
    if min(box[2] - box[0], box[3] - box[1]) <= _RULE:
        drawing.rules.append(box[None])
    elif is_filled:
        drawing.fills.append(box[None])
    else:
        lines = np.concatenate([part[:-1], part[1:]], axis=1)
        straight = np.abs(lines[:, :2] - lines[:, 2:]).min(axis=1) <= 0.5
        drawing.rules.append(lines[straight])


def render_page(data: bytes, page: int, dots_per_inch: float) -> npt.NDArray[np.uint8]:
    """Return a page of a PDF as an RGB image of (height, width, 3)."""
    document = pdfium.PdfDocument(data)
    try:
        return draw_page(document[page], dots_per_inch)
    finally:
        document.close()


def draw_page(page: pdfium.PdfPage, dots_per_inch: float) -> npt.NDArray[np.uint8]:
    """Return an open page as an RGB image of (height, width, 3)."""
    image = page.render(scale=dots_per_inch / 72, rev_byteorder=True, prefer_bgrx=False)
    pixels: npt.NDArray[np.uint8] = image.to_numpy()[:, :, :3].copy()
    return pixels
