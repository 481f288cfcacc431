"""Marked text in, marked text out as documents spoil it: wrapped lines, capitals, widths, typos.

Marks stay where they were, so that whatever happens to the text happens to the names too.
"""

import re
from collections.abc import Callable
from random import Random

from extract.text import is_japanese, script_of
from extract.training.synthesis_grammar import MARKS

Change = Callable[[str, Random], str]

_ARTICLE_WORDS = (
    "University of|Institute|National|Ministry|Department|Institut|Centre|Center|Council|Academy|"
    "Royal|European|International|Embassy|Technical University|College of|Faculty|Office|"
    "Association|Federal|Society|Foundation|Agency|World|American|Cabinet|Home|Treasury|Joint|"
    "Key Laboratory|Laboratory|Max Planck|Consortium|Federation|Union|U.S.|US|UK"
)
_ARTICLE_ENDS = (
    "Agency|Council|Foundation|Association|Society|Institute|Center|Centre|Laboratory|Academy|"
    "Organization|Authority|Office|Commission|Federation|Union|Ministry|Observatory|Museum|Trust"
)
_WITH_ARTICLE = re.compile(rf"^(?:{_ARTICLE_WORDS})(?: |$)|(?:{_ARTICLE_ENDS})$")


def put_articles(marked: str, random: Random) -> str:
    """Return the text with "the" for each ~ whose name takes it, "The" at the start.

    One in ten is left as it is, as many texts do.
    """
    pieces = marked.split("~")
    out = [pieces[0]]
    for piece in pieces[1:]:
        name = piece.lstrip("⟦").partition("⟧")[0]
        wants = _WITH_ARTICLE.search(name) is not None and random.random() < 0.9
        before = out[-1][-2:]
        article = "The " if not "".join(out).strip() or before in (". ", "! ") else "the "
        out.append((article if wants and not name.startswith("The ") else "") + piece)
    return "".join(out)


def fill_acronyms(marked: str) -> str:
    """Return the text with the initials of the name before it for each ⟦@⟧.

    >>> fill_acronyms("⟦Institute for Polar Research⟧ (⟦@⟧)")
    '⟦Institute for Polar Research⟧ (⟦IPR⟧)'
    """
    pieces = marked.split("⟦@⟧")
    out = pieces[0]
    for piece in pieces[1:]:
        name = out[out.rfind("⟦") + 1 : out.rfind("⟧")]
        initials = "".join(letter for letter in re.findall(r"(?<![^ (-])[A-ZÀ-Þ]", name))
        out += f"⟦{initials if len(initials) > 1 else name[:4].upper()}⟧{piece}"
    return out


_SHORTENED = re.compile(r"((?:[A-Za-z][A-Za-z,-]* ){1,6})\(¤\)")


def fill_abbreviations(marked: str) -> str:
    """Return the text with the initials of the words before it for each ¤ in brackets.

    >>> fill_abbreviations("gross expenditure on research (¤)")
    'gross expenditure on research (GER)'
    """
    return _SHORTENED.sub(
        lambda match: match[1] + "(" + _take_initials(match[1]) + ")", marked
    ).replace("¤", "SDG")


def _take_initials(words: str) -> str:
    heads = [word[0].upper() for word in words.split() if word not in ("of", "on", "and", "the")]
    return "".join(heads)


def capitalise_start(marked: str) -> str:
    """Return the text with its first letter as a capital, unless it is inside a name."""
    return marked[:1].upper() + marked[1:]


def wrap_lines(marked: str, random: Random) -> str:
    """Return the text broken into lines at spaces, as text from a PDF is."""
    width = random.randint(60, 110)
    ending = random.choice(("\n", "\n", "\n", " \n", "\n "))
    offset = random.randint(0, width - 1)
    out: list[str] = []
    for character in marked:
        offset += character not in MARKS
        if character == " " and offset >= width:
            out.append(ending)
            offset = 0
        else:
            out.append(character)
    return "".join(out)


def wrap_narrow(marked: str, random: Random) -> str:
    """Return the text broken at some spaces, as a cell or list in a narrow column is."""
    ending = random.choice(("\n", "\n", " \n", "  \n"))
    return re.sub(" ", lambda _: ending if random.random() < 0.2 else " ", marked)


def break_words(marked: str, random: Random) -> str:
    """Return Japanese text with line breaks between any two letters, as narrow columns have."""
    width = random.randint(8, 45)
    offset = random.randint(0, width - 1)
    out: list[str] = []
    for character in marked:
        offset += character not in MARKS
        out.append(character)
        if offset >= width and is_japanese(character):
            out.append("\n")
            offset = 0
    return re.sub("\n([⟧⟩])", r"\1\n", "".join(out)).strip("\n")


