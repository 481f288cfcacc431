"""A registry of a dozen records, built once: small, and with the traps that tests need."""

import atexit
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

from extract.registry import build_registry


def _record(number: int, country: str, *names: str, **more: object) -> dict[str, object]:
    shown, *others = names
    entries: list[dict[str, object]] = [
        {"value": shown, "types": ["ror_display", "label"], "lang": "en"}
    ]
    for name in others:
        kind = "acronym" if name.isupper() and name.isascii() else "label"
        entries.append({"value": name, "types": [kind], "lang": "ja" if name > "\u3000" else None})
    return {
        "id": f"https://ror.org/0{number:08d}",
        "names": entries,
        "locations": [
            {"geonames_details": {"country_code": country, "name": more.pop("city", None)}}
        ],
        "status": more.pop("status", "active"),
        "types": ["education"],
        "established": 1900,
        "links": [],
        "external_ids": [],
        "relationships": more.pop("relationships", []),
    }


ROWS = [
    _record(1, "JP", "Kyoto University", "京都大学", city="Kyoto"),
    _record(2, "US", "University of California, Berkeley", "UCB", city="Berkeley"),
    _record(3, "US", "University of California, San Diego", "UCSD", city="San Diego"),
    _record(4, "TW", "National Taiwan University", "國立臺灣大學", "NTU", city="Taipei"),
    _record(5, "SG", "Nanyang Technological University", "NTU", city="Singapore"),
    _record(6, "AU", "Newcastle University", city="Newcastle"),
    _record(7, "GB", "Newcastle University", city="Newcastle"),
    _record(
        8,
        "JP",
        "Japan Society for the Promotion of Science",
        "日本学術振興会",
        "JSPS",
        city="Tokyo",
    ),
    _record(
        9,
        "GB",
        "Council for the Central Laboratory",
        status="withdrawn",
        relationships=[{"type": "successor", "id": "https://ror.org/000000010"}],
    ),
    _record(10, "GB", "Science and Technology Facilities Council", "STFC"),
    _record(
        11,
        "FR",
        "Université Paris-Sud",
        status="inactive",
        relationships=[{"type": "successor", "id": "https://ror.org/000000012"}],
    ),
    _record(12, "FR", "Université Paris-Saclay"),
    _record(13, "US", "Brookhaven National Laboratory", "BNL"),
    _record(14, "DE", "University of Göttingen", "Georg-August-Universität Göttingen"),
    _record(15, "FR", "Centre national des essais"),
    _record(16, "FR", "Lycée Xavier Yver", "LXY"),
    _record(
        17,
        "FR",
        "Laboratoire de xylographie",
        "LXY",
        relationships=[{"type": "parent", "id": "https://ror.org/000000015"}],
    ),
    _record(
        18,
        "US",
        "Argonne National Laboratory",
        "アルゴンヌ国立研究所",
        relationships=[{"type": "child", "id": "https://ror.org/000000019"}],
    ),
    _record(19, "US", "Advanced Photon Source", "アルゴンヌ国立研究所先端放射光源"),
    _record(
        21,
        "DE",
        "Pan-Atlantic Laboratory of Limnology",
        relationships=[{"type": "child", "id": "https://ror.org/000000022"}],
    ),
    _record(22, "IT", "Pan-Atlantic Laboratory of Limnology"),
    _record(23, "KR", "Institute for Advanced Study", "高等研究所"),
    _record(24, "JP", "Institute of Electric Heat", "一般社団法人日本電熱学会"),
    _record(25, "JP", "Organ Museum", "長野県立松本風琴博物館"),
    _record(26, "IT", "Studio Valdina", "ヴァルディーナ工房"),
    _record(27, "KR", "Waterway Institute", "국립수로원"),
    _record(28, "KR", "Waterway University", "국립수로대학교"),
    _record(29, "KR", "Kyunghwa University"),
    _record(32, "KR", "Donghwa University"),
    _record(30, "VN", "Song Cham University"),
    _record(31, "RU", "Ivan Sidorov University Tver", city="Tver"),
    _record(33, "SE", "Ministry of Justice"),
    _record(34, "DE", "Yttrium Borate Society", "ÖQW", "QVK"),
    _record(35, "NO", "Quartz Vein Kollegium", "QVK"),
    _record(36, "LK", "Pearl Reef Foundation", "PRF"),
    _record(37, "BE", "Pearl Reef Foundation", "PRF"),
    _record(38, "IN", "Embassy of Bhutan"),
    _record(20, "RU", "Tver State University named after Ivan Petrov", city="Tver"),
]


@cache
def build_small() -> Path:
    """Build the registry file once for all tests that ask for it."""
    folder = Path(tempfile.mkdtemp(prefix="small-registry-"))
    atexit.register(shutil.rmtree, folder)
    source = folder / "small.jsonl"
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    source.write_text("".join(lines), encoding="utf-8")
    build_registry(source, folder / "small.registry")
    return folder / "small.registry"


def rid(number: int) -> str:
    """The id of the record with this number in `ROWS`."""
    return f"https://ror.org/0{number:08d}"
