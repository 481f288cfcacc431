"""A Japanese name in, its slots out: pieces with the Latin words that each may stand for.

A slot is a term with its translations, katakana heard as a Latin word, kanji read in Mandarin, in
Korean and in Japanese, or a word left in Latin.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product
from typing import Any

import unidic_lite
from fugashi import Tagger
from rapidfuzz import fuzz

from extract.registry.index import Index
from extract.registry.names import fold_name, read_table
from extract.registry.sounds import (
    near_skeletons,
    outline_katakana,
    outline_korean,
    outline_latin,
    take_skeleton,
)

_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]+")
_RUN = re.compile(
    "[\u30a1-\u30fa\u30fc]+|[\u3400-\u9fff\u3005-\u3007]+|[\u3041-\u3096]+|[a-z0-9&]+|[^ ]"
)
_LONGEST_TERM = 14
# What a slot can weigh: no more than this, so that one rare word does not outweigh the rest of the
# name; a country less, for a name at home may do without it. Tuned on links/japanese_names.dev.
_HEAVIEST_SLOT = 9.0
_COUNTRY_SLOT = 4.0
# One character between two terms is rarely a name.
_LONE_SLOT = 3.0
_LEAST_SOUND = 0.62
_SOUNDS_KEPT = 24
_HEARD_WELL = 0.9
# How many words may be meant by the sound of a term besides.
_HEARD_BESIDE = 5
# Words of this weight are names of their own, not types or subjects.
_PROPER_WEIGHT = 5.5
_SILENT = frozenset(
    (
        "校",
        "の",
        "と",
        "及",
        "び",
        "附",
        "付",
        "属",
        "立",
        "第",
        "所",
        "学",
        "大",
        "法",
        "人",
        "独",
        "行",
        "政",
        "社",
        "会社",
        "株式会社",
    )
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words that a piece of the name may stand for, and how surely, 0 to 1."""

    words: tuple[int, ...]
    quality: float


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a Japanese name with its alternatives, and what it weighs in the name.

    `single` holds the qualities of alternatives of one word, `several` the longer ones.
    `countries` are the codes of the countries that the piece names.
    """

    alternatives: tuple[Alternative, ...]
    weight: float
    single: dict[int, float]
    several: tuple[Alternative, ...]
    countries: frozenset[str] = frozenset()


def read_slots(index: Index, name: str) -> list[Slot]:
    """Return the slots of a name, in its order; pieces that nothing stands for are left out."""
    # Folding would join what a raised dot or a double hyphen keeps apart.
    folded = " ".join(fold_name(part).text for part in re.split("[・･＝=]", name))
    slots: list[Slot] = []
    for piece, alternatives in _cut(index, folded):
        for group in alternatives or _sound_out(index, piece):
            if group:
                slot = _make_slot(index, group)
                if countries := index.read_countries(piece):
                    light = min(slot.weight, _COUNTRY_SLOT)
                    slot = replace(slot, weight=light, countries=countries)
                elif len(piece) == 1 and not alternatives:
                    slot = replace(slot, weight=min(slot.weight, _LONE_SLOT))
                slots.append(slot)
    return slots


def _make_slot(index: Index, alternatives: Sequence[Alternative]) -> Slot:
    single: dict[int, float] = {}
    for alternative in alternatives:
        if len(alternative.words) == 1:
            word = alternative.words[0]
            single[word] = max(single.get(word, 0.0), alternative.quality)
    several = tuple(alternative for alternative in alternatives if len(alternative.words) > 1)
    return Slot(tuple(alternatives), _weigh(index, alternatives), single, several)


def _weigh(index: Index, alternatives: Sequence[Alternative]) -> float:
    """Return what the surest of the alternatives weighs, the first one."""
    surest = alternatives[0]
    weight = sum(index.word_idf[word] for word in surest.words) * surest.quality
    return min(weight, _HEAVIEST_SLOT)


def _cut(index: Index, folded: str) -> list[tuple[str, list[list[Alternative]]]]:
    """Cut a name into terms and what lies between, so that long terms win over short ones."""
    count = len(folded)
    best: list[tuple[float, int]] = [(0.0, 0)] * (count + 1)
    for start in range(count):
        score = best[start][0]
        if score >= best[start + 1][0] or best[start + 1][1] == 0:
            best[start + 1] = (score, start) if score >= best[start + 1][0] else best[start + 1]
        for end in range(start + 1, min(count, start + _LONGEST_TERM) + 1):
            gain = score + (end - start) ** 1.5
            if (
                gain > best[end][0]
                and _may_cut(folded, start, end)
                and index.has_term(folded[start:end])
            ):
                best[end] = (gain, start)
    pieces: list[tuple[str, bool]] = []
    end = count
    while end:
        start = best[end][1]
        is_term = best[end][0] > best[start][0]
        if not is_term and pieces and not pieces[-1][1]:
            pieces[-1] = (folded[start:end] + pieces[-1][0], False)
        else:
            pieces.append((folded[start:end], is_term))
        end = start
    pieces.reverse()
    return [
        (run, [_read_term(index, run)] if is_term else [])
        for piece, is_term in _join_directions(pieces)
        for run in ([piece] if is_term else _RUN.findall(piece))
    ]


_DIRECTIONS = "東西南北"
_KANJI = re.compile("[\u3400-\u9fff]+")


def _join_directions(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Join the kanji of a name that begins or ends with East or West: 東義, 南洋, 東西."""
    joined: list[tuple[str, bool]] = []
    for piece, is_term in pieces:
        is_open = piece in _DIRECTIONS or (not is_term and _KANJI.fullmatch(piece))
        before = joined[-1][0] if joined else ""
        is_after = before and (before[-1] in _DIRECTIONS or not joined[-1][1])
        if is_open and is_after and _KANJI.fullmatch(before) and piece not in _SILENT:
            joined[-1] = (before + piece, False)
        else:
            joined.append((piece, is_term))
    return joined


