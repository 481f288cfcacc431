"""A sentence -> its signings: the words that say that an agreement came about, and their clauses.

What earlier stages found in the sentence is masked first, so that the words of a name or a date
are never taken for those of the sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from extract.agreements.findings import Findings
from extract.agreements.kinds import NOUN
from extract.agreements.moments import is_renewal
from extract.agreements.words import load_words, match_words
from extract.model import Link, Segment, Span

_LONGEST_SENTENCE = 2000
"""In code points: what is longer is a list or a table without marks, and no sentence."""

NAME, DATE = "\ue000", "\ue001"
"""What stands for each code point of a name and of a date in a masked text."""


@dataclass(frozen=True, slots=True)
class Signing:
    """One agreement that a sentence tells of; spans of the document.

    `clause` is the part of the sentence that belongs to this signing and to no other.
    """

    verb: Span
    noun: Span
    clause: Span
    is_dated_only: bool = False
    """Whether it counts only with a date: what is to come, and what is said in passing."""
    is_state: bool = False
    """Whether it says that there is an agreement, and not that one was just signed."""
    is_ending: bool = False
    """Whether it says that the agreement ended."""
    goes_on: bool = False
    """Whether its parties are those of the signing before: 「Aを2003年に、Bを2008年に締結」."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """The verb and the noun of a signing, as spans of the masked sentence."""

    verb: Span
    noun: Span
    is_dated_only: bool = False
    is_state: bool = False
    is_ending: bool = False
    goes_on: bool = False

    @property
    def start(self) -> int:
        return min(self.verb.start, self.noun.start)

    @property
    def end(self) -> int:
        return max(self.verb.end, self.noun.end)


def _match_list(kind: str, *names: str) -> str:
    words = load_words(kind)
    return match_words([word for name in names or words for word in words[name]])


_FORMED = re.compile(
    _match_list("formed", "nouns")
    + rf"|{_match_list('formed', 'shared')}[^、。ぁ-ん]{{0,10}}?{_match_list('formed', 'bodies')}"
    rf"|{_match_list('formed', 'joint')}\s+(?:[a-z]+\s+){{0,3}}?{_match_list('formed', 'places')}",
    re.IGNORECASE,
)
# "International Institute of X" and 「国際…センター」 are names of many a body of its own.
_FORMED_NAME = re.compile(
    rf"(?!international\s[^,]*(?:institute|cent(?:er|re))|国際(?![^、]*(?:共同|連携|合同)))"
    rf"(?:{_FORMED.pattern})",
    re.IGNORECASE,
)
_NO_NOUN_BEFORE = re.compile(
    rf"{_match_list('no agreement', 'before')}[\s-]*$|{_match_list('no agreement', 'plans')}"
    r"\s+(?:(?:on|for|about|of|to|an?|the|their|its|new|possible|future)\s+)*$",
    re.IGNORECASE,
)
_NO_NOUN_BEHIND = re.compile(
    rf"{_match_list('no agreement', 'behind')}|\s+of\s+(?!{_match_list('no agreement', 'of')})"
    r"(?=[a-z])",
    re.IGNORECASE,
)
_NOUN = re.compile(
    rf"{_FORMED.pattern}|(?<![a-z])one(?=\s+(?:with|concluded|signed|on|for)\s)|{NOUN}"
    r"|(?<![a-z])the\s+(?:present|current|latest|newest|most\s+recent)(?:\s+one)?(?=\s+(?:dates|was)\s)"
    r"|(?<=their )(?:co-?operation|collaboration)(?=\s+(?:until|to|by|for)\s)"
    r"|(?<![a-z])(?:a|the)\s+(?:first|second|third|fourth|fifth)"
    r"(?=,?\s+(?:with|between|signed|concluded|followed|was\s+(?:signed|concluded))\s)"
    rf"|{_match_list('signing', 'documents')}",
    re.IGNORECASE,
)

_ENGLISH_VERB = re.compile(
    rf"(?P<sign>{_match_list('signing', 'english')})|(?P<form>{_match_list('formed', 'english')})"
    rf"|(?P<come>{_match_list('signing', 'coming')})"
    rf"|(?P<hold>{_match_list('signing', 'holding')})"
    r"(?!\s+(?:[a-z]+ed|been|not|never|also|already|now|begun|made|led|put|set|struck|given|come|become)\s)",
    re.IGNORECASE,
)
_AGREED = re.compile(
    rf"{NAME}[^.;{NAME}{DATE}]{{0,60}}?\s(?P<verb>agreed)\s+(?:up)?on\s+(?:{DATE}+\s+to\s|[a-z][^.;{NAME}]{{3,90}}?\s(?:in|on)\s+{DATE})|"
    rf"agreed\s+(?:(?:on|in)\s+{DATE}+\s+)?to\s+{_match_list('signing', 'together')}"
    r"|agreed\s+(?:up)?on\s+(?:an?\s+)?(?:joint\s+(?:research|stud|project|work|programme|program|use)"
    r"|cooperation|co-operation|collaboration|exchange|dual|double)[a-z]*"
    r"|(?<![a-z])exchanged?\s+(?:letters|notes)(?![a-z])",
    re.IGNORECASE,
)
_ENGLISH_PLAN = re.compile(
    rf"(?:{_match_list('plans', 'english')})\s+(?:[a-z]+\s+){{0,2}}$", re.IGNORECASE
)
# "In 2010 came an agreement with A, in 2012 one with B."
_COMES = re.compile(
    rf"(?<![a-z])(?:came|there\s+(?:is|are|was|were|have\s+been|has\s+been)|saw)\s+(?:[a-z-]+\s+){{0,4}}?(?P<noun>{NOUN}|one)(?=\s+with\s)"
    rf"|(?:{DATE},?|:)\s+(?P<other>one)(?=\s+with\s)"
    rf"|^\s*with\s+(?:the\s+)?{NAME}[^.;]{{0,40}}?\sthere\s+(?:is|are|has\s+been)[^.;]{{0,30}}?\s(?P<third>{NOUN})",
    re.IGNORECASE,
)
# What is signed goes unsaid: "we signed with A"; and "the oldest agreement is that with A".
_SIGNED_WITH = re.compile(
    rf"(?:(?<![a-z])we|{NAME})\s+(?:(?:has|have|had|also|then|first|later)\s+)*(?P<verb>signed)(?=\s+with\s+(?:the\s+)?{NAME})",
    re.IGNORECASE,
)
_THAT_WITH = re.compile(
    rf"(?<![a-z])(?:is|are|was|were|youngest|latest|newest|oldest)\s+(?P<noun>that)(?=\s+with\s+(?:the\s+)?{NAME})",
    re.IGNORECASE,
)
_EXTENDS = re.compile(r"(?<![a-z])agreed\s+to\s+(?:extend|renew|prolong)$", re.IGNORECASE)
# "a memorandum toward the establishment of a joint centre" is one agreement, and no centre yet.
_IS_PURPOSE = re.compile(
    r"(?<![a-z])(?:to\s+[a-z]+$|(?:towards?|for|on|concerning|regarding|aimed\s+at)\s+(?:the\s+)?(?:establishment|creation)\s+of$)",
    re.IGNORECASE,
)
_ENGLISH_FUTURE = re.compile(r"(?<![a-z])(?:will|shall)\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
_ENGLISH_BOUNDARY = re.compile(r";|,\s+(?:and|but|while|whereas)\s|\s(?:and|while|whereas|but),?\s")
_STRONG_BOUNDARY = re.compile(
    rf";|,\s+(?:and|but|while|whereas)\s|\s(?=(?:on|in)\s+{DATE}+,\s+when\s)"
)
_OTHER_SUBJECT = re.compile(r",\s+(?:while|whereas)\s")
_DATED_BOUNDARY = re.compile(rf",\s+(?=(?:in|on)\s+{DATE})|(?<={DATE}),\s+(?=(?:the\s+)?{NAME})")
_JOINS_NAMES = re.compile(rf"{NAME}\s+and\s+(?:the\s+)?{NAME}")
# What stands between a noun and the verb whose object it is: "agreement signed", "agreement between
# A and B was first signed", "agreement that the two agencies signed".
_LEADS_TO_VERB = re.compile(
    rf"(?:^\s*|[,)]\s*|[{NAME}{DATE}](?:['’]s?)?\s+"
    r"|(?<![a-z])(?:was|were|is|are|be|been|being)\s+)(?:[a-z]+ly\s+|first\s+|also\s+|originally\s+|again\s+)*$"
    r"|(?<![a-z])(?:that|which)\s[^,]{0,60}$"
    r"|^\s+(?:they|it|both|the\s+(?:two|parties|partners)(?:\s+[a-z]+)?)\s+(?:have\s+|had\s+)?$",
    re.IGNORECASE,
)
# What several run together, and what they have done since a date under an agreement.
_OPERATED = re.compile(r"(?<![a-z])(?:co-?operated|jointly\s+(?:operated|run|managed))(?=\s+by\s)")
_UNDER = re.compile(
    rf"since\s+{DATE}+[^.;]{{0,100}}?\s(?:under|on\s+the\s+basis\s+of|based\s+on)\s+an?\s+(?:[a-z-]+\s+){{0,3}}?(?:{NOUN})"
    rf"|(?<![a-z])(?:under|on\s+the\s+basis\s+of|based\s+on)\s+an?\s+(?:[a-z-]+\s+){{0,3}}?(?:{NOUN})\s+since\s+{DATE}+"
    rf"|(?<![a-z])(?:(?:sister|partner)\s+(?:universities|institutions|schools)|partners)\s+since\s+{DATE}+"
    rf"|(?<![a-z])a\s+partner\s+of\s+(?:the\s+)?{NAME}+\s+since\s+{DATE}+",
    re.IGNORECASE,
)
_RUN_FOUNDED = re.compile(
    r"(?<![a-z])(?:run|operate|maintain)\s+(?:the|an?)\s[^.;]{3,120}?,\s+(?:which\s+was\s+)?"
    rf"(?P<verb>founded|established|opened|launched|created|set\s+up)\s+(?:in|on)\s+{DATE}",
    re.IGNORECASE,
)
_RUN_SINCE = re.compile(
    rf"(?P<noun>{_FORMED.pattern}),?\s+(?:which|that)\s[^.;]{{3,120}}?\s(?:have|has)\s+(?P<verb>(?:jointly\s+)?(?:run|operated))\s+since\s+{DATE}+",
    re.IGNORECASE,
)
# What several founded together: "The Joint Laboratory was founded in 2009 by A, B and C".
_IS_FOUNDED = re.compile(
    r"(?:\s*[(（][^()（）]*[)）])?[\"”]?\s+was\s+(?:jointly\s+)?(?P<verb>founded|established|created|set\s+up"
    r"|launched|opened)\s+(?:(?:in|on)\s[^,.;]{4,20}\s)?by\s[^.;]{3,300}?(?:,|\sand)\s",
    re.IGNORECASE,
)
_IS_TOGETHER = re.compile(r"[\"”]?\s+(?:brings|brought)\s+together\s", re.IGNORECASE)
_TOGETHER = re.compile(
    rf"(?P<noun>{_FORMED.pattern})[^.;]{{0,80}}?\s(?:brings|bringing|brought)\s+together\s",
    re.IGNORECASE,
)
# Without a verb, as lines of a chronology have it: "2006 Cooperation agreement with".
_LISTED = re.compile(
    rf"[^A-Za-z0-9{DATE}]*{DATE}+[\s:.,–—-]*(?:[A-Za-z-]+\s+){{0,5}}?(?P<noun>{_NOUN.pattern})"
    rf"[^.;{DATE}]{{0,60}}?\s(?:with|between|among)\s",
    re.IGNORECASE,
)
_LONGEST_ENGLISH_GAP = 20
"""How many words may stand between the verb and what was signed, names and brackets left out."""
_HELD_GAP = 8

_JAPANESE_VERB = re.compile(
    rf"(?P<sign>{_match_list('signing', 'japanese')}|(?<=を)交換(?=$|[\s。、)）])"
    r"|(?<=書を)(?:作り|作成し|作成され))"
    rf"|(?P<form>{_match_list('formed', 'japanese')})"
)
_JAPANESE_PLAN = re.compile(rf"(?:式|書)?[しすぶ]?{_match_list('plans', 'japanese')}")
_OTHER_OBJECT = re.compile(r"(?:意見|情報|名刺|記念品|学生|挨拶|言葉)を?$|未$")
_GENERAL = re.compile(r"する(?=[^、。とこのにたべ])(?!もの|運び)")
_ATTRIBUTE = re.compile(
    r"(?:(?:し|され|れ|び|わし|わされ)(?:た|て(?:いる|きた|ある))|(?:ん)?(?:だ|で(?:いる|きた)))[^、。]{0,20}?$"
)
# Of 「設置及び運営に関する協定」 the setting up is what the agreement is about.
_IS_SUBJECT = re.compile(
    r"(?:(?:及び|および|並びに|と|や|・)[^、。をがは]{1,8})?(?:に関する|に係る|にかかる|についての|のための)"
)
_STATE = re.compile(r"(?:し|され|ん|び)?で?て?(?:いる|います|おり)")
_ANNIVERSARY = re.compile(r"周年|anniversar|jubilee", re.IGNORECASE)
_LONGEST_JAPANESE_GAP = 60


def mask_findings(span: Span, links: Sequence[Link], findings: Findings) -> str:
    """Return the text under `span`, equally long, with names and dates masked.

    Where a line was broken inside of a Japanese word, the break stands behind the rest of it.
    """
    text = list(findings.cut(span))
    for date in findings.dates_in(span):
        _mask(text, date.span, span, DATE)
    for link in links:
        _mask(text, link.mention.span, span, NAME)
    masked = _BROKEN.sub(r"\g<rest>\g<gap>", "".join(text))
    # Japanese has a comma of its own, and many write the Latin one instead.
    return masked.translate(_COMMAS) if is_japanese(masked) else masked


_COMMAS = str.maketrans({",": "、", "，": "、"})


_BROKEN = re.compile(r"(?<=[ぁ-ヿ一-鿿])(?P<gap>[ \t\u3000]*\n[ \t\u3000]*)(?P<rest>[ぁ-ヿ一-鿿]+)")


def _mask(text: list[str], found: Span, span: Span, sign: str) -> None:
    text[found.start - span.start : found.end - span.start] = sign * len(found)


def drop_arrangements(segment: Segment, findings: Findings) -> tuple[Link, ...]:
    """Return the links of a sentence without names of the joint laboratory that it says began.

    Such a name is what the agreement is about, and no party of it.
    """
    links = findings.links_in(segment.span)
    return tuple(link for link in links if not _is_arrangement(link, segment, findings))


def _is_arrangement(link: Link, segment: Segment, findings: Findings) -> bool:
    before = findings.cut(Span(segment.span.start, link.mention.span.start))
    behind = findings.cut(Span(link.mention.span.end, segment.span.end))
    if _FORMING_BEFORE.search(before) or _FORMING.match(behind) or _IS_JOINT.match(behind):
        return True
    if _IS_TOGETHER.match(behind) or _IS_FOUNDED.match(behind):
        return True
    if _RUN_BEFORE.search(before) and _FOUNDED_BEHIND.match(behind):
        return True
    return link.chosen is None and bool(_FORMED_NAME.search(findings.cut(link.mention.span)))


_RUN_BEFORE = re.compile(
    r"(?<![a-z])(?:run|operate|maintain)\s+(?:the\s+|an?\s+)(?:[a-z-]+\s+){0,3}$", re.IGNORECASE
)
_FOUNDED_BEHIND = re.compile(
    r"[^.;,]{0,40},\s+(?:which\s+was\s+)?(?:founded|established|opened|launched|created|set\s+up)\s+(?:in|on)\s",
    re.IGNORECASE,
)
_FORMING = re.compile(rf"」?を[^、。]{{0,20}}?(?:{_match_list('formed', 'japanese')})")
_IS_JOINT = re.compile(
    rf"(?:\s*[(（][^()（）]*[)）])?\s+(?:is|was)\s+an?\s+(?:[a-z-]+\s+){{0,3}}?(?P<noun>(?!consortium)(?:{_FORMED.pattern}))"
    r"\s+(?:of|between|by|run|operated)\s",
    re.IGNORECASE,
)
_FORMING_BEFORE = re.compile(
    rf"(?:{_match_list('formed', 'english')})\s+(?:(?:the|a|an|their|its|new)\s+)*$", re.IGNORECASE
)


def find_signings(
    segment: Segment, links: Sequence[Link], findings: Findings
) -> tuple[Signing, ...]:
    """Return the signings that a sentence tells of, in the order of their verbs."""
    if len(segment.span) > _LONGEST_SENTENCE:
        return ()
    masked = mask_findings(segment.span, links, findings)
    if _ANNIVERSARY.search(masked):
        return ()
    finder = _find_japanese if is_japanese(masked) else _find_english
    outside = _BRACKET.sub(lambda match: " " * len(match[0]), masked)
    found = (
        list(finder(outside))
        or list(finder(masked))
        or list(_find_standing(masked))
        or list(_find_noted(masked))
    )
    found.sort(key=lambda pair: pair.start)
    if not found:
        return ()
    clauses = (_cut_japanese if is_japanese(masked) else _cut_english)(masked, found)
    return tuple(
        Signing(
            verb=_shift(one.verb, segment),
            noun=_shift(one.noun, segment),
            clause=_shift(clause, segment),
            is_dated_only=one.is_dated_only,
            is_state=one.is_state,
            is_ending=one.is_ending,
            goes_on=one.goes_on,
        )
        for one, clause in zip(found, clauses, strict=True)
    )


_BRACKET = re.compile(r"[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）]")
# An agreement that is named with its date, or whose end is told: no verb says that it was signed.
_STANDING = re.compile(
    rf"{NAME}[^。{DATE}]{{0,60}}?(?P<japanese>{NOUN})書?"
    rf"\s*[(（]\s*{DATE}+\s*(?:に|付け?)?(?:締結|調印|署名|発効)?\s*[)）]"
    rf"|{NAME}\s*[(（]{DATE}+[^()（）]{{0,6}}[)）][^。]{{0,80}}?との(?P<kept>{NOUN})書?[はがも]"
    rf"|{NAME}\s*[(（]\s*{DATE}+\s*に?(?P<bracketed>締結|調印)[)）]"
    rf"|{NAME}[^。{DATE}]{{0,20}}?(?P<valid>{NOUN})書?は、?{DATE}+\s*(?:から|より)[^。]{{0,20}}?(?:有効|効力)"
    rf"|{NAME}[^。{DATE}]{{0,30}}?は、?{DATE}+\s*付け?の(?P<based>{NOUN})書?に(?:基づ|よ)"
    rf"|(?P<first>{NOUN})(?:の|を[^、。は]{{0,8}}た)(?:最初の)?(?:相手|締結先|提携先)は、?[^。{NAME}]{{0,20}}"
    rf"{NAME}+[^。{NAME}]{{0,10}}?(?:で(?:ある|した|す)|だった)"
    rf"|(?<![a-z])an?\s+{DATE}+\s+(?:[a-z]+\s+)?(?P<dated>{NOUN})\s+(?:between|with)\s"
    rf"|{NAME}[^.;:]{{0,40}}:\s*(?:[a-z]+\s+){{0,4}}?(?P<named>{NOUN})\s+(?:of|dated|from)\s+{DATE}"
    rf"|(?P<english>{NOUN})\s(?:[^.;]{{0,40}}?\s)?(?:between|with)\s[^.;]*?(?:\sof|\sdated|\(|\s(?:in\s+force|valid|effective)(?:\s+(?:from|since|until))?)\s*{DATE}",
    re.IGNORECASE,
)
_ENDED = re.compile(
    rf"(?P<noun>{NOUN})書?[をはが（(][^。]{{0,60}}?(?P<verb>終了|失効|満了|解消|廃止)(?:$|し|した|とな|いた|[。、\s])"
    rf"|(?P<noun2>{NOUN})\s[^.;]{{0,80}}?(?<![a-z])(?P<verb2>expired|lapsed|end(?:ed|s)|terminated|discontinued)(?![a-z])",
    re.IGNORECASE,
)


def is_ending(text: str) -> bool:
    """Whether a line says that an agreement ended."""
    return _ENDED.search(text) is not None


def _find_standing(masked: str) -> Iterator[_Pair]:
    if match := _ENDED.search(masked):
        kind = "" if match["noun"] else "2"
        verb, noun = Span(*match.span(f"verb{kind}")), Span(*match.span(f"noun{kind}"))
        yield _Pair(verb, noun, is_dated_only=True, is_state=True, is_ending=True)
    elif match := _STANDING.search(masked):
        kind = next(
            name
            for name in (
                "japanese",
                "kept",
                "bracketed",
                "valid",
                "based",
                "first",
                "dated",
                "named",
                "english",
            )
            if match[name]
        )
        noun = Span(*match.span(kind))
        yield _Pair(noun, noun, is_dated_only=True, is_state=True)


# Papers that somebody made; "cooperation" and "partnership" are no papers, and start in many ways.
_PAPERS = re.compile(
    match_words(
        [
            word
            for kind in ("memorandum", "letter of intent", "contract", "agreement")
            for word in load_words("kinds")[kind]
            if word not in load_words("no agreement")["loose"]
        ]
    ),
    re.IGNORECASE,
)
_NOT_MADE = re.compile(
    _match_list("no agreement", "unmade", "unmade japanese")
    + f"|{_match_list('plans', 'japanese')}",
    re.IGNORECASE,
)
_OTHER_EVENT = re.compile(_match_list("no agreement", "events"), re.IGNORECASE)
# "under an agreement", "a talk about the agreement": the date before these is of what was done.
_GOVERNED = re.compile(
    r"(?<![a-z])(?:about|on|under|of|for|after|before|following|within|through|by|per|to)\s+"
    r"(?:(?:the|an?|this|that|its|their|our)\s+)?(?:[a-z-]+\s+){0,4}$",
    re.IGNORECASE,
)
_IS_NEW = re.compile(
    r"(?<![a-z])an?\s+(?:(?!of\s|on\s|for\s|about\s|under\s)[a-z-]+\s+){0,4}$", re.IGNORECASE
)
_LONGEST_NOTE = 90
"""In code points, names left out: how far a date may stand from the agreement that it is of."""


def _find_noted(masked: str) -> Iterator[_Pair]:
    """Yield agreements that are told of in whatever words, with a date near that is of no event.

    Of "a memorandum" of two nothing has been said before: it is news, whatever the verb.
    """
    for noun in _list_papers(masked):
        low = max((m.end() for m in _STRONG_BOUNDARY.finditer(masked, 0, noun.start)), default=0)
        behind = _STRONG_BOUNDARY.search(masked, noun.end)
        high = behind.start() if behind else len(masked)
        clause = masked[low:high]
        if NAME not in masked or _NOT_MADE.search(clause) or _OF_TITLE.match(masked, noun.end):
            continue
        if any(_is_near(date, noun, masked) for date in _DATES.finditer(masked, low, high)):
            yield _Pair(noun, noun, is_dated_only=True, is_state=True)
        elif (
            _IS_NEW.search(masked, low, noun.start)
            and not _OTHER_EVENT.search(clause)
            and len(_NAMES.findall(clause)) > 1
        ):
            yield _Pair(noun, noun)


def _list_papers(masked: str) -> list[Span]:
    ones = [Span(*match.span()) for match in _ONE_WITH.finditer(masked)]
    nouns = [
        noun for noun in _list_nouns(masked) if _PAPERS.fullmatch(masked, noun.start, noun.end)
    ]
    return ones if len(ones) > 1 else nouns


_ONE_WITH = re.compile(
    rf"(?<![a-z])one(?=\s+with\s+(?:the\s+)?{NAME}+[^.;{NAME}]{{0,60}}?{DATE})", re.IGNORECASE
)
# "Exchange Agreement Program"
_OF_TITLE = re.compile(r"\s+[A-Z][a-z]")
_NAMES = re.compile(f"{NAME}+")
_DATES = re.compile(f"{DATE}+")
_UNTIL_BEHIND = re.compile(r"\s*(?:まで|迄|末)")
_UNTIL_BEFORE = re.compile(
    r"(?<![a-z])(?:until|till|through|to|by|before)\s+(?:the\s+)?$", re.IGNORECASE
)


def _is_near(date: re.Match[str], noun: Span, masked: str) -> bool:
    """Whether nothing but few words that tell of no event stand between a date and a noun."""
    is_before = date.end() <= noun.start
    between = masked[min(noun.end, date.end()) : max(noun.start, date.start())]
    words = between.replace(NAME, "")
    if len(words) > _LONGEST_NOTE or _DATES.search(words) or _OTHER_EVENT.search(words):
        return False
    if _UNTIL_BEHIND.match(masked, date.end()) or _UNTIL_BEFORE.search(masked, 0, date.start()):
        return False
    if is_japanese(masked):
        return not _CLAUSE_ENDS.search(words)
    if is_before:
        return _GOVERNED.search(masked, date.end(), noun.start) is None
    # "Under the agreement, five students came in 2018."
    return "," not in words or _GOVERNED.search(masked, 0, noun.start) is None


# A verb of its own, or a topic that is another.
_CLAUSE_ENDS = re.compile(r"[。は]|(?:ました|した|された|しており|して|し|れ|あり)、|から")


def is_japanese(masked: str) -> bool:
    """Whether the words between names are Japanese, whatever the names are."""
    return _JAPANESE.search(masked) is not None


_JAPANESE = re.compile(r"[ぁ-ん]|[協覚締]")


def _shift(span: Span, segment: Segment) -> Span:
    return Span(segment.span.start + span.start, segment.span.start + span.end)


def _list_nouns(masked: str) -> list[Span]:
    return [
        Span(*match.span())
        for match in _NOUN.finditer(masked)
        if not _NO_NOUN_BEFORE.search(masked, max(match.start() - 60, 0), match.start())
        and not _is_of_other(match, masked)
    ]


def _is_of_other(match: re.Match[str], masked: str) -> bool:
    """Whether what follows a noun says that it is no agreement; a centre may be of anything."""
    behind = _NO_NOUN_BEHIND.match(masked, match.end())
    is_centre = _FORMED.fullmatch(match[0]) is not None and match[0].isascii()
    return behind is not None and not (is_centre and behind[0].strip().casefold() == "of")


def _find_english(masked: str) -> Iterator[_Pair]:
    nouns = _list_nouns(masked)
    states = list(_find_english_states(masked, nouns))
    yield from states
    taken = {noun for noun in nouns for state in states if state.verb.overlaps(noun)}
    for match in _ENGLISH_VERB.finditer(masked):
        verb = Span(*match.span())
        before = masked[max(verb.start - 60, 0) : verb.start]
        is_plan = _ENGLISH_PLAN.search(before) and not _EXTENDS.search(before + match[0])
        if is_plan or (match.lastgroup == "form" and _IS_PURPOSE.search(before + match[0])):
            continue
        able = [noun for noun in nouns if _suits_english(match, noun, masked)]
        noun = min(able, key=lambda noun: _measure_english_gap(verb, noun, masked), default=None)
        if noun is not None and noun not in taken:
            taken.add(noun)
            is_future = _ENGLISH_FUTURE.search(before) and not match[0].startswith("remain")
            if is_future and is_renewal(match[0]):
                continue
            yield _Pair(verb, noun, bool(is_future), match.lastgroup == "hold")
            for other in _list_seconds(max(verb.end, noun.end), nouns, masked):
                taken.add(other)
                yield _Pair(other, other, is_dated_only=True, goes_on=True)
    gapped = (match for one in (_GAPPED, _GAPPED_SAME) for match in one.finditer(masked))
    for match in gapped if taken else ():
        noun = Span(*match.span("noun"))
        if noun not in taken:
            yield _Pair(noun, noun, is_dated_only=True, is_state=True, goes_on=True)


def _find_english_states(masked: str, nouns: Sequence[Span]) -> Iterator[_Pair]:
    """Yield what is told without a verb of signing between the noun and who signed."""
    firsts = ((state, state.pattern.search(masked)) for state in _FIRST_STATES)
    yield from islice((state.pair(match) for state, match in firsts if match), 1)
    for state in (*_STATES, *(_NOUNLESS if not nouns else ())):
        yield from (state.pair(match) for match in state.pattern.finditer(masked))
    listed = _LISTED.match(masked)
    is_told = _COMES.search(masked) or _ENGLISH_VERB.search(masked) or _ENDED.search(masked)
    if listed and not is_told:
        yield _Pair(Span(*listed.span("noun")), Span(*listed.span("noun")))


@dataclass(frozen=True, slots=True)
class _State:
    """A pattern that stands for verb and noun, or has groups for them, and how the pair counts."""

    pattern: re.Pattern[str]
    is_dated_only: bool = False
    is_state: bool = False

    def pair(self, match: re.Match[str]) -> _Pair:
        names = ("noun", "other", "third")
        noun = next(filter(None, (_span_group(match, name) for name in names)), None)
        verb = _span_group(match, "verb")
        whole = noun or verb or Span(*match.span())
        return _Pair(verb or whole, noun or whole, self.is_dated_only, is_state=self.is_state)


def _span_group(match: re.Match[str], name: str) -> Span | None:
    is_found = name in match.re.groupindex and match[name] is not None
    return Span(*match.span(name)) if is_found else None


# Of these a sentence has one, in this order.
_FIRST_STATES = (
    _State(_RUN_FOUNDED, is_dated_only=True, is_state=True),
    _State(_OPERATED, is_state=True),
    _State(_IS_JOINT, is_dated_only=True, is_state=True),
    _State(_TOGETHER, is_dated_only=True, is_state=True),
    _State(_IS_FOUNDED, is_dated_only=True),
    _State(_UNDER, is_dated_only=True, is_state=True),
)
_STATES = (
    _State(_RUN_SINCE, is_dated_only=True, is_state=True),
    _State(_COMES, is_dated_only=True),
    _State(_THAT_WITH, is_state=True),
)
_NOUNLESS = (_State(_AGREED, is_dated_only=True), _State(_SIGNED_WITH, is_dated_only=True))


# "; the second, with B, from 1985", ", that with C from 2009": the verb goes unsaid.
_GAPPED = re.compile(
    rf"(?:[;,]\s+(?:and\s+|while\s+)?|\sand\s+(?:in\s+(?:{DATE}+|[a-z]+)\s+)?)(?P<noun>(?:the|a)\s+(?:second|third|fourth|other|latest)|that|the\s+one)"
    rf",?\s+with\s+(?:the\s+)?{NAME}+[^.;{DATE}]{{0,30}}?[,(]?\s*(?:from|in|on|of|since|\()\s*{DATE}",
    re.IGNORECASE,
)
# "the first was signed in 1978, the most recent in 2018": with the same.
_GAPPED_SAME = re.compile(
    rf",\s+(?:and\s+)?(?P<noun>the\s+(?:second|third|latest|newest|last|most\s+recent)(?:\s+one)?)\s+(?:on|in|from)\s+{DATE}",
    re.IGNORECASE,
)
# "an agreement in 1997 and a double degree agreement in 2017": one verb tells of both.
_SECOND_BEFORE = re.compile(
    rf"{DATE},?\s+(?:and|then|followed\s+by)\s*,?\s+(?:by\s+|(?:in|on)\s+{DATE}+,?\s+)?(?:an?\s+(?:[a-z-]+\s+){{0,4}})?$"
    r"|(?:(?:superseded|replaced|followed)\s+by|(?:turned|converted|transformed)\s+into)\s+an?\s+(?:[a-z-]+\s+){0,4}$",
    re.IGNORECASE,
)


def _list_seconds(low: int, nouns: Sequence[Span], masked: str) -> list[Span]:
    """Return the nouns behind `low` of further agreements that the verb before tells of."""
    behind = (noun for noun in nouns if noun.start > low)
    return [noun for noun in behind if _SECOND_BEFORE.search(masked, low, noun.start)]


_PAPER = re.compile(r"\s+(?:agreement|memorandum)", re.IGNORECASE)


def _suits_english(match: re.Match[str], noun: Span, masked: str) -> bool:
    verb = Span(*match.span())
    kind = match.lastgroup
    is_formed = _FORMED.match(masked[noun.start : noun.end]) and not _PAPER.match(masked, noun.end)
    if kind == "form" and not is_formed:
        return False
    if kind == "come" and (noun.start > verb.start or ", and" in masked[noun.end : verb.start]):
        return False
    if kind == "hold" and noun.start < verb.start:
        return False
    between = masked[min(verb.end, noun.end) : max(verb.start, noun.start)]
    if ";" in between:
        return False
    if noun.start < verb.start and not _is_object_before(match, between, masked):
        return False
    longest = _HELD_GAP if kind == "hold" else _LONGEST_ENGLISH_GAP
    return _measure_english_gap(verb, noun, masked) <= longest


def _is_object_before(match: re.Match[str], between: str, masked: str) -> bool:
    """Whether a noun is what the verb behind it says was signed."""
    if _STRONG_BOUNDARY.search(between):
        return False
    if match.lastgroup == "come" or _LEADS_TO_VERB.search(between):
        return True
    is_short = match.lastgroup == "sign" and _FEW_WORDS.fullmatch(between)
    return bool(is_short and _PARTICIPLE_BEHIND.match(masked, match.end()))


_FEW_WORDS = re.compile(r"\s+(?:(?:on|for|in|of)\s+)(?:[a-z-]+\s+){1,6}", re.IGNORECASE)
_PARTICIPLE_BEHIND = re.compile(r"\s+(?:with|between|by|in|on|at)\s", re.IGNORECASE)


def _measure_english_gap(verb: Span, noun: Span, masked: str) -> int:
    between = masked[min(verb.end, noun.end) : max(verb.start, noun.start)]
    words = [word for word in between.split() if NAME not in word and DATE not in word]
    return len(words)


def _cut_english(masked: str, pairs: Sequence[_Pair]) -> list[Span]:
    """Return the clause of each pair: between two of them, what "and" or a comma begins is next."""
    others = [mark.end() for mark in _OTHER_SUBJECT.finditer(masked, 0, pairs[0].start)]
    bounds = [others[-1] if others and NAME in masked[others[-1] :] else 0]
    for one, other in pairwise(pairs):
        low, high = one.end, max(other.start, one.end)
        strong = list(_STRONG_BOUNDARY.finditer(masked, low, high))
        weak = list(_ENGLISH_BOUNDARY.finditer(masked, low, high + 1))
        weak = [one for one in weak if not _JOINS_NAMES.match(masked, max(one.start() - 1, 0))]
        chosen = (strong or weak or list(_DATED_BOUNDARY.finditer(masked, low, high)))[-1:]
        bounds.append(chosen[0].start() if chosen else high)
    in_turn = _IN_TURN.search(masked, bounds[-1])
    bounds.append(in_turn.start() if in_turn else len(masked))
    return [Span(low, max(low, high)) for low, high in pairwise(bounds)]


# What is said of each of two agreements, behind the clause that tells of both.
_IN_TURN = re.compile(
    r"[;,]\s+(?:while\s+|and\s+)?the\s+(?:former|latter|first|second)(?:\s+of\s+(?:these|them|the\s+two))?\s+(?:was|is|has|had|will|remains|runs|stands|expire[sd]|ended|lapsed)\s",
    re.IGNORECASE,
)


# 「Aとの間に協定がある」
_EXISTS = re.compile(
    rf"(?P<noun>{NOUN})書?(?P<verb>が(?:ある|あり|存在し)|を(?:有し|有する|持つ|持ち|持って))(?!場合|とき)"
)


def _find_japanese(masked: str) -> Iterator[_Pair]:
    nouns = _list_nouns(masked)
    if not _JAPANESE_VERB.search(masked):
        exists = _State(_EXISTS, is_dated_only=True, is_state=True)
        yield from (exists.pair(match) for match in _EXISTS.finditer(masked))
    low = 0
    for match in _JAPANESE_VERB.finditer(masked):
        verb = Span(*match.span())
        noun = (
            None if _tells_no_signing(match, masked) else _find_noun_of(match, nouns, low, masked)
        )
        if noun is not None:
            is_since = masked.startswith("以来", verb.end)
            is_state = is_since or _STATE.match(masked, verb.end) is not None
            earlier = [one for one in nouns if low <= one.start and _SHARES.match(masked, one.end)]
            for one in earlier:
                if one.end < noun.start and DATE in masked[low : one.start]:
                    yield _Pair(Span(one.end, one.end + 1), one, is_state=is_state)
            goes_on = any(one.end < noun.start for one in earlier)
            # An agreement in passing, and what has gone on since one.
            is_attribute = verb.start < noun.start or is_since
            yield _Pair(verb, noun, is_attribute, is_state=is_state, goes_on=goes_on)
            low = max(verb.end, noun.end)


def _tells_no_signing(match: re.Match[str], masked: str) -> bool:
    """Whether a verb is of a plan, of something else, or of what an agreement is about."""
    is_other = _JAPANESE_PLAN.match(masked, match.end()) or _OTHER_OBJECT.search(
        masked, 0, match.start()
    )
    return bool(is_other or (match.lastgroup == "form" and _IS_SUBJECT.match(masked, match.end())))


# 「2003年に協定を、2008年に」: one verb tells of several, each with its date.
_SHARES = re.compile(rf"書?[をが]?[、，]\s*(?:また|[同翌]年)?、?{DATE}")


def _find_noun_of(
    match: re.Match[str], nouns: Sequence[Span], low: int, masked: str
) -> Span | None:
    """Return the noun before the verb, else the noun whose attribute it is."""
    verb = Span(*match.span())
    able = [
        noun
        for noun in nouns
        if match.lastgroup != "form" or _FORMED.match(masked[noun.start : noun.end])
    ]
    before = [
        noun
        for noun in able
        if low <= noun.start and noun.end <= verb.start <= noun.end + _LONGEST_JAPANESE_GAP
    ]
    if before and not _GENERAL.match(masked, verb.end):
        return max(before, key=lambda noun: (not masked[noun.start].isascii(), noun.start))
    behind = (noun for noun in able if verb.end <= noun.start <= verb.end + 30)
    return next((noun for noun in behind if _ATTRIBUTE.match(masked, verb.end, noun.start)), None)


# Of 「Aとの協定の締結により、Bとも会議を開く」 what follows is no part of the agreement.
_IN_PASSING = re.compile(
    r"(?:により|によって|を機に|を契機に|を受けて?|に伴い|に伴って|に合わせて?)、"
)


# What is named besides is no party of what follows: 「Aとの連携に加え、Bとの間で」.
_BESIDES = re.compile(r"(?:に加えて?|のほか|とは別に)、")
_SUBJECT = re.compile(rf"{NAME}(?:[(（][^()（）]*[)）])?[はが]")


def _cut_japanese(masked: str, pairs: Sequence[_Pair]) -> list[Span]:
    """Return the clause of each pair: it goes on to the comma behind it."""
    first = pairs[0].start
    besides = [match.end() for match in _BESIDES.finditer(masked, 0, first)]
    is_besides = besides and NAME in masked[besides[-1] : first]
    bounds = [besides[-1] if is_besides and not _SUBJECT.search(masked, 0, besides[-1]) else 0]
    for one, other in pairwise(pairs):
        comma = masked.find("、", one.end, other.start)
        bounds.append(comma + 1 if comma >= 0 else one.end)
    before = masked[: pairs[-1].end]
    is_told = (
        NAME in before or DATE not in before
    )  # 「2015年に結んだ協定により、AとBは」 names them
    passing = _IN_PASSING.match(masked, pairs[-1].end) if is_told else None
    bounds.append(passing.end() if passing else len(masked))
    return [Span(low, high) for low, high in pairwise(bounds)]
