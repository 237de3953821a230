"""Embedding of many texts with a torch encoder: batches of one length, no padding lost, bfloat16 where the CPU has it."""
from collections.abc import Callable, Sequence

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from prepare import prepare


def tokenize(tokenizer: Tokenizer, texts: Sequence[str], limit: int) -> list[list[int]]:
    """Token ids with [CLS] and [SEP] of each text, cut to `limit` tokens in all."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    return [e.ids for i in range(0, len(texts), 4096) for e in tokenizer.encode_batch(list(texts[i:i + 4096]))]


def student_ids(tokenizer: Tokenizer, texts: Sequence[str], limit: int) -> list[list[int]]:
    """As the students see them: prepared text."""
    return tokenize(tokenizer, [prepare(text[:limit * 24]) for text in texts], limit)


def batches(lengths: Sequence[int], tokens: int) -> list[np.ndarray]:
    """Indices in batches of about `tokens` tokens, sorted by length, the longest first."""
    order = np.argsort(-np.asarray(lengths), kind="stable")
    out, start = [], 0
    while start < len(order):
        size = max(1, tokens // lengths[order[start]])
        out.append(order[start:start + size])
        start += size
    return out


def pad(ids: Sequence[Sequence[int]], fill: int = 0) -> tuple[Tensor, Tensor | None]:
    """ids [B, T] and mask [B, T] (None where all have one length)."""
    longest = max(len(row) for row in ids)
    out = torch.full((len(ids), longest), fill)
    for i, row in enumerate(ids):
        out[i, :len(row)] = torch.tensor(row)
    if all(len(row) == longest for row in ids):
        return out, None
    return out, torch.arange(longest)[None, :] < torch.tensor([len(row) for row in ids])[:, None]


@torch.inference_mode()
def embed_ids(forward: Callable[[Tensor, Tensor | None], Tensor], ids: Sequence[Sequence[int]], dims: int,
              tokens: int = 8192, fill: int = 0, device: torch.device = torch.device("cpu")) -> np.ndarray:
    """[N, dims] float32; `forward` maps ids [B, T] and mask to [B, dims], all on `device`."""
    out = np.empty((len(ids), dims), np.float32)
    for batch in batches([len(row) for row in ids], tokens):
        rows, mask = pad([ids[i] for i in batch], fill)
        out[batch] = forward(rows.to(device), None if mask is None else mask.to(device)).float().cpu().numpy()
    return out