def space_letters(marked: str, _: Random) -> str:
    """Return Japanese text with a space between any two letters, as spread headings come out.

    >>> space_letters("⟦京大⟧の人", Random(0))
    '⟦京 大⟧ の 人'
    """
    return re.sub(r"(?<=[ぁ-ヿ一-鿿])([⟧⟩]?)(?=[⟦⟨]?[ぁ-ヿ一-鿿])", r"\1 ", marked)


# Where the script changes; not before a bracket or point, which stay with the word.
_EDGE = re.compile(
    r"(?<=[一-鿿々])(?=[⟦⟨]?[ぁ-ゖァ-ヺA-Za-z0-9])|(?<=[ぁ-ゖ])(?=[⟦⟨]?[ァ-ヺ一-鿿A-Za-z0-9])|"
    r"(?<=[ァ-ヺー])(?=[⟦⟨]?[ぁ-ゖ一-鿿A-Za-z0-9])|(?<=[A-Za-z0-9⟧⟩])(?=[⟦⟨]?[ぁ-ゖァ-ヺ一-鿿])"
)


def space_words(marked: str, _: Random) -> str:
    """Return Japanese text with a space where the script changes, as some readers of PDF put it.

    >>> space_words("⟦京大⟧のグループは2020年", Random(0))
    '⟦京大⟧ の グループ は 2020 年'
    """
    return _EDGE.sub(" ", marked)


def raise_capitals(marked: str, _: Random) -> str:
    """Return the text in capitals."""
    return "".join(
        character.upper() if len(character.upper()) == 1 else character for character in marked
    )


def raise_titles(marked: str, _: Random) -> str:
    """Return the text with a capital at the start of each word."""
    return re.sub(r"(?<![A-Za-zÀ-ɏ’'])[a-z]", lambda match: match.group().upper(), marked)


def lower_capitals(marked: str, random: Random) -> str:
    """Return the text with some words of names in small letters."""
    words = marked.split(" ")
    return " ".join(
        word.lower() if random.random() < 0.3 and not word.isupper() else word for word in words
    )


def widen(marked: str, _: Random) -> str:
    """Return the text with full-width Latin letters, digits and brackets."""
    return "".join(
        chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
        for character in marked
    )


def narrow(marked: str, _: Random) -> str:
    """Return the text with ASCII brackets, commas and spaces for the full-width ones."""
    return marked.translate(str.maketrans("（）：；／，　", "():;/, "))


def double_spaces(marked: str, random: Random) -> str:
    """Return the text with some spaces doubled, as justified text comes out of a PDF."""
    return re.sub(" ", lambda _: "  " if random.random() < 0.25 else " ", marked)


def misspell(marked: str, random: Random) -> str:
    """Return the text with a letter dropped, doubled or swapped with the next."""
    places = [
        index
        for index in range(1, len(marked) - 2)
        if script_of(marked[index]) == "latin" and script_of(marked[index + 1]) == "latin"
    ]
    if not places:
        return marked
    place = random.choice(places)
    head, first, second, tail = (
        marked[:place],
        marked[place],
        marked[place + 1],
        marked[place + 2 :],
    )
    return head + random.choice((first, first + first + second, second + first)) + tail


def blur_characters(marked: str, random: Random) -> str:
    """Return the text with a few characters as OCR confuses them."""
    table = {
        "l": "1", "I": "l", "O": "0", "0": "O", "ー": "一", "二": "ニ", "力": "カ", "カ": "力",
        "ロ": "口", "口": "ロ", "エ": "工", "工": "エ", "タ": "夕", "ハ": "八", "、": ",",
    }  # fmt: skip
    return "".join(
        table.get(character, character) if random.random() < 0.12 else character
        for character in marked
    )


# How often each change is made, by language. Shares are guesses from the look of reports, not
# tuned; `benchmarks/recognition.py` measures by kind of document.
CHANGES: dict[str, tuple[tuple[float, Change], ...]] = {
    "en": (
        (0.16, wrap_lines),
        (0.08, wrap_narrow),
        (0.03, raise_capitals),
        (0.02, lower_capitals),
        (0.03, double_spaces),
        (0.02, misspell),
        (0.01, blur_characters),
    ),
    "ja": (
        (0.06, break_words),
        (0.05, widen),
        (0.30, narrow),
        (0.02, misspell),
        (0.02, space_letters),
        (0.03, space_words),
        (0.01, blur_characters),
    ),
}


def spoil(marked: str, language: str, random: Random) -> str:
    """Return the text with the changes of `CHANGES` that the dice choose."""
    for share, change in CHANGES[language]:
        if random.random() < share:
            marked = change(marked, random)
    return marked
