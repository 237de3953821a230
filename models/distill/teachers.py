"""The teachers: where their weights lie, their prefixes by role, their pooling. Vectors have unit length.

Published STS-B test Spearman (x100), used to check the weights: MiniLM-L6 82.0, mpnet-base 83.4, bge-small 85.9, e5-small-v2 85.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

from embed import embed_ids, tokenize
from encoder import load_encoder, mean_pool


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


TEACHERS = {t.name: t for t in (
    Teacher("minilm", "minilm/model.safetensors", "minilm/tokenizer.json", "mean"),
    Teacher("bge", "*bge-small*/*.onnx", "*bge-small*/*tokenizer.json", "cls",
            query="Represent this sentence for searching relevant passages: "),
    Teacher("e5", "*e5-small*/*.onnx", "*e5-small*/*tokenizer.json", "mean", query="query: ", passage="passage: ", sentence="query: "),
    Teacher("mpnet", "mpnet/*/model.safetensors", "mpnet/*/tokenizer.json", "mean", dims=768, fill=1),
)}


class LoadedTeacher:
    """Weights in bfloat16 where asked; embed(texts, role) -> [N, dims] float32 of unit length."""

    def __init__(self, teacher: Teacher, weights: Path, dtype: torch.dtype = torch.bfloat16) -> None:
        self.teacher, self.dtype = teacher, dtype
        path = next(weights.glob(teacher.weights))
        self.tokenizer = Tokenizer.from_file(str(next(weights.glob(teacher.tokenizer))))
        if teacher.name == "mpnet":
            from transformers import MPNetModel
            model = MPNetModel.from_pretrained(path.parent, add_pooling_layer=False).to(dtype).eval()
            self.states = lambda ids, mask: model(input_ids=ids, attention_mask=None if mask is None else mask.long()).last_hidden_state
        else:
            model = load_encoder(path).to(dtype).eval()
            self.states = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        states = self.states(ids, mask)
        pooled = states[:, 0] if self.teacher.pooling == "cls" else mean_pool(states.float(), mask)
        return F.normalize(pooled.float(), dim=-1)

    def embed(self, texts: Sequence[str], role: str, limit: int = 128) -> np.ndarray:
        prefix = getattr(self.teacher, role)
        ids = tokenize(self.tokenizer, [prefix + text for text in texts], limit + (16 if prefix else 0))
        return embed_ids(self.forward, ids, self.teacher.dims, fill=self.teacher.fill)
