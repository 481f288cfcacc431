"""Bytes of a text file or web page -> str, whatever their encoding claims to be."""

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from extract.text import script_of

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a declaration means to browsers, where that is more than its name says
# (WHATWG Encoding Standard, "Names and labels").
_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}
_WEB_CODECS = re.compile(
    r"utf_8|utf_16(?:_[lb]e)?|(?:iso8859_|cp)[0-9]+|koi8_[ru]|gb18030|big5hkscs|euc_jp|mac_.*"
)
_DECLARATION = re.compile(
    rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE
)
# The HTML standard looks for the declaration in the first 1024 bytes; pages in the wild are later.
_DECLARED_WITHIN = 4096
_SAMPLE_BYTES = 200_000

_ESCAPES = re.compile(rb"\x1b\$[@B]|\x1b\$\([DOPQ]|\x1b\(I")
_ESCAPED = re.compile(rb"\x1b(\$[@B]|\$\([DOPQ]|\([BIJ])")
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
# Of random bytes one in ten is a control; of text next to none.
_MOST_CONTROLS = 0.01

# How much a declared encoding is believed over what the characters say: enough to decide between
# readings that are about equally good, as of a few characters, and not between good and bad.
# Measured on the made cases of tests/parse/test_decode.py.
_DECLARED_BONUS = 0.3


# The encodings of the neighbours have kana at the same places as EUC-JP, but no use for them.
_NEIGHBOURS = frozenset({"gb18030", "big5hkscs", "cp949"})
_HIRAGANA = re.compile("[ぁ-ん]")


def is_text(data: bytes) -> bool:
    """Whether the bytes are text in some encoding, not the inside of a binary file.

    >>> is_text("報告".encode("shift_jis")), is_text(bytes(range(32)))
    (True, False)
    """
    sample = data[:65536]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _find_wide(sample):
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls <= _MOST_CONTROLS * len(sample)


def decode_text(data: bytes, declared: Sequence[str | None] = ()) -> str:
    """Return the text of `data`; `declared` are the encodings it is said to be in, best first.

    A byte order mark decides; then escapes of ISO-2022-JP, then being UTF-8 throughout. What is
    left is read in each encoding that it may be, and the most plausible text is returned, with
    U+FFFD for bytes that mean nothing in it. The byte order mark is kept as U+FEFF, so that
    offsets are those of the file.

    >>> decode_text("京都大学と締結した。".encode("euc_jp"), ["shift_jis"])
    '京都大学と締結した。'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if wide := _find_wide(data[:_SAMPLE_BYTES]):
        return data.decode(wide, "replace")
    if _ESCAPES.search(data) and max(data) < 0x80:
        return _decode_escaped(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_most_plausible(data, declared)


def decode_page(data: bytes, charset: str | None) -> str:
    """Return the text of a web page; `charset` is what the HTTP header said, None if nothing."""
    return decode_text(data, [charset, _find_declaration(data)]).removeprefix("\ufeff")


def _find_declaration(data: bytes) -> str | None:
    match = _DECLARATION.search(data[:_DECLARED_WITHIN])
    return match.group(1).decode("ascii") if match else None


def _find_wide(sample: bytes) -> str | None:
    """Return the UTF-16 that a text without a byte order mark is in, by where its zeros stand."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(1, 0.02 * len(sample) / 2) or min(even, odd) > 0.05 * max(even, odd):
        return None
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    return encoding if _rate_text(text) > 0 or text.isascii() else None


def _decode_escaped(data: bytes) -> str:
    """Return the text of ISO-2022-JP, its vendors' rows included.

    Python's codec has no row 13 (①, ㈱) and none of IBM's kanji; read as EUC they are found.
    """
    parts = _ESCAPED.split(data)
    pieces = [parts[0].decode("ascii", "replace")]
    for escape, run in zip(parts[1::2], parts[2::2], strict=True):
        if escape in (b"(B", b"(J"):
            pieces.append(run.decode("ascii", "replace"))
        elif escape == b"(I":
            pieces.append(bytes(byte | 0x80 for byte in run).decode("cp932", "replace"))
        else:
            pieces.append(_decode_kanji(escape, run))
    return "".join(pieces)


