"""Draw the page images beside this file; the text is our own.

Needs Noto Serif CJK (SIL Open Font License 1.1) and Pillow with libraqm, which the tests do not:
`python tests/data/ocr/make_pages.py FONT.ttc`.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
DOTS_PER_INCH = 150
ROWS = (
    ("相手国", "相手機関", "締結日"),
    ("フランス", "リヨン大学", "2015年3月"),
    ("", "グルノーブル研究所", "2018年11月"),
    ("米国", "オハイオ州立大学", "2021年6月"),
)
PARAGRAPH = (
    "　本学は海外の大学や研究所と協定を結び、学生と",
    "研究者の交流を進めている。一方、終わった協定も",
    "あり、その数は七つを数える。",
)
COLUMNS = (
    "本学とリヨン大学は、二つの研究所をまたぐ",
    "協定を結んだ。これは「交流」を目ざすもの",
    "であって、データの管理も決めている。",
)


def draw_report(font_path: str) -> Image.Image:
    page = Image.new("L", (800, 640), 255)
    draw = ImageDraw.Draw(page)
    draw.text((60, 40), "国際交流の現状", 0, ImageFont.truetype(font_path, 40))
    font = ImageFont.truetype(font_path, 26)
    for number, line in enumerate(PARAGRAPH):
        draw.text((60, 120 + 42 * number), line, 0, font)
    columns, top, height = (60, 220, 480, 680), 280, 56
    for number, row in enumerate(ROWS):
        for left, text in zip(columns, row, strict=False):
            draw.text((left + 12, top + number * height + 10), text, 0, font)
        left = columns[1] if number == 2 else columns[0]  # フランス takes two rows
        draw.line((left, top + number * height, columns[-1], top + number * height), 0, 2)
    bottom = top + len(ROWS) * height
    draw.line((columns[0], bottom, columns[-1], bottom), 0, 2)
    for left in columns:
        draw.line((left, top, left, bottom), 0, 2)
    return page


def draw_vertical(font_path: str) -> Image.Image:
    page = Image.new("L", (300, 660), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(font_path, 28, layout_engine=ImageFont.Layout.RAQM)
    for number, line in enumerate(COLUMNS):
        draw.text((230 - 56 * number, 40), line, 0, font, direction="ttb", language="ja")
    return page


def age(page: Image.Image, slant: float) -> Image.Image:
    turned = page.rotate(slant, Image.Resampling.BICUBIC, fillcolor=255)
    noise = np.random.default_rng(7).normal(0, 6, (turned.height, turned.width))
    return Image.fromarray(np.clip(np.asarray(turned) * 0.85 + 25 + noise, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    dots = (DOTS_PER_INCH, DOTS_PER_INCH)
    age(draw_report(sys.argv[1]), 1.3).save(HERE / "report.jpg", dpi=dots, quality=40)
    draw_vertical(sys.argv[1]).quantize(8).save(HERE / "vertical.png", dpi=dots, optimize=True)
