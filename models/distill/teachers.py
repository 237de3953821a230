"""The teachers: where their weights lie, their prefixes by role, their pooling. Vectors have unit length.

Published STS-B test Spearman (x100), used to check the weights: MiniLM-L6 82.0, mpnet-base 83.4, bge-small 85.9, e5-small-v2 85.
"""
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor, nn
from torch.nn import functional as F

from encoder import load_encoder, mean_pool
from mpnet import load_mpnet


@dataclass(frozen=True)
class Teacher:
    name: str
    weights: str          # glob under DATA/weights
    tokenizer: str        # glob under DATA/weights
    pooling: str          # "mean" | "cls"
    dims: int = 384
    query: str = ""       # prefix of role `query`: a question that looks for passages
    passage: str = ""     # prefix of role `passage`
    sentence: str = ""    # prefix of role `sentence`: symmetric similarity
    fill: int = 0         # id of padding


ROLES_OF_SETS = {"sentences": "sentence", "queries": "query", "passages": "passage"}


TEACHERS = {t.name: t for t in (
    Teacher("minilm", "minilm/model.safetensors", "minilm/tokenizer.json", "mean"),
    Teacher("bge", "*bge-small*/*.onnx", "*bge-small*/*tokenizer.json", "cls",
            query="Represent this sentence for searching relevant passages: "),
    Teacher("e5", "*e5-small*/*.onnx", "*e5-small*/*tokenizer.json", "mean", query="query: ", passage="passage: ", sentence="query: "),
    Teacher("mpnet", "mpnet/*/model.safetensors", "mpnet/*/tokenizer.json", "mean", dims=768, fill=1),
)}


class Vectors(nn.Module):
    """A teacher's encoder and pooling: ids [B, T], mask -> [B, dims] float32 of unit length."""

    def __init__(self, teacher: Teacher, weights: Path) -> None:
        super().__init__()
        self.pooling = teacher.pooling
        self.encoder = load_mpnet(weights) if teacher.name == "mpnet" else load_encoder(weights)

    def forward(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        states = self.encoder(ids, mask)
        pooled = states[:, 0] if self.pooling == "cls" else mean_pool(states.float(), mask)
        return F.normalize(pooled.float(), dim=-1)
