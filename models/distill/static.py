"""Step `static`: a table of one vector a token, summed by weight and normalised, trained to land on the Transformer's vectors (step `label`).

A search asks with both students' vectors of the question, and passages have either's; so the table is trained to be near the Transformer's, and on pairs to
be found by what is asked by both. Starts from the exported table that [static] `start` names, relative to DATA, or where it names none from each token's vector
under the student ([CLS] token [SEP]), centred, times its inverse document frequency.
Writes DATA/runs/CONFIG/static.pt and DATA/logs/CONFIG.static.jsonl.
Usage: python static.py --config CONFIG --data DIR [--logs DIR]
"""
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from config import SETS, read_arguments_and_logs
from corpus import Corpus
from embed import embed_ids
from encoder import Student
from exported import read_table
from label import load_student
from losses import distance, no_negatives
from packed import DEVICE, Packed
from schedule import Schedule, rate_factor

EMPTY = 102  # [SEP]: its row stands for a text without tokens


class StaticTexts:
    """The packed texts and what their tokens count."""

    def __init__(self, corpus: Corpus, settings: dict, start: Tensor) -> None:
        self.corpus, self.share, self.start = corpus, settings["asked_by_transformer"], start
        self.weights = {kind: ids.token_weights(settings["repetition"], settings["fading"]) for kind, ids in corpus.ids.items()}

    def embed(self, table: Tensor, kind: str, index: np.ndarray) -> Tensor:
        """[N, dims] of unit length."""
        ids, offsets, weights = (torch.from_numpy(part).to(DEVICE) for part in self.corpus.ids[kind].bags(index, EMPTY, self.weights[kind]))
        return F.normalize(F.embedding_bag(ids, table, offsets, mode="sum", per_sample_weights=weights), dim=-1)

    def turned(self, table: Tensor, index: np.ndarray) -> Tensor:
        """How far the rows of the passages' tokens are from where they started: 1 - cosine, the mean over all tokens."""
        ids = torch.from_numpy(self.corpus.ids["passages"].bags(index, EMPTY, self.weights["passages"])[0]).to(DEVICE)
        return (1 - F.cosine_similarity(table[ids], self.start[ids], dim=-1)).mean()

    def asked(self, table: Tensor, index: np.ndarray) -> Tensor:
        """Questions as a search asks them of passages that have static vectors: by both students."""
        return F.normalize(self.share * self.corpus.target("queries", index) + (1 - self.share) * self.embed(table, "queries", index), dim=-1)


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
def validate(table: Tensor, texts: StaticTexts) -> dict[str, float]:
    """Distances to the labels, and MRR of held-out pairs: asked by both students, and by this one alone."""
    corpus = texts.corpus
    found = {kind: texts.embed(table, kind, index).cpu().numpy() for kind, index in corpus.held_rows()[1].items()}
    alone = corpus.measure(found)
    both = corpus.measure({**found, "queries": texts.asked(table, corpus.held_rows()[1]["queries"]).cpu().numpy()})
    return {**alone, "held_mrr": both["held_mrr"], "held_mrr_alone": alone["held_mrr"]}


