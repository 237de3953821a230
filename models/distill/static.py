"""Step `static`: a table of one vector a token, summed and normalised, trained to the same targets.

Starts from each token's vector under the student ([CLS] token [SEP]), centred, times its inverse document frequency.
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
from train import DEVICE, Corpus, contrast, distance

EMPTY = 102  # [SEP]: its row stands for a text without tokens


def static_ids(ids: list[int]) -> list[int]:
    """Ids without [CLS] and [SEP]; never empty."""
    return ids[1:-1] or [EMPTY]


class Bags:
    """Ids of many texts in one array, and where each text begins."""

    def __init__(self, texts: list[list[int]]) -> None:
        rows = [static_ids(text) for text in texts]
        self.ids = np.concatenate([np.array(row, dtype=np.int64) for row in rows])
        self.starts = np.cumsum([0, *map(len, rows)])

    def take(self, index: np.ndarray) -> tuple[Tensor, Tensor]:
        """The ids of the texts `index`, one after the other, and where each starts."""
        lengths = self.starts[index + 1] - self.starts[index]
        offsets = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) + np.repeat(self.starts[index] - offsets, lengths)
        return torch.from_numpy(self.ids[places]).to(DEVICE), torch.from_numpy(offsets).to(DEVICE)


def embed_static(table: Tensor, bags: Bags, index: np.ndarray) -> Tensor:
    """[N, dims] of unit length."""
    ids, offsets = bags.take(index)
    return F.normalize(F.embedding_bag(ids, table, offsets, mode="sum"), dim=-1)


def initial_table(student: Student, corpus: Corpus) -> Tensor:
    """Token vectors [vocabulary, dims] times log(N / (1 + documents with the token))."""
    vocabulary = student.encoder.words.num_embeddings
    with torch.autocast(DEVICE.type, torch.bfloat16):
        vectors = embed_ids(student.to(DEVICE), [[101, i, 102] for i in range(vocabulary)], student.projection.out_features, device=DEVICE)
    counts = np.ones(vocabulary)
    total = 0
    for kind in SETS:
        for row in corpus.ids[kind]:
            counts[list(set(row))] += 1
        total += len(corpus.ids[kind])
    vectors = vectors - np.average(vectors, axis=0, weights=counts)  # what all tokens share says nothing about any
    return torch.from_numpy((vectors * np.log(total / counts)[:, None].clip(0.1) / 10).astype(np.float32)).to(DEVICE)


@torch.inference_mode()
def validate(table: Tensor, corpus: Corpus, bags: dict[str, Bags]) -> dict[str, float]:
    chosen = corpus.all_pairs[corpus.held[corpus.all_pairs[:, 1]]]
    rows = {"passages": np.flatnonzero(corpus.held), "queries": np.unique(chosen[:, 0]), "sentences": corpus.held_sentences}
    out, vectors = {}, {}
    for kind, index in rows.items():
        found = embed_static(table, bags[kind], index).cpu().numpy()
        vectors[kind] = np.zeros_like(corpus.targets[kind].cpu().numpy())
        vectors[kind][index] = found
        out[f"distance_{kind}"] = round(float(((found - corpus.targets[kind].cpu().numpy()[index]) ** 2).sum(1).mean()), 4)
    out["held_mrr"] = round(held_mrr(vectors["queries"], vectors["passages"], corpus.all_pairs, corpus.held), 4)
    return out


def step_loss(table: Tensor, corpus: Corpus, bags: dict[str, Bags], rng: np.random.Generator, settings: dict) -> Tensor:
    """Pairs and as many sentences."""
    size = settings["batch"]
    chosen = corpus.pairs[rng.integers(0, len(corpus.pairs), size)]
    rows = {"queries": chosen[:, 0], "passages": chosen[:, 1], "sentences": rng.integers(0, corpus.held_sentences[0], size // 2)}
    vectors = {k: embed_static(table, bags[k], index) for k, index in rows.items()}
    targets = {k: corpus.targets[k][index] for k, index in rows.items()}
    mse = sum(len(rows[k]) * distance(vectors[k], targets[k], 64) for k in SETS) / (2.5 * size)
    q, p = (torch.from_numpy(rows[k]).to(DEVICE) for k in ("queries", "passages"))
    same = (q[:, None] == q[None, :]) | (p[:, None] == p[None, :]) | (targets["passages"] @ targets["passages"].T > 0.95)
    same.fill_diagonal_(False)
    bank = corpus.targets["passages"][rng.integers(0, len(corpus.targets["passages"]), settings["bank"])]
    return mse + settings["contrast"] * contrast(vectors["queries"], vectors["passages"], bank, same, targets["passages"], settings["temperature"])


def train(table: torch.nn.Parameter, corpus: Corpus, config: dict, log: Path) -> dict:
    """Until the time is spent; returns what the manifest says of it."""
    settings, began, step = config["static"], time.time(), 0
    bags = {kind: Bags(corpus.ids[kind]) for kind in SETS}
    optimizer = torch.optim.Adam([table], lr=settings["rate"], fused=True)
    rng = np.random.default_rng(config["seed"])
    log.unlink(missing_ok=True)
    while (progress := (time.time() - began) / (60 * settings["minutes"])) < 1:
        if step % 500 == 0:
            row = {"step": step, "minutes": round((time.time() - began) / 60, 2), **validate(table.detach(), corpus, bags)}
            print(json.dumps(row), flush=True)
            with open(log, "a") as out:
                out.write(json.dumps(row) + "\n")
        optimizer.param_groups[0]["lr"] = settings["rate"] * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        loss = step_loss(table, corpus, bags, rng, settings)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    return {"seed": config["seed"], "steps": step, "minutes": settings["minutes"], "device": DEVICE.type, "validation": validate(table.detach(), corpus, bags)}


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
    trained = run / "student.pt"  # before it is there, the start of its training will do
    saved = torch.load(trained if trained.exists() else run / "initial.pt", weights_only=True, map_location="cpu")
    student.load_state_dict(saved["state"] if trained.exists() else saved)
    table = torch.nn.Parameter(initial_table(student, corpus))
    how = train(table, corpus, config, HERE / "logs" / f"{name}.static.jsonl")
    torch.save({"table": table.detach().cpu(), "trained": how}, run / "static.pt")


if __name__ == "__main__":
    main()
