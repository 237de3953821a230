"""Step `static`: a table of one vector a token, summed and normalised, trained to the same targets.

Starts from each token's vector under the trained student ([CLS] token [SEP]) times its inverse document frequency.
Writes DATA/runs/CONFIG/static.pt and logs/CONFIG.static.jsonl beside this file.
Usage: python static.py --config CONFIG --data DIR
"""
import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from config import DEFAULT_DATA, HERE, read_config
from embed import embed_ids
from encoder import Encoder, Student
from project import SETS, held_mrr
from train import Corpus, contrast, distance

EMPTY = 102  # [SEP]: its row stands for a text without tokens


def static_ids(ids: list[int]) -> list[int]:
    """Ids without [CLS] and [SEP]; never empty."""
    return ids[1:-1] or [EMPTY]


def flat(rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    """Ids of all rows in one tensor, and where each starts."""
    lengths = [len(row) for row in rows]
    return torch.tensor([i for row in rows for i in row]), torch.tensor([0, *np.cumsum(lengths)[:-1].tolist()])


def embed_static(table: Tensor, rows: list[list[int]]) -> Tensor:
    """[N, dims] of unit length."""
    ids, offsets = flat(rows)
    return F.normalize(F.embedding_bag(ids, table, offsets, mode="sum"), dim=-1)


def initial_table(student: Student, corpus: Corpus) -> Tensor:
    """Token vectors [vocabulary, dims] times log(N / (1 + documents with the token))."""
    vocabulary = student.encoder.words.num_embeddings
    with torch.autocast("cpu", torch.bfloat16):
        vectors = embed_ids(student, [[101, i, 102] for i in range(vocabulary)], student.projection.out_features)
    counts = np.ones(vocabulary)
    total = 0
    for kind in SETS:
        for row in corpus.ids[kind]:
            counts[list(set(row))] += 1
        total += len(corpus.ids[kind])
    return torch.from_numpy((vectors * np.log(total / counts)[:, None].clip(0.1) / 10).astype(np.float32))


@torch.inference_mode()
def validate(table: Tensor, corpus: Corpus, ids: dict[str, list[list[int]]]) -> dict[str, float]:
    chosen = corpus.all_pairs[corpus.held[corpus.all_pairs[:, 1]]]
    rows = {"passages": np.flatnonzero(corpus.held), "queries": np.unique(chosen[:, 0]), "sentences": corpus.held_sentences}
    out, vectors = {}, {}
    for kind, index in rows.items():
        found = embed_static(table, [ids[kind][i] for i in index]).numpy()
        vectors[kind] = np.zeros_like(corpus.targets[kind].numpy())
        vectors[kind][index] = found
        out[f"distance_{kind}"] = round(float(((found - corpus.targets[kind].numpy()[index]) ** 2).sum(1).mean()), 4)
    out["held_mrr"] = round(held_mrr(vectors["queries"], vectors["passages"], corpus.all_pairs, corpus.held), 4)
    return out


def step_loss(table: Tensor, corpus: Corpus, ids: dict, rng: np.random.Generator, settings: dict) -> Tensor:
    """Pairs and as many sentences."""
    size = settings["batch"]
    chosen = corpus.pairs[rng.integers(0, len(corpus.pairs), size)]
    rows = {"queries": chosen[:, 0], "passages": chosen[:, 1], "sentences": rng.integers(0, corpus.held_sentences[0], size // 2)}
    vectors = {k: embed_static(table, [ids[k][i] for i in index]) for k, index in rows.items()}
    targets = {k: corpus.targets[k][index] for k, index in rows.items()}
    mse = sum(len(rows[k]) * distance(vectors[k], targets[k], 64) for k in SETS) / (2.5 * size)
    q, p = (torch.from_numpy(rows[k]) for k in ("queries", "passages"))
    same = (q[:, None] == q[None, :]) | (p[:, None] == p[None, :]) | (targets["passages"] @ targets["passages"].T > 0.95)
    same.fill_diagonal_(False)
    bank = corpus.targets["passages"][rng.integers(0, len(corpus.targets["passages"]), settings["bank"])]
    return mse + settings["contrast"] * contrast(vectors["queries"], vectors["passages"], bank, same, targets["passages"], settings["temperature"])


def train(table: torch.nn.Parameter, corpus: Corpus, config: dict, log: Path) -> dict:
    """Until the time is spent; returns what the manifest says of it."""
    settings, began, step = config["static"], time.time(), 0
    ids = {kind: [static_ids(row) for row in corpus.ids[kind]] for kind in SETS}
    optimizer = torch.optim.Adam([table], lr=settings["rate"], fused=True)
    rng = np.random.default_rng(config["seed"])
    log.unlink(missing_ok=True)
    while (progress := (time.time() - began) / (60 * settings["minutes"])) < 1:
        if step % 250 == 0:
            row = {"step": step, "minutes": round((time.time() - began) / 60, 2), **validate(table.detach(), corpus, ids)}
            print(json.dumps(row), flush=True)
            with open(log, "a") as out:
                out.write(json.dumps(row) + "\n")
        optimizer.param_groups[0]["lr"] = settings["rate"] * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        loss = step_loss(table, corpus, ids, rng, settings)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    return {"seed": config["seed"], "steps": step, "minutes": settings["minutes"], "device": "cpu", "validation": validate(table.detach(), corpus, ids)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    config, name = read_config(args.config), args.config.stem
    torch.set_num_threads(config["threads"])
    torch.manual_seed(config["seed"])
    corpus = Corpus(args.data, config, name, Tokenizer.from_file(str(args.data / "weights" / config["tokenizer"])))
    student = Student(Encoder(), config["dims"])
    run = args.data / "runs" / name
    path = run / "student.pt"
    saved = torch.load(path if path.exists() else run / "checkpoint.pt", weights_only=True)
    student.load_state_dict(saved["state"] if path.exists() else saved["student"])
    table = torch.nn.Parameter(initial_table(student, corpus))
    trained = train(table, corpus, config, HERE / "logs" / f"{name}.static.jsonl")
    torch.save({"table": table.detach(), "trained": trained}, run / "static.pt")


if __name__ == "__main__":
    main()
