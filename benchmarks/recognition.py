"""Recognition side by side: quality by document and language, speed, errors, worth of each rule.

    python benchmarks/recognition.py GOLD... [--half test] [--ner FOLDER] [--registry FILE]

GOLD are folders of annotated documents; with --half only those that their header gives to it.
FOLDER holds public corpora as JSON lines, of which the parts that no model of ours was trained on
are used. Peers (ja_ginza, en_core_web_sm) are measured where they are installed, and named with the
reason where they are not.
"""

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language as Pipeline

from extract.gold import GoldDocument, list_gold, read_gold
from extract.institutions import RULES, apply_rules, list_mentions, load_recogniser
from extract.institutions.draft import Draft
from extract.institutions.recogniser import Recogniser, read_segments
from extract.model import Document, Extraction, Language, Mention, Segment, Span
from extract.parse import read_document
from extract.registry import Registry, open_registry
from extract.score import Judgement, judge_document, summarise
from extract.segment import split_segments

PEERS: dict[Language, tuple[str, frozenset[str]]] = {
    "ja": ("ja_ginza", frozenset()),
    "en": ("en_core_web_sm", frozenset(["ORG"])),
}
"""The peer of each language and its labels for institutions."""

# Of GiNZA's extended hierarchy, what the guidelines count.
_GINZA_LABELS = frozenset(
    [
        "Organization_Other", "International_Organization", "Company", "Company_Group",
        "Government", "Corporation_Other", "Facility_Other", "School", "Research_Institute",
        "Political_Organization_Other", "Institution_Other", "GOE_Other", "Show_Organization",
    ]
)  # fmt: skip

Find = Callable[[Document, Sequence[Segment]], tuple[Mention, ...]]


