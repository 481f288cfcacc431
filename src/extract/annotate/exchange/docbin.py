"""Gold <-> a spaCy DocBin: mentions as entities with the registry's id, IGNORE as a span group.

Tokens are those of spaCy's English or the project's Japanese tokenizer, cut at the edges of marks.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as TokenSpan

from extract.annotate.exchange.values import (
    Outgoing,
    describe_header,
    make_document,
    make_mark,
)
from extract.annotate.work import ChangeError, Mark, marks_of, span_of
from extract.gold import GoldDocument, GoldMention
from extract.model import Span
from extract.tokenizer import FugashiTokenizer

_IGNORED = "ignored"
_KEPT = "extract"


def write_docs(documents: Sequence[Outgoing]) -> bytes:
    """Return the bytes of a .spacy file; answers are in `doc.user_data["extract"]`."""
    docs = [_make_doc(item.gold) for item in documents]
    return bytes(DocBin(docs=docs, store_user_data=True).to_bytes())


def _make_doc(gold: GoldDocument) -> Doc:
    marks = marks_of(gold)
    doc = _cut_words(gold, marks)
    doc.set_ents([_make_entity(doc, mention) for mention in gold.mentions])
    ignored = [_token_span(doc, span, "IGNORE", "") for span in gold.ignored]
    doc.spans[_IGNORED] = ignored
    doc.user_data[_KEPT] = {
        **describe_header(gold),
        "answers": [list(mention.answers) for mention in gold.mentions],
        "doubtful": [mention.is_doubtful for mention in gold.mentions],
    }
    return doc


def _make_entity(doc: Doc, mention: GoldMention) -> TokenSpan:
    is_link = mention.label == "INSTITUTION" and mention.answers
    answer = mention.answers[0] if is_link else None
    return _token_span(doc, mention.span, mention.label, answer or "")


def _token_span(doc: Doc, span: Span, label: str, id: str) -> TokenSpan:
    found = doc.char_span(span.start, span.end, label=label, kb_id=id)
    if found is None:
        raise ValueError(f"{span} is not at the edges of words that were cut there")
    return found


@lru_cache(maxsize=2)
def _load_tokenizer(language: str) -> Callable[[str], Doc]:
    blank = spacy.blank("en")
    return FugashiTokenizer(blank.vocab) if language == "ja" else blank.tokenizer


def _cut_words(gold: GoldDocument, marks: Sequence[Mark]) -> Doc:
    text = gold.text
    doc = _load_tokenizer(gold.language)(text)
    edges = {edge for mark in marks for edge in (span_of(mark).start, span_of(mark).end)}
    cuts = {edge for token in doc for edge in (token.idx, token.idx + len(token))}
    ordered = sorted({0, len(text), *cuts, *edges})
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(ordered):
        # A space that no mark needs as a word of its own goes into the flag of the word before.
        is_flag = text[start:end] == " " and words and not spaces[-1] and not {start, end} & edges
        if is_flag and not words[-1].isspace():
            spaces[-1] = True
            continue
        words.append(text[start:end])
        spaces.append(False)
    return Doc(doc.vocab, words=words, spaces=spaces)


def read_docs(data: bytes) -> tuple[GoldDocument, ...]:
    """Return the documents of a .spacy file that was written here.

    Raises: ChangeError if it is something else.
    """
    try:
        docs = list(DocBin().from_bytes(data).get_docs(spacy.blank("xx").vocab))
        return tuple(_read_doc(doc) for doc in docs)
    except (KeyError, TypeError, ValueError, IndexError, EOFError, OSError) as error:
        if isinstance(error, ChangeError):
            raise
        raise ChangeError(f"this is no DocBin of gold: {error!r}") from error


def _read_doc(doc: Doc) -> GoldDocument:
    kept: dict[str, Any] = doc.user_data.get(_KEPT, {})
    marks: list[Mark] = [
        make_mark(
            doc.text, Span(entity.start_char, entity.end_char), entity.label_, answers, is_doubtful
        )
        for entity, answers, is_doubtful in zip(
            doc.ents, kept["answers"], kept["doubtful"], strict=True
        )
    ]
    for group in doc.spans.get(_IGNORED, ()):
        marks.append(Span(group.start_char, group.end_char))
    return make_document(kept, doc.text, marks)