def _decode_kanji(escape: bytes, run: bytes) -> str:
    if escape in (b"$(O", b"$(P", b"$(Q"):
        whole = b"\x1b" + escape + run + b"\x1b(B"
        return whole.decode("iso2022_jp_2004", "replace")
    prefix = b"\x8f" if escape == b"$(D" else b""
    pairs = re.findall(rb"[\x21-\x7e]{2}|[\x00-\x20]", run)
    return "".join(
        _decode_japanese_unix(prefix + bytes(byte | 0x80 for byte in pair))
        if len(pair) == 2
        else pair.decode("ascii")
        for pair in pairs
    )


def _decode_japanese_unix(data: bytes) -> str:
    """Return the text of EUC-JP; NEC's and IBM's characters are read as Windows has them."""
    return data.decode("euc_jp", "extract.vendor_characters")


def _read_vendor_character(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) == 2 and min(pair) >= 0xA1:
        row, column = pair[0] - 0xA1, pair[1] - 0xA1
        lead = row // 2 + (0x81 if row < 62 else 0xC1)
        trail = column + (0x9F if row % 2 else 0x40 if column < 63 else 0x41)
        character = bytes((lead, trail)).decode("cp932", "replace")
        if "\ufffd" not in character:
            return character, error.start + 2
    return "\ufffd", max(error.start + 1, error.end)


codecs.register_error("extract.vendor_characters", _read_vendor_character)


def _decode_most_plausible(data: bytes, declared: Sequence[str | None]) -> str:
    believed = [name for name in map(_find_codec, declared) if name]
    sample = data[:_SAMPLE_BYTES]
    best, best_score = "cp1252", float("-inf")
    for encoding in dict.fromkeys([*believed, "utf_8", "cp932", "euc_jp", "cp1252"]):
        text = _decode(sample, encoding)
        score = _rate_text(text)
        if encoding in believed and not (encoding in _NEIGHBOURS and _HIRAGANA.search(text)):
            score += _DECLARED_BONUS
        if score > best_score:
            best, best_score = encoding, score
    return _decode(data, best)


def _find_codec(label: str | None) -> str | None:
    if label is None:
        return None
    name = _LABELS.get(label.strip().lower(), label.strip().lower())
    try:
        codec = codecs.lookup(name).name.replace("-", "_")
    except LookupError:
        return None
    # Python has codecs that the web has not, base64 and idna among them.
    return codec if _WEB_CODECS.fullmatch(codec) else None


def _decode(data: bytes, encoding: str) -> str:
    if encoding == "euc_jp":
        return _decode_japanese_unix(data)
    return data.decode(encoding, "replace")


def _rate_text(text: str) -> float:
    """Return how plausible a decoded text is: the mean worth of its characters beyond ASCII."""
    counts = Counter(text)
    beyond = {character: count for character, count in counts.items() if character > "\x7f"}
    total = sum(beyond.values())
    if total == 0:
        return 0.0
    worth = sum(_rate_character(character) * count for character, count in beyond.items())
    return (worth - 2 * sum(map(len, _CROWDS.findall(text)))) / total


# Accents stand alone or by twos among plain letters; a crowd of them is another encoding.
_CROWDS = re.compile("[\u0080-\u00ffŒœŠšŸŽžƒˆ˜‚„†‡‰‹›™‘’“”–—•…]{3,}")
_TYPOGRAPHY = frozenset("“”‘’–—…•«»°€£§©®·×²³\u00a0\u2002\u2003\u2009→←■□●○◆◇★☆※①②③④⑤⑥⑦⑧⑨⑩")
_ACCENTED = frozenset("àâäáãåæçéèêëíìîïñóòôöõøœùûüúýÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÙÛÜÚÝ")


@lru_cache(maxsize=65536)
def _rate_character(character: str) -> float:
    """Return from -2 to 1 how likely the character stands in a report."""
    if character in _ACCENTED:
        return 0.9
    if character in _TYPOGRAPHY or "\u3001" <= character <= "\u3020" or "！" <= character <= "～":
        return 0.7
    script = script_of(character)
    if "\uff61" <= character <= "\uff9f":  # what EUC-JP looks like when it is read as Shift_JIS
        return -0.1
    if script in ("hiragana", "katakana"):
        return 1.0
    if script == "han":
        return _rate_kanji(character)
    return -2.0 if character == "\ufffd" or "\ue000" <= character <= "\uf8ff" else -0.7


def _rate_kanji(character: str) -> float:
    try:
        code = character.encode("cp932")
    except UnicodeEncodeError:
        return 0.0
    # 88 9F to 98 72 is level 1 of JIS X 0208: the 2,965 kanji in common use.
    return 0.7 if b"\x88\x9f" <= code <= b"\x98\x72" else -0.3
