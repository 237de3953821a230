"""Step `teach`: every packed text through every teacher once, cached as float16: DATA/vectors/CORPUS/{set}.{teacher}.npy.

Written in parts of [teach] part texts (default 4,096), so that a stopped run goes on where it was. Roles: passages as `passage`, queries as `query`,
sentences as `sentence`; but a teacher with an instruction for questions only gets it where the configuration says so,
because the student sees no prefixes and the same words must have one place.
Usage: python teach.py --config CONFIG --data DIR [--share 0/2 & --share 1/2, then without]
"""
import json
import time
from pathlib import Path

import numpy as np
import torch

from config import SETS, read_config, step_parser
from embed import embed_packed
from packed import DEVICE, Frame, Packed
from teachers import TEACHERS, Vectors
from whole import written_whole

PART = 4096


def load_teacher(name: str, data: Path) -> tuple[Vectors, np.ndarray | None]:
    """In bfloat16, and the table of its ids where they are not the student's."""
    path = data / "packs" / "weights" / f"{name}.npz"
    with np.load(path) as file:
        table = file["table"] if "table" in file.files else None
    return Vectors(TEACHERS[name], path).to(DEVICE, torch.bfloat16).eval(), table


def teach(model: Vectors, texts: Packed, frame: Frame, target: Path, settings: dict, share: tuple[int, int]) -> None:
    """`target` without ending: target/0000.npy ... and, once all are there, target.npy. `share` (i, n): only every n-th part, from i."""
    whole, size = target.with_name(target.name + ".npy"), settings.get("part", PART)
    if whole.exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    parts = []
    for start in range(0, len(texts), size):
        part = target / f"{start // size:04}.npy"
        parts.append(part)
        if not part.exists() and start // size % share[1] == share[0]:
            began, index = time.time(), np.arange(start, min(start + size, len(texts)))
            vectors = embed_packed(model, texts, index, frame, settings["dims"], settings.get("tokens", 8192), DEVICE).astype(np.float16)
            with written_whole(part) as unfinished:
                np.save(unfinished, vectors)
            print(f"{target.name} {start + len(vectors)}/{len(texts)} {len(vectors) / (time.time() - began):.0f} texts/s", flush=True)
    if all(part.exists() for part in parts):
        with written_whole(whole) as unfinished:
            np.save(unfinished, np.concatenate([np.load(part) for part in parts]))
        for part in parts:
            part.unlink()


def teach_all(config: dict, data: Path, share: tuple[int, int] = (0, 1)) -> None:
    torch.set_num_threads(max(1, config["threads"] // share[1]))
    folder = data / "packs" / config["corpus"]
    described = json.loads((folder / "frames.json").read_text())
    texts = {kind: Packed.load(folder / f"{kind}.raw.npz") for kind in SETS}
    for name in config["teach"]["teachers"]:
        targets = {kind: data / "vectors" / config["corpus"] / f"{kind}.{name}" for kind in SETS}
        if all(target.with_name(target.name + ".npy").exists() for target in targets.values()):
            continue
        model, table = load_teacher(name, data)
        settings = {**config["teach"], "dims": TEACHERS[name].dims}
        for kind in SETS:
            around = described[name][kind]
            frame = Frame(tuple(around["head"]), tuple(around["tail"]), TEACHERS[name].fill, around["limit"], table)
            teach(model, texts[kind], frame, targets[kind], settings, share)


def main() -> None:
    parser = step_parser()
    parser.add_argument("--share", default="0/1")
    args = parser.parse_args()
    first, count = (int(part) for part in args.share.split("/"))
    teach_all(read_config(args.config), args.data, (first, count))


if __name__ == "__main__":
    main()
