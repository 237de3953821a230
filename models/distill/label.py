"""Step `label`: the trained Transformer's own vectors of the packed texts, which the static student is trained to land on: it stands in for that one.

Writes DATA/targets/CONFIG.labels/{set}.npy (float16), part by part, so that a stopped run goes on where it was. Where [label] names a number for a set
with more texts, those held out come first and then a random choice; the others have no label (a row of zeros). The Transformer is the one that `train`
left, or the exported file that [label] `student` names, relative to DATA.
Usage: python label.py --config CONFIG --data DIR
"""
import time
from pathlib import Path

import numpy as np
import torch

from config import SETS, read_arguments
from corpus import held_rows, read_pairs
from embed import embed_packed
from encoder import Student, student_of
from packed import DEVICE, Frame, Packed
from whole import written_whole

PART = 8192  # texts


def load_student(config: dict, data: Path) -> Student:
    exported = config["label"].get("student")
    if exported:
        from exported import read_exported
        state = read_exported(data / exported)
    else:
        state = torch.load(data / "runs" / config["name"] / "student.pt", weights_only=True, map_location="cpu")["state"]
    return student_of(state).to(DEVICE).eval()


def rows_to_label(count: int, most: int | None, held: np.ndarray, seed: int) -> np.ndarray:
    """At most `most` rows of `count`: those held out, then a random choice."""
    free = np.random.default_rng(seed).permutation(np.setdiff1d(np.arange(count), held))
    return np.concatenate([held, free])[:most]


def label_set(student: Student, texts: Packed, rows: np.ndarray, frame: Frame, target: Path) -> None:
    """`target` without ending: target.0000.npy ... and, once all are there, target.npy [len(texts), dims]."""
    dims = student.projection.out_features
    vectors, parts = np.zeros((len(texts), dims), np.float16), []
    for start in range(0, len(rows), PART):
        part, index = target.with_name(f"{target.name}.{start // PART:04}.npy"), rows[start:start + PART]
        parts.append(part)
        if not part.exists():
            began = time.time()
            with torch.autocast(DEVICE.type, torch.bfloat16):
                found = embed_packed(student, texts, index, frame, dims, device=DEVICE).astype(np.float16)
            with written_whole(part) as unfinished:
                np.save(unfinished, found)
            print(f"{target.name} {start + len(index)}/{len(rows)} {len(index) / (time.time() - began):.0f} texts/s", flush=True)
        vectors[index] = np.load(part)
    whole = target.with_name(f"{target.name}.npy")
    with written_whole(whole) as unfinished:
        np.save(unfinished, vectors)
    for part in parts:
        part.unlink()


def label(config: dict, data: Path) -> None:
    torch.set_num_threads(config["threads"])
    folder, targets = data / "packs" / config["corpus"], data / "targets" / f"{config['name']}.labels"
    targets.mkdir(parents=True, exist_ok=True)
    student, frame = load_student(config, data), Frame(limit=config["token_limit"])
    texts = {kind: Packed.load(folder / f"{kind}.student.npz") for kind in SETS}
    pairs, held, _ = read_pairs(folder)
    held_out = held_rows(pairs, held, len(texts["sentences"]))
    for kind in SETS:
        if not (targets / f"{kind}.npy").exists():
            rows = rows_to_label(len(texts[kind]), config["label"].get(kind), held_out[kind], config["seed"])
            label_set(student, texts[kind], rows, frame, targets / kind)


if __name__ == "__main__":
    label(*read_arguments())
