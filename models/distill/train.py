"""Step `train`: the Transformer student learns to land on the projected teacher.

loss = mean over texts of |s - t|^2 (also on the first 64 dims) + w * InfoNCE on (query, passage) pairs, with the cached targets of
other passages as further negatives; a share of the batches takes its pairs from few packages, so that the negatives are as near as in a
search of one repository. The schedule follows the clock, so that a run ends when it must: warm-up, then cosine to the end.
Writes DATA/runs/CONFIG/{student.pt, checkpoint.pt} and logs/CONFIG.student.jsonl beside this file; a stopped run goes on.
Usage: python train.py --config CONFIG --data DIR
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
from embed import embed_ids, pad, student_ids
from encoder import Student, load_encoder, mean_pool
from project import SETS, held_mrr, read_pairs
from teach import read_texts

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")

class Corpus:
    """Token ids and targets of the three sets, the pairs, and what is held out."""

    def __init__(self, data: Path, config: dict, name: str, tokenizer: Tokenizer) -> None:
        limit, corpus = config["train"]["limit"], data / "corpus" / config["corpus"]
        cache = data / "targets" / name / f"ids.{limit}.pt"
        if not cache.exists():
            torch.save({kind: student_ids(tokenizer, read_texts(corpus, kind), limit) for kind in SETS}, cache)
        self.ids: dict[str, list[list[int]]] = torch.load(cache, weights_only=True)
        targets = {kind: np.load(data / "targets" / name / f"{kind}.npy").astype(np.float32) for kind in SETS}
        self.targets = {kind: torch.from_numpy(rows).to(DEVICE) for kind, rows in targets.items()}
        self.all_pairs, self.held = read_pairs(corpus)
        self.pairs = self.all_pairs[~self.held[self.all_pairs[:, 1]]]
        count = len(self.ids["sentences"])
        self.held_sentences = np.arange(count - min(500, count // 10), count)
        self.sources = read_sources(corpus)

    def pair_batches(self, size: int, same_source: float, rng: np.random.Generator) -> list[np.ndarray]:
        """All pairs once: the share `same_source` in batches of few packages, the others in batches of passages of like length."""
        order = rng.permutation(len(self.pairs))
        lengths = np.array([len(row) for row in self.ids["passages"]])
        near = int(len(order) * same_source)
        by_source = order[:near][np.argsort(self.sources[self.pairs[order[:near], 1]], kind="stable")]
        out = [by_source[i:i + size] for i in range(0, near - size + 1, size)]
        for start in range(near, len(order), size * 16):
            pool = order[start:start + size * 16]
            pool = pool[np.argsort(lengths[self.pairs[pool, 1]], kind="stable")]
            out += [pool[i:i + size] for i in range(0, len(pool) - size + 1, size)]
        return [out[i] for i in rng.permutation(len(out))]

    def batch(self, kind: str, rows: np.ndarray) -> tuple[Tensor, Tensor | None]:
        ids, mask = pad([self.ids[kind][i] for i in rows])
        return ids.to(DEVICE), None if mask is None else mask.to(DEVICE)


def read_sources(corpus: Path) -> np.ndarray:
    """A number for the package of each passage."""
    with open(corpus / "passages.jsonl") as file:
        names = [json.loads(line)["source"] for line in file]
    return np.unique(names, return_inverse=True)[1]


def distance(student: Tensor, target: Tensor, short: int) -> Tensor:
    """Mean of |s - t|^2, and a quarter of the same on the first `short` dims, renormalised."""
    cut = (F.normalize(student[:, :short], dim=-1) - F.normalize(target[:, :short], dim=-1)).square().sum(1).mean()
    return (student - target).square().sum(1).mean() + 0.25 * cut


def contrast(q: Tensor, p: Tensor, bank: Tensor, same: Tensor, own_target: Tensor, temperature: float) -> Tensor:
    """InfoNCE: queries [B, d] against the batch's passages and a bank [M, d] of targets; and passages against queries.

    `same` [B, B] marks equal passages or queries; bank rows nearer than 0.95 to the own target are no negatives.
    """
    scores = (q @ p.T / temperature).masked_fill(same, -1e4)
    far = (q @ bank.T / temperature).masked_fill(own_target @ bank.T > 0.95, -1e4)
    own = torch.arange(len(q), device=q.device)
    return (F.cross_entropy(torch.cat([scores, far], 1), own) + F.cross_entropy(scores.T, own)) / 2


@torch.inference_mode()
def fit_projection(student: Student, corpus: Corpus, count: int, share: float, rng: np.random.Generator) -> None:
    """Ridge regression from the encoder's pooled states to the targets, on `count` texts of each set; the penalty is `share` of the states' variance."""
    ids, targets = [], []
    for kind in SETS:
        rows = rng.choice(len(corpus.ids[kind]), min(count, len(corpus.ids[kind])), replace=False)
        ids += [corpus.ids[kind][i] for i in rows]
        targets.append(corpus.targets[kind][rows].cpu())
    with torch.autocast(DEVICE.type, torch.bfloat16):
        x = embed_ids(lambda i, m: mean_pool(student.encoder(i, m), m), ids, student.projection.in_features, device=DEVICE)
    x, y = torch.from_numpy(x).double(), torch.cat(targets).double()
    x1 = torch.cat([x, torch.ones(len(x), 1, dtype=torch.double)], 1)
    ridge = share * len(x) * x.var(0).mean() * torch.eye(x1.shape[1], dtype=torch.double)
    solution = torch.linalg.solve(x1.T @ x1 + ridge, x1.T @ y).float()
    student.projection.weight.copy_(solution[:-1].T)
    student.projection.bias.copy_(solution[-1])


def validate(student: Student, corpus: Corpus) -> dict[str, float]:
    """Held-out distance to the targets and MRR of held-out pairs."""
    student.eval()
    chosen = corpus.all_pairs[corpus.held[corpus.all_pairs[:, 1]]]
    rows = {"passages": np.flatnonzero(corpus.held), "queries": np.unique(chosen[:, 0]), "sentences": corpus.held_sentences}
    out, vectors = {}, {}
    for kind, index in rows.items():
        with torch.autocast(DEVICE.type, torch.bfloat16):
            found = embed_ids(student, [corpus.ids[kind][i] for i in index], student.projection.out_features, device=DEVICE)
        vectors[kind] = np.zeros_like(corpus.targets[kind].cpu().numpy())
        vectors[kind][index] = found
        out[f"distance_{kind}"] = round(float(((found - corpus.targets[kind].cpu().numpy()[index]) ** 2).sum(1).mean()), 4)
    out["held_mrr"] = round(held_mrr(vectors["queries"], vectors["passages"], corpus.all_pairs, corpus.held), 4)
    student.train()
    return out


def freeze(student: Student, layers: int) -> None:
    """Leave the tables and the lowest layers as they are: a third of a step's time where a CPU has only minutes."""
    encoder = student.encoder
    for part in [encoder.words, encoder.positions, encoder.norm, *encoder.layers[:layers]] if layers else []:
        part.requires_grad_(False)