def _may_cut(folded: str, start: int, end: int) -> bool:
    """Whether a term here leaves no run of katakana, Latin letters or digits torn apart."""
    return not _runs_on(folded, start) and not _runs_on(folded, end)


def _runs_on(folded: str, at: int) -> bool:
    pair = folded[max(at - 1, 0) : at + 1]
    return (
        len(pair) == 2
        and at > 0
        and (bool(_KATAKANA.fullmatch(pair)) or (pair.isascii() and pair.isalnum()))
    )


def _read_term(index: Index, term: str) -> list[Alternative]:
    """Return what a term stands for; a proper name may also be meant by its sound."""
    found = _read_words(index, term)
    if index.tells_country(term) or _weigh(index, found) < _PROPER_WEIGHT:
        return found
    if _KATAKANA.fullmatch(term):
        heard = _hear(index, term)[:_HEARD_BESIDE]
    else:
        heard = _read_aloud(index, term) if 1 < len(term) < 4 else []
    return found + [Alternative(other.words, 0.9 * other.quality) for other in heard]


def _read_words(index: Index, term: str) -> list[Alternative]:
    return [
        Alternative(words, 1.0 - 0.03 * place) for place, words in enumerate(index.read_term(term))
    ]


def _sound_out(index: Index, run: str) -> list[list[Alternative]]:
    """Return the slots of a run that is no term: one, or one for each word that it is cut into."""
    if _KATAKANA.fullmatch(run):
        return _sound_out_katakana(index, run)
    if run.isascii() or run[0] > "\uffff":
        return [[Alternative((word,), 1.0) for word in (index.find_word(run),) if word >= 0]]
    if run in _SILENT or "\u3041" <= run[0] <= "\u3096":
        return []
    if all(character in _DIRECTIONS for character in run):
        return [[*_read_directions(index, run), *_read_aloud(index, run)]]
    return [_read_aloud(index, run)]


def _read_directions(index: Index, run: str) -> list[Alternative]:
    parts = [index.read_term(character) for character in run]
    return (
        [Alternative(tuple(word for part in parts for word in part[0]), 1.0)] if all(parts) else []
    )


def _sound_out_katakana(index: Index, run: str) -> list[list[Alternative]]:
    tokens = list(_tagger()(run))
    whole = _hear(index, run)
    if not _is_one_word(whole):
        whole = sorted([*_hear_two(index, run), *whole], key=lambda heard: -heard.quality)
    if len(tokens) == 1 or len(run) < 5:
        return [_read_lemma(index, tokens[0]) + whole if len(tokens) == 1 else whole]
    known = [bool(_read_lemma(index, token)) for token in tokens]
    enough = all(known) or (len(tokens) > 2 and any(known))
    if enough and all(len(token.surface) > 2 for token in tokens) and not _is_one_word(whole):
        slots = [_hear_part(index, token) for token in tokens]
        return _write_together(index, slots) or slots
    parts = [_hear_part(index, token)[:4] for token in tokens]
    joined = [
        Alternative(
            tuple(word for part in chosen for word in part.words),
            0.97 * min(part.quality for part in chosen),
        )
        for chosen in product(*parts)
    ]
    return [whole + (joined if len(tokens) < 4 else [])]


