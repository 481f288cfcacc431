"""A text to the phrases in it that say how an agreement ends."""

import re
import tomllib
from importlib.resources import files
from typing import Literal, get_args

from extract.dates.aligned import align
from extract.model import EndStatus, EndStatusMention, Language, Span

Frame = Literal[
    "anywhere", "verb", "predicate", "alone", "of an agreement", "of a term", "of what lasts"
]
"""Where a phrase counts: "anywhere"; at the end of a clause, whatever stands before, as a "verb"
does; as the "predicate" of a sentence or on its own; only "alone", that is as all of a cell, of a
bracket or after a date; where the subject is "of an agreement" or "of a term", or the verb says
that it lasts."""

# What may stand before and after, by frame. Japanese has no spaces inside a phrase, so that a
# space is an edge there.
_JAPANESE_CLAUSE_ENDS = (
    "(?= ?(?:$|[\n|)\\](、。,;/ ])"
    "|(?:と(?:している|しています|しており|する|した|なる|なった|なっている|なっていた|なっています|なりました"
    "|される|された|されている|定める|定めた|なります|します)"
    "|される|された|されます|されている|されています|されており|します|する|した|である|です|だ)(?:$|[。、)」』\n|]|もの|こと)"
    "|(?:とし|となり|とされ|され|し|で|であり)[、,]"
    "|の(?:協定|契約|覚書|大学|機関|もの|予定|ため|条項|規定|取り?決め|定め|扱い)"
    "|もの|協定|契約|覚書|取り?決め|につき|のため|(?:条項|規定)|により"
    "|で(?:更新|延長|存続|継続|有効|効力|締結|結[ばび])"
    "|[にへ](?:更新|延長|改定|改訂|変更|切り?替え)|(?:の間)?、?(?:効力|有効|存続|継続|続[くけ]))"
)
# What a Japanese predicate may follow, beside a mark or a particle of the subject.
_JAPANESE_BEFORE = (
    "により 現在 毎年 毎に 毎の 毎 ごとに ごとの ごと ため のち のちに 以後 以降 その後"
    " 満了後 終了後 限り 場合 れば 年間 年間で 年間の"
    " [0-9]年 [0-9]年で [0-9]年の [定書約]に [定書約]の [新定長訂]で"
)


def _follow_any(words: str) -> str:
    return "|".join(f"(?<={word})" for word in words.split())


_NOT_DENIED = "(?<!not )(?<!not be )(?<!never )(?<!n't )(?<!n't be )(?<!no longer )"
_EDGES: dict[tuple[Language, Frame], tuple[str, str]] = {
    ("ja", "verb"): ("", _JAPANESE_CLAUSE_ENDS),
    ("ja", "predicate"): (
        f"(?:^|(?<=[\n |(\\[\\]、。,:;/~・はがもを※*-])|{_follow_any(_JAPANESE_BEFORE)})",
        _JAPANESE_CLAUSE_ENDS,
    ),
    ("ja", "alone"): ("(?:^|(?<=[\n |(\\[\\]、,:;/~※*-]))", "(?= ?(?:$|[\n|)\\](、,;/ ]))"),
    ("ja", "of an agreement"): (
        "(?:協定|覚書|契約|取り?決め|合意|議定書|提携)書?[はがも](?:[^はが。\n]{0,40}?[^はが。\nにで])??",
        "",
    ),
    ("ja", "of a term"): (
        "(?:期限|期間|終期|満了日|終了日|終了時期)(?:[はがもを]|について[はも])、?(?:特に|まだ|未だ|現在)?",
        "(?= ?(?:$|[\n|)\\](、。,;/ ])|で|だ|と|の|に|協定|覚書|契約)",
    ),
    ("en", "verb"): (f"(?<![a-z])(?<!or )(?<!earlier ){_NOT_DENIED}", "(?![a-z])"),
    ("en", "of what lasts"): (
        f"(?<![a-z]){_NOT_DENIED}"
        "(?:still|remain(?:s|ing)?|currently|continu(?:es|ing)(?: to be)?|is|are)"
        "(?: now| still)?[ \n]{1,2}",
        "(?![a-z])",
    ),
    ("en", "anywhere"): (
        f"(?<![a-z]){_NOT_DENIED}",
        "(?![a-z])(?! (?:feature|function|software|option|system|setting|subscription)s?)",
    ),
    ("en", "predicate"): (
        "(?:^ ?|(?<=[\n|(\\[;:] )|(?<=[\n\t|(\\[;:])|(?<=  )|(?<=[0-9)~-], )|(?<=is )|(?<=are )"
        "|(?<=still )|(?<=remains )|(?<=force )|(?<=valid )|(?<=effect )|(?<=currently ))",
        "(?= ?(?:$|[\n|)\\];:.,])| (?:and|but|unless|although|while|since)(?![a-z]))",
    ),
    ("en", "alone"): ("(?:^ ?|(?<=[\n|(\\[] )|(?<=[\n\t|(\\[])|(?<=  ))", "(?= ?(?:$|[\n|)\\]]))"),
}

