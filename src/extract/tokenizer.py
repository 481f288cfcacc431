"""Japanese text to a spaCy `Doc`: MeCab's words (fugashi, UniDic) as tokens, nothing lost.

Every code point of the text is in one token or is the one space after it: `doc.text == text`.
White space that spaCy's one-space flag cannot hold, and whatever MeCab passes over, become tokens
of their own. `token.tag_` is UniDic's first two parts of speech, such as ``名詞-固有名詞``.

Importing this module registers the tokenizer as ``extract.fugashi.v1``, so that `spacy.load` finds
it in a pipeline's config.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import fugashi
import unidic_lite
from spacy.language import Language as Pipeline
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

# One word a line: as written, a tab, two parts of speech. MeCab leaves out ASCII white space.
_FORMAT = "%m\\t%f[0]-%f[1]\\n"
_SPACE_TAG = "空白-*"
# MeCab takes a run of signs that UniDic does not list for one word, such as ``.）,``.
_SIGNS = frozenset(
    f"{kind}-{part}"
    for kind in ("補助記号", "記号")
    for part in ("一般", "句点", "読点", "括弧開", "括弧閉", "文字")
)
# MeCab works on C strings of bytes: it stops at NUL, and counts a word's length in 16 bits.
_LONGEST_PIECE = 10_000


def _open_tagger() -> fugashi.GenericTagger:
    dictionary = Path(unidic_lite.DICDIR)
    return fugashi.GenericTagger(
        f'-r "{dictionary / "mecabrc"}" -d "{dictionary}" -F "{_FORMAT}" -U "{_FORMAT}" -E "" -O ""'
    )


class FugashiTokenizer:
    """A loaded MeCab; calling it makes a `Doc`. It pickles, and opens the dictionary again."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._tagger = _open_tagger()

    def __call__(self, text: str) -> Doc:
        """Return the words of `text` as a `Doc` that has every code point of it."""
        words: list[str] = []
        spaces: list[bool] = []
        tags: list[str] = []
        position = 0
        for line in self._parse(text):
            word, _, tag = line.partition("\t")
            if not text.startswith(word, position) or not word:
                start = text.find(word, position) if word else -1
                if start < 0:
                    continue
                _add_gap(text[position:start], words, spaces, tags)
                position = start
            for part in (word,) if len(word) == 1 or tag not in _SIGNS else word:
                words.append(part)
                spaces.append(False)
                tags.append(tag)
            position += len(word)
        if position < len(text):
            _add_gap(text[position:], words, spaces, tags)
        return Doc(self.vocab, words=words, spaces=spaces, tags=tags)

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

    def _parse(self, text: str) -> Iterator[str]:
        parse = self._tagger.parse
        for piece in _cut(text):
            yield from parse(piece).splitlines()


def _cut(text: str) -> Iterator[str]:
    if len(text) <= _LONGEST_PIECE and "\0" not in text:
        yield text
        return
    for stretch in text.split("\0"):
        for start in range(0, len(stretch), _LONGEST_PIECE):
            yield stretch[start : start + _LONGEST_PIECE]


def _add_gap(gap: str, words: list[str], spaces: list[bool], tags: list[str]) -> None:
    # A single space goes into the flag of the word before; the rest is one token.
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)
        tags.append(_SPACE_TAG)


def create_fugashi_tokenizer() -> Callable[[Pipeline], FugashiTokenizer]:
    """Return what spaCy calls with the pipeline to get its tokenizer."""

    def create(nlp: Pipeline) -> FugashiTokenizer:
        return FugashiTokenizer(nlp.vocab)

    return create


registry.tokenizers("extract.fugashi.v1", func=create_fugashi_tokenizer)
