"""Embedding of many texts with a torch encoder, in batches of like length."""
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from packed import Frame, Packed

Forward = Callable[[Tensor, Tensor | None], Tensor]
CPU = torch.device("cpu")


def batches(lengths: np.ndarray, tokens: int, equal: bool = False) -> list[np.ndarray]:
    """Indices in batches of about `tokens` tokens, the longest texts first; `equal`: of one length each, so that nothing is padded."""
    lengths = np.asarray(lengths)
    order = np.argsort(-lengths, kind="stable")
    out, start = [], 0
    while start < len(order):
        longest = max(1, int(lengths[order[start]]))
        end = min(start + max(1, tokens // longest), len(order))
        if equal:
            end = start + int(np.searchsorted(-lengths[order[start:end]], -longest, side="right")) if lengths[order[start]] else end
        out.append(order[start:end])
        start = end
    return out


@torch.inference_mode()
def embed_packed(forward: Forward, texts: Packed, index: np.ndarray, frame: Frame, dims: int, tokens: int = 8192,
                 device: torch.device = CPU) -> np.ndarray:
    """[len(index), dims] float32; `forward` maps ids [B, T] and mask to [B, dims], all on `device`."""
    out = np.empty((len(index), dims), np.float32)
    lengths = np.minimum(texts.lengths[index], frame.room)
    for chosen in batches(lengths + len(frame.head) + len(frame.tail), tokens, equal=device.type == "cuda"):
        out[chosen] = forward(*texts.batch(index[chosen], frame, device)).float().cpu().numpy()
    return out


def embed_ids(forward: Forward, ids: Sequence[Sequence[int]], dims: int, tokens: int = 8192, fill: int = 0,
              device: torch.device = CPU) -> np.ndarray:
    """[N, dims] float32 of whole rows of ids, special tokens in them."""
    longest = max(map(len, ids))
    return embed_packed(forward, Packed.of(ids), np.arange(len(ids)), Frame((), (), fill, longest), dims, tokens, device)