@dataclass(frozen=True, slots=True)
class Read:
    """A gold document, read and cut into segments."""

    gold: GoldDocument
    document: Document
    segments: tuple[Segment, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--half", choices=("train", "test"))
    parser.add_argument("--ner", type=Path)
    parser.add_argument("--registry", type=Path)
    arguments = parser.parse_args()
    started = time.perf_counter()
    recogniser = load_recogniser()
    print(f"models loaded in {time.perf_counter() - started:.2f} s")
    registry = open_registry(arguments.registry)
    reads = [each for folder in arguments.gold for each in read_folder(folder, arguments.half)]
    compare(reads, recogniser, registry)
    drafts = [
        Draft(each.document, read_segments(each.document, each.segments, recogniser), registry)
        for each in reads
    ]
    ablate(reads, drafts, recogniser)
    count_errors(reads, drafts, recogniser)
    if arguments.ner:
        measure_corpora(arguments.ner, recogniser)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory of this process {peak:.0f} MB")


def read_folder(folder: Path, half: str | None) -> Iterator[Read]:
    for name in list_gold(folder):
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            if half and json.loads(lines.readline()).get("half") != half:
                continue
        document = read_document(str(folder / f"{name}.txt"))
        yield Read(read_gold(folder, name), document, split_segments(document))


def compare(reads: Sequence[Read], recogniser: Recogniser, registry: Registry) -> None:
    def find(document: Document, segments: Sequence[Segment]) -> tuple[Mention, ...]:
        draft = Draft(document, read_segments(document, segments, recogniser), registry)
        return list_mentions(apply_rules(draft), recogniser)

    print("\nmodel            scope                            strict (95%)          overlap    n")
    report("ours", reads, find)
    for language, (name, labels) in PEERS.items():
        of_language = [each for each in reads if each.gold.language == language]
        try:
            peer = spacy.load(name)
        except (OSError, ImportError) as error:
            print(f"{name:<16} not measured: {str(error).splitlines()[0][:80]}")
            continue
        report(name, of_language, make_peer(peer, labels or _GINZA_LABELS))


def make_peer(peer: Pipeline, labels: frozenset[str]) -> Find:
    def find(document: Document, segments: Sequence[Segment]) -> tuple[Mention, ...]:
        texts = [segment.span.of(document.text) for segment in segments]
        return tuple(
            Mention(
                Span(segment.span.start + each.start_char, segment.span.start + each.end_char),
                1.0,
                segment.language,
            )
            for segment, doc in zip(segments, peer.pipe(texts), strict=True)
            for each in doc.ents
            if each.label_ in labels
        )

    return find


def report(name: str, reads: Sequence[Read], find: Find) -> None:
    if not reads:
        return
    started = time.process_time()
    found = [find(each.document, each.segments) for each in reads]
    seconds = time.process_time() - started
    judgements = judge(reads, found)
    scores = {(score.task, score.scope): score for score in summarise(judgements)}
    for (task, scope), score in scores.items():
        if task == "institutions, strict":
            overlap = scores["institutions, overlap", scope].f1
            interval = f"{score.f1:.3f} ({score.f1_low:.3f} to {score.f1_high:.3f})"
            print(f"{name:<16} {scope:<32} {interval:<22}   {overlap:.3f} {score.expected:>4}")
    letters = sum(len(each.document.text) for each in reads)
    print(f"{name:<16} {seconds:.1f} s of CPU, {letters / seconds:,.0f} characters a second")


def judge(reads: Sequence[Read], found: Sequence[tuple[Mention, ...]]) -> list[Judgement]:
    return [
        judgement
        for each, mentions in zip(reads, found, strict=True)
        for judgement in judge_document(
            each.gold, Extraction(each.document, mentions, (), (), (), (), "")
        )
        if judgement.task.startswith("institutions")
    ]


def ablate(reads: Sequence[Read], drafts: Sequence[Draft], recogniser: Recogniser) -> None:
    print("\nwithout              strict F1 by language")
    cases = {"nothing": RULES, "any rule": ()}
    cases |= {rule.__name__: tuple(x for x in RULES if x is not rule) for rule in RULES}
    for name, rules in cases.items():
        found = [list_mentions(apply_rules(draft, rules), recogniser) for draft in drafts]
        scores = [
            f"{score.scope} {score.f1:.3f}"
            for score in summarise(judge(reads, found))
            if score.task == "institutions, strict" and score.scope in ("ja", "en")
        ]
        print(f"{name:<20} {'  '.join(scores)}")


def count_errors(reads: Sequence[Read], drafts: Sequence[Draft], recogniser: Recogniser) -> None:
    """Print how many mentions were missed, spurious, or found with other limits."""
    found = [list_mentions(apply_rules(draft), recogniser) for draft in drafts]
    counts: Counter[str] = Counter()
    for each, mentions in zip(reads, found, strict=True):
        wrong = [item for item in judge([each], [mentions]) if item.task == "institutions, strict"]
        missed = [item.span for item in wrong if item.outcome == "missed"]
        spurious = [item.span for item in wrong if item.outcome == "spurious"]
        touched = [span for span in missed if any(span.overlaps(other) for other in spurious)]
        counts["limits"] += len(touched)
        counts["missed"] += len(missed) - len(touched)
        counts["spurious"] += sum(
            not any(span.overlaps(other) for other in missed) for span in spurious
        )
    print("\nerrors: " + ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())))


def measure_corpora(folder: Path, recogniser: Recogniser) -> None:
    """Print exact F1 of the bare network on the test parts of the public corpora."""
    print("\npublic corpus        F1      n")
    for path in sorted(folder.glob("*.jsonl")):
        right = found = expected = 0
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        lines = [x for x in lines if x["split"] == "test" and "INSTITUTION" in x["has"]][:1500]
        if not lines:
            continue
        pipeline = recogniser.pipelines[lines[0]["lang"]]
        for line, doc in zip(lines, pipeline.pipe(x["text"] for x in lines), strict=True):
            gold = {(start, end) for start, end, label in line["spans"] if label == "INSTITUTION"}
            mine = {(each.start_char, each.end_char) for each in doc.ents}
            right += len(gold & mine)
            found += len(mine)
            expected += len(gold)
        if expected:
            print(f"{path.stem:<20} {2 * right / (found + expected):.3f} {expected:>5}")


if __name__ == "__main__":
    main()