# How well each of two words that are written as one must be heard.
_HEARD_IN_TWO = 0.85
_NOT_AT_START = frozenset("ァィゥェォャュョヮンッー")


def _hear_two(index: Index, run: str) -> list[Alternative]:
    """Return two words that stand together in a name and sound like a run: ノンラム, Nong Lam."""
    found: list[Alternative] = []
    for cut in range(2, len(run) - 1):
        if run[cut] not in _NOT_AT_START:
            heads, tails = (
                {heard.words[0]: heard.quality for heard in _hear(index, part)}
                for part in (run[:cut], run[cut:])
            )
            found += [
                Alternative((head, tail), 0.97 * min(heads[head], tails[tail]))
                for head, tail in index.find_pairs(list(heads), list(tails))
                if min(heads[head], tails[tail]) >= _HEARD_IN_TWO
            ]
    return found


def _write_together(index: Index, slots: list[list[Alternative]]) -> list[list[Alternative]]:
    """Return one slot where the first words of all, run together, are a word: New and castle."""
    words = [word for slot in slots for word in slot[0].words] if all(slots) else []
    number = index.find_word("".join(index.words[word] for word in words))
    return [[Alternative((number,), 1.0)]] if number >= 0 else []


def _is_one_word(heard: Sequence[Alternative]) -> bool:
    """Whether a run sounds like one word well enough: ノースウェスタン is no north and western."""
    return bool(heard) and heard[0].quality >= _HEARD_WELL


@cache
def _tagger() -> Tagger:
    return Tagger(f'-d "{unidic_lite.DICDIR}"')


def _hear_part(index: Index, token: Any) -> list[Alternative]:
    if index.has_term(token.surface):
        return _read_term(index, token.surface)
    return _read_lemma(index, token) + _hear(index, token.surface)


def _read_lemma(index: Index, token: Any) -> list[Alternative]:
    """Return the foreign spelling that UniDic has with a loan word: バークレー-Berkeley."""
    source = (token.feature.lemma or "").partition("-")[2]
    numbers = tuple(index.find_word(word.form) for word in fold_name(source).words if word.form)
    return [Alternative(numbers, 1.0)] if source.isascii() and numbers and min(numbers) >= 0 else []


# One kana, several sounds of the original: Edinburgh is エディンバラ and エジンバラ, Khan ハン.
_HEARD_OTHERWISE = (
    ("", ""), ("ジ", "ディ"), ("チ", "ティ"), ("ヒ", "キ"), ("ハ", "カ"), ("ホ", "コ"),
    ("ヴ", "ウ"),
)  # fmt: skip


def _hear(index: Index, katakana: str) -> list[Alternative]:
    """Return the Latin words that sound like katakana, the most alike first."""
    spellings = {katakana.replace(*swap) for swap in _HEARD_OTHERWISE}
    if katakana.endswith("ン"):  # Thai names end in an l that is spoken as n: Mahidol, マヒドン
        spellings.add(katakana[:-1] + "ル")
    outlines = {outline_katakana(spelling) for spelling in spellings}
    return list(_find_alike(index, tuple(sorted(outlines - {""}))))


@lru_cache(maxsize=4096)
def _find_alike(index: Index, outlines: tuple[str, ...]) -> tuple[Alternative, ...]:
    found: dict[int, float] = {}
    for outline in outlines:
        skeleton = take_skeleton(outline)
        for near in near_skeletons(skeleton):
            for word, other in index.find_sounds(near):
                likeness = fuzz.ratio(outline, other) / 100
                if likeness >= _LEAST_SOUND and likeness > found.get(word, 0):
                    found[word] = likeness * (1.0 if take_skeleton(other) == skeleton else 0.95)
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], index.word_idf[pair[0]], pair[0]))[
        :_SOUNDS_KEPT
    ]
    return tuple(Alternative((word,), likeness) for word, likeness in ranked)


@cache
def _readings() -> dict[str, tuple[str, str]]:
    return {character: (pinyin, hangul) for character, pinyin, hangul in read_table("readings.tsv")}


_INITIALS = (
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
)
_MEDIALS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
)  # fmt: skip
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
    "t", "t", "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip


