"""MPNet's encoder (arXiv 2004.09297) for inference: BERT's layers with relative positions added to every layer's attention.

Own code, so that a teacher needs torch alone; tests/test_mpnet.py compares it with transformers'.
"""
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from encoder import Layer, read_weights

NAMES = {
    "attention.attn.q": "query", "attention.attn.k": "key", "attention.attn.v": "value", "attention.attn.o": "output",
    "attention.LayerNorm": "attention_norm", "intermediate.dense": "up", "output.dense": "down", "output.LayerNorm": "output_norm",
}
EPSILON = 1e-5
FIRST = 2  # positions begin behind the padding's id, which is 1


def bucket(distance: np.ndarray, buckets: int = 32, furthest: int = 128) -> np.ndarray:
    """T5's buckets of key position - query position: half for each direction, exact near, logarithmic further away."""
    half, exact = buckets // 2, buckets // 4
    size = np.abs(distance)
    log = exact + (np.log(np.maximum(size, 1) / exact) / np.log(furthest / exact) * (half - exact)).astype(np.int64)
    return np.where(distance > 0, half, 0) + np.where(size < exact, size, np.minimum(log, half - 1))


class MPNet(nn.Module):
    """ids [B, T] (padded on the right), mask [B, T] or None -> last hidden states [B, T, H]."""

    def __init__(self, layers: int = 12, hidden: int = 768, heads: int = 12, inner: int = 3072, vocabulary: int = 30527, longest: int = 514) -> None:
        super().__init__()
        self.words, self.positions = nn.Embedding(vocabulary, hidden), nn.Embedding(longest, hidden)
        self.norm = nn.LayerNorm(hidden, eps=EPSILON)
        self.relative = nn.Embedding(32, heads)
        self.layers = nn.ModuleList(Layer(hidden, heads, inner, EPSILON) for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        length = ids.shape[1]
        x = self.norm(self.words(ids) + self.positions.weight[FIRST:FIRST + length])
        place = np.arange(length)
        buckets = torch.from_numpy(bucket(place[None, :] - place[:, None])).to(ids.device)
        bias = self.relative(buckets).permute(2, 0, 1)[None]
        if mask is not None:
            bias = bias.masked_fill(~mask[:, None, None, :], torch.finfo(bias.dtype).min)
        bias = bias.expand(len(ids), -1, -1, -1).contiguous() if ids.is_cuda else bias
        for layer in self.layers:
            x = layer(x, bias)
        return x


def load_mpnet(path: Path) -> MPNet:
    """With published weights."""
    published = read_weights(path)
    state = {
        "words.weight": published["embeddings.word_embeddings.weight"], "positions.weight": published["embeddings.position_embeddings.weight"],
        "norm.weight": published["embeddings.LayerNorm.weight"], "norm.bias": published["embeddings.LayerNorm.bias"],
        "relative.weight": published["encoder.relative_attention_bias.weight"],
    }
    layers = 1 + max(int(name.split(".")[2]) for name in published if name.startswith("encoder.layer."))
    for i in range(layers):
        for theirs, ours in NAMES.items():
            for kind in ("weight", "bias"):
                state[f"layers.{i}.{ours}.{kind}"] = published[f"encoder.layer.{i}.{theirs}.{kind}"]
    vocabulary, hidden = state["words.weight"].shape
    model = MPNet(layers, hidden, state["relative.weight"].shape[1], state["layers.0.up.bias"].shape[0], vocabulary, len(state["positions.weight"]))
    model.load_state_dict(state)
    return model
