"""Step `export`: the trained students as the files the engine reads, with manifests and checksums.

models/vocab.txt, models/student/{model.onnx, manifest.json},
models/student-static/{table.int8.bin, scales.f32.bin, manifest.json}.
Usage: python export.py --config CONFIG --data DIR [--only student|static]
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import prepare
from config import DEFAULT_DATA, MODELS, read_config
from graph import build, quantize

SPACE = "homing-v1"


def described(path: Path, folder: Path) -> dict[str, object]:
    """A file's entry in a manifest: path relative to the manifest, checksum, size."""
    relative = path.relative_to(folder) if path.is_relative_to(folder) else Path("..") / path.relative_to(folder.parent)
    return {"path": relative.as_posix(), "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}


def write_manifest(folder: Path, manifest: dict[str, object], files: dict[str, Path]) -> None:
    manifest = {**manifest, "files": {name: described(path, folder) for name, path in files.items()}}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def write_vocabulary(tokenizer: Tokenizer, path: Path) -> None:
    """One token a line, its id the line from 0."""
    tokens = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    path.write_text("".join(token + "\n" for token, _ in tokens), encoding="utf-8")


def common(config: dict, identity: str, kind: str, trained: dict) -> dict[str, object]:
    """What both manifests say, in their order."""
    return {
        "id": identity, "space": SPACE, "kind": kind, "dims": config["dims"], "tokenLimit": config["token_limit"],
        "preparation": prepare.VERSION, "licence": "Apache-2.0", "derivedFrom": config["derived_from"], "trained": trained,
    }


def write_student(state: dict[str, np.ndarray], folder: Path, manifest: dict[str, object]) -> None:
    """The CPU's graph, of which the GPU's is made where it is needed, and the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"model": folder / "model.onnx"}
    files["model"].write_bytes(build(state, "cpu").SerializeToString())
    layers = 1 + max(int(n.split(".")[2]) for n in state if n.startswith("encoder.layers."))
    write_manifest(folder, {**manifest, "layers": layers}, {**files, "vocabulary": folder.parent / "vocab.txt"})


def write_static(table: np.ndarray, folder: Path, manifest: dict[str, object]) -> None:
    """table [vocabulary, dims] float32, token weights folded in -> int8 rows and their scales.

    A text's vector is the sum of weight * scale[id] * row[id] over its tokens without [CLS] and [SEP], divided by its length, with the weights of
    `Packed.token_weights` by the manifest's numbers; a text without tokens takes the row of [SEP].
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows, scales = quantize(table, 0, 127)
    files = {"table": folder / "table.int8.bin", "scales": folder / "scales.f32.bin"}
    files["table"].write_bytes(rows.tobytes())
    files["scales"].write_bytes(scales.astype("<f4").tobytes())
    write_manifest(folder, manifest, {**files, "vocabulary": folder.parent / "vocab.txt"})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--only", choices=("student", "static"), help="leave the other one as it is")
    args = parser.parse_args()
    config = read_config(args.config)
    run = args.data / "runs" / config["name"]
    args.out.mkdir(parents=True, exist_ok=True)
    write_vocabulary(Tokenizer.from_file(str(args.data / "weights" / config["tokenizer"])), args.out / "vocab.txt")
    if args.only != "static":
        student = torch.load(run / "student.pt", weights_only=True)
        state = {name: value.float().numpy() for name, value in student["state"].items()}
        state["encoder.positions.weight"] = state["encoder.positions.weight"][:config["positions"]]
        write_student(state, args.out / "student", common(config, config["id"], "transformer", student["trained"]))
    if args.only != "student":
        static = torch.load(run / "static.pt", weights_only=True)
        weights = {name: config["static"][name] for name in ("repetition", "fading")}
        manifest = {**common(config, config["static_id"], "static", static["trained"]), "tokenWeights": weights}
        write_static(static["table"].float().numpy(), args.out / "student-static", manifest)


if __name__ == "__main__":
    main()
