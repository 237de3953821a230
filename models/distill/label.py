"""Step `label`: an exported student's vectors of the packed texts, as targets of a static student alone.

A static student that joins a Transformer later is to be near that one's vectors, not those of its teachers. Writes
DATA/targets/CONFIG/{set}.npy (float16), in parts, so that a stopped run goes on where it was. Passages are taken in a fixed random
order up to [label] passages; those beyond have no target (rows of zeros) and serve the contrastive term alone.
Usage: python label.py --config CONFIG --data DIR
"""
import time
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from config import MODELS, SETS, read_arguments
from embed import embed_packed
from packed import Frame, Packed

PART = 8192  # texts


def load_student(path: Path, threads: int):
    """ids [B, T] int64 and mask -> [B, dims]."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def forward(ids: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        ids = ids.numpy()
        shown = np.ones_like(ids) if mask is None else mask.numpy().astype(np.int64)
        return torch.from_numpy(session.run(None, {"input_ids": ids, "attention_mask": shown})[0])
    return forward


def labelled(count: int, most: int | None, held: np.ndarray, seed: int) -> np.ndarray:
    """Rows to label, in the order of labelling: those held out first, then a random choice."""
    free = np.random.default_rng(seed).permutation(np.setdiff1d(np.arange(count), held))
    return np.concatenate([held, free])[:most]


def label(config: dict, data: Path) -> None:
    torch.set_num_threads(config["threads"])
    folder, target = data / "packs" / config["corpus"], data / "targets" / config["name"]
    target.mkdir(parents=True, exist_ok=True)
    forward = load_student(MODELS / "student" / "model.onnx", config["threads"])
    frame = Frame(limit=config["token_limit"])
    held = np.flatnonzero(np.load(folder / "pairs.npz")["held"])
    for kind in ("queries", "sentences", "passages"):
        texts, path = Packed.load(folder / f"{kind}.student.npz"), target / f"{kind}.npy"
        if path.exists():
            continue
        rows = labelled(len(texts), config["label"].get(kind), held if kind == "passages" else held[:0], config["seed"])
        vectors = np.zeros((len(texts), config["dims"]), np.float16)
        for start in range(0, len(rows), PART):
            part, index = target / f"{kind}.{start // PART:04}.npy", rows[start:start + PART]
            if not part.exists():
                began = time.time()
                np.save(part.with_suffix(".tmp.npy"), embed_packed(forward, texts, index, frame, config["dims"]).astype(np.float16))
                part.with_suffix(".tmp.npy").rename(part)
                print(f"{kind} {start + len(index)}/{len(rows)} {len(index) / (time.time() - began):.0f} texts/s", flush=True)
            vectors[index] = np.load(part)
        np.save(path, vectors)
        for part in target.glob(f"{kind}.[0-9]*.npy"):
            part.unlink()


if __name__ == "__main__":
    label(*read_arguments())
