"""Words with their context to the scores of tags: the trained network, run by onnxruntime."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

from extract.errors import ModelError
from extract.institutions.pieces import PAD, PieceCutter, PieceRow, load_pieces
from extract.institutions.tags import Floats

LONGEST_CONTEXT = 16  # pieces of a header or heading that go before a text
_LONGEST_ROW = 224  # pieces; a longer text is looked at in windows
_OVERLAP = 24  # words that two windows share
_BATCH_PIECES = 512  # padding included: more would bring rows of more different lengths together
FILES = ("encoder.onnx", "pieces.json", "encoder.json")


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the network's own probability becomes one that means something: logistic, by logits."""

    slope: float
    intercept: float


@dataclass(frozen=True, slots=True)
class Encoder:
    """A loaded network with its vocabulary, moves between tags and calibration."""

    folder: Path
    digest: str
    session: onnxruntime.InferenceSession
    cutter: PieceCutter
    moves: Floats
    calibration: Calibration

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return load_encoder, (self.folder,)


@cache
def load_encoder(folder: Path) -> Encoder:
    """Load the encoder in a folder, once a process.

    Raises: ModelError if a file is missing or damaged.
    """
    try:
        settings = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
        content = b"".join((folder / name).read_bytes() for name in FILES)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # Shapes differ from batch to batch: planned memory would be kept for each of them.
        options.enable_mem_pattern = False
        return Encoder(
            folder=folder,
            digest=hashlib.sha256(content).hexdigest(),
            session=onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options),
            cutter=load_pieces(folder / "pieces.json"),
            moves=np.array(settings["moves"], np.float32),
            calibration=Calibration(**settings["calibration"]),
        )
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"{folder} holds no usable encoder ({error}); restore it from version control, "
            "or train it again with extract train"
        ) from error


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of a row's words with the row's context; `row` and `first` say which words."""

    row: int
    first: int
    pieces: PieceRow


def score_rows(encoder: Encoder, rows: Sequence[PieceRow]) -> list[Floats]:
    """Return words x tags for each row, in their order."""
    windows = [window for number, row in enumerate(rows) for window in _cut_windows(number, row)]
    scores = [np.zeros((len(row.firsts), len(encoder.moves)), np.float32) for row in rows]
    found: list[Floats] = [scores[0]] * len(windows)
    for batch in _list_batches(windows):
        values = _run(encoder, [windows[index].pieces for index in batch])
        for index, value in zip(batch, values, strict=True):
            found[index] = value
    for window, value in zip(windows, found, strict=True):
        # Of the words that two windows share, each gives the half that is far from its edge.
        skipped = _OVERLAP // 2 if window.first else 0
        first = window.first + skipped
        scores[window.row][first : window.first + len(value)] = value[skipped:]
    return scores


def _run(encoder: Encoder, rows: Sequence[PieceRow]) -> Iterator[Floats]:
    length = max(len(row.pieces) for row in rows)
    pieces = np.full((len(rows), length), PAD, np.int64)
    for number, row in enumerate(rows):
        pieces[number, : len(row.pieces)] = row.pieces
    present = (pieces != PAD).astype(np.float32)
    (scores,) = encoder.session.run(["scores"], {"pieces": pieces, "present": present})
    for number, row in enumerate(rows):
        yield scores[number, list(row.firsts)]


def _list_batches(windows: Sequence[_Window]) -> Iterator[list[int]]:
    """Yield indices into `windows`, texts of about one length together."""
    lengths = [len(window.pieces.pieces) for window in windows]
    batch: list[int] = []
    for index in sorted(range(len(windows)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[index] > _BATCH_PIECES:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _cut_windows(number: int, row: PieceRow) -> list[_Window]:
    """Return the row whole, or in windows that overlap where it is longer than the longest."""
    if len(row.pieces) <= _LONGEST_ROW:
        return [_Window(number, 0, row)]
    head, end = row.pieces[: row.firsts[0]], row.pieces[-1]
    edges = [*row.firsts, len(row.pieces) - 1]
    windows: list[_Window] = []
    first, after = 0, 0
    while after < len(row.firsts):
        if windows:
            first = after - _OVERLAP
        room = edges[first] + _LONGEST_ROW - len(head) - 1
        after = sum(edge <= room for edge in edges) - 1
        shift = edges[first] - len(head)
        pieces = (*head, *row.pieces[edges[first] : edges[after]], end)
        firsts = tuple(edge - shift for edge in edges[first:after])
        windows.append(_Window(number, first, PieceRow(pieces, firsts)))
    return windows
