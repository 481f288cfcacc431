"""Write the tables of Han characters that the registry folds and reads names with.

Needs opencc, pypinyin and hanja, which are not installed with the project::

    python models/linker/make_tables.py src/extract/registry/data
"""

import sys
from pathlib import Path

import hanja
import opencc
import pypinyin

_HEADER = """\
# {what}
# Source: {source}
# Written by models/linker/make_tables.py; do not edit.
"""


def _han_characters():
    for codec in ("shift_jis", "gb2312", "big5", "euc_kr"):
        for point in range(0x4E00, 0xA000):
            try:
                chr(point).encode(codec)
            except UnicodeEncodeError:
                continue
            yield chr(point)


def main(folder: Path) -> None:
    characters = sorted(set(_han_characters()))
    to_traditional = opencc.OpenCC("s2t")
    to_japanese = opencc.OpenCC("t2jp")
    from_japanese = opencc.OpenCC("jp2t")
    folded, readings = [], []
    for character in characters:
        one_style = to_japanese.convert(to_traditional.convert(from_japanese.convert(character)))
        if len(one_style) == 1 and one_style != character:
            folded.append(f"{character}\t{one_style}\n")
    for character in sorted(
        {line[-2] for line in folded} | set(characters) - {line[0] for line in folded}
    ):
        pinyin = pypinyin.lazy_pinyin(from_japanese.convert(character), errors="ignore")
        # Not at the start of a word, where Korean drops or changes an l and drops an n.
        korean = hanja.translate(f"一{from_japanese.convert(character)}", "substitution")[1:]
        hangul = korean if len(korean) == 1 and "가" <= korean <= "힣" else ""
        if pinyin or hangul:
            readings.append(f"{character}\t{''.join(pinyin)}\t{hangul}\n")
    (folder / "kanji.tsv").write_text(
        _HEADER.format(
            what="Chinese characters, simplified or traditional, with the Japanese form of today",
            source="OpenCC 1.4 (Apache-2.0), simplified to traditional to Japanese",
        )
        + "".join(folded),
        encoding="utf-8",
    )
    (folder / "readings.tsv").write_text(
        _HEADER.format(
            what="Characters with their commonest Mandarin reading (Pinyin) and their Korean one "
            "(Hangul)",
            source="pypinyin 0.55 (MIT) and hanja 0.15 (MIT)",
        )
        + "".join(readings),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
