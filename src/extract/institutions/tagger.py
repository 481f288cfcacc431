"""The spaCy component that finds institutions: a `Doc` in, the same with `ents` out.

Importing this module registers the component as ``institution_tagger``.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.errors import ModelError
from extract.institutions.encoder import LONGEST_CONTEXT, Encoder, load_encoder, score_rows
from extract.institutions.tags import tag_words
from extract.institutions.words import list_words

CONTEXT = "context"
"""Where `Doc.user_data` has the header or heading that stands over the text, if there is one."""
PROBABILITIES = "probabilities"
"""Where `Doc.user_data` has the probability of each of `ents`, in their order."""
WORDS = "words"
"""Where `Doc.user_data` has the spans of the words that were looked at."""
INSIDE = "inside"
"""Where `Doc.user_data` has the probability of each of these words to be in an institution."""


class InstitutionTagger:
    """Finds institutions with an encoder that several pipelines may share."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.encoder: Encoder | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Return the doc with `ents` and their probabilities set."""
        return next(self.pipe([doc], batch_size=1))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Yield the docs with `ents` and their probabilities set, in their order."""
        remaining = iter(docs)
        while batch := list(islice(remaining, batch_size)):
            yield from self._tag(batch)

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "InstitutionTagger":
        """Load the encoder, whose place is said from the pipeline's folder.

        Raises: ModelError if it is missing or damaged.
        """
        self.encoder = load_encoder((path.parent / self.place).resolve())
        return self

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write nothing: the encoder lies beside the pipelines that share it."""

    def _tag(self, docs: list[Doc]) -> list[Doc]:
        if self.encoder is None:
            raise ModelError("the pipeline has no encoder yet; load it from models with spacy.load")
        words = [list_words(doc) for doc in docs]
        cutter = self.encoder.cutter
        rows = [
            cutter.cut(each.texts, each.spaced, self._cut_context(doc))
            for doc, each in zip(docs, words, strict=True)
        ]
        scores = score_rows(self.encoder, rows)
        for doc, each, score in zip(docs, words, scores, strict=True):
            tagging = tag_words(score, self.encoder.moves)
            doc.ents = tuple(
                Span(doc, each.tokens[span.first], each.tokens[span.end - 1] + 1, "INSTITUTION")
                for span in tagging.spans
            )
            doc.user_data[PROBABILITIES] = tuple(span.probability for span in tagging.spans)
            doc.user_data[WORDS] = each.spans
            doc.user_data[INSIDE] = tagging.inside
        return docs

    def _cut_context(self, doc: Doc) -> tuple[int, ...]:
        context = doc.user_data.get(CONTEXT)
        if not context or self.encoder is None:
            return ()
        return self.encoder.cutter.cut_context(context, LONGEST_CONTEXT)


@Language.factory("institution_tagger", default_config={"encoder": "../encoder"})
def create_institution_tagger(nlp: Language, name: str, encoder: str) -> InstitutionTagger:
    """Return a tagger whose encoder lies at `encoder`, said from the pipeline's folder."""
    return InstitutionTagger(encoder)
