"""The BERT encoder the small teachers and the student share, and the loading of its published weights.

Own code instead of a library's, so that training, export and teachers are one definition. Shapes: B texts, T tokens,
H hidden size. Source of the architecture: BERT (arXiv 1810.04805) as in MiniLM-L6-H384-uncased's configuration.
"""
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

State = dict[str, Tensor]


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:
    """Attention of [B, heads, T, d]; written out where a CPU needs gradients: the fused kernel's backward takes half a step's time there."""
    if q.is_cuda or not q.requires_grad:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    scores = q @ k.transpose(2, 3) * q.shape[-1] ** -0.5
    return torch.softmax(scores if mask is None else scores.masked_fill(~mask, -1e4), -1, dtype=q.dtype) @ v


class Layer(nn.Module):
    """One post-norm Transformer layer: [B, T, H] -> [B, T, H]."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float = 1e-12) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(hidden, hidden) for _ in range(4))
        self.attention_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=epsilon)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        b, t, h = x.shape
        q, k, v = (f(x).view(b, t, self.heads, h // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value))
        a = attend(q, k, v, mask).transpose(1, 2).reshape(b, t, h)
        x = self.attention_norm(x + self.output(a))
        return self.output_norm(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """Token ids -> last hidden states. Token types are folded into the position table."""

    def __init__(self, layers: int = 6, hidden: int = 384, heads: int = 12, inner: int = 1536, vocabulary: int = 30522, positions: int = 512) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, hidden)
        self.positions = nn.Embedding(positions, hidden)
        self.norm = nn.LayerNorm(hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(hidden, heads, inner) for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """ids [B, T] int64, mask [B, T] bool or None where nothing is padded -> [B, T, H]."""
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]])
        bias = None if mask is None else mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Student(nn.Module):
    """Encoder, mean pooling, learnable projection, unit length: ids [B, T] -> [B, dims] float32."""

    def __init__(self, encoder: Encoder, dims: int = 128) -> None:
        super().__init__()
        self.encoder = encoder
        self.projection = nn.Linear(encoder.words.weight.shape[1], dims)

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        return F.normalize(self.projection(mean_pool(self.encoder(ids, mask), mask)).float(), dim=-1)


def mean_pool(states: Tensor, mask: Tensor | None) -> Tensor:
    """[B, T, H], [B, T] -> [B, H]: mean over the tokens that are not padding."""
    if mask is None:
        return states.mean(1)
    weights = mask.to(states.dtype)[:, :, None]
    return (states * weights).sum(1) / weights.sum(1)


NAMES = {
    "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
    "attention.output.dense": "output", "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "up", "output.dense": "down", "output.LayerNorm": "output_norm",
}


def load_encoder(path: Path, chosen: Sequence[int] | None = None) -> Encoder:
    """Encoder with published BERT weights; of all its layers or of those `chosen`, in that order."""
    published = read_weights(path)
    count = 1 + max(int(name.split(".")[2]) for name in published if name.startswith("encoder.layer."))
    chosen = range(count) if chosen is None else chosen
    hidden = published["embeddings.LayerNorm.bias"].shape[0]
    encoder = Encoder(len(chosen), hidden, 12, published["encoder.layer.0.intermediate.dense.bias"].shape[0], len(published["embeddings.word_embeddings.weight"]))
    state = {
        "words.weight": published["embeddings.word_embeddings.weight"],
        "positions.weight": published["embeddings.position_embeddings.weight"] + published["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": published["embeddings.LayerNorm.weight"], "norm.bias": published["embeddings.LayerNorm.bias"],
    }
    for ours, theirs in enumerate(chosen):
        for name, part in NAMES.items():
            for kind in ("weight", "bias"):
                state[f"layers.{ours}.{part}.{kind}"] = published[f"encoder.layer.{theirs}.{name}.{kind}"]
    encoder.load_state_dict(state)
    return encoder


def student_of(state: State) -> Student:
    """A student as large as a saved state is, with that state."""
    layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("encoder.layers."))
    vocabulary, hidden = state["encoder.words.weight"].shape
    inner, positions = len(state["encoder.layers.0.up.bias"]), len(state["encoder.positions.weight"])
    student = Student(Encoder(layers, hidden, 12, inner, vocabulary, positions), len(state["projection.bias"]))
    student.load_state_dict({name: value.float() for name, value in state.items()})
    return student


def read_weights(path: Path) -> dict[str, Tensor]:
    """Published weights in float32: of pack.py's .npz, a .safetensors, or a fp32 .onnx file of optimum's export."""
    if path.suffix == ".npz":
        with np.load(path) as file:
            return {name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files}
    return read_onnx(path) if path.suffix == ".onnx" else read_safetensors(path)


def read_safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors.torch import load_file
    return load_file(path)


def read_onnx(path: Path) -> dict[str, Tensor]:
    """Named initializers, and MatMul weights (stored transposed, without a name) by the name of their node."""
    import onnx
    graph = onnx.load(path).graph
    tensors = {t.name: torch.from_numpy(onnx.numpy_helper.to_array(t).copy()) for t in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in tensors:
            name = node.name.strip("/").removesuffix("/MatMul").replace("/", ".") + ".weight"
            tensors[name] = tensors[node.input[1]].T.contiguous()
    return tensors
