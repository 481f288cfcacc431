"""One extraction x the gold of its document -> judgements."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from extract.gold import GoldAgreement, GoldDocument, GoldMention
from extract.model import Agreement, Extraction, Label, Link, Party, Span
from extract.score.projection import Projection, project_spans
from extract.text import script_of

Outcome = Literal["right", "missed", "spurious"]

ARTICLES = ("the ", "The ", "THE ", "l'", "L'", "l’", "L’")
"""Leading articles that don't count at the edge of a span (guidelines, section 8)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one mention or agreement under one task.

    `unit` numbers the line of the frozen text it stands on; intervals resample over it. A wrong
    answer is two judgements, one missed and one spurious, each with both `expected` and `found`.
    """

    task: str
    document: str
    language: str
    unit: int
    outcome: Outcome
    span: Span
    expected: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class _Prediction:
    """A predicted mention on the frozen text; `answer` is its registry id or value."""

    span: Span
    answer: str | None


Mark = TypeVar("Mark", GoldMention, _Prediction)


@dataclass(frozen=True, slots=True)
class _PredictedAgreement:
    agreement: Agreement
    parties: tuple[tuple[str, str | None], ...]
    evidence: Span


def judge_document(gold: GoldDocument, extraction: Extraction | None) -> tuple[Judgement, ...]:
    """Return the judgements of one document, by task; without an extraction all is missed."""
    judge = _Judge(gold)
    project = project_spans(extraction.document.text if extraction else "", gold.text)
    institutions = _predict_institutions(extraction, project)
    judgements = [
        *judge.mentions("institutions, strict", "INSTITUTION", institutions),
        *judge.overlaps("institutions, overlap", "INSTITUTION", institutions),
        *judge.answers("links of right spans", "INSTITUTION", institutions),
    ]
    dates = _predict_dates(extraction, project)
    judgements += judge.mentions("dates, strict", "DATE", dates)
    judgements += judge.mentions("dates, strict + value", "DATE", dates, with_answer=True)
    statuses = _predict_end_statuses(extraction, project)
    judgements += judge.mentions("end statuses", "END_STATUS", statuses, with_answer=True)
    if gold.agreements is not None:
        predicted = _predict_agreements(extraction, project)
        judgements += judge.agreements(gold.agreements, predicted)
    return tuple(judgements)


def _predict_institutions(
    extraction: Extraction | None, project: Projection
) -> tuple[_Prediction, ...]:
    if extraction is None:
        return ()
    chosen = {link.mention.span: link.chosen for link in extraction.links}
    pairs = ((mention.span, chosen.get(mention.span)) for mention in extraction.mentions)
    ids = ((span, candidate.id if candidate else None) for span, candidate in pairs)
    return _project(ids, project)


def _predict_dates(extraction: Extraction | None, project: Projection) -> tuple[_Prediction, ...]:
    dates = extraction.dates if extraction else ()
    return _project(((mention.span, mention.date.value) for mention in dates), project)


def _predict_end_statuses(
    extraction: Extraction | None, project: Projection
) -> tuple[_Prediction, ...]:
    statuses = extraction.end_statuses if extraction else ()
    return _project(((mention.span, mention.status) for mention in statuses), project)


def _project(
    answers: Iterable[tuple[Span, str | None]], project: Projection
) -> tuple[_Prediction, ...]:
    """Return the predictions that still stand in the frozen text, in order."""
    projected = ((project(span), answer) for span, answer in answers)
    found = {span: answer for span, answer in projected if span is not None}
    return tuple(_Prediction(span, found[span]) for span in sorted(found))


def _predict_agreements(
    extraction: Extraction | None, project: Projection
) -> tuple[_PredictedAgreement, ...]:
    predicted: list[_PredictedAgreement] = []
    for agreement in extraction.agreements if extraction else ():
        evidence = project(agreement.evidence)
        if evidence is not None:
            parties = tuple((party.text, _chosen_id(party)) for party in agreement.parties)
            predicted.append(_PredictedAgreement(agreement, parties, evidence))
    return tuple(predicted)


def _chosen_id(party: Party) -> str | None:
    link: Link | None = party.link
    return link.chosen.id if link and link.chosen else None


class _Judge:
    """Judges against one gold document: it holds the text, the lines and the ignored spans."""

    def __init__(self, gold: GoldDocument) -> None:
        self.gold = gold
        self.line_starts = [0]
        for line in gold.text.splitlines(keepends=True):
            self.line_starts.append(self.line_starts[-1] + len(line))

    def mentions(
        self,
        task: str,
        label: Label,
        predictions: Sequence[_Prediction],
        *,
        with_answer: bool = False,
    ) -> Iterator[Judgement]:
        matches = self._match(label, predictions)
        found = set()
        for mention, prediction in matches:
            if prediction is not None:
                found.add(prediction.span)
            if prediction is not None and not (with_answer and _is_wrong(mention, prediction)):
                yield self._judgement(task, "right", mention.span, mention.text, prediction)
            else:
                expected = _describe(mention) if with_answer else mention.text
                yield self._judgement(task, "missed", mention.span, expected, prediction)
                if prediction is not None:
                    yield self._judgement(task, "spurious", mention.span, expected, prediction)
        for prediction in self._unmatched(predictions, found):
            yield self._judgement(task, "spurious", prediction.span, None, prediction)

    def overlaps(
        self, task: str, label: Label, predictions: Sequence[_Prediction]
    ) -> Iterator[Judgement]:
        """Judge by overlap: a mention is right if any prediction shares a character with it."""
        mentions = [mention for mention in self.gold.mentions if mention.label == label]
        for mention in mentions:
            touching = _touching(predictions, mention.span)
            outcome: Outcome = "right" if touching else "missed"
            first = touching[0] if touching else None
            yield self._judgement(task, outcome, mention.span, mention.text, first)
        for prediction in self._unmatched(predictions, set()):
            if not _touching(mentions, prediction.span):
                yield self._judgement(task, "spurious", prediction.span, None, prediction)

    def answers(
        self, task: str, label: Label, predictions: Sequence[_Prediction]
    ) -> Iterator[Judgement]:
        """Judge the answers of the mentions that were found, leaving out doubtful ones."""
        for mention, prediction in self._match(label, predictions):
            if prediction is None or mention.is_doubtful or not mention.answers:
                continue
            outcomes: tuple[Outcome, ...] = ("right",)
            if _is_wrong(mention, prediction):
                outcomes = ("missed", "spurious")
            for outcome in outcomes:
                yield self._judgement(task, outcome, mention.span, _describe(mention), prediction)

    def agreements(
        self, gold: Sequence[GoldAgreement], predicted: Sequence[_PredictedAgreement]
    ) -> Iterator[Judgement]:
        counted = [item for item in predicted if not self._is_ignored(item.evidence)]
        pairs = _pair_agreements(gold, counted)
        for task, is_right in _AGREEMENT_TASKS.items():
            for expected, found in pairs:
                if expected and found and is_right(expected, found):
                    yield self._agreement(task, "right", expected, found)
                else:
                    if expected:
                        yield self._agreement(task, "missed", expected, found)
                    if found:
                        yield self._agreement(task, "spurious", expected, found)

    def _match(
        self, label: Label, predictions: Sequence[_Prediction]
    ) -> Iterator[tuple[GoldMention, _Prediction | None]]:
        mentions = [mention for mention in self.gold.mentions if mention.label == label]
        for mention in mentions:
            touching = _touching(predictions, mention.span)
            match = next((item for item in touching if self._covers(item.span, mention)), None)
            if match and len(_touching(mentions, match.span)) > 1:
                match = None
            yield mention, match

    def _covers(self, span: Span, mention: GoldMention) -> bool:
        """Whether `span` is the mention, or has only ignored text and punctuation beside it."""
        wanted, found = self._trim(mention.span), self._trim(span)
        if not found.contains(wanted):
            return found == wanted
        surplus = (Span(found.start, wanted.start), Span(wanted.end, found.end))
        return all(self._is_ignored(part) for part in surplus)

    def _unmatched(
        self, predictions: Sequence[_Prediction], matched: set[Span]
    ) -> Iterator[_Prediction]:
        for prediction in predictions:
            if prediction.span not in matched and not self._is_ignored(prediction.span):
                yield prediction

    def _is_ignored(self, span: Span) -> bool:
        """Whether nothing is left of `span` without ignored text, spaces and punctuation."""
        covered = {
            offset
            for ignored in self.gold.ignored
            if ignored.overlaps(span)
            for offset in range(max(ignored.start, span.start), min(ignored.end, span.end))
        }
        return all(
            offset in covered or not _is_letter(self.gold.text[offset])
            for offset in range(span.start, span.end)
        )

    def _trim(self, span: Span) -> Span:
        text, start, end = self.gold.text, span.start, span.end
        while start < end and not _is_letter(text[start]):
            start += 1
        for article in ARTICLES:
            if text.startswith(article, start) and start + len(article) < end:
                start += len(article)
                break
        while start < end and not _is_letter(text[start]):
            start += 1
        while start < end and not _is_letter(text[end - 1]):
            end -= 1
        return Span(start, end)

    def _judgement(
        self,
        task: str,
        outcome: Outcome,
        span: Span,
        expected: str | None,
        prediction: _Prediction | None,
    ) -> Judgement:
        found = None
        if prediction is not None:
            found = prediction.span.of(self.gold.text)
            if prediction.answer:
                found += f" = {prediction.answer}"
        return Judgement(
            task=task,
            document=self.gold.name,
            language=self.gold.language,
            unit=self._unit(span),
            outcome=outcome,
            span=span,
            expected=expected,
            found=found,
        )

    def _agreement(
        self,
        task: str,
        outcome: Outcome,
        expected: GoldAgreement | None,
        found: _PredictedAgreement | None,
    ) -> Judgement:
        span = expected.evidence if expected else found.evidence if found else Span(0, 0)
        return Judgement(
            task=task,
            document=self.gold.name,
            language=self.gold.language,
            unit=self._unit(span),
            outcome=outcome,
            span=span,
            expected=_describe_gold_agreement(expected) if expected else None,
            found=_describe_predicted_agreement(found) if found else None,
        )

    def _unit(self, span: Span) -> int:
        return bisect_right(self.line_starts, span.start)


def _touching(marks: Sequence[Mark], span: Span) -> list[Mark]:
    """Return those of the sorted `marks` that overlap `span`."""
    index = bisect_left(marks, span.start + 1, key=lambda mark: mark.span.end)
    touching: list[Mark] = []
    while index < len(marks) and marks[index].span.start < span.end:
        touching.append(marks[index])
        index += 1
    return touching


def _is_letter(character: str) -> bool:
    return script_of(character) != "other" or character.isalnum()


def _is_wrong(mention: GoldMention, prediction: _Prediction) -> bool:
    return bool(mention.answers) and prediction.answer not in mention.answers


def _describe(mention: GoldMention) -> str:
    if not mention.answers:
        return mention.text
    return f"{mention.text} = {' or '.join(answer or 'NIL' for answer in mention.answers)}"


def _pair_agreements(
    gold: Sequence[GoldAgreement], predicted: Sequence[_PredictedAgreement]
) -> list[tuple[GoldAgreement | None, _PredictedAgreement | None]]:
    """Pair each gold agreement with at most one predicted from the same place, best first."""
    candidates = sorted(
        (
            (_count_right(expected, found), -i, -j)
            for i, expected in enumerate(gold)
            for j, found in enumerate(predicted)
            if expected.evidence.overlaps(found.evidence)
        ),
        reverse=True,
    )
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in candidates:
        if -i not in paired and -j not in taken:
            paired[-i] = -j
            taken.add(-j)
    pairs: list[tuple[GoldAgreement | None, _PredictedAgreement | None]] = [
        (expected, predicted[paired[i]] if i in paired else None) for i, expected in enumerate(gold)
    ]
    pairs += [(None, found) for j, found in enumerate(predicted) if j not in taken]
    return pairs


def _count_right(expected: GoldAgreement, found: _PredictedAgreement) -> int:
    return sum(is_right(expected, found) for is_right in _AGREEMENT_TASKS.values())


def _has_parties(expected: GoldAgreement, found: _PredictedAgreement) -> bool:
    """Whether each party on either side is on the other, by id or by text.

    The home institution of the document is neither required nor wrong.
    """
    wanted = [(party.text, party.id) for party in expected.parties]
    home = found.agreement.home
    own = [(home.text, _chosen_id(home))] if home else []
    return _are_among(wanted, [*found.parties, *own]) and _are_among(found.parties, [*wanted, *own])


def _are_among(
    parties: Sequence[tuple[str, str | None]], others: Sequence[tuple[str, str | None]]
) -> bool:
    texts = {_letters(text) for text, _ in others}
    ids = {id for _, id in others if id is not None}
    return all(_letters(text) in texts or id in ids for text, id in parties)


def _letters(text: str) -> str:
    return "".join(character for character in text if _is_letter(character))


def _has_start(expected: GoldAgreement, found: _PredictedAgreement) -> bool:
    return expected.start == (found.agreement.start.value if found.agreement.start else None)


def _has_end(expected: GoldAgreement, found: _PredictedAgreement) -> bool:
    return expected.end == (found.agreement.end.value if found.agreement.end else None)


def _has_end_status(expected: GoldAgreement, found: _PredictedAgreement) -> bool:
    return expected.end_status == found.agreement.end_status


def _has_all(expected: GoldAgreement, found: _PredictedAgreement) -> bool:
    parts = (_has_parties, _has_start, _has_end, _has_end_status)
    return all(is_right(expected, found) for is_right in parts)


_AGREEMENT_TASKS: dict[str, Callable[[GoldAgreement, _PredictedAgreement], bool]] = {
    "agreements, parties": _has_parties,
    "agreements, start": _has_start,
    "agreements, end": _has_end,
    "agreements, end status": _has_end_status,
    "agreements, all of it": _has_all,
}


def _describe_gold_agreement(agreement: GoldAgreement) -> str:
    parties = " | ".join(party.text for party in agreement.parties)
    return f"{parties}: {agreement.start} to {agreement.end} {agreement.end_status or ''}".strip()


def _describe_predicted_agreement(found: _PredictedAgreement) -> str:
    agreement = found.agreement
    parties = " | ".join(text for text, _ in found.parties)
    start = agreement.start.value if agreement.start else None
    end = agreement.end.value if agreement.end else None
    return f"{parties}: {start} to {end} {agreement.end_status or ''}".strip()
