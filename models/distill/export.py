"""Step `export`: the trained students as the files the engine reads, with manifests and checksums.

vocab.txt, student/{model.onnx, manifest.json} and student-static/{table.int8.bin, scales.f32.bin, manifest.json}
in DATA/models/CONFIG, unless `--out` names another folder (`--out ..`: in place of the shipped ones).
Usage: python export.py --config CONFIG --data DIR [--out DIR] [--only student|static]
       python export.py --config CONFIG --exported FOLDER [--out DIR]   # an exported student written again, with the configuration's id and `whole_rows`
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import prepare
from config import MODELS, model_folder, read_config, step_parser
from exported import read_exported
from frequencies import read_frequencies
from graph import build
from quantize import quantize
from wordtable import WordTable, split_table, without_row

SPACE = "homing-v1"
STATIC_LIMIT = 512  # tokens of a text that the static student reads: they cost next to nothing


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


def split_words(state: dict[str, np.ndarray], config: dict) -> WordTable | None:
    """The word table with `whole_rows` rows in int8 and the others in 4 bits; None where the configuration does not ask for it."""
    if "whole_rows" not in config:
        return None
    vocabulary = (MODELS / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    return split_table(state["encoder.words.weight"], read_frequencies(), without_row(vocabulary), config["whole_rows"])


def round_trained(path: Path, config: dict, data: Path) -> Path:
    """The trained student with its matrices rounded on texts of the corpus, where the configuration has a [rounding] table: so many `texts` of each set, cut at
    [refine] `limits`. Written beside `path`; `path` itself where it has none."""
    if "rounding" not in config:
        return path
    from encoder import student_of
    from packed import Frame, Packed
    from rounding import round_student
    trained, rng, batches = torch.load(path, weights_only=True), np.random.default_rng(config["rounding"]["seed"]), []
    for kind, count in config["rounding"]["texts"].items():
        texts = Packed.load(data / "packs" / config["corpus"] / f"{kind}.student.npz")
        rows = rng.choice(len(texts), count, replace=False)
        rows, frame = rows[np.argsort(texts.lengths[rows])], Frame(limit=config["refine"]["limits"][kind])
        batches += [texts.batch(rows[i:i + 64], frame, torch.device("cpu")) for i in range(0, count, 64)]
    torch.set_num_threads(config["threads"])
    student = student_of(trained["state"]).eval()
    round_student(student, batches)
    rounded = path.with_name("student.rounded.pt")
    torch.save({**trained, "state": student.state_dict()}, rounded)
    return rounded


def read_trained(path: Path, positions: int) -> tuple[dict[str, np.ndarray], dict]:
    """Of `train`: the weights in float32, as far as texts reach, and what the manifest says of them."""
    student = torch.load(path, weights_only=True)
    state = {name: value.float().numpy() for name, value in student["state"].items()}
    state["encoder.positions.weight"] = state["encoder.positions.weight"][:positions]
    return state, student["trained"]


def write_student(state: dict[str, np.ndarray], split: WordTable | None, folder: Path, manifest: dict[str, object]) -> None:
    """The CPU's graph, of which the GPU's is made where it is needed, and the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"model": folder / "model.onnx"}
    files["model"].write_bytes(build(state, "cpu", split=split).SerializeToString())
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


def write_again(config: dict, folder: Path, out: Path) -> None:
    """The student of `folder` as the configuration has it now; its record of training stays. Its trained state may be long gone."""
    out.mkdir(parents=True, exist_ok=True)
    vocabulary = (folder.parent / "vocab.txt").read_bytes()
    (out / "vocab.txt").write_bytes(vocabulary)
    state = {name: value.numpy() for name, value in read_exported(folder / "model.onnx").items()}
    trained = json.loads((folder / "manifest.json").read_text())["trained"]
    write_student(state, split_words(state, config), out / "student", common(config, config["id"], "transformer", trained))


def main() -> None:
    parser = step_parser()
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", choices=("student", "static"), help="leave the other one as it is")
    parser.add_argument("--exported", type=Path, help="a folder with model.onnx and manifest.json, in place of a trained state")
    args = parser.parse_args()
    config = read_config(args.config)
    out = model_folder(args.data, config, args.out)
    if args.exported:
        return write_again(config, args.exported, out)
    run = args.data / "runs" / config["name"]
    out.mkdir(parents=True, exist_ok=True)
    write_vocabulary(Tokenizer.from_file(str(args.data / "weights" / config["tokenizer"])), out / "vocab.txt")
    if args.only != "static":
        state, trained = read_trained(round_trained(run / "student.pt", config, args.data), config["positions"])
        write_student(state, split_words(state, config), out / "student", common(config, config["id"], "transformer", trained))
    if args.only != "student":
        static = torch.load(run / "static.pt", weights_only=True)
        weights = {name: config["static"][name] for name in ("repetition", "fading")}
        described_so = common(config, config["static_id"], "static", static["trained"])
        manifest = {**described_so, "tokenLimit": STATIC_LIMIT, "tokenWeights": weights}
        write_static(static["table"].float().numpy(), out / "student-static", manifest)


if __name__ == "__main__":
    main()
