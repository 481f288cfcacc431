"""Public corpora of named entities in, training examples to our guidelines out.

The corpora call all sorts of groups an organisation. What the guidelines do not count (parties,
armies, sides, bands, governments) is masked rather than unlearned: such names look too much like
those that count. Spans are moved to our limits: a name and its acronym are two, a unit inside a
university is none, possessives and articles stay outside.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

from extract.model import Span
from extract.training.examples import Example

# The corpora and their licences; another one in the folder is not read.
SOURCES = {
    "gsd": "CC BY-SA 4.0",  # megagonlabs/UD_Japanese-GSD
    "kwiki": "CC BY-SA 4.0",  # ku-nlp/WikipediaAnnotatedCorpus
    "stockmark": "CC BY-SA 3.0",  # stockmarkteam/ner-wikipedia-dataset
    "crossner_ai": "MIT",
    "crossner_science": "MIT",
    "crossner_politics": "MIT",
    "grobid_ack": "Apache-2.0",  # kermitt2/grobid, funding acknowledgements
    "grobid_ner": "Apache-2.0",  # kermitt2/grobid-ner
    "gum": "CC BY and CC BY-SA",
    "redocred": "MIT",
    "uner": "CC BY-SA 4.0",
    "wikigold": "CC BY 4.0",
}
# Of the sentences without any institution one in so many is kept, by a checksum of the text.
_KEPT_OF_EMPTY = 5

Verdict = Literal["keep", "mask", "drop"]

_COUNTS = re.compile(
    r"(?<![A-Za-z])(?:Universit[a-z]*|Universid[a-z]+|Institut[a-z]*|Istituto|College|Laborator[a-z]+|Centre|Center|Centro|"
    r"Academy|Academ[a-z]+|Ministry|Agency|Foundation|Fondation|Fundação|Society|Association|Museum|"
    r"Library|Hospital|Council|Corporation|Company|Inc|Ltd|GmbH|Bank|Trust|Fund|Observatory|"
    r"Department of (?:Energy|Defense|State|Health|Agriculture|Education)|Organi[sz]ation|Office|"
    r"Commission|Bureau|Institution|Consortium|Federation)(?![A-Za-z])|"
    r"大学|学院|研究所|研究院|センター|機構|学会|協会|財団|[省庁]$|病院|博物館|図書館|会社|製作所|社$|アカデミー|高専|銀行|公団|"
    r"事業団|振興会|審議会|機関$|大使館|研究会|連盟"
)
_NEVER_COUNTS = re.compile(
    r"(?<![A-Za-z])(?:Party|Army|Navy|Corps|Division|Regiment|Brigade|Battalion|Squadron|Forces?|Fleet|EU|UN|NATO|"
    r"Union|Government|Parliament|Congress|Senate|House|Court|Church|Club|Orchestra|Band|F\.?C|"
    r"Leagues?|Team|Police|Records|Cup|Democrats|Republicans|Nazis?|Muslims?|Politburo|Times|"
    r"Grants?|Program(?:me)?|Project|Fellowship|Scholarship|Award|Committee|Task|Axis|Allies|SS|Communit(?:y|ies)|Movement|Freedom|Resistance|Dynasty|[Gg]overnment)(?![A-Za-z])|"
    r"党$|軍|隊$|政府|内閣|[議国]会$|[衆参貴]議?院|教会|クラブ|チーム|バンド|球団|レコード|連合$|艦隊|師団|王朝|幕府|政権|会派|[0-9一二三]組|"
    r"高校|中学校|小学校|事業|プロジェクト"
)
# Sentences about sides and bands: a bare name in them is hardly ever what the guidelines mean.
_PLAY = re.compile(
    r"(?i)(?<![a-z])(?:album|band|singer|season|coach|league|match|goals?|championship|tournament|football|"
    r"baseball|hockey|guitar|cricket|playoffs?|infantry|regiment|film|episode)(?![A-Za-z])|"
    r"試合|選手|リーグ|アルバム|バンド|シングル|優勝|ギター|監督|球団|投手|[出主]演|"
    r"ドラマ|シリーズ|軍|戦争|一族|姓|藩|議員|宗教"
)
# What English sentences about science, business and the state have; a bare name in others is
# masked, since the corpora call films' gangs and sports sides organisations as well.
_WORK = re.compile(
    r"(?i)(?<![a-z])(?:research[a-z]*|scien[a-z]+|compan[a-z]+|professor|universit[a-z]+|"
    r"technolog[a-z]+|develop[a-z]+|fund[a-z]*|support[a-z]*|grants?|software|industr[a-z]+|"
    r"business|market[a-z]*|acquired|produced by|manufactur[a-z]+|project|agreement|"
    r"engineer[a-z]*|founded|headquarter[a-z]*|employ[a-z]+|offices?|members? of)(?![A-Za-z])"
)
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")
_PAIR = re.compile(r"^(?P<name>[^()（）]{4,}?)\s*[(（](?P<inner>[^()（）]{2,})[)）]$")
_ACRONYM = re.compile(r"^[A-Z][A-Za-z0-9&/-]{1,11}$")
_UNIT_AFTER = re.compile(
    r"(?:(?<=University)|(?<=College)),? (?:School|Faculty|Department|"
    r"Graduate School|Division|College) of .*$|"
    r"(?<=大学)(?:大学院.*|[^大]*(?:学部|研究科|学科|部門|研究室).*)$"
)
_UNIT = re.compile(
    r"^(?:School|Faculty|Dept\.?|Department|Division|Section|Graduate School) (?:of|for) (?!Energy|"
    r"Defen[sc]e|State|Health|Agriculture|Education|Commerce|the (?:Navy|Army|Interior))| at "
)
_ARTICLE = re.compile(r"^(?:the|a|an|The) (?=[A-Z])")
_POSSESSIVE = re.compile(r"(?: ?['’]s|['’])$")


def read_public_examples(ner_folder: Path, *, split: str) -> Iterator[Example]:
    """Yield the examples of one split ("train", "dev" or "test") of all corpora, in order.

    Only what annotates institutions is read; sentences whose text or spans are damaged are left
    out, as are most of those without any institution.
    """
    for source in SOURCES:
        path = ner_folder / f"{source}.jsonl"
        if not path.exists():
            continue
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record["split"] != split or "INSTITUTION" not in record["has"]:
                    continue
                example = relabel(record)
                if example and (example.spans or not crc32(example.text.encode()) % _KEPT_OF_EMPTY):
                    yield example


def relabel(record: Mapping[str, Any]) -> Example | None:
    """Return a record ``{text, lang, src, spans}`` to our guidelines; None if it is damaged."""
    text: str = record["text"]
    spans = [Span(start, end) for start, end, label in record["spans"] if label == "INSTITUTION"]
    if _is_damaged(text, spans):
        return None
    kept: list[Span] = []
    masked: list[Span] = []
    for span in spans:
        for part in _split_pair(text, span):
            limited = _limit(text, part)
            verdict = _judge(limited.of(text), text)
            if verdict != "drop" and len(limited):
                (kept if verdict == "keep" else masked).append(limited)
    return Example(text, record["lang"], f"public.{record['src']}", tuple(kept), tuple(masked))


# A corpus whose words ran together, a clause in the place of a name, or spans that overlap.
def _is_damaged(text: str, spans: list[Span]) -> bool:
    if any(one.overlaps(other) for one, other in pairwise(spans)):
        return True
    longest = max((len(word) for word in re.findall(r"[A-Za-z]+", text)), default=0)
    if longest > 24 or re.search(r"[a-z][A-Z][a-z]+[A-Z][a-z]", text):
        return True
    return any(
        len(span) > 110 or re.search(r", (?:where|which|who) ", span.of(text)) for span in spans
    )


def _split_pair(text: str, span: Span) -> Iterator[Span]:
    match = _PAIR.match(span.of(text))
    if match is None:
        yield span
        return
    yield Span(span.start + match.start("name"), span.start + match.end("name"))
    if _ACRONYM.match(match["inner"]) or _COUNTS.search(match["inner"]):
        yield Span(span.start + match.start("inner"), span.start + match.end("inner"))


def _limit(text: str, span: Span) -> Span:
    """Return the span without article, possessive, outer punctuation and units at its end."""
    start, name = span.start, span.of(text)
    for pattern in (_UNIT_AFTER, _POSSESSIVE):
        name = pattern.sub("", name)
    name = name.rstrip(" ,.;:、。") if not re.search(r"(?:Inc|Ltd|Corp|Co)\.$", name) else name
    if article := _ARTICLE.match(name):
        start, name = start + article.end(), name[article.end() :]
    return Span(start, start + len(name))


def _judge(name: str, text: str) -> Verdict:
    if _UNIT.search(name):
        return "drop" if " at " not in name else "mask"
    if _NEVER_COUNTS.search(name):
        return "mask"
    if re.search(r"[()（）]|, | and the |/", name):
        return "keep" if name.startswith("Ministry of") else "mask"
    if _COUNTS.search(name):
        return "keep"
    if _PLAY.search(text) or not (_JAPANESE.search(text) or _WORK.search(text)):
        return "mask"
    return "keep"
