"""A gold folder x the extractions of a run -> scores, and the page of errors."""

from collections.abc import Iterable
from pathlib import Path

from extract.gold import GoldDocument, list_gold, read_gold
from extract.model import Extraction
from extract.score.judgement import judge_document
from extract.score.page import write_error_page
from extract.score.summary import Score, compare_with_floors, read_floors, summarise


def score_extractions(
    gold_folder: Path, extractions: Iterable[Extraction], page: Path
) -> tuple[Score, ...]:
    """Return the scores of the extractions against the gold, and write the page of errors.

    An extraction belongs to the gold whose frozen text it read, else to the gold that names its
    file; gold without an extraction counts as missed.

    Raises: GoldError if the folder holds no gold, or gold that breaks its format.
    """
    gold = [read_gold(gold_folder, name) for name in list_gold(gold_folder)]
    found = _pick_extractions(gold, extractions)
    judgements = [
        judgement
        for document in gold
        for judgement in judge_document(
            document, found.get(document.text) or found.get(document.document)
        )
    ]
    scores = summarise(judgements)
    write_error_page(scores, judgements, {item.name: item.text for item in gold}, page)
    return scores


def list_fallen(gold_folder: Path, scores: Iterable[Score]) -> tuple[str, ...]:
    """Return a line for each score under its floor in the folder's ``floors.toml``, if it has one.

    Raises: GoldError if the file is no table of floors.
    """
    path = gold_folder / "floors.toml"
    return tuple(compare_with_floors(tuple(scores), read_floors(path))) if path.is_file() else ()


def _pick_extractions(
    gold: Iterable[GoldDocument], extractions: Iterable[Extraction]
) -> dict[str, Extraction]:
    wanted = {key for document in gold for key in (document.text, document.document)}
    return {
        key: extraction
        for extraction in extractions
        for key in (extraction.document.text, Path(extraction.document.source).name)
        if key in wanted
    }
