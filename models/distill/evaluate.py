"""Step `evaluate`: one table of every row side by side, with seeds; also DATA/logs/CONFIG.evaluation.json.

STS: both sides as `sentence` (the engine's kind `query`), cosine, Spearman x100 over all pairs of the seven sets.
cosqa dev: MRR of 500 questions over 6,267 functions, dense only; no cut-off. The exported files run in ONNX Runtime,
one text a run, on the CPU. The students see prepared text, the teachers raw text with their own prefixes.
The rows of teachers have all their numbers, and PCA to each of TEACHER_DIMS fitted on the corpus.
The exported files are those in DATA/models/CONFIG, unless `--models` names others (`--models ..`: the shipped ones).
Usage: python evaluate.py --config CONFIG --data DIR --evaluation DIR [--models DIR] [--logs DIR] [--rows teachers,baseline,float,int8,static,bm25] [--teachers minilm,bge,e5,mpnet]
"""
import argparse
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

from clean import words
from config import DEFAULT_DATA, SETS, add_logs, log_folder, model_folder, read_config, read_texts
from embed import embed_ids
from encoder import load_encoder, mean_pool, student_of
from export import STATIC_LIMIT
from exported import read_table
from measures import Embed, cosqa_mrr, ranks, read_cosqa, sts_spearman
from packed import Packed
from prepare import prepare
from teachers import TEACHERS, LoadedTeacher
from tokens import student_ids, tokenize

ROWS = "baseline,float,int8,static,bm25,teachers"
TEACHER_DIMS = (256, 128, 64)


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9)


class Reduced:
    """A full-size embedding cut by PCA, with and without centring; vectors of a text are computed once."""

    def __init__(self, embed: Embed, sample: np.ndarray) -> None:
        self.embed, self.cache, self.mean = embed, {}, sample.mean(0)
        self.axes = {centred: np.linalg.eigh((x.T @ x).astype(np.float64))[1][:, ::-1].astype(np.float32)
                     for centred, x in ((True, sample - self.mean), (False, sample))}

    def full(self, texts: list[str], role: str) -> np.ndarray:
        key = (len(texts), texts[0], texts[-1], role)
        if key not in self.cache:
            self.cache[key] = self.embed(texts, role)
        return self.cache[key]

    def pca(self, dims: int, centred: bool) -> Embed:
        return lambda texts, role: unit((self.full(texts, role) - (self.mean if centred else 0)) @ self.axes[centred][:, :dims])


