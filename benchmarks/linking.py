"""Measure linking on published affiliations, names and gold mentions, beside two peers.

    python benchmarks/linking.py --registry FILE --links DIR [--gold DIR] [--sample N]

FILE is a registry file of the whole of ROR; DIR holds JSON lines ``{"name", "ids", "country"?}``.
For affiliations, P and R count (text, id) pairs; R@1 counts texts whose likeliest record is right;
for the peers only the likeliest record counts, above the threshold that gives them the best F1.
The ranker that ships has been trained on these sets too, but for the Japanese names and the gold:
`models/linker/train_linker.py --folds 4` says what it is worth on texts that it has not seen.
Milliseconds are CPU time of one core, median; peak MB is that of the process at the end of the row.
"""

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from scipy import sparse

from extract.gold import list_gold, read_gold
from extract.link import link_affiliation, link_mentions, link_name
from extract.model import Document, Mention
from extract.parse import read_document
from extract.registry import Registry, open_registry
from extract.registry.names import fold_name
from extract.segment import split_segments

AFFILIATIONS = (
    "ror_springer.dev",
    "ror_crossref.dev",
    "s2aff_val",
    "exp_logs.dev",
    "ror_names.dev",
)
JAPANESE = "japanese_names.dev"
BRUTE_FORCE_SAMPLE = 60


@dataclass(frozen=True)
class Question:
    """A text with the ids that it names, and the country given with it, "" where none is."""

    text: str
    ids: frozenset[str]
    country: str


@dataclass(frozen=True)
class Answer:
    """The ids chosen, the ids ranked, the score of the first, and the CPU seconds it took."""

    chosen: frozenset[str]
    ranked: tuple[str, ...]
    score: float
    seconds: float


def read_questions(path: Path, sample: int | None) -> list[Question]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Question(row["name"], frozenset(row["ids"]), row.get("country", ""))
        for row in rows[:sample]
    ]


def ask(
    questions: Sequence[Question], answer: Callable[[Question], tuple[list[str], list[str], float]]
) -> list[Answer]:
    answers = []
    for question in questions:
        start = time.process_time()
        chosen, ranked, score = answer(question)
        answers.append(Answer(frozenset(chosen), tuple(ranked), score, time.process_time() - start))
    return answers


def print_row(
    name: str, system: str, questions: Sequence[Question], answers: Sequence[Answer]
) -> None:
    right = sum(len(a.chosen & q.ids) for q, a in zip(questions, answers, strict=True))
    given = sum(len(a.chosen) for a in answers) or 1
    wanted = sum(len(q.ids) for q in questions)
    precision, recall = right / given, right / wanted
    first = sum(
        bool(a.ranked) and a.ranked[0] in q.ids for q, a in zip(questions, answers, strict=True)
    )
    f_half = 1.25 * precision * recall / (0.25 * precision + recall or 1)
    f_one = 2 * precision * recall / (precision + recall or 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    milliseconds = statistics.median(a.seconds for a in answers) * 1000
    print(
        f"{name:18} {system:18} {len(questions):5} {precision:6.3f} {recall:6.3f} "
        f"{f_half:6.3f} {f_one:6.3f} "
        f"{first / sum(bool(q.ids) for q in questions):6.3f} {milliseconds:8.2f} {peak:8.0f}"
    )


def answer_with_registry(
    registry: Registry,
) -> Callable[[Question], tuple[list[str], list[str], float]]:
    def answer(question: Question) -> tuple[list[str], list[str], float]:
        link = link_affiliation(question.text, registry)
        ranked = [candidate.id for candidate in link.candidates]
        return [candidate.id for candidate in link.chosen], ranked, 0.0

    return answer


@dataclass(frozen=True)
class Peers:
    """What the peers search: folded names, their records' ids, and their trigrams' weights."""

    names: list[str]
    ids: list[str]
    matrix: sparse.csr_matrix
    weights: np.ndarray


_BUCKETS = 1 << 20


def read_peers(registry: Registry) -> Peers:
    index = registry.index
    names = [index.folded[number] for number in range(len(index.folded))]
    ids = [index.record_ids[index.name_record[number]] for number in range(len(names))]
    counts = count_trigrams(names)
    weights = np.log((len(names) + 1) / (1 + np.asarray((counts > 0).sum(axis=0)).ravel()))
    return Peers(names, ids, weigh_rows(counts, weights), weights)


def count_trigrams(texts: Sequence[str]) -> sparse.csr_matrix:
    rows, columns = [], []
    for row, text in enumerate(texts):
        marked = f" {text} "
        for at in range(len(marked) - 2):
            rows.append(row)
            columns.append(hash(marked[at : at + 3]) % _BUCKETS)
    return sparse.csr_matrix(
        (np.ones(len(rows), np.float32), (rows, columns)), (len(texts), _BUCKETS)
    )


def weigh_rows(counts: sparse.csr_matrix, weights: np.ndarray) -> sparse.csr_matrix:
    weighed = counts.multiply(weights).tocsr()
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(norms, 1e-9)).dot(weighed).tocsr().astype(np.float32)


