"""marked/*.marked -> the ten sample reports and manifest.csv.

    pip install weasyprint pillow pypdfium2 numpy     (and the fonts Noto Sans/Serif CJK JP)
    python corpus/make_corpus.py

A marked file is a report with its gold in it: ⟦text¦I id⟧ an institution with its ROR id (several
are answers to accept, NIL none), ⟦text¦D value⟧ a date, ⟦text¦E status⟧ how an agreement ends,
⟦text¦X⟧ what is scored neither way. ⟪ ⟫ is an agreement: in it, I! is a party, D< the start and
D> the end. make_gold.py makes the gold from the same marks.
"""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import weasyprint
from PIL import Image, ImageFilter

CORPUS = Path(__file__).parent
LICENCE = "CC0-1.0"
SEED = 11

PAGE_STYLE = """
@page { size: A4; margin: 22mm 20mm 24mm }
@page { @bottom-center { content: counter(page); font-size: 9pt } }
body { font-family: "Noto Serif", "Noto Serif CJK JP", serif; font-size: 10.5pt; line-height: 1.6 }
h1 { font-size: 16pt } h2 { font-size: 12.5pt } h3 { font-size: 11pt }
table { border-collapse: collapse; width: 100% }
th, td { border: 0.6pt solid #000; padding: 3pt 5pt; text-align: left; vertical-align: top }
tr { break-inside: avoid }
.note { float: footnote; font-size: 8.5pt; line-height: 1.35 }
::footnote-call { font-size: 65%; vertical-align: super; line-height: 0 }
"""
COLUMNS_STYLE = (
    PAGE_STYLE
    + """
.columns { columns: 2; column-gap: 9mm; text-align: justify; hyphens: auto }
body { font-size: 11pt; line-height: 1.75 }
"""
)
LARGE_STYLE = PAGE_STYLE + "body { font-size: 12pt; line-height: 1.9 }"

WEB_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="{charset}"><title>{title}</title></head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/about">About</a></li></ul></nav>
<main>
{body}</main>
<footer><p><a href="/privacy">Privacy</a> <a href="/sitemap">Sitemap</a></p></footer>
</body></html>
"""


def strip_marks(marked: str) -> str:
    """Return the report without its gold."""
    plain = re.sub("⟦([^¦⟧]*)¦[^⟧]*⟧", r"\1", marked)
    return plain.replace("⟪", "").replace("⟫", "")


def make_pdf(body: str, style: str, language: str) -> bytes:
    title = title_of(body)
    page = f'<html lang="{language}"><head><title>{title}</title></head><body>{body}</body></html>'
    made: bytes = weasyprint.HTML(string=page).write_pdf(stylesheets=[weasyprint.CSS(string=style)])
    return made


def make_columns_pdf(body: str) -> bytes:
    heading, rest = body.split("</h1>", 1)
    return make_pdf(f'{heading}</h1><div class="columns">{rest}</div>', COLUMNS_STYLE, "en")


def make_scan(body: str, *, language: str, skew: float, noise: float) -> bytes:
    """Return a PDF of page images only: 200 dots an inch, turned by `skew` degrees, noisy."""
    random = np.random.default_rng(SEED)
    pages = []
    for page in pypdfium2.PdfDocument(make_pdf(body, LARGE_STYLE, language)):
        image = page.render(scale=200 / 72).to_pil().convert("L")
        image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
        image = image.filter(ImageFilter.GaussianBlur(0.6))
        grey = np.asarray(image, dtype=np.float32) * 0.94 + 8
        grey += random.normal(0, noise, grey.shape)
        pages.append(Image.fromarray(grey.clip(0, 255).astype(np.uint8)))
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=200, quality=70)
    return file.getvalue()


def make_web_page(body: str, *, language: str, charset: str) -> bytes:
    page = WEB_PAGE.format(language=language, charset=charset, title=title_of(body), body=body)
    return page.encode("cp932" if charset == "Shift_JIS" else charset)


def title_of(body: str) -> str:
    found = re.search("<h1>(.*?)</h1>", body)
    return found[1] if found else ""


REPORTS: dict[str, tuple[str, str, Callable[[str], bytes]]] = {
    "partners-ja.pdf": (
        "ja",
        "PDF with a ruled table over two pages (WeasyPrint)",
        lambda body: make_pdf(body, PAGE_STYLE, "ja"),
    ),
    "funding-en.pdf": ("en", "PDF in two columns with footnotes (WeasyPrint)", make_columns_pdf),
    "bulletin-mixed.pdf": (
        "mixed",
        "PDF in Japanese and English (WeasyPrint)",
        lambda body: make_pdf(body, PAGE_STYLE, "ja"),
    ),
    "minutes-ja.pdf": (
        "ja",
        "scan: page images only, turned by 0.7 degrees, noisy (WeasyPrint, Pillow)",
        lambda body: make_scan(body, language="ja", skew=0.7, noise=6),
    ),
    "letter-en.pdf": (
        "en",
        "scan: page images only, turned by -0.5 degrees, noisy (WeasyPrint, Pillow)",
        lambda body: make_scan(body, language="en", skew=-0.5, noise=6),
    ),
    "laboratories-en.html": (
        "en",
        "web page in UTF-8",
        lambda body: make_web_page(body, language="en", charset="utf-8"),
    ),
    "news-ja.html": (
        "ja",
        "web page in Shift_JIS",
        lambda body: make_web_page(body, language="ja", charset="Shift_JIS"),
    ),
    "list-mixed.html": (
        "mixed",
        "web page in UTF-8, a list in Japanese and English",
        lambda body: make_web_page(body, language="ja", charset="utf-8"),
    ),
    "summary-en.txt": ("en", "plain text", str.encode),
    "exchange-ja.md": ("ja", "Markdown with a pipe table", str.encode),
}


def main() -> None:
    rows = []
    for name, (language, how, make) in REPORTS.items():
        source = CORPUS / "marked" / f"{Path(name).stem}.marked"
        data = make(strip_marks(source.read_text(encoding="utf-8")))
        (CORPUS / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        rows.append(
            (name, digest, language, LICENCE, how, "make_corpus.py", f"marked/{source.name}")
        )
        print(f"{name}: {len(data)} bytes")
    with (CORPUS / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            ("file", "sha256", "language", "licence", "made_how", "made_by", "made_from")
        )
        writer.writerows(rows)


if __name__ == "__main__":
    main()
