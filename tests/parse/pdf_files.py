"""Small PDFs written by hand: what stands where is said in points from the top left."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 842.0
WIDTH = 595.0
_WIDE = "F3"


@dataclass(frozen=True)
class Ink:
    """Content stream operators of one page."""

    operators: tuple[str, ...] = ()

    def __add__(self, other: "Ink") -> "Ink":
        return Ink(self.operators + other.operators)


def write(text: str, left: float, top: float, size: float = 10, *, bold: bool = False) -> Ink:
    """Latin text in Helvetica, Japanese text in a font that is not embedded; `top` of its line."""
    baseline = HEIGHT - top - size
    if text.isascii():
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        font, shown = ("F2" if bold else "F1"), f"({escaped})"
    else:
        font, shown = _WIDE, f"<{text.encode('utf-16-be').hex()}>"
    return Ink((f"BT /{font} {size} Tf 1 0 0 1 {left} {baseline} Tm {shown} Tj ET",))


def write_lines(
    lines: Sequence[str], left: float, top: float, size: float = 10, lead: float = 14
) -> Ink:
    """Lines below each other."""
    ink = Ink()
    for number, line in enumerate(lines):
        ink += write(line, left, top + number * lead, size)
    return ink


def rule(left: float, top: float, right: float, bottom: float) -> Ink:
    """A line half a point thick."""
    start, end = f"{left} {HEIGHT - top}", f"{right} {HEIGHT - bottom}"
    return Ink((f"0.5 w {start} m {end} l S",))


def fill(left: float, top: float, right: float, bottom: float) -> Ink:
    """A grey area; draw it before the text."""
    box = f"{left} {HEIGHT - bottom} {right - left} {bottom - top}"
    return Ink((f"q 0.9 g {box} re f Q",))


def make_pdf(pages: Sequence[Ink], *, extra: str = "") -> bytes:
    """Return a PDF with one page for each of `pages`; `extra` goes into each page's dictionary."""
    fonts = (
        "<< /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> "
        "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >> "
        f"/{_WIDE} << /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 "
        "/Encoding /UniJIS-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 "
        "/BaseFont /HeiseiMin-W3 /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) "
        "/Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /HeiseiMin-W3 "
        "/Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 "
        "/CapHeight 700 /StemV 80 >> >>] >> >>"
    )
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
    ]
    for number, page in enumerate(pages):
        stream = "\n".join(page.operators)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font {fonts} >> /Contents {4 + 2 * number} 0 R {extra} >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return _put_together(objects)


def _put_together(objects: Sequence[str]) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{item}\nendobj\n".encode("latin-1")
    start = len(data)
    entries = "".join(f"{place:010} 00000 n \n" for place in places)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}".encode()
    return (
        data
        + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
