"""Step `static`: a table of one vector a token, summed and normalised, trained to the same targets.

Starts from each token's vector under the student ([CLS] token [SEP]), centred, times its inverse document frequency.
Writes DATA/runs/CONFIG/static.pt and logs/CONFIG.static.jsonl beside this file.
Usage: python static.py --config CONFIG --data DIR
"""
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from config import HERE, SETS, read_arguments
from corpus import Corpus
from embed import embed_ids
from encoder import Student, student_of
from losses import contrast, distance, no_negatives
from packed import DEVICE, Packed
from schedule import Schedule, rate_factor

EMPTY = 102  # [SEP]: its row stands for a text without tokens


def embed_static(table: Tensor, texts: Packed, index: np.ndarray) -> Tensor:
    """[N, dims] of unit length."""
    ids, offsets = (torch.from_numpy(part).to(DEVICE) for part in texts.bags(index, EMPTY))
    return F.normalize(F.embedding_bag(ids, table, offsets, mode="sum"), dim=-1)


def document_counts(texts: Packed, vocabulary: int) -> np.ndarray:
    """[vocabulary] in how many texts each token occurs."""
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), texts.lengths)
    return np.bincount(np.unique(owner * vocabulary + texts.ids) % vocabulary, minlength=vocabulary)


def initial_table(student: Student, corpus: Corpus) -> Tensor:
    """Token vectors [vocabulary, dims] times log(N / (1 + documents with the token))."""
    vocabulary = student.encoder.words.num_embeddings
    with torch.autocast(DEVICE.type, torch.bfloat16):
        vectors = embed_ids(student.to(DEVICE), [[101, i, 102] for i in range(vocabulary)], student.projection.out_features, device=DEVICE)
    counts = 1 + sum(document_counts(corpus.ids[kind], vocabulary) for kind in SETS)
    total = sum(len(corpus.ids[kind]) for kind in SETS)
    vectors = vectors - np.average(vectors, axis=0, weights=counts)  # what all tokens share says nothing about any
    return torch.from_numpy((vectors * np.log(total / counts)[:, None].clip(0.1) / 10).astype(np.float32)).to(DEVICE)


@torch.inference_mode()
def validate(table: Tensor, corpus: Corpus) -> dict[str, float]:
    return corpus.measure({kind: embed_static(table, corpus.ids[kind], index).cpu().numpy() for kind, index in corpus.held_rows()[1].items()})


def step_loss(table: Tensor, corpus: Corpus, rng: np.random.Generator, settings: dict) -> Tensor:
    """Pairs and half as many sentences."""
    size = settings["batch"]
    chosen = corpus.pairs[rng.integers(0, len(corpus.pairs), size)]
    rows = {"queries": chosen[:, 0], "passages": chosen[:, 1], "sentences": rng.integers(0, corpus.held_sentences[0], size // 2)}
    vectors = {k: embed_static(table, corpus.ids[k], index) for k, index in rows.items()}
    targets = {k: corpus.target(k, index) for k, index in rows.items()}
    mse = sum(len(rows[k]) * distance(vectors[k], targets[k]) for k in SETS) / sum(len(r) for r in rows.values())
    q, p = (torch.from_numpy(rows[k]).to(DEVICE) for k in ("queries", "passages"))
    bank = corpus.target("passages", rng.integers(0, len(corpus.ids["passages"]), settings["bank"]))
    same = no_negatives(q, p, targets["passages"])
    return mse + settings["contrast"] * contrast(vectors["queries"], vectors["passages"], bank, same, targets["passages"], settings["temperature"])


def train(table: torch.nn.Parameter, corpus: Corpus, config: dict, log: Path) -> dict:
    """To the end of the schedule; returns what the manifest says of it."""
    settings, began, step = config["static"], time.time(), 0
    schedule, optimizer = Schedule.of(settings), torch.optim.Adam([table], lr=settings["rate"], fused=True)
    rng = np.random.default_rng(config["seed"])
    log.unlink(missing_ok=True)
    while (progress := schedule.progress(step, time.time() - began)) < 1:
        if step % 500 == 0:
            row = {"step": step, "minutes": round((time.time() - began) / 60, 2), **validate(table.detach(), corpus)}
            print(json.dumps(row), flush=True)
            with open(log, "a") as out:
                out.write(json.dumps(row) + "\n")
        optimizer.param_groups[0]["lr"] = settings["rate"] * rate_factor(progress, 0.0)
        loss = step_loss(table, corpus, rng, settings)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    minutes = round((time.time() - began) / 60, 1)
    return {"seed": config["seed"], "steps": step, "minutes": minutes, "device": DEVICE.type, "validation": validate(table.detach(), corpus)}


def train_static(config: dict, data: Path, log: Path) -> dict:
    """The whole step; before the student is trained, the start of its training will do."""
    torch.set_num_threads(config["threads"])
    torch.manual_seed(config["seed"])
    corpus, run = Corpus(data, config), data / "runs" / config["name"]
    trained = run / "student.pt"
    saved = torch.load(trained if trained.exists() else run / "initial.pt", weights_only=True, map_location="cpu")
    student = student_of(saved["state"] if trained.exists() else saved)
    table = torch.nn.Parameter(initial_table(student, corpus))
    how = train(table, corpus, config, log)
    state = table.detach().cpu()
    torch.save({"table": state.half() if config["train"].get("half") else state, "trained": how}, run / "static.pt")
    return how


def main() -> None:
    config, data = read_arguments()
    train_static(config, data, HERE / "logs" / f"{config['name']}.static.jsonl")


if __name__ == "__main__":
    main()
