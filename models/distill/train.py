"""Step `train`: the Transformer student learns to land on the projected teacher.

loss = mean over texts of |s - t|^2 (also on the first 64 dims) + w * InfoNCE on (query, passage) pairs, with the cached targets of
other passages as further negatives: of random ones (`bank`), and of the `mined` ones whose targets are nearest to each pair's passage; in the last part of a run a share of the batches takes its pairs from few packages, so that the negatives are as
near as in a search of one repository. Warm-up, then cosine to the end; the end comes by `steps` or by `minutes`.
Writes DATA/runs/CONFIG/{student.pt, checkpoint.pt, snapshot.pt} and DATA/logs/CONFIG.student.jsonl. A stopped run goes on from checkpoint.pt; where only snapshot.pt is there (weights in fp16 and the step, a sixth of the size), the optimizer starts anew.
Usage: python train.py --config CONFIG --data DIR [--logs DIR]
"""
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from config import SETS, read_arguments_and_logs
from corpus import Corpus
from embed import embed_packed
from encoder import State, Student, load_encoder, mean_pool, student_of
from losses import contrast, distance, no_negatives
from packed import DEVICE
from sampling import Batches, near_share
from schedule import Schedule, rate_factor
from whole import written_whole

EMBED_TOKENS = 131072 if DEVICE.type == "cuda" else 8192  # a batch without gradients


@torch.inference_mode()
def fit_projection(student: Student, corpus: Corpus, count: int, share: float, rng: np.random.Generator) -> None:
    """Ridge regression from the encoder's pooled states to the targets, on `count` texts of each set; the penalty is `share` of the states' variance.
    A projection that is not trained only turns the centred states (orthogonal Procrustes): as if there were none, in a space that the targets can be compared in."""
    states, targets = [], []
    for kind in SETS:
        free = corpus.free_rows(kind)
        rows = rng.choice(free, min(count, len(free)), replace=False)
        with torch.autocast(DEVICE.type, torch.bfloat16):
            states.append(embed_packed(lambda i, m: mean_pool(student.encoder(i, m), m), corpus.ids[kind], rows, corpus.frame,
                                       student.projection.in_features, EMBED_TOKENS, DEVICE))
        targets.append(corpus.target(kind, rows).cpu())
    x, y = torch.from_numpy(np.concatenate(states)).double(), torch.cat(targets).double()
    if not student.projection.weight.requires_grad:
        left, _, right = torch.linalg.svd((y / y.norm(dim=1, keepdim=True)).T @ (x - x.mean(0)), full_matrices=False)
        student.projection.weight.copy_((left @ right).float())
        student.projection.bias.copy_(-(student.projection.weight @ x.mean(0).float().to(DEVICE)))
        return
    x1 = torch.cat([x, torch.ones(len(x), 1, dtype=torch.double)], 1)
    ridge = share * len(x) * x.var(0).mean() * torch.eye(x1.shape[1], dtype=torch.double)
    solution = torch.linalg.solve(x1.T @ x1 + ridge, x1.T @ y).float()
    student.projection.weight.copy_(solution[:-1].T)
    student.projection.bias.copy_(solution[-1])


def validate(student: Student, corpus: Corpus) -> dict[str, float]:
    """Held-out distance to the targets and MRR of held-out pairs."""
    student.eval()
    with torch.autocast(DEVICE.type, torch.bfloat16):
        found = {kind: embed_packed(student, corpus.ids[kind], index, corpus.frame, student.projection.out_features, EMBED_TOKENS, DEVICE)
                 for kind, index in corpus.held_rows()[1].items()}
    student.train()
    return corpus.measure(found)


def freeze(student: Student, layers: int) -> None:
    """Leave the tables and the lowest layers as they are: a third of a step's time where a CPU has only minutes."""
    encoder = student.encoder
    for part in [encoder.words, encoder.positions, encoder.norm, *encoder.layers[:layers]] if layers else []:
        part.requires_grad_(False)


def read_start(path: Path, positions: Tensor) -> State:
    """Of an earlier run (student.pt) or an exported model (model.onnx), which has no more positions than a text reaches: the rest is of `positions`."""
    if path.suffix == ".onnx":
        from exported import read_exported
        state = read_exported(path)
    else:
        state = torch.load(path, weights_only=True)["state"]
    whole = positions.clone()
    whole[:len(state["encoder.positions.weight"])] = state["encoder.positions.weight"].to(whole)
    return {**{name: value.to(whole) for name, value in state.items()}, "encoder.positions.weight": whole}


