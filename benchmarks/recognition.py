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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fugashi
import spacy
import unidic_lite
from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extract.gold import GoldDocument, list_gold, read_gold
from extract.institutions import RULES, apply_rules, list_mentions, load_recogniser
from extract.institutions.draft import Draft
from extract.institutions.recogniser import Recogniser, read_segments
from extract.model import Document, Extraction, Language, Mention, Segment, Span
from extract.parse import read_document
from extract.registry import Registry, open_registry
from extract.score import Judgement, judge_document, summarise
from extract.segment import split_segments
from extract.tokenizer import FugashiTokenizer
from extract.training.public import SOURCES, relabel

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
    measure_tokenizer(reads)
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
    """Print exact F1 of the bare network on the test parts of the public corpora.

    As they are annotated, and to the guidelines: with names limited as these say, and neither way
    what they do not count (parties, armies, governments, bands); `left out` is how much that is.
    """
    print("\npublic corpus          as annotated      n   to the guidelines      n  left out")
    totals: dict[str, Tally] = {}
    for source in SOURCES:
        path = folder / f"{source}.jsonl"
        if not path.exists():
            continue
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        lines = [x for x in lines if x["split"] == "test" and "INSTITUTION" in x["has"]][:1500]
        for line, doc in zip(lines, read_lines(lines, recogniser), strict=True):
            mine = {Span(each.start_char, each.end_char) for each in doc.ents}
            for name in (source, f"all {line['lang']}"):
                totals.setdefault(name, Tally()).add(line, mine)
    for name, tally in totals.items():
        print(
            f"{name:<20} {tally.annotated.f1:>14.3f} {tally.annotated.expected:>6}"
            f" {tally.limited.f1:>19.3f} {tally.limited.expected:>6} {tally.left_out:>9}"
        )


def read_lines(lines: Sequence[dict[str, Any]], recogniser: Recogniser) -> Iterator[Doc]:
    for line in lines:
        yield recogniser.pipelines[line["lang"]](line["text"])


@dataclass(slots=True)
class Matches:
    """How many spans were right, found and expected."""

    right: int = 0
    found: int = 0
    expected: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing was found or expected."""
        return 2 * self.right / max(1, self.found + self.expected)

    def add(self, gold: set[Span], mine: set[Span]) -> None:
        """Count what was found in one more text."""
        self.right += len(gold & mine)
        self.found += len(mine)
        self.expected += len(gold)


@dataclass(slots=True)
class Tally:
    """The matches of one corpus, as it is annotated and to the guidelines."""

    annotated: Matches = field(default_factory=Matches)
    limited: Matches = field(default_factory=Matches)
    left_out: int = 0

    def add(self, line: dict[str, Any], mine: set[Span]) -> None:
        """Count what was found in one more line of a corpus."""
        labelled = {Span(*each[:2]) for each in line["spans"] if each[2] == "INSTITUTION"}
        self.annotated.add(labelled, mine)
        example = relabel(line)
        if example is None:
            self.left_out += len(labelled)
            return
        kept, ignored = set(example.spans), example.ignored
        counted = {x for x in mine if x in kept or not any(x.overlaps(each) for each in ignored)}
        self.limited.add(kept, counted)
        self.left_out += len(ignored)


def measure_tokenizer(reads: Sequence[Read]) -> None:
    """Print how fast Japanese becomes tokens, beside MeCab alone printing what it found."""
    texts = [
        segment.span.of(each.document.text)
        for each in reads
        for segment in each.segments
        if segment.language == "ja"
    ]
    if not texts:
        return
    dictionary = unidic_lite.DICDIR
    mecab = fugashi.GenericTagger(f'-r "{dictionary}/mecabrc" -d "{dictionary}"')
    ours = FugashiTokenizer(Vocab())
    times = {
        name: time_calls(call, texts) for name, call in (("mecab", mecab.parse), ("ours", ours))
    }
    letters = sum(map(len, texts))
    print(
        f"\ntokenizer {letters / times['ours']:,.0f} characters a CPU second,"
        f" {times['mecab'] / times['ours']:.2f} of MeCab's own speed"
    )


def time_calls(call: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the CPU seconds of the quickest of seven rounds."""
    rounds = []
    for _ in range(7):
        started = time.process_time()
        for text in texts:
            call(text)
        rounds.append(time.process_time() - started)
    return min(rounds)


if __name__ == "__main__":
    main()
