"""Step `teach`: every text through every teacher once, cached as float16: DATA/vectors/CONFIG/{set}.{teacher}.npy.

Written in parts of 4,096 texts, so that a stopped run goes on where it was. Roles: passages as `passage`, queries as `query`,
sentences as `sentence`; but a teacher with an instruction for questions only gets it where the configuration says so,
because the student sees no prefixes and the same words must have one place.
Usage: python teach.py --config CONFIG --data DIR [--share 0/2 & --share 1/2, then without]
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from config import DEFAULT_DATA, read_config
from teachers import TEACHERS, LoadedTeacher

PART = 4096
ROLES = {"sentences": "sentence", "queries": "query", "passages": "passage"}


def read_texts(folder: Path, name: str) -> list[str]:
    with open(folder / f"{name}.jsonl") as file:
        return [json.loads(line)["text"] for line in file]


def teach(teacher: LoadedTeacher, texts: list[str], role: str, limit: int, target: Path, share: tuple[int, int]) -> None:
    """Parts NNN.npy under `target` (every n-th, so that n processes can share the work), then one file beside it."""
    whole = target.with_name(target.name + ".npy")
    if whole.exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    parts = []
    for start in range(0, len(texts), PART):
        part = target / f"{start // PART:04}.npy"
        parts.append(part)
        if not part.exists() and start // PART % share[1] == share[0]:
            began = time.time()
            vectors = teacher.embed(texts[start:start + PART], role, limit).astype(np.float16)
            np.save(part.with_suffix(".tmp.npy"), vectors)
            part.with_suffix(".tmp.npy").rename(part)
            print(f"{target.name} {start + len(vectors)}/{len(texts)} {len(vectors) / (time.time() - began):.0f} texts/s", flush=True)
    if all(part.exists() for part in parts):
        np.save(whole, np.concatenate([np.load(part) for part in parts]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--share", default="0/1")
    args = parser.parse_args()
    share = tuple(int(part) for part in args.share.split("/"))
    config = read_config(args.config)
    torch.set_num_threads(max(1, config["threads"] // share[1]))
    name, settings = config["corpus"], config["teach"]
    for teacher_name in settings["teachers"]:
        teacher = LoadedTeacher(TEACHERS[teacher_name], args.data / "weights")
        for kind, role in ROLES.items():
            role = "sentence" if kind == "queries" and teacher_name in settings["queries_as_sentences"] else role
            texts = read_texts(args.data / "corpus" / name, kind)
            teach(teacher, texts, role, settings["limit"], args.data / "vectors" / name / f"{kind}.{teacher_name}", share)


if __name__ == "__main__":
    main()
