"""A text to the phrases in it that say how an agreement ends."""

import re
import tomllib
from importlib.resources import files
from typing import Literal, get_args

from extract.dates.aligned import align
from extract.model import EndStatus, EndStatusMention, Language, Span

Frame = Literal["anywhere", "verb", "predicate", "alone"]
"""Where a phrase counts: "anywhere"; at the end of a clause, whatever stands before, as a "verb"
does; as the "predicate" of a sentence or on its own; only "alone", that is as all of a cell, of a
bracket or after a date."""

# What may stand before and after, by frame. Japanese has no spaces inside a phrase, so that a
# space is an edge there.
_JAPANESE_CLAUSE_ENDS = (
    "(?= ?(?:$|[\n|)\\](、。,;/ ])"
    "|(?:と(?:する|した|なる|なった|なっている|なっていた|なっています|なりました|される|された|されている|定める|定めた|なります"
    "|します)"
    "|される|された|されます|します|する|した|である|です|だ)(?:$|[。、)」』\n|]|もの|こと)"
    "|(?:とし|となり|とされ|され|し|で|であり)[、,]|の(?:協定|契約|覚書|大学|機関|もの|予定|ため)"
    "|により|につき|の?条項により|(?:で|に)(?:存続|改定)|効力)"
)
_EDGES: dict[tuple[Language, Frame], tuple[str, str]] = {
    ("ja", "verb"): ("", _JAPANESE_CLAUSE_ENDS),
    ("ja", "predicate"): (
        "(?:^|(?<=[\n |(\\[\\]、。,:;/~・はがもを※*-])|(?<=現在)|(?<=協定の)|(?<=覚書の)"
        "|(?<=毎に)|(?<=毎)|(?<=ごとに)"
        "|(?<=ごと)|(?<=ため)|(?<=のち)|(?<=のちに)|(?<=以後)|(?<=以降)|(?<=その後)|(?<=限り)|(?<=場合)|(?<=れば)"
        "|(?<=年間)|(?<=[0-9]年)|(?<=年間で)|(?<=[0-9]年で))",
        _JAPANESE_CLAUSE_ENDS,
    ),
    ("ja", "alone"): ("(?:^|(?<=[\n |(\\[\\]、,:;/~※*-]))", "(?= ?(?:$|[\n|)\\](、,;/ ]))"),
    ("en", "verb"): ("(?<![a-z])(?<!or )(?<!earlier )", "(?![a-z])"),
    ("en", "anywhere"): (
        "(?<![a-z])",
        "(?![a-z])(?! (?:feature|function|software|option|system|setting|subscription)s?)",
    ),
    ("en", "predicate"): (
        "(?:^ ?|(?<=[\n|(\\[;:] )|(?<=[\n|(\\[;:])|(?<=[;:]  )|(?<=[0-9)~-], )|(?<=is )|(?<=are )"
        "|(?<=still )|(?<=remains )|(?<=force )|(?<=valid )|(?<=effect )|(?<=currently ))",
        "(?= ?(?:$|[\n|)\\];:.,]))",
    ),
    ("en", "alone"): ("(?:^ ?|(?<=[\n|(\\[] )|(?<=[\n|(\\[]))", "(?= ?(?:$|[\n|)\\]]))"),
}

# The thing that ends, or that takes over, is part of the phrase: 研究協力終了迄, 防災研へ移管.
_SUBJECT = "[ァ-ヺー一-鿿a-z々・の]{1,24}"
_WITH_SUBJECT = frozenset(("until_completion", "transferred"))
_SUBJECT_BEFORE = re.compile(f"{_EDGES['ja', 'predicate'][0]}{_SUBJECT}\\Z")


def _compile(language: Language) -> tuple[tuple[EndStatus, re.Pattern[str]], ...]:
    table = tomllib.loads(files(__package__).joinpath("end_status.toml").read_text("utf-8"))
    thing = f"(?:{'|'.join(table['thing'])})"
    term = "(?:[0-9一二三四五六十]{1,2} ?(?:年|[かカヶケ]月)間?(?:ずつ|ごと|毎)?に?、? ?)?"
    patterns = []
    for row in table[language]:
        phrases = "|".join(row["phrases"]).replace("{thing}", thing).replace("{term}", term)
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
