"""Lines of running text -> whether a line goes on in the next; where lines open a new block."""

import re
import unicodedata

from extract.text import is_japanese

ITEM = re.compile(
    r"(?:[•‣◦·▪●○■□◆◇※・]|[-*+–—](?=[ \t])|[0-9０-９]{1,3}(?:[.)](?=[ \t])|[．）])"
    r"|[(（](?:[0-9０-９]{1,2}|[A-Za-zア-ン]|[ivx]{1,4})[)）]|[①-⑳])[ \t\u3000]*(?=\S)"
)
LABEL = re.compile(r"[^:：.。、,]{1,40}[:：](?!//)[ \t]*(?=\S)")
CAPTION = re.compile(
    r"(?:(?:fig(?:ure|\.)?|table|chart|box|photo|map)[ \t]*[0-9A-Z]{1,3}[ \t]*[-.:：—–]"
    r"|[図表][ \t]*[0-9０-９一二三四五六七八九十]{1,3})",
    re.IGNORECASE,
)
FOOTNOTE = re.compile(r"(?:[⁰¹²³⁴-⁹]{1,3}|\[\^[^\]\s]{1,20}\]:)[ \t]*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?。．！？][)\]」』）\"'”’⁰¹²³⁴-⁹]*$")
_NUMBERED = re.compile(
    r"(?:[0-9０-９]{1,2}(?:\.[0-9]{1,2})*\.?|第[0-9０-９一二三四五六七八九十]+[章節部])"
    r"[ \t\u3000]*(?=\S)"
)
_LOWER = re.compile(r"[a-zà-öø-ÿ]")
_HANGING_WORD = r"[ ,](?:(?i:and|or|of|the|for|in|on|at|to|with|by|from|between)|a|an)$"
_HANGS_ON_WORD = re.compile(_HANGING_WORD)
_HANGS = re.compile(rf"[-‐,、&/]$|{_HANGING_WORD}")
# Set on a line of its own, as in the titles of agreements, it goes with the lines around it.
_JOINT = re.compile(
    r"(?:between|among|by and between|and|with)(?: the)?|と|及び|および|並びに", re.IGNORECASE
)
# The halves of a word for a body that a narrow column has broken, but not where the second half
# begins a word of its own, and a word for a body alone after a name in katakana with a point.
_CUT_WORD = re.compile(
    r"大\n学(?![術生部年長科習会者問内外])|セ\n?ン\n?タ\n?ー|研\n究(?=所|セ|院|機)|機\n構(?!成)|病\n院|財\n団|協\n会(?!議|員|長)|"
    r"[ァ-ヶー]・[ァ-ヶー]+\n(?:大学|病院|研究所|財団|カレッジ)$"
)
_LONGEST_CUT = 12  # letters on both sides of the break that are looked at
_DATED = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_SMALL_WORD = re.compile(r"(?<![A-Za-zÀ-ɏ])[a-zà-ö]{2,}(?![A-Za-zÀ-ɏ])")
_HIRAGANA = re.compile(r"[ぁ-ん]")
_IN_NAMES = frozenset(("of", "and", "for", "the", "de", "la", "des", "du", "di", "del", "at", "in"))
_MOST_SAID = 1
_POINT = re.compile(r"[.!?](?=\s|$)")
_LEAST_SAID = 3
_NO_TITLE_END = re.compile(r"[.。,、;；:：!?！？…]$")

# Widths in columns, a kanji being two. Tuned on the five reports: lines that were broken to fit a
# page are 70 to 115 columns wide; lists of names are narrower, whole paragraphs wider.
NARROWEST_WRAP = 40
WIDEST_WRAP = 140
_FULL = 0.75
_WIDEST_TITLE = 90