def sample_texts(data: Path, name: str, count: int) -> list[str]:
    """A fixed sample of the training corpus for fitting PCA: passages, queries, sentences in equal parts."""
    rng = np.random.default_rng(0)
    sets = [read_texts(data / "corpus" / name, kind) for kind in SETS]
    return [texts[i] for texts in sets for i in rng.choice(len(texts), count // 3, replace=False)]


def with_pca(label: str, embed: Embed, sample: np.ndarray, *to: int) -> list[tuple[str, Embed]]:
    reduced = Reduced(embed, sample)
    cut = [(f"{label}, {name} {dims}", reduced.pca(dims, centred)) for dims in to for name, centred in (("PCA", False), ("centred PCA", True))]
    return [(label, reduced.full), *cut]


def teacher_rows(args: argparse.Namespace, config: dict) -> list[tuple[str, Embed]]:
    rows = []
    for name in args.teachers.split(",") if args.teachers else config["teach"]["teachers"]:
        loaded = LoadedTeacher(TEACHERS[name], args.data / "weights")
        sample = loaded.embed(sample_texts(args.data, config["corpus"], 4500), "passage", 128)
        rows += with_pca(f"teacher {name}", lambda t, r, it=loaded: it.embed(t, r, config["token_limit"]), sample, *TEACHER_DIMS)
    return rows


def baseline_rows(args: argparse.Namespace, config: dict) -> list[tuple[str, Embed]]:
    """The student's initial weights, untrained, with and without preparation, + PCA (fp32)."""
    encoder = load_encoder(next((args.data / "weights").glob(TEACHERS[config["initial"]].weights))).eval()
    tokenizer = Tokenizer.from_file(str(args.data / "weights" / config["tokenizer"]))
    texts = sample_texts(args.data, config["corpus"], 4500)
    rows = []
    for label, to_ids in (("plain", tokenize), ("prepared", student_ids)):
        def embed(t: list[str], role: str, to_ids=to_ids) -> np.ndarray:
            return embed_ids(lambda i, m: F.normalize(mean_pool(encoder(i, m), m), dim=-1), to_ids(tokenizer, t, config["token_limit"]), 384)
        rows += with_pca(f"untrained, {label}", embed, embed([x[:1500] for x in texts], ""), config["dims"])
    return rows


def float_row(args: argparse.Namespace, config: dict) -> list[tuple[str, Embed]]:
    student = student_of(torch.load(args.data / "runs" / config["name"] / "student.pt", weights_only=True)["state"]).eval()
    tokenizer = Tokenizer.from_file(str(args.data / "weights" / config["tokenizer"]))

    def embed(texts: list[str], role: str) -> np.ndarray:
        return embed_ids(student, student_ids(tokenizer, texts, config["token_limit"]), config["dims"])
    short = lambda texts, role: unit(embed(texts, role)[:, :64])  # noqa: E731
    return [("student, float32 (torch)", embed), ("student, float32, first 64 dims", short)]


def int8_row(args: argparse.Namespace, config: dict) -> list[tuple[str, Embed]]:
    """The exported file, one text a run."""
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = config["threads"]
    session = onnxruntime.InferenceSession(str(args.models / "student" / "model.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(args.data / "weights" / config["tokenizer"]))

    def embed(texts: list[str], role: str) -> np.ndarray:
        out = np.empty((len(texts), config["dims"]), np.float32)
        for i, ids in enumerate(student_ids(tokenizer, texts, config["token_limit"])):
            array = np.array([ids])
            out[i] = session.run(None, {"input_ids": array, "attention_mask": np.ones_like(array)})[0][0]
        return out
    return [("student, int8 ONNX (exported)", embed)]


def static_row(args: argparse.Namespace, config: dict) -> list[tuple[str, Embed]]:
    """The exported table, asked by itself."""
    folder = args.models / "student-static"
    table, weights = read_table(folder), json.loads((folder / "manifest.json").read_text())["tokenWeights"]
    tokenizer = Tokenizer.from_file(str(args.data / "weights" / config["tokenizer"]))

    def embed(texts: list[str], role: str) -> np.ndarray:
        rows = Packed.of(ids[1:-1] or [102] for ids in student_ids(tokenizer, texts, STATIC_LIMIT + 2))
        shares = rows.token_weights(weights["repetition"], weights["fading"])[:, None]
        return unit(np.stack([(table[rows.ids[own]] * shares[own]).sum(0) for own in map(slice, rows.starts[:-1], rows.starts[1:])]))
    return [("static student, int8 (exported)", embed)]


def bm25_mrr(evaluation: Path) -> float:
    """BM25 (k1 1.2, b 0.75) over prepared words; ties count against it."""
    queries, relevant, functions = read_cosqa(evaluation / "cosqa")
    documents = [Counter(words(prepare(f))) for f in functions]
    lengths = np.array([sum(d.values()) for d in documents])
    frequency = Counter(w for d in documents for w in d)
    scores = np.zeros((len(queries), len(documents)), np.float32)
    for i, query in enumerate(queries):
        for word in set(words(prepare(query))) & frequency.keys():
            idf = math.log(1 + (len(documents) - frequency[word] + 0.5) / (frequency[word] + 0.5))
            tf = np.array([d.get(word, 0) for d in documents])
            scores[i] += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * lengths / lengths.mean()))
    return float((1 / ranks(scores, np.eye(len(documents), dtype=np.float32), relevant)).mean())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--evaluation", type=Path, required=True)
    parser.add_argument("--models", type=Path)
    add_logs(parser)
    parser.add_argument("--rows", default=ROWS)
    parser.add_argument("--teachers", default="", help="those of the configuration, unless given")
    args = parser.parse_args()
    config = read_config(args.config)
    args.models = model_folder(args.data, config, args.models)
    torch.set_num_threads(config["threads"])
    makers = {"teachers": teacher_rows, "baseline": baseline_rows, "float": float_row, "int8": int8_row, "static": static_row}
    path = log_folder(args.data, args.logs) / f"{config['name']}.evaluation.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    results = json.loads(path.read_text()) if path.exists() else {}
    for kind in args.rows.split(","):
        if kind == "bm25":
            results["BM25"] = {"cosqa": round(bm25_mrr(args.evaluation), 4)}
            print("BM25", results["BM25"], flush=True)
            continue
        for label, embed in makers[kind](args, config):
            sts = sts_spearman(args.evaluation, embed)
            results[label] = {"cosqa": round(cosqa_mrr(args.evaluation, embed), 4), "STS mean": round(sum(sts.values()) / 7, 2),
                              **{k: round(v, 2) for k, v in sts.items()}, "seed": config["seed"]}
            print(label, json.dumps(results[label]), flush=True)
            path.write_text(json.dumps(results, indent=1) + "\n")
    path.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
