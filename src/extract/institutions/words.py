"""A spaCy `Doc` to the words that the encoder sees: its tokens without white space."""

from dataclasses import dataclass

from spacy.tokens import Doc

from extract.model import Span


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text; `spans` are their code points, `spaced` says which follow a space.

    `tokens` are the words' indices in the `Doc`.
    """

    texts: tuple[str, ...]
    spans: tuple[Span, ...]
    spaced: tuple[bool, ...]
    tokens: tuple[int, ...]


def list_words(doc: Doc) -> Words:
    """Return the words of `doc`, in order."""
    texts, spans, spaced, tokens = [], [], [], []
    end = -1
    for token in doc:
        if token.is_space:
            continue
        text, start = token.text, token.idx
        texts.append(text)
        spans.append(Span(start, start + len(text)))
        spaced.append(start != end)
        tokens.append(token.i)
        end = start + len(text)
    return Words(tuple(texts), tuple(spans), tuple(spaced), tuple(tokens))
