"""What training reads: packed ids, targets, pairs, and what is held out."""
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from config import SETS
from losses import nearest
from packed import DEVICE, Frame, Packed


class Corpus:
    """The three sets; targets lie on the device as float16."""

    def __init__(self, data: Path, config: dict) -> None:
        folder, targets = data / "packs" / config["corpus"], data / "targets" / config.get("targets", config["name"])
        self.ids = {kind: Packed.load(folder / f"{kind}.student.npz") for kind in SETS}
        self.frame = Frame(limit=config["train"]["limit"])
        self.targets = {kind: torch.from_numpy(np.load(targets / f"{kind}.npy")).to(DEVICE) for kind in SETS}
        self.all_pairs, self.held, self.sources = read_pairs(folder)
        self.pairs = self.all_pairs[~self.held[self.all_pairs[:, 1]]]
        self.held_out = held_rows(self.all_pairs, self.held, len(self.ids["sentences"]))
        self.free_passages = self.free_rows("passages")

    def target(self, kind: str, index: np.ndarray) -> Tensor:
        """[len(index), dims] float32 on the device."""
        return self.targets[kind][torch.from_numpy(np.asarray(index, np.int64)).to(DEVICE)].float()

    def held_rows(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The held-out pairs, and the rows of each set that validation embeds."""
        return self.all_pairs[self.held[self.all_pairs[:, 1]]], self.held_out

    def free_rows(self, kind: str) -> np.ndarray:
        """Rows of a set that are not held out."""
        return np.setdiff1d(np.arange(len(self.ids[kind])), self.held_rows()[1][kind])

    @cache
    def near_passages(self, count: int) -> np.ndarray:
        """[passages, count]: those that are not held out whose targets are nearest to each one's, and not equal to it. Rows of held-out passages are its own number."""
        near = np.repeat(np.arange(len(self.ids["passages"]))[:, None], count, axis=1)
        near[self.free_passages] = self.free_passages[nearest(self.target("passages", self.free_passages), count).cpu().numpy()]
        return near

    def measure(self, found: dict[str, np.ndarray]) -> dict[str, float]:
        """Distance to the targets and MRR of held-out pairs, of the vectors found for `held_rows`."""
        chosen, rows = self.held_rows()
        out = {f"distance_{kind}": round(float(((found[kind] - self.target(kind, index).cpu().numpy()) ** 2).sum(1).mean()), 4)
               for kind, index in rows.items()}
        out["held_mrr"] = round(pairs_mrr(found["queries"], found["passages"], rows, chosen), 4)
        return out


def read_pairs(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs [N, 2] of (query, passage), which passages are held out, and a number for the package of each."""
    with np.load(folder / "pairs.npz") as file:
        return file["pairs"].astype(np.int64), file["held"], file["source"]


def held_rows(pairs: np.ndarray, held: np.ndarray, sentences: int) -> dict[str, np.ndarray]:
    """The rows of each set that are held out: marked passages, what asks for them, and the last of the sentences."""
    return {"passages": np.flatnonzero(held), "queries": np.unique(pairs[held[pairs[:, 1]], 0]),
            "sentences": np.arange(sentences - min(500, sentences // 10), sentences)}


def pairs_mrr(queries: np.ndarray, passages: np.ndarray, rows: dict[str, np.ndarray], pairs: np.ndarray) -> float:
    """MRR of `pairs`, each query over all of `passages`; both hold the vectors of `rows`, which are sorted."""
    at = np.searchsorted(rows["passages"], pairs[:, 1])
    reciprocal = []
    for start in range(0, len(pairs), 2048):
        part = slice(start, start + 2048)
        scores = queries[np.searchsorted(rows["queries"], pairs[part, 0])] @ passages.T
        own = scores[np.arange(len(scores)), at[part]]
        reciprocal.append(1 / (scores >= own[:, None]).sum(1))
    return float(np.concatenate(reciprocal).mean()) if reciprocal else 0.0
