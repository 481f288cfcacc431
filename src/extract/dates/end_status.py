"""A text to the phrases in it that say how an agreement ends."""

import re
from typing import Literal

from extract.dates.aligned import align
from extract.model import EndStatus, EndStatusMention, Language, Span
from extract.text import language_of

Frame = Literal["anywhere", "predicate", "alone"]
"""Where a phrase counts: "anywhere"; as the "predicate" of a sentence or on its own; only "alone",
that is as all of a cell, of a bracket or after a date."""

_JAPANESE: tuple[tuple[EndStatus, Frame, str], ...] = (
    ("indefinite", "predicate", "無 ?期 ?限|無 ?制 ?限|(?:有効)?(?:期限|期間)(?:の(?:定|さだ)め)?(?:は|が)?(?:なし|無し|ない|無い)|終期なし|恒久|永続"),
    ("auto_renewal", "predicate", "自 ?動 ?(?:的に)?(?:更 ?新|延 ?長|継続)(?:条項)?(?:あり|有り?)?"),
    ("renewal_pending", "predicate", "(?:更新|延長|再締結)(?:の)?(?:手続き?|協議|交渉|検討|準備|申請|調整) ?中|(?:更新|延長|再締結) ?予定"),
    ("renewal_pending", "alone", "手続き? ?中"),
    ("ongoing", "predicate", "継 ?続 ?中|継続 ?予定|(?:現在)?(?:も)?有効|現在に(?:至る|いたる)"),
    ("ongoing", "alone", "実施 ?中|進行 ?中|現在"),
    ("unknown", "predicate", "(?:終了)?(?:期限|時期|期間|終期)(?:は|が)?(?:未定|不明)"),
    ("unknown", "alone", "不 ?明|未 ?定"),
    ("until_completion", "predicate", "(?:終了|完了|満了|終結) ?(?:時)?(?:迄|まで)"),
    ("transferred", "alone", "[へに](?:の)?(?:移管|移行|引き?継(?:ぎ|ぐ)|承継|統合)"),
)  # fmt: skip
_KINDS = "project|programme?|consortium|agreement|collaboration|co-?operation|research|study|grant|contract|partnership|work|experiment|exchange"
_ENGLISH: tuple[tuple[EndStatus, Frame, str], ...] = (
    ("indefinite", "anywhere", "(?:for )?(?:an? )?(?:indefinite|unlimited) (?:period|term|duration|validity)|in perpetuity|without (?:a )?(?:time|fixed term|time limit)|no (?:fixed )?(?:expiry|expiration|end|termination)(?: date)?|no fixed term"),
    ("indefinite", "predicate", "indefinite(?:ly)?|open-ended|unlimited|perpetual|permanent"),
    ("auto_renewal", "anywhere", "(?:automatic(?:ally)?|auto-?|tacit(?:ly)?) ?(?:-| )?(?:re-?new(?:ed|s|al|able|ing)?|exten(?:ded|sion|ds|ding))|(?:renew(?:ed|s|able)|extend(?:ed|s)) (?:automatically|tacitly)"),
    ("renewal_pending", "anywhere", "renewal (?:is )?(?:in progress|pending|under ?way|under (?:negotiation|discussion|preparation)|in process)|under renewal|pending renewal|being renewed|awaiting renewal"),
    ("renewal_pending", "alone", "to be renewed|renewal planned"),
    ("ongoing", "predicate", "on-?going|in progress|still in (?:force|effect)"),
    ("ongoing", "alone", "to date|(?:to )?(?:the )?present|continuing|current|active|in force|in effect"),
    ("until_completion", "anywhere", f"until (?:the )?(?:completion|end|conclusion|close|termination) of (?:the |this |that |its )?(?:[a-z]+ )?(?:{_KINDS})|until (?:the )?(?:{_KINDS}) (?:is completed|ends|completion)|for the (?:duration|lifetime|term|life) of (?:the |this |its )?(?:[a-z]+ )?(?:{_KINDS})|until completion"),
    ("unknown", "alone", "unknown|tb[dac]|n/a|not (?:known|specified|stated|determined)|undetermined|to be (?:determined|decided|confirmed)"),
)  # fmt: skip

# What may stand before and after, by frame. Japanese has no spaces inside a phrase, so that a
# space is an edge there.
_EDGES: dict[tuple[Language, Frame], tuple[str, str]] = {
    ("ja", "predicate"): (
        "(?:^|(?<=[\n |(\\[、。,:;/~・はがも])|(?<=現在)|(?<=[毎ご]に)|(?<=ごとに))",
        "(?= ?(?:$|[\n|)\\](、。,;/]| |とする|とし|とな|と定|である|です|だ|され|する|した|し、|で、|であり|により"
        "|の(?:協定|契約|覚書|もの|予定|ため)|により))",
    ),
    ("ja", "alone"): ("(?:^|(?<=[\n |(\\[、,:;/~]))", "(?= ?(?:$|[\n|)\\](、,;/]| ))"),
    ("en", "anywhere"): ("(?<![a-z])", "(?![a-z])(?! (?:feature|function|software|option|system|setting|subscription)s?)"),
    ("en", "predicate"): (
        "(?:^ ?|(?<=[\n|(\\[;:] )|(?<=[\n|(\\[;:])|(?<=is )|(?<=are )|(?<=be )|(?<=was )|(?<=still )|(?<=remains )|(?<=force )|(?<=valid )|(?<=effect )|(?<=currently ))",
        "(?= ?(?:$|[\n|)\\];:.,]))",
    ),
    ("en", "alone"): ("(?:^ ?|(?<=[\n|(\\[] )|(?<=[\n|(\\[]))", "(?= ?(?:$|[\n|)\\]]))"),
}  # fmt: skip

# The thing that ends, or that takes over, is part of the phrase: 研究協力終了迄, 防災研へ移管.
_SUBJECT = "[ァ-ヺー一-鿿a-z々・の]{1,24}"
_WITH_SUBJECT = frozenset(("until_completion", "transferred"))


def _compile(
    language: Language, status: EndStatus, frame: Frame, phrase: str
) -> tuple[EndStatus, re.Pattern[str]]:
    left, right = _EDGES[language, frame]
    if language == "ja" and status in _WITH_SUBJECT:
        # The subject is looked for backwards, where its end has been found: in linear time.
        return status, re.compile(f"(?P<phrase>{phrase}){right}")
    return status, re.compile(f"{left}(?P<phrase>{phrase}){right}")


_PATTERNS: dict[Language, tuple[tuple[EndStatus, re.Pattern[str]], ...]] = {
    "ja": tuple(_compile("ja", *row) for row in _JAPANESE),
    "en": tuple(_compile("en", *row) for row in _ENGLISH),
}
_SUBJECT_BEFORE = re.compile(f"{_EDGES['ja', 'predicate'][0]}{_SUBJECT}\\Z")


def find_end_statuses_in_text(
    text: str, *, language: Language | None = None
) -> tuple[EndStatusMention, ...]:
    """Return the end statuses in `text`, in their order, not overlapping.

    A phrase that qualifies something else is none: 自動更新機能, "ongoing research". Without
    `language` the share of scripts decides.

    >>> [(m.span.of(t), m.status) for t in ["1年ごとに自動更新"] for m in find_end_statuses_in_text(t)]
    [('自動更新', 'auto_renewal')]
    """
    copy = align(text)
    language = language or language_of(text, default="en")
    found = [
        EndStatusMention(span, status, language)
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
