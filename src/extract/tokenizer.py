"""Japanese text to a spaCy `Doc`: MeCab's words (fugashi, UniDic) as tokens, nothing lost.

Every code point of the text is in one token or is the one space after it: `doc.text == text`.
White space that spaCy's one-space flag cannot hold, and whatever MeCab passes over, become tokens
of their own. `token.tag_` is UniDic's first two parts of speech, such as ``名詞-固有名詞``.

Importing this module registers the tokenizer as ``extract.fugashi.v1``, so that `spacy.load` finds
it in a pipeline's config.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import fugashi
import unidic_lite
from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

# A line for the word as written, and one for the number of its grammatical context, which MeCab
# prints in a third of the time of its parts of speech. MeCab leaves out ASCII white space.
_FORMAT = "%m\\n%phl\\n"
# The number of what UniDic does not list is that of a noun, whatever it is: it gets a mark.
_UNLISTED = "?"
_FORMAT_UNLISTED = f"%m\\n{_UNLISTED}%phl\\n"
_DICTIONARY = Path(unidic_lite.DICDIR)
_SPACE = "space"
_SIGN = "sign"
_OWN_TAGS = {_SPACE: "空白-*", _SIGN: "記号-一般"}
# MeCab takes a run of signs that UniDic does not list for one word, such as ``.）,``.
_SIGNS = frozenset(
    f"{kind}-{part}"
    for kind in ("補助記号", "記号")
    for part in ("一般", "句点", "読点", "括弧開", "括弧閉")
)
_TWO_SIGNS = re.compile(r"[^0-9A-Za-z\u3040-\u30ff\u3400-\u9fff\s]{2}")
# MeCab works on C strings of bytes: it stops at NUL, and counts a word's length in 16 bits.
_LONGEST_PIECE = 10_000


def _open_tagger() -> fugashi.GenericTagger:
    return fugashi.GenericTagger(
        f'-r "{_DICTIONARY / "mecabrc"}" -d "{_DICTIONARY}" '
        f'-F "{_FORMAT}" -U "{_FORMAT_UNLISTED}" -E "" -O ""'
    )


@cache
def _read_tags() -> dict[str, str]:
    """Return the first two parts of speech of each context, as UniDic lists them by number."""
    lines = (_DICTIONARY / "left-id.def").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ", 1) for line in lines]
    return {
        listed + number: "-".join(features.split(",")[:2])
        for number, features in rows
        for listed in ("", _UNLISTED)
    }


class FugashiTokenizer:
    """A loaded MeCab; calling it makes a `Doc`. It pickles, and opens the dictionary again."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._tagger = _open_tagger()
        tags = _read_tags()
        self._tags = {number: vocab.strings.add(tag) for number, tag in tags.items()}
        self._tags |= {name: vocab.strings.add(tag) for name, tag in _OWN_TAGS.items()}
        self._signs = frozenset(number for number, tag in tags.items() if tag in _SIGNS) | {_SIGN}

    def __call__(self, text: str) -> Doc:
        """Return the words of `text` as a `Doc` that has every code point of it."""
        words, contexts = self._parse(text)
        spaces = [False] * len(words)
        if "".join(words) != text:
            words, contexts, spaces = _fill_gaps(text, words, contexts)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        for token, context in zip(doc, contexts, strict=True):
            token.tag = self._tags[context]
        return doc

    def __reduce__(self) -> tuple[type["FugashiTokenizer"], tuple[Vocab]]:
        return FugashiTokenizer, (self.vocab,)

    # spaCy writes and reads every part of a pipeline; this one has nothing of its own to keep.

    def to_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write nothing: the dictionary is the installed package unidic-lite."""

    def from_disk(self, path: Path, *, exclude: tuple[str, ...] = ()) -> "FugashiTokenizer":
        """Return the tokenizer itself, which has nothing to read."""
        return self

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """Return nothing, as `to_disk` writes nothing."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: tuple[str, ...] = ()) -> "FugashiTokenizer":
        """Return the tokenizer itself, which has nothing to read."""
        return self

    def _parse(self, text: str) -> tuple[list[str], list[str]]:
        """Return the words and the number of the context of each."""
        words: list[str] = []
        contexts: list[str] = []
        has_unlisted = False
        for piece in _cut(text):
            output = self._tagger.parse(piece)
            lines = output.split("\n")
            words += lines[0:-1:2]
            contexts += lines[1::2]
            has_unlisted = has_unlisted or _UNLISTED in output
        if has_unlisted or _TWO_SIGNS.search(text):
            self._part_signs(words, contexts)
        return words, contexts

    def _part_signs(self, words: list[str], contexts: list[str]) -> None:
        places = [
            place
            for place, context in enumerate(contexts)
            if context in self._signs or (context[0] == _UNLISTED and not words[place][0].isalnum())
        ]
        for place in reversed(places):
            run = words[place]
            if contexts[place] not in self._signs:
                contexts[place] = _SIGN
            if len(run) > 1:
                words[place : place + 1] = run
                contexts[place : place + 1] = [contexts[place]] * len(run)


def _cut(text: str) -> Iterator[str]:
    if len(text) <= _LONGEST_PIECE and "\0" not in text:
        yield text
        return
    for stretch in text.split("\0"):
        for start in range(0, len(stretch), _LONGEST_PIECE):
            yield stretch[start : start + _LONGEST_PIECE]


def _fill_gaps(
    text: str, words: Sequence[str], contexts: Sequence[str]
) -> tuple[list[str], list[str], list[bool]]:
    """Return words, contexts and whether a space follows, with all that MeCab passed over."""
    filled: list[str] = []
    filled_contexts: list[str] = []
    spaces: list[bool] = []

    def add_gap(gap: str) -> None:
        # A single space goes into the flag of the word before; the rest is one token.
        if gap.startswith(" ") and filled:
            spaces[-1] = True
            gap = gap[1:]
        if gap:
            filled.append(gap)
            filled_contexts.append(_SPACE)
            spaces.append(False)

    position = 0
    for word, context in zip(words, contexts, strict=True):
        if not text.startswith(word, position):
            start = text.index(word, position)
            add_gap(text[position:start])
            position = start
        filled.append(word)
        filled_contexts.append(context)
        spaces.append(False)
        position += len(word)
    if position < len(text):
        add_gap(text[position:])
    return filled, filled_contexts, spaces


def create_fugashi_tokenizer() -> Callable[[Pipeline], FugashiTokenizer]:
    """Return what spaCy calls with the pipeline to get its tokenizer."""

    def create(nlp: Pipeline) -> FugashiTokenizer:
        return FugashiTokenizer(nlp.vocab)

    return create


registry.tokenizers("extract.fugashi.v1", func=create_fugashi_tokenizer)