def width_of(text: str) -> int:
    """Return the width in columns of a fixed-width font, a kanji being two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def goes_on(line: str, following: str, widest: int) -> bool:
    """Whether `following` is the rest of the paragraph that `line` is in.

    `widest` is the width of the widest line around them: a line that nearly fills it was broken
    to fit, a short one ended.
    """
    if opens_block(following):
        # Nothing is labelled in the middle of a sentence: "Science and | Technology by two: A".
        return _HANGS_ON_WORD.search(line) is not None and _is_only_label(following)
    if is_cut_word(line, following):
        return True
    if _LOWER.match(following) and not _SENTENCE_END.search(line):
        return True
    if _HANGS.search(line):
        return True
    if width_of(line) >= NARROWEST_WRAP and _is_left_open(line, following):
        return True
    if width_of(line) > WIDEST_WRAP:
        return False
    return widest >= NARROWEST_WRAP and width_of(line) >= _FULL * widest


def _is_left_open(line: str, following: str) -> bool:
    """Whether a line stops in the words of an English sentence that the next line ends."""
    if _SENTENCE_END.search(line) or not _POINT.search(following):
        return False
    words = _SMALL_WORD.findall(_POINT.split(line)[-1])
    said = _SMALL_WORD.findall(_POINT.split(following)[0])
    return min(len(words), len(said)) >= _LEAST_SAID


def is_cut_word(line: str, following: str) -> bool:
    """Whether the break between two lines falls into the name of a body.

    >>> is_cut_word("北海大", "学松前校"), is_cut_word("国際交流の拡大", "学生の派遣")
    (True, False)
    """
    around = f"{line.rstrip()[-_LONGEST_CUT:]}\n{following[:_LONGEST_CUT]}"
    return any("\n" in found.group() for found in _CUT_WORD.finditer(around))


def is_joint(line: str) -> bool:
    """Whether a line holds only what stands between two names.

    >>> is_joint("AND THE"), is_joint("及び"), is_joint("and Wales")
    (True, True, False)
    """
    return _JOINT.fullmatch(line) is not None


def is_row(line: str) -> bool:
    """Whether a line reads like a row of a table: it has a date, and no words of a sentence.

    >>> is_row("山川大学 全学 2 2 2014.1.27 不明"), is_row("Lake College Sci 2008")
    (True, True)
    >>> is_row("2014年1月に協定を結び、"), is_row("which was signed there in 2008")
    (False, False)
    """
    words = [word for word in _SMALL_WORD.findall(line) if word not in _IN_NAMES]
    kana = _HIRAGANA.findall(line)
    return bool(_DATED.search(line)) and len(words) + len(kana) <= _MOST_SAID


def opens_block(line: str) -> bool:
    """Whether a line looks like an item, a caption, a note or "Label: value"."""
    return any(pattern.match(line) for pattern in (ITEM, LABEL, CAPTION, FOOTNOTE))


def _is_only_label(line: str) -> bool:
    return not any(pattern.match(line) for pattern in (ITEM, CAPTION, FOOTNOTE))


def is_title(line: str) -> bool:
    """Whether a line that stands alone reads like a title: short, and not a sentence."""
    if ITEM.match(line) and not _NUMBERED.match(line):
        return False
    if _NO_TITLE_END.search(line) or LABEL.match(line) or "://" in line:
        return False
    if _LOWER.match(line):
        return False
    return width_of(line) <= _WIDEST_TITLE and any(map(str.isalpha, line))


def join_lines(lines: list[str]) -> str:
    """Return the lines as one, with a space where the script has spaces between words.

    >>> join_lines(["京都大学", "と"]), join_lines(["Kyoto", "University"])
    ('京都大学と', 'Kyoto University')
    """
    joined = lines[0]
    for line in lines[1:]:
        tight = joined and line and _is_tight(joined[-1]) and _is_tight(line[0])
        joined += line if tight else f" {line}"
    return joined


def _is_tight(character: str) -> bool:
    return (
        is_japanese(character) or "\u3001" <= character <= "\u3011" or character in "（）：；，．"
    )