@torch.inference_mode()
def align(student: Student, reference: State, corpus: Corpus, count: int, rng: np.random.Generator) -> None:
    """Turn the student's space to where `reference` has its own (orthogonal Procrustes on `count` texts of each set): no cosine changes, and vectors of both,
    as those of a static student that stays, may be compared."""
    rows = {kind: rng.choice(len(corpus.ids[kind]), min(count, len(corpus.ids[kind])), replace=False) for kind in SETS}
    other, own = student_of(reference).to(DEVICE).eval(), []
    with torch.autocast(DEVICE.type, torch.bfloat16):
        for model in (student, other):
            own.append(np.concatenate([embed_packed(model, corpus.ids[kind], index, corpus.frame, student.projection.out_features, EMBED_TOKENS, DEVICE)
                                       for kind, index in rows.items()]))
    left, _, right = np.linalg.svd((own[0].T @ own[1]).astype(np.float64))
    turn = torch.from_numpy((left @ right).astype(np.float32)).to(DEVICE)
    student.projection.weight.copy_(turn.T @ student.projection.weight)
    student.projection.bias.copy_(student.projection.bias @ turn)


def halved(state: State) -> State:
    return {name: value.half().cpu() for name, value in state.items()}


class Run:
    """State that outlives a step: model, optimizer, clock, log."""

    def __init__(self, student: Student, settings: dict, folder: Path, log: Path) -> None:
        self.student, self.settings, self.folder, self.log = student, settings, folder, log
        groups = [{"params": student.encoder.parameters(), "base": settings["rate"]},
                  {"params": student.projection.parameters(), "base": settings["projection_rate"]}]
        self.optimizer = torch.optim.AdamW(groups, lr=0.0, weight_decay=0.01, fused=True)
        self.schedule = Schedule.of(settings)
        self.step, self.spent, self.began = 0, 0.0, time.time()

    def elapsed(self) -> float:
        return self.spent + time.time() - self.began

    def progress(self) -> float:
        return self.schedule.progress(self.step, self.elapsed())

    def set_rate(self) -> None:
        factor = rate_factor(self.progress())
        for group in self.optimizer.param_groups:
            group["lr"] = group["base"] * factor

    def record(self, row: dict) -> None:
        row = {"step": self.step, "minutes": round(self.elapsed() / 60, 2), **row}
        with open(self.log, "a") as out:
            out.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    def save(self) -> None:
        state = self.student.state_dict()
        place = {"step": self.step, "elapsed": self.elapsed()}
        for name, content in (("checkpoint", {"student": state, "optimizer": self.optimizer.state_dict()}), ("snapshot", {"student": halved(state)})):
            with written_whole(self.folder / f"{name}.pt") as unfinished:
                torch.save({**content, **place}, unfinished)

    def restore(self) -> bool:
        path = next((p for name in ("checkpoint", "snapshot") if (p := self.folder / f"{name}.pt").exists()), None)
        if path is None:
            return False
        state = torch.load(path, weights_only=True, map_location=DEVICE)
        self.student.load_state_dict(state["student"])
        if "optimizer" in state:
            self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent = state["step"], state["elapsed"]
        return True

    def go(self, step_loss: Callable[[float], tuple[Tensor, dict[str, Tensor]]], measure: Callable[[], dict[str, float]]) -> None:
        """To the end of the schedule: `step_loss` of the progress gives a loss and its parts; `measure` and a checkpoint every `every` minutes."""
        trained = [p for p in self.student.parameters() if p.requires_grad]
        sums, saved = {}, self.elapsed()
        while (progress := self.progress()) < 1:
            self.set_rate()
            loss, parts = step_loss(progress)
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            self.optimizer.step()
            self.step += 1
            sums = {name: sums.get(name, 0) + value / 50 for name, value in parts.items()}
            if self.step % 50 == 0:
                self.record({name: round(float(value), 4) for name, value in sums.items()})
                sums = {}
            if self.elapsed() - saved > 60 * self.settings["every"]:
                self.record(measure())
                self.save()
                saved = self.elapsed()


def step_loss(student: Student, corpus: Corpus, pairs: np.ndarray, rng: np.random.Generator, settings: dict) -> tuple[Tensor, dict[str, Tensor]]:
    """One batch of pairs and one of sentences."""
    sentences = min(settings["sentences"], int(corpus.held_out["sentences"][0]))
    rows = {"passages": corpus.pairs[pairs, 1], "queries": corpus.pairs[pairs, 0], "sentences": rng.choice(corpus.held_out["sentences"][0], sentences, replace=False)}
    with torch.autocast(DEVICE.type, torch.bfloat16):
        vectors = {kind: student(*corpus.ids[kind].batch(index, corpus.frame)) for kind, index in rows.items()}
    targets = {kind: corpus.target(kind, index) for kind, index in rows.items()}
    loss = mse = sum(len(rows[k]) * distance(vectors[k], targets[k]) for k in SETS) / sum(len(r) for r in rows.values())
    parts = {"distance": mse.detach()}
    if settings["contrast"] > 0:
        others = corpus.free_passages[rng.integers(0, len(corpus.free_passages), settings["bank"])]
        if mined := settings.get("mined", 0):
            others = np.union1d(others, corpus.near_passages(mined)[rows["passages"]])
        bank = corpus.target("passages", others)
        q, p = (torch.from_numpy(rows[k]).to(DEVICE) for k in ("queries", "passages"))
        same = no_negatives(q, p, targets["passages"])
        nce = contrast(vectors["queries"], vectors["passages"], bank, same, targets["passages"], settings["temperature"])
        loss, parts["contrast"] = mse + settings["contrast"] * nce, nce.detach()
    return loss, parts