def write_hangul(kanji: str) -> str:
    """Return kanji as Korea writes them today, "" where there is another character.

    >>> write_hangul("漢陽大学校"), write_hangul("ソウル大学校")
    ('한양대학교', '')
    """
    hangul = [_readings().get(character, ("", ""))[1] for character in kanji]
    if not all(hangul):
        return ""
    spoken = _DROPPED_INITIAL.get(hangul[0], hangul[0])
    return spoken + "".join(hangul[1:])


# At the start of a word l is dropped or said n, and n dropped: 영남, 나주, 여주.
_DROPPED_INITIAL = {
    "령": "영", "려": "여", "력": "역", "련": "연", "렬": "열", "렴": "염", "례": "예",
    "료": "요", "룡": "용", "류": "유", "륙": "육", "륜": "윤", "률": "율", "륭": "융",
    "리": "이", "린": "인", "림": "임", "립": "입", "라": "나", "락": "낙", "란": "난",
    "람": "남", "랑": "낭", "래": "내", "랭": "냉", "로": "노", "록": "녹", "론": "논",
    "뢰": "뇌", "루": "누", "릉": "능", "녀": "여", "년": "연", "념": "염", "뇨": "요",
    "니": "이",
}  # fmt: skip


def romanise_hangul(text: str) -> str:
    """Return the Revised Romanisation of hangul, syllable by syllable.

    >>> romanise_hangul("한양")
    'hanyang'
    """
    points = [ord(character) - 0xAC00 for character in text]
    return "".join(_INITIALS[p // 588] + _MEDIALS[p % 588 // 28] + _FINALS[p % 28] for p in points)


# Pinyin to Wade-Giles, as Taiwan spells its names: Cheng Kung, Chung Hsing, Tsing Hua.
_WADE_INITIALS = (
    ("zh", "ch"), ("ch", "ch"), ("b", "p"), ("d", "t"), ("g", "k"), ("j", "ch"), ("q", "ch"),
    ("x", "hs"), ("z", "ts"), ("c", "ts"), ("r", "j"),
)  # fmt: skip
_WADE_FINALS = (("ong", "ung"), ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("si", "ssu"))


def spell_wade(pinyin: str) -> str:
    """Return a syllable of Pinyin in the spelling of Wade and Giles, without its marks.

    >>> [spell_wade(syllable) for syllable in ("gong", "xing", "zhong")]
    ['kung', 'hsing', 'chung']
    """
    before, after = next((pair for pair in _WADE_INITIALS if pinyin.startswith(pair[0])), ("", ""))
    spelling = after + pinyin.removeprefix(before)
    ending, other = next((pair for pair in _WADE_FINALS if spelling.endswith(pair[0])), ("", ""))
    return spelling.removesuffix(ending) + other


# How surely a Korean word in another romanisation than the official one is meant, at most and by
# how much less where it is spelt otherwise.
_KOREAN_QUALITY, _KOREAN_LOSS = 0.96, 0.1


def _differ(index: Index, spelling: str, words: tuple[int, ...]) -> float:
    return 1 - fuzz.ratio(spelling, "".join(index.words[word] for word in words)) / 100


def _read_kana(run: str) -> str:
    """Return how kanji are read in Japanese, "" where UniDic does not know."""
    return "".join(token.feature.kana or "" for token in _tagger()(run))


def _read_aloud(index: Index, run: str) -> list[Alternative]:
    """Return the Latin words that kanji are read as, in Mandarin, Korean or Japanese."""
    readings = [_readings().get(character, ("", "")) for character in run]
    pinyin = [reading for reading, _ in readings]
    korean = romanise_hangul(write_hangul(run))
    wade = [spell_wade(syllable) for syllable in pinyin]
    spellings = [["".join(pinyin)], [korean], pinyin, wade, ["".join(wade)]]
    numbers = [tuple(index.find_word(word) for word in words) for words in spellings]
    found = [
        Alternative(words, 1.0 if len(words) == 1 else 0.95) for words in numbers if min(words) >= 0
    ]
    if len(run) > 1 and korean:
        found += [
            Alternative(words, _KOREAN_QUALITY - _KOREAN_LOSS * _differ(index, korean, words))
            for words in index.find_korean(outline_korean(korean))
        ]
    found += [
        Alternative(heard.words, 0.95 * heard.quality)
        for heard in _hear(index, _read_kana(run))[:6]
    ]
    outlines = tuple(
        outline_latin(spelling)[0] for spelling in ("".join(pinyin), korean) if len(spelling) > 3
    )
    return found + [
        Alternative(other.words, 0.95 * other.quality)
        for other in _find_alike(index, outlines)[:12]
    ]
