"""A network and rows of examples to a trained network, with checkpoints on the way."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch

from extract.training.network import Batch, Network, measure_loss
from extract.training.rows import Row, make_batches


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of training.

    `pieces` is how many pieces of text are shown, padding not counted; `rate` the learning rate of
    the encoder at its top, reached after a twentieth of the way and lowered linearly to
    `last_rate`.
    """

    pieces: int
    rate: float
    last_rate: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides a training, beside the data.

    Eight of twelve layers, the lowest two as they are: what trains within an hour on one core and
    reads the five sample reports in under half a minute.
    """

    layers: int = 8
    frozen_layers: int = 2
    vocabulary: int = 48_000
    stage: Stage = Stage(2_000_000, 1.5e-4, 5e-6)
    seed: int = 7


_HEAD_RATE = 10.0  # the new top layer learns so many times faster than the encoder
_BATCH_PIECES = 1024
_WARM_UP = 0.05
_CHECKPOINT_SECONDS = 120.0

DrawRows = Callable[[int], Sequence[Row]]  # number of the epoch -> its rows


def fit_network(
    network: Network, draw_rows: DrawRows, stage: Stage, chance: Random, checkpoint: Path
) -> None:
    """Train `network` in place; `checkpoint` is written every two minutes and at the end.

    The frozen parts (`requires_grad` false) stay as they are.
    """
    optimiser = _create_optimiser(network, stage)
    tops = [group["lr"] for group in optimiser.param_groups]
    network.train()
    shown, losses, last_time = 0, 0.0, time.monotonic()
    steps = 0
    for batch in _draw_batches(draw_rows, chance):
        share = shown / stage.pieces
        if share >= 1:
            break
        for group, top in zip(optimiser.param_groups, tops, strict=True):
            group["lr"] = top * _scale_rate(share, stage)
        # 16 bits where they suffice: a third less time on processors that multiply them.
        with torch.autocast("cpu", torch.bfloat16):
            loss = measure_loss(network, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        shown += int(batch.present.sum())
        steps, losses = steps + 1, losses + loss.item()
        if steps % 50 == 0:
            _report(shown, stage, losses / 50)
            losses = 0.0
        if time.monotonic() - last_time > _CHECKPOINT_SECONDS:
            torch.save(network.state_dict(), checkpoint)
            last_time = time.monotonic()
    network.eval()
    torch.save(network.state_dict(), checkpoint)


def _create_optimiser(network: Network, stage: Stage) -> torch.optim.AdamW:
    head = [*network.score.parameters(), network.learned_moves]
    of_head = {id(parameter) for parameter in head}
    encoder = [
        parameter
        for parameter in network.parameters()
        if parameter.requires_grad and id(parameter) not in of_head
    ]
    groups = [
        {"params": encoder, "lr": stage.rate, "weight_decay": 0.01},
        {"params": head, "lr": stage.rate * _HEAD_RATE, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, fused=True)


def _scale_rate(share: float, stage: Stage) -> float:
    if share < _WARM_UP:
        return max(share, 0.002) / _WARM_UP
    last = stage.last_rate / stage.rate
    return last + (1 - last) * (1 - share) / (1 - _WARM_UP)


def _draw_batches(draw_rows: DrawRows, chance: Random) -> Iterator[Batch]:
    epoch = 0
    while True:
        yield from make_batches(draw_rows(epoch), _BATCH_PIECES, chance)
        epoch += 1


def _report(shown: int, stage: Stage, loss: float) -> None:
    print(f"{shown:>9,} of {stage.pieces:,} pieces, loss {loss:.4f}", file=sys.stderr, flush=True)  # noqa: T201