def train(run: Run, corpus: Corpus, seed: int) -> None:
    """To the end of the schedule; validation and a checkpoint every `every` minutes."""
    lengths = np.minimum(corpus.ids["passages"].lengths, corpus.frame.room)
    batches = Batches(corpus.pairs, lengths, corpus.sources, run.settings["pairs"], seed)
    run.go(lambda progress: step_loss(run.student, corpus, batches.at(run.step, near_share(run.settings, progress)), np.random.default_rng([seed, run.step, 1]), run.settings),
           lambda: validate(run.student, corpus))


def finish(student: Student, others: dict[str, State], corpus: Corpus, config: dict) -> None:
    """The mean of the trained weights and of `others` by the shares of `blend` (a number: that of the trained, the rest of `initial`); the projection fitted anew
    on top, where `refit` says on how many texts."""
    settings, blend = config["train"], config["train"]["blend"]
    shares = blend if isinstance(blend, dict) else {"trained": blend, "initial": 1 - blend}
    if missing := set(shares) - {"trained", *others}:
        raise ValueError(f"`blend` names {', '.join(missing)}, which is not there")
    states = {"trained": {name: value.clone() for name, value in student.state_dict().items()}, **others}
    student.load_state_dict({name: sum(share * states[which][name] for which, share in shares.items()) for name in states["trained"]})
    if settings.get("refit", 0) > 0:
        fit_projection(student, corpus, settings["refit"], settings.get("refit_penalty", 1e-2), np.random.default_rng(config["seed"]))


def train_student(config: dict, data: Path, log: Path) -> dict:
    """The whole step; returns what the manifest says of it."""
    torch.set_num_threads(config["threads"])
    torch.manual_seed(config["seed"])
    folder = data / "runs" / config["name"]
    folder.mkdir(parents=True, exist_ok=True), log.parent.mkdir(parents=True, exist_ok=True)
    corpus = Corpus(data, config)
    student = Student(load_encoder(data / "packs" / "weights" / f"{config['initial']}.npz", config.get("layers")), config["dims"]).to(DEVICE)
    freeze(student, config["train"].get("frozen_layers", 0))
    student.projection.requires_grad_(config["train"].get("projection", True))
    run = Run(student, config["train"], folder, log)
    fit_projection(student, corpus, 2000, 1e-3, np.random.default_rng(config["seed"]))
    others = {"initial": {name: value.clone() for name, value in student.state_dict().items()}}
    if (start := data / config.get("start", "none")).exists():
        others["start"] = read_start(start, others["initial"]["encoder.positions.weight"])
    if not run.restore():
        log.unlink(missing_ok=True)
        torch.save(others["initial"], folder / "initial.pt")
        if "start" in others:  # its projection led to another space
            student.load_state_dict(others["start"])
            fit_projection(student, corpus, 2000, 1e-3, np.random.default_rng(config["seed"]))
        run.record(validate(student, corpus))
    train(run, corpus, config["seed"])
    run.record(validate(student, corpus))
    if run.settings.get("keep", True):
        run.save()
    finish(student, others, corpus, config)
    final = validate(student, corpus)
    run.record({"finished": True, **final})
    if config["train"].get("align") and "start" in others:
        align(student, others["start"], corpus, 1200, np.random.default_rng(config["seed"]))
    trained = {"seed": config["seed"], "steps": run.step, "minutes": round(run.elapsed() / 60, 1), "device": DEVICE.type, "validation": final,
               "texts": {kind: len(corpus.ids[kind]) for kind in SETS}, "blend": config["train"]["blend"]}
    state = student.state_dict()
    state = halved(state) if config["train"].get("half") else {name: value.cpu() for name, value in state.items()}
    torch.save({"state": state, "trained": trained}, folder / "student.pt")
    return trained


def main() -> None:
    config, data, logs = read_arguments_and_logs()
    train_student(config, data, logs / f"{config['name']}.student.jsonl")


if __name__ == "__main__":
    main()