def answer_with_trigrams(peers: Peers) -> Callable[[Question], tuple[list[str], list[str], float]]:
    def answer(question: Question) -> tuple[list[str], list[str], float]:
        text = fold_name(question.text).text
        likeness = (
            peers.matrix.dot(weigh_rows(count_trigrams([text]), peers.weights).T).toarray().ravel()
        )
        best = np.argpartition(-likeness, 20)[:20].tolist()
        score, at = max(
            (fuzz.WRatio(text, peers.names[at]) + 100 * float(likeness[at]), at) for at in best
        )
        return [peers.ids[at]], [peers.ids[at]], score

    return answer


def answer_with_brute_force(
    peers: Peers,
) -> Callable[[Question], tuple[list[str], list[str], float]]:
    def answer(question: Question) -> tuple[list[str], list[str], float]:
        _, score, at = process.extractOne(
            fold_name(question.text).text, peers.names, scorer=fuzz.WRatio
        )
        return [peers.ids[at]], [peers.ids[at]], score

    return answer


def keep_best(questions: Sequence[Question], answers: Sequence[Answer]) -> list[Answer]:
    """Return the answers with those below the threshold of the best F1 taken back."""

    def measure(threshold: float) -> float:
        kept = [(q, a) for q, a in zip(questions, answers, strict=True) if a.score >= threshold]
        right = sum(len(a.chosen & q.ids) for q, a in kept)
        return 2 * right / (len(kept) + sum(len(q.ids) for q in questions))

    threshold = max({a.score for a in answers}, key=measure)
    return [
        a if a.score >= threshold else Answer(frozenset(), a.ranked, a.score, a.seconds)
        for a in answers
    ]


def measure_affiliations(registry: Registry, links: Path, sample: int | None) -> None:
    print(
        f"{'set':18} {'system':18} {'n':>5} {'P':>6} {'R':>6} {'F0.5':>6} {'F1':>6} {'R@1':>6} "
        f"{'ms':>8} {'peak MB':>8}"
    )
    sets = {name: read_questions(links / f"{name}.jsonl", sample) for name in AFFILIATIONS}
    for name, questions in sets.items():
        print_row(name, "extract", questions, ask(questions, answer_with_registry(registry)))
    peers = read_peers(registry)
    for name, questions in sets.items():
        few = questions[:: max(1, len(questions) // 200)]
        print_row(
            name, "tf-idf + WRatio", few, keep_best(few, ask(few, answer_with_trigrams(peers)))
        )
    for name, questions in sets.items():
        few = questions[:: max(1, len(questions) // BRUTE_FORCE_SAMPLE)]
        print_row(
            name, "rapidfuzz WRatio", few, keep_best(few, ask(few, answer_with_brute_force(peers)))
        )


def measure_japanese(registry: Registry, links: Path) -> None:
    questions = read_questions(links / f"{JAPANESE}.jsonl", None)
    print(f"\n{'Japanese names of foreign institutions':40} {'top-1':>6} {'top-5':>6} {'ms':>6}")
    for label, uses_country in (("with country", True), ("without", False)):
        answers = ask(
            questions, lambda q, uses_country=uses_country: _rank(q, registry, uses_country)
        )
        ranks = [
            next((at for at, id in enumerate(a.ranked) if id in q.ids), 99)
            for q, a in zip(questions, answers, strict=True)
        ]
        milliseconds = statistics.median(a.seconds for a in answers) * 1000
        print(
            f"{label:40} {sum(r == 0 for r in ranks) / len(ranks):6.3f} "
            f"{sum(r < 5 for r in ranks) / len(ranks):6.3f} {milliseconds:6.1f}"
        )


def _rank(
    question: Question, registry: Registry, uses_country: bool
) -> tuple[list[str], list[str], float]:
    link = link_name(question.text, registry, country=question.country if uses_country else None)
    return [], [candidate.id for candidate in link.candidates], link.score


def measure_gold(registry: Registry, gold: Path) -> None:
    print(f"\n{'gold mentions in context':40} {'n':>5} {'right':>6} {'on ids':>6} {'on NIL':>6}")
    for name in list_gold(gold):
        annotated = read_gold(gold, name)
        document = read_document(str(gold / f"{name}.txt"))
        mentions = [
            m
            for m in annotated.mentions
            if m.label == "INSTITUTION" and m.answers and not m.is_doubtful
        ]
        chosen = _link_gold(document, [Mention(m.span, 1.0, "ja") for m in mentions], registry)
        right = [
            answer in mention.answers for answer, mention in zip(chosen, mentions, strict=True)
        ]
        known = [
            ok for ok, mention in zip(right, mentions, strict=True) if None not in mention.answers
        ]
        unknown = [
            ok for ok, mention in zip(right, mentions, strict=True) if None in mention.answers
        ]
        print(
            f"{name[:40]:40} {len(right):5} {_share(right):6.3f} {_share(known):6.3f} "
            f"{_share(unknown):6.3f}"
        )


def _link_gold(
    document: Document, mentions: Sequence[Mention], registry: Registry
) -> list[str | None]:
    links = link_mentions(document, split_segments(document), mentions, registry)
    return [link.chosen.id if link.chosen else None for link in links]


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--registry", type=Path, required=True)
    parser.add_argument("--links", type=Path, required=True)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--sample", type=int, help="only the first N texts of each set")
    arguments = parser.parse_args()
    registry = open_registry(arguments.registry)
    if arguments.gold:
        measure_gold(registry, arguments.gold)
    measure_japanese(registry, arguments.links)
    measure_affiliations(registry, arguments.links, arguments.sample)


if __name__ == "__main__":
    main()