class Run:
    """State that outlives a step: model, optimizer, clock, log."""

    def __init__(self, student: Student, settings: dict, folder: Path, log: Path) -> None:
        self.student, self.settings, self.folder, self.log = student, settings, folder, log
        groups = [{"params": student.encoder.parameters(), "base": settings["rate"]},
                  {"params": student.projection.parameters(), "base": settings["projection_rate"]}]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, weight_decay=0.01, fused=True)
        self.step, self.spent, self.began = 0, 0.0, time.time()

    def elapsed(self) -> float:
        return self.spent + time.time() - self.began

    def progress(self) -> float:
        return min(1.0, self.elapsed() / (60 * self.settings["minutes"]))

    def schedule(self) -> None:
        """Warm-up over the first 4% of the time, cosine to 2% of the rate."""
        p = self.progress()
        factor = p / 0.04 if p < 0.04 else 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (p - 0.04) / 0.96))
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * factor

    def record(self, row: dict) -> None:
        row = {"step": self.step, "minutes": round(self.elapsed() / 60, 2), **row}
        with open(self.log, "a") as out:
            out.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    def save(self) -> None:
        state = {"student": self.student.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step, "elapsed": self.elapsed()}
        torch.save(state, self.folder / "checkpoint.tmp")
        (self.folder / "checkpoint.tmp").rename(self.folder / "checkpoint.pt")

    def restore(self) -> bool:
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return False
        state = torch.load(path, weights_only=True, map_location=DEVICE)
        self.student.load_state_dict(state["student"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent = state["step"], state["elapsed"]
        return True


def step_loss(student: Student, corpus: Corpus, pairs: np.ndarray, rng: np.random.Generator, settings: dict) -> tuple[Tensor, dict]:
    """One batch of pairs and one of sentences."""
    rows = {"queries": corpus.pairs[pairs, 0], "passages": corpus.pairs[pairs, 1],
            "sentences": rng.choice(corpus.held_sentences[0], settings["sentences"], replace=False)}
    with torch.autocast(DEVICE.type, torch.bfloat16):
        vectors = {kind: student(*corpus.batch(kind, index)) for kind, index in rows.items()}
    targets = {kind: corpus.targets[kind][index] for kind, index in rows.items()}
    mse = sum(len(rows[k]) * distance(vectors[k], targets[k], 64) for k in SETS) / sum(len(r) for r in rows.values())
    bank = corpus.targets["passages"][rng.integers(0, len(corpus.targets["passages"]), settings["bank"])]
    q, p = (torch.from_numpy(rows[k]).to(DEVICE) for k in ("queries", "passages"))
    near = targets["passages"] @ targets["passages"].T > 0.95
    same = (q[:, None] == q[None, :]) | (p[:, None] == p[None, :]) | near
    same.fill_diagonal_(False)
    nce = contrast(vectors["queries"], vectors["passages"], bank, same, targets["passages"], settings["temperature"])
    return mse + settings["contrast"] * nce, {"distance": mse.item(), "contrast": nce.item()}


def train(run: Run, corpus: Corpus, seed: int) -> None:
    """Until the time is spent; validation and a checkpoint every `every` minutes."""
    sums, saved = {}, run.elapsed()
    while run.progress() < 1:
        rng = np.random.default_rng([seed, run.step])
        for pairs in corpus.pair_batches(run.settings["pairs"], run.settings["same_source"], rng):
            run.schedule()
            loss, parts = step_loss(run.student, corpus, pairs, rng, run.settings)
            run.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([p for p in run.student.parameters() if p.requires_grad], 1.0)
            run.optimizer.step()
            run.step += 1
            sums = {k: sums.get(k, 0) + v / 50 for k, v in parts.items()}
            if run.step % 50 == 0:
                run.record({k: round(v, 4) for k, v in sums.items()})
                sums = {}
            if run.elapsed() - saved > 60 * run.settings["every"]:
                run.record(validate(run.student, corpus))
                run.save()
                saved = run.elapsed()
            if run.progress() >= 1:
                break


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    config, name = read_config(args.config), args.config.stem
    torch.set_num_threads(config["threads"])
    torch.manual_seed(config["seed"])
    folder, log = args.data / "runs" / name, HERE / "logs" / f"{name}.student.jsonl"
    folder.mkdir(parents=True, exist_ok=True), log.parent.mkdir(exist_ok=True)
    corpus = Corpus(args.data, config, name, Tokenizer.from_file(str(args.data / "weights" / config["tokenizer"])))
    student = Student(load_encoder(args.data / "weights" / config["initial"]), config["dims"]).to(DEVICE)
    freeze(student, config["train"]["frozen_layers"])
    run = Run(student, config["train"], folder, log)
    if not run.restore():
        log.unlink(missing_ok=True)
        fit_projection(student, corpus, 2000, 1e-3, np.random.default_rng(config["seed"]))
        torch.save(student.state_dict(), folder / "initial.pt")
        if (start := args.data / config.get("start", "none")).exists():
            student.load_state_dict(torch.load(start, weights_only=True, map_location=DEVICE)["state"])
        run.record(validate(student, corpus))
    train(run, corpus, config["seed"])
    final = validate(student, corpus)
    run.record(final)
    trained = {"seed": config["seed"], "steps": run.step, "minutes": round(run.elapsed() / 60, 1), "device": DEVICE.type, "validation": final,
               "texts": {kind: len(corpus.ids[kind]) for kind in SETS}}
    initial = torch.load(folder / "initial.pt", weights_only=True, map_location=DEVICE)
    finish(student, initial, corpus, config)
    torch.save({"state": student.cpu().state_dict(), "trained": {**trained, "blend": config["train"]["blend"]}}, folder / "student.pt")


def finish(student: Student, initial: dict[str, Tensor], corpus: Corpus, config: dict) -> None:
    """The mean of the trained and the initial weights, `blend` of it trained; the projection fitted anew on top, where `refit` says on how many texts."""
    share, count = config["train"]["blend"], config["train"].get("refit", 0)
    student.load_state_dict({name: share * value + (1 - share) * initial[name] for name, value in student.state_dict().items()})
    if count > 0:
        fit_projection(student, corpus, count, 1e-2, np.random.default_rng(config["seed"]))


if __name__ == "__main__":
    main()
