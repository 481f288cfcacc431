"""The network that is trained: pieces of text in, scores of tags for each word out.

The lower layers of multilingual-e5-small (a BERT of 384 dimensions, post-norm, GELU) with a linear
layer for the tags on top, and the moves of a conditional random field.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from extract.institutions.tags import TAGS, list_ends, list_moves, list_starts
from extract.training.base_encoder import Weights

WIDTH = 384
HEADS = 12
INNER = 1536
LONGEST = 512  # positions that the encoder knows


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.joint = nn.Linear(WIDTH, 3 * WIDTH)  # query, key, value
        self.gather = nn.Linear(WIDTH, WIDTH)
        self.attention_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.widen = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.output_norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        """Return the states after attention under `bias` and the two wide layers."""
        rows, length, _ = states.shape
        parts = self.joint(states).view(rows, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        # Written out: on short rows torch's fused attention takes three times as long to go back.
        weights = query * (WIDTH // HEADS) ** -0.5 @ key.transpose(-1, -2) + bias.to(query.dtype)
        seen = torch.softmax(weights, -1) @ value
        seen = seen.transpose(1, 2).reshape(rows, length, WIDTH)
        states = self.attention_norm(states + self.gather(seen))
        inner = nn.functional.gelu(self.widen(states))
        return torch.as_tensor(self.output_norm(states + self.narrow(inner)))


class Network(nn.Module):
    """Encoder and scores of tags; `moves` are learned, impossible ones stay impossible."""

    legal_moves: Tensor

    def __init__(self, pieces: int, layers: int) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, WIDTH)
        self.positions = nn.Embedding(LONGEST, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.score = nn.Linear(WIDTH, len(TAGS))
        self.learned_moves = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.register_buffer("legal_moves", torch.from_numpy(list_moves()))

    @property
    def moves(self) -> Tensor:
        """The score of each move from one tag to the next."""
        return self.learned_moves + self.legal_moves

    def forward(self, pieces: Tensor, present: Tensor) -> Tensor:
        """Return rows x pieces x tags; `present` is 1 for a piece and 0 for padding."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        states = self.dropout(self.norm(self.words(pieces) + self.positions(places)))
        bias = ((1.0 - present.to(states.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, bias)
        return torch.as_tensor(self.score(states))


def load_weights(network: Network, base: Weights, kept_pieces: NDArray[np.int64]) -> None:
    """Set the encoder's weights from the base encoder's; `kept_pieces` are its piece numbers."""

    def put(parameter: Tensor, *names: str) -> None:
        value = np.concatenate([base[name].astype(np.float32) for name in names])
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(value))

    with torch.no_grad():
        words = base["emb.word"][kept_pieces].astype(np.float32) + base["emb.type"]
        network.words.weight.copy_(torch.from_numpy(words))
    put(network.positions.weight, "emb.pos")
    put(network.norm.weight, "emb.ln.w")
    put(network.norm.bias, "emb.ln.b")
    for number, layer in enumerate(network.layers):
        for kind, suffix in (("weight", "w"), ("bias", "b")):
            for module, names in _LAYER_NAMES.items():
                parameter = getattr(getattr(layer, module), kind)
                put(parameter, *(f"l{number}.{name}.{suffix}" for name in names))


def freeze_lower_parts(network: Network, layers: int) -> None:
    """Keep the embeddings and the lowest `layers` as they are: a fifth of the work saved."""
    for part in (network.words, network.positions, network.norm, *network.layers[:layers]):
        part.requires_grad_(False)


_LAYER_NAMES = {
    "joint": ("q", "k", "v"),
    "gather": ("ao",),
    "attention_norm": ("aln",),
    "widen": ("fi",),
    "narrow": ("fo",),
    "output_norm": ("oln",),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of about one length, padded; all tensors have the texts as first axis.

    `firsts` is where each word's first piece stands; `allowed` is 0 for the tags that a word may
    have and very negative for the others; `counts` is how many words a text has.
    """

    pieces: Tensor
    present: Tensor
    firsts: Tensor
    allowed: Tensor
    counts: Tensor


def measure_loss(network: Network, batch: Batch) -> Tensor:
    """Return the negative log-likelihood of the allowed tags, by word.

    A word with more than one allowed tag (where gold is silent) is summed over.
    """
    scores = network(batch.pieces, batch.present)
    index = batch.firsts[:, :, None].expand(-1, -1, len(TAGS))
    scores = scores.gather(1, index)
    moves = network.moves
    all_paths = _sum_paths(scores, moves, batch.counts)
    right_paths = _sum_paths(scores + batch.allowed, moves, batch.counts)
    return (all_paths - right_paths).sum() / batch.counts.sum()


def _sum_paths(scores: Tensor, moves: Tensor, counts: Tensor) -> Tensor:
    starts, ends = torch.from_numpy(list_starts()), torch.from_numpy(list_ends())
    sums = starts + scores[:, 0]
    for word in range(1, scores.shape[1]):
        following = (sums[:, :, None] + moves).logsumexp(1) + scores[:, word]
        sums = torch.where((word < counts)[:, None], following, sums)
    return (sums + ends).logsumexp(1)
