"""Which digits of a text are not dates: addresses, telephone and code numbers, counts, money.

Only dates written in digits alone (`Part.is_bare`) have to pass the guards against counts and
codes; addresses close to everything in them.
"""

import re
import tomllib
from importlib.resources import files

from extract.model import Language, Span


def _words() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))


def _one_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS = _words()
_URL = "[!#-;=?-[\\]-{}~]"  # no quotes, angle brackets, backslash, bar
_ADDRESS = re.compile(
    f"(?:https?|ftp)://{_URL}+|www\\.{_URL}+|doi: ?10\\.{_URL}+|10\\.[0-9]{{4,9}}/{_URL}+"
    "|(?<![a-z0-9.-])[a-z0-9-]{1,40}(?:\\.[a-z0-9-]{1,40}){0,3}\\.[a-z]{2,24}/[a-z0-9./_%?=&-]+"
)
_MAIL = re.compile("[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,255}")
_TELEPHONE = re.compile(
    "(?:\\+(?=[0-9])|(?<![a-z])(?:tel|fax|phone|telephone|mobile|ext)(?![a-z])|電話(?:番号)?"
    "|内線|ファクス)"
    "[.:]{0,2} ?[(+]?[0-9][0-9()+. -]{2,30}"
)
_CODE = re.compile(
    f"(?:(?<![a-z])(?:(?:{_one_of(_WORDS['numbered_english'])})(?![a-z])[.:]?|nos?[.:]) ?|[#§№]|"
    f"(?<![代発公])(?:{_one_of(_WORDS['numbered_japanese'])}) ?[:]? ?)"
    "[a-z]{0,6}[0-9][0-9a-z]{0,20}(?:[-./][0-9a-z]{1,20}){0,6}"
)
# Not "in1950" alone: PDFs run words together.
_LEFT_OF_WORD = re.compile(
    "(?<![a-z])(?:(?:early|mid|late|pre|post|non)[- ]?|(?:fy|jfy|cy|c|ca)\\.?"
    "|in|of|since|by|from|until|to|and|the|between)\\Z"
)
_LEFT = re.compile(
    f"(?:[0-9a-z_@*×^%&]|[0-9a-z][-./+]|[0-9][,:]|\\.[-]|第 ?|{_one_of(_WORDS['currencies'])} ?)\\Z"
)
_RIGHT = re.compile("[0-9a-z_%°$€£¥₩×@^]|\\*[0-9]|[.,:/+~-]{1,2}[0-9]|\\+|[-/][a-z]{1,2}[0-9]")
_COUNTED = re.compile(
    f"[ \n]?(?:{_one_of(_WORDS['counted_japanese'])})"
    f"|[ \n-](?:{_one_of(_WORDS['counted_english'])})(?![a-z0-9])"
    "|-(?:year|month|week|day|hour|minute|mile|met(?:er|re)|foot|page|word|seat|bed|ton"
    "|kilomet(?:er|re)|strong)(?![a-z])"
    "|[ \n](?:or more |[a-z]{2,15} )(?:people|participants|researchers|students|members)(?![a-z])"
)
# What may follow a lone year in Japanese prose, where nearly every number is a count.
_JAPANESE_LETTER = re.compile("[ぁ-ゖァ-ヺー一-鿿々]")
_AFTER_LONE_YEAR = re.compile(
    "[にのをでは頃版年ごま以よか春夏秋冬]|(?:再?締結|調印|署名|発効|開始|設[立置]|発足|更新|延長|改[定訂正]|終了|満了|失効)(?![者国])"
)


def find_closed_spans(copy: str) -> list[Span]:
    """Return the addresses of pages and mail, in order of their starts; no date is in them."""
    spans = [Span(*match.span()) for match in _ADDRESS.finditer(copy)]
    if "@" in copy:
        spans += [Span(*match.span()) for match in _MAIL.finditer(copy)]
    return sorted(spans)


def find_code_spans(copy: str) -> list[Span]:
    """Return telephone, section and other numbers, in order; no date of bare digits is in them."""
    spans = [Span(*match.span()) for match in _TELEPHONE.finditer(copy)]
    spans += [Span(*match.span()) for match in _CODE.finditer(copy)]
    return sorted(spans)


def is_code(copy: str, span: Span) -> bool:
    """Whether `span`, which is written in digits only, is a piece of a longer code or number."""
    before = copy[max(0, span.start - 12) : span.start]
    is_cut = _LEFT.search(before) and not _LEFT_OF_WORD.search(before)
    return bool(is_cut or _RIGHT.match(copy, span.end))


_MORE_THAN = re.compile(
    "(?<![a-z])(?:(?:more|fewer|less|greater) than|over|nearly|almost|some|at least|at most"
    "|up to|exceed(?:s|ed|ing)?|total of|only)[ \n]\\Z"
)
_WORD = re.compile("[ \n][a-z]{2}")


def is_count(copy: str, span: Span, *, is_lone_year: bool, language: Language) -> bool:
    """Whether what follows `span`, which is written in digits only, is what it counts."""
    if _COUNTED.match(copy, span.end):
        return True
    if _MORE_THAN.search(copy, max(0, span.start - 16), span.start) and _WORD.match(copy, span.end):
        return True
    if not is_lone_year or language == "en" or not _JAPANESE_LETTER.match(copy, span.end):
        return False
    return not _AFTER_LONE_YEAR.match(copy, span.end)