class Sampler:
    """Rows of a step: pairs, and labelled texts of each set that are not held out."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.pairs, self.rng = corpus.pairs, np.random.default_rng(seed)
        self.labelled = {kind: rows[(corpus.target(kind, rows) != 0).any(1).cpu().numpy()]
                         for kind in SETS for rows in [corpus.free_rows(kind)]}

    def some_pairs(self, count: int) -> np.ndarray:
        return self.pairs[self.rng.integers(0, len(self.pairs), count)]

    def some(self, kind: str, count: int) -> np.ndarray:
        rows = self.labelled[kind]
        return rows[self.rng.integers(0, len(rows), count)]


def step_loss(table: Tensor, texts: StaticTexts, sampler: Sampler, settings: dict) -> Tensor:
    """A batch of passages, half as many queries and a quarter as many sentences near their labels; rows near where they started; pairs told from each other."""
    size, corpus = settings["batch"], texts.corpus
    loss = torch.zeros((), device=DEVICE)
    for kind, count, share in (("passages", size, 1.0), ("queries", size // 2, settings["queries"]), ("sentences", size // 4, settings["sentences"])):
        rows = sampler.some(kind, count)
        loss = loss + share * distance(texts.embed(table, kind, rows), F.normalize(corpus.target(kind, rows), dim=-1))
    chosen = sampler.some_pairs(size)
    q, p = (torch.from_numpy(chosen[:, at]).to(DEVICE) for at in (0, 1))
    passages = texts.embed(table, "passages", chosen[:, 1])
    scores = texts.asked(table, chosen[:, 0]) @ passages.T / settings["temperature"]
    scores = scores.masked_fill(no_negatives(q, p, passages.detach()), -1e4)
    own = torch.arange(size, device=DEVICE)
    loss = loss + settings["anchor"] * texts.turned(table, sampler.some("passages", size // 4))
    return loss + settings["contrast"] * (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own)) / 2


def train(table: torch.nn.Parameter, texts: StaticTexts, config: dict, log: Path) -> dict:
    """To the end of the schedule; returns what the manifest says of it."""
    settings, began, step = config["static"], time.time(), 0
    schedule, optimizer = Schedule.of(settings), torch.optim.Adam([table], lr=settings["rate"], fused=True)
    sampler = Sampler(texts.corpus, config["seed"])
    log.unlink(missing_ok=True)

    def note() -> dict[str, float]:
        row = {"step": step, "minutes": round((time.time() - began) / 60, 2), **validate(table.detach(), texts)}
        print(json.dumps(row), flush=True)
        with open(log, "a") as out:
            out.write(json.dumps(row) + "\n")
        return row

    while (progress := schedule.progress(step, time.time() - began)) < 1:
        if step % 500 == 0:
            note()
        optimizer.param_groups[0]["lr"] = settings["rate"] * rate_factor(progress, 0.0)
        loss = step_loss(table, texts, sampler, settings)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
    row = note()
    found = {name: value for name, value in row.items() if name not in ("step", "minutes")}
    return {"seed": config["seed"], "steps": step, "minutes": round((time.time() - began) / 60, 1), "device": DEVICE.type, "validation": found}


def read_start(data: Path, start: str | None) -> Tensor | None:
    """The exported table to start from, if the configuration names one. Raises FileNotFoundError where it names one that is not there: a run from nothing
    would need more steps than it is given."""
    if start is None:
        return None
    if missing := [name for name in ("table.int8.bin", "scales.f32.bin") if not (data / start / name).exists()]:
        raise FileNotFoundError(f"[static] `start` names {data / start}, where there is no {' and no '.join(missing)}: put the files of an exported static "
                                "student there (README.md says which), or leave `start` out and give more steps")
    return torch.from_numpy(read_table(data / start))


def train_static(config: dict, data: Path, log: Path) -> dict:
    """The whole step."""
    torch.set_num_threads(config["threads"])
    torch.manual_seed(config["seed"])
    known = read_start(data, config["static"].get("start"))
    corpus, run = Corpus(data, {**config, "targets": f"{config['name']}.labels"}), data / "runs" / config["name"]
    initial = initial_table(load_student(config, data), corpus) if known is None else known
    run.mkdir(parents=True, exist_ok=True), log.parent.mkdir(parents=True, exist_ok=True)
    table = torch.nn.Parameter(initial.to(DEVICE))
    how = train(table, StaticTexts(corpus, config["static"], initial.to(DEVICE, copy=True)), config, log)
    state = table.detach().cpu()
    torch.save({"table": state.half() if config["train"].get("half") else state, "trained": how}, run / "static.pt")
    return how


def main() -> None:
    config, data, logs = read_arguments_and_logs()
    train_static(config, data, logs / f"{config['name']}.static.jsonl")


if __name__ == "__main__":
    main()