# The thing that ends, or that takes over, is part of the phrase: 研究協力終了迄, 防災研へ移管.
_SUBJECT = "[ァ-ヺー一-鿿a-z々・の]{1,24}(?: の)? ?"
_WITH_SUBJECT = frozenset(("until_completion", "transferred"))
_SUBJECT_BEFORE = re.compile(f"{_EDGES['ja', 'predicate'][0]}{_SUBJECT}\\Z")


def _compile(language: Language) -> tuple[tuple[EndStatus, re.Pattern[str]], ...]:
    table = tomllib.loads(files(__package__).joinpath("end_status.toml").read_text("utf-8"))
    names = [name for name in table if name not in get_args(Language)]
    term = "(?:[0-9一二三四五六十]{1,2} ?(?:年|[かカヶケ]月)間?(?:ずつ|ごと|毎)?に?、? ?)?"
    patterns = []
    for row in table[language]:
        phrases = "|".join(row["phrases"]).replace("{term}", term)
        for name in names:
            phrases = phrases.replace(f"{{{name}}}", f"(?:{'|'.join(table[name])})")
        if language == "en":
            phrases = phrases.replace(" ", "[ \n]{1,2}")  # lines end between any two words
        left, right = _EDGES[language, row["frame"]]
        if language == "ja" and row["status"] in _WITH_SUBJECT:
            left = ""  # the subject is looked for backwards from here: in linear time
        patterns.append((row["status"], re.compile(f"{left}(?P<phrase>{phrases}){right}")))
    return tuple(patterns)


# No phrase is without one of these.
_LETTER: dict[Language, re.Pattern[str]] = {
    "ja": re.compile("[期制更継限動続恒明定中有現移引承統終完満]"),
    "en": re.compile("[a-z]{3}|n/a"),
}
_PATTERNS = {language: _compile(language) for language in get_args(Language)}


def find_end_statuses_in_text(text: str) -> tuple[EndStatusMention, ...]:
    """Return the end statuses in `text`, in their order, not overlapping.

    Phrases of both languages are looked for: tables mix them. A phrase that qualifies something
    else is none: 自動更新機能, "ongoing research".

    >>> text = "1年ごとに自動更新"
    >>> [(mention.span.of(text), mention.status) for mention in find_end_statuses_in_text(text)]
    [('自動更新', 'auto_renewal')]
    """
    copy = align(text)
    found = [
        EndStatusMention(span, status, language)
        for language in _PATTERNS
        if _LETTER[language].search(copy)
        for status, pattern in _PATTERNS[language]
        for match in pattern.finditer(copy)
        if (span := _span_of(copy, match, status, language))
    ]
    found.sort(key=lambda mention: (mention.span.start, -mention.span.end))
    return tuple(
        mention
        for index, mention in enumerate(found)
        if not index or mention.span.start >= found[index - 1].span.end
    )


def _span_of(copy: str, match: re.Match[str], status: EndStatus, language: Language) -> Span | None:
    start, end = match.span("phrase")
    if language == "en" or status not in _WITH_SUBJECT:
        return Span(start, end)
    subject = _SUBJECT_BEFORE.search(copy, max(0, start - 25), start)
    return Span(subject.start(), end) if subject else None
