"""Digits, kanji numerals and ordinal words to integers."""

_KANJI_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0
}
_KANJI_POWERS = {"十": 10, "百": 100, "千": 1000}

ORDINALS = {
    word: number
    for number, word in enumerate(
        (
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
            "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
            "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first",
            "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
            "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
        ),
        start=1,
    )
}  # fmt: skip

KANJI_NUMERAL = "[〇零一二三四五六七八九十百千]"


def read_number(written: str) -> int:
    """Return the value of digits (also with spaces between), a kanji numeral, 元 or an ordinal.

    >>> [read_number(n) for n in ("2 0 1 6", "二〇一八", "二千十八", "元", "twenty first")]
    [2016, 2018, 2018, 1, 21]
    """
    plain = written.replace(" ", "")
    if plain.isascii():
        return int(plain) if plain.isdecimal() else ORDINALS[written.replace(" ", "-")]
    if plain == "元":
        return 1
    return _read_kanji(plain)


def _read_kanji(written: str) -> int:
    if not any(character in _KANJI_POWERS for character in written):
        return int("".join(str(_KANJI_DIGITS[character]) for character in written))
    total = 0
    digit = 0
    for character in written:
        if power := _KANJI_POWERS.get(character):
            total += (digit or 1) * power
            digit = 0
        else:
            digit = digit * 10 + _KANJI_DIGITS[character]
    return total + digit
