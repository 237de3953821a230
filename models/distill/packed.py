"""Token ids of many texts in one array, as they are stored (uint16, offsets) and as a model takes them (padded batches).

Stored without special tokens; a `Frame` says what a model puts around them.
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass(frozen=True)
class Frame:
    """What stands around a text's own ids, and the limit of all together."""

    head: tuple[int, ...] = (101,)
    tail: tuple[int, ...] = (102,)
    fill: int = 0
    limit: int = 512
    table: np.ndarray | None = None  # stored id -> the model's id, where its vocabulary is another

    @property
    def room(self) -> int:
        return self.limit - len(self.head) - len(self.tail)


class Packed:
    """ids [sum of lengths] uint16; text i is ids[starts[i]:starts[i + 1]]."""

    def __init__(self, ids: np.ndarray, starts: np.ndarray) -> None:
        self.ids, self.starts = ids, starts.astype(np.int64)
        self.lengths = np.diff(self.starts)

    def __len__(self) -> int:
        return len(self.lengths)

    @staticmethod
    def of(rows: Iterable[Sequence[int]]) -> "Packed":
        arrays = [np.asarray(row, np.uint16) for row in rows]
        return Packed(np.concatenate([np.empty(0, np.uint16), *arrays]), np.cumsum([0, *map(len, arrays)]))

    def save(self, path: Path) -> None:
        np.savez_compressed(path, ids=self.ids, starts=self.starts.astype(np.uint32))

    @staticmethod
    def load(path: Path) -> "Packed":
        with np.load(path) as file:
            return Packed(file["ids"], file["starts"])

    def batch(self, index: np.ndarray, frame: Frame, device: torch.device = DEVICE) -> tuple[Tensor, Tensor | None]:
        """ids [B, T] int64 and mask [B, T] bool, None where all have one length."""
        body = np.minimum(self.lengths[index], frame.room)[:, None]
        longest, head, tail = int(body.max()), len(frame.head), len(frame.tail)
        column = np.arange(longest)
        inside = column < body
        ids = np.zeros(inside.shape, np.int64)
        ids[inside] = self.ids[(self.starts[index][:, None] + column)[inside]]
        if frame.table is not None:
            ids = frame.table[ids].astype(np.int64)
        out = np.full((len(index), head + longest + tail), frame.fill, np.int64)
        out[:, :head] = frame.head
        out[:, head:head + longest] = np.where(inside, ids, frame.fill)
        out[np.arange(len(index))[:, None], head + body + np.arange(tail)] = frame.tail
        whole = torch.from_numpy(out).to(device)
        if inside.all():
            return whole, None
        return whole, torch.from_numpy(np.arange(out.shape[1]) < body + head + tail).to(device)

    def bags(self, index: np.ndarray, empty: int, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The ids of the texts `index`, one after the other, where each starts, and their weights (of all ids: `weights`); a text without ids has
        the one id `empty`, which weighs 1."""
        own = self.lengths[index]
        lengths = np.maximum(own, 1)
        offsets = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) + np.repeat(self.starts[index] - offsets, lengths)
        places = np.minimum(places, max(0, len(self.ids) - 1))
        ids, shares = self.ids[places].astype(np.int64), weights[places]
        ids[offsets[own == 0]], shares[offsets[own == 0]] = empty, 1
        return ids, offsets, shares

    def token_weights(self, repetition: float, fading: float) -> np.ndarray:
        """[ids] float32, what each token counts in its text's static vector: occurrences of a token count together as their number to the power of
        `repetition`, and one at position k, from 0, counts (1 + k / fading)^-1/2 of that."""
        owner = np.repeat(np.arange(len(self)), self.lengths)
        key = owner * 65536 + self.ids
        order = np.argsort(key, kind="stable")
        first = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0][:len(order)])
        nth = np.empty(len(order))
        nth[order] = np.arange(len(order)) - np.repeat(first, np.diff(np.r_[first, len(order)])) + 1
        position = np.arange(len(self.ids)) - np.repeat(self.starts[:-1], self.lengths)
        return ((nth ** repetition - (nth - 1) ** repetition) / np.sqrt(1 + position / fading)).astype(np.float32)
