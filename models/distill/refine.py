"""Step `refine`: a finished student goes on from its exported file, in its own space.

Each batch is taught by what its texts' cosines are to be, not by where a teacher has them: those of the student's own pooled states before the projection,
centred, as they were at the start (384 numbers teach 128), joined with the teachers' vectors about zero, each weighed by [refine] `weights` ("own" is the first), those of
sentences by `sentence_weights` where that is there.
The loss is 1 - r, Pearson's correlation of both: over all pairs of sentences, over all pairs of questions and passages, and of each question with the passages
and each passage with the questions. Beside it InfoNCE on the pairs, and the distance to the vectors that the student had (`anchor`), which keeps the space: the
vectors of another version's static student stay comparable.
With [refine.asked] each batch has pairs of written questions too (step `ask`), taught by all of that, and told from the vectors that other passages had at the start: a `bank` of
random ones and the `mined` ones nearest to each pair's.
Writes DATA/runs/CONFIG/{student.pt, checkpoint.pt} and DATA/logs/CONFIG.student.jsonl; a stopped run goes on from checkpoint.pt.
Usage: python refine.py --config CONFIG --data DIR [--logs DIR]
"""
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ask import read_asked
from config import SETS, read_arguments_and_logs
from corpus import held_rows, read_pairs
from embed import Forward, embed_packed
from encoder import Student, mean_pool, student_of
from exported import read_exported
from losses import contrast, nearest, no_negatives
from packed import DEVICE, Frame, Packed
from project import info_nce
from sampling import Batches, near_share
from teach import load_teacher
from teachers import TEACHERS
from train import Run, freeze
from whole import written_whole

GROUP = 32                       # texts of like length that go through the student together
Rows = dict[str, np.ndarray]     # by set
Vectors = dict[str, Tensor]      # by set, [N, d]
SET_OF = {kind: kind for kind in SETS} | {"asked": "queries", "answers": "passages"}  # of written questions and what answers them


def correlation(a: Tensor, b: Tensor) -> Tensor:
    """Pearson's r over the last dimension, of [..., N] and [..., N]."""
    a, b = a - a.mean(-1, keepdim=True), b - b.mean(-1, keepdim=True)
    return (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1)).clamp_min(1e-6)


def between(x: Tensor) -> Tensor:
    """Cosines of all pairs of two rows of x [N, d], of unit length: [N (N - 1)]."""
    return (x @ x.T).flatten()[1:].view(len(x) - 1, len(x) + 1)[:, :-1].flatten()


def together(vectors: Vectors) -> Vectors:
    """By set: written questions among the others, and their answers among the passages."""
    return {like: torch.cat([x for kind, x in vectors.items() if SET_OF[kind] == like]) for like in SETS}


def unlikeness(found: Vectors, wanted: Vectors) -> dict[str, Tensor]:
    """1 - r of cosines: of sentences, of questions and passages, and of each question's ranking of passages, and the reverse."""
    found, wanted = together(found), together(wanted)
    own, goal = (torch.cat([v["queries"], v["passages"]]) for v in (found, wanted))
    scores, goals = (v["queries"] @ v["passages"].T for v in (found, wanted))
    ranking = (correlation(scores, goals).mean() + correlation(scores.T, goals.T).mean()) / 2
    return {"sentences": 1 - correlation(between(found["sentences"]), between(wanted["sentences"])),
            "pairs": 1 - correlation(between(own), between(goal)), "ranking": 1 - ranking}


class Asked:
    """Written questions and the passages that answer them, rows of their packs: `questions` in the order of their `answers`, those held out last; `place` [questions] of each
    one's answer, and how many answers and questions are `free`."""

    def __init__(self, folder: Path, settings: dict, seed: int) -> None:
        self.ids, passages = read_asked(folder)
        self.answers = np.random.default_rng([seed, 1]).permutation(np.unique(passages))
        place = np.argsort(self.answers)[np.searchsorted(np.sort(self.answers), passages)]
        self.questions = np.argsort(place, kind="stable")
        self.place = place[self.questions]
        answers = len(self.answers) - settings["validated"]
        self.free = {"answers": answers, "asked": int((self.place < answers).sum())}

    def pairs(self) -> np.ndarray:
        """[free questions, 2] of (question, passage), rows of their packs."""
        return np.stack([self.questions, self.answers[self.place]], 1)[:self.free["asked"]]

    def rows(self) -> Rows:
        return {"asked": self.questions, "answers": self.answers}

    def held_places(self) -> Rows:
        return {kind: np.arange(self.free[kind], len(rows)) for kind, rows in self.rows().items()}


class Texts:
    """`pairs` [N, 2] of (query, passage), each passage once, and `sentences` [N]: rows of the corpus that are trained on; `held`: those that are not."""

    def __init__(self, folder: Path, config: dict) -> None:
        settings, rng = config["refine"], np.random.default_rng(config["refine"]["seed"])
        self.frames = {kind: Frame(limit=settings["limits"][like]) for kind, like in SET_OF.items()}
        self.ids = {kind: Packed.load(folder / f"{kind}.student.npz") for kind in SETS}
        pairs, held, sources = read_pairs(folder)
        self.pairs = once(pairs[~held[pairs[:, 1]]], rng)[:settings["texts"]]
        all_sentences = len(self.ids["sentences"])
        withheld = held_rows(pairs, held, all_sentences)["sentences"]
        self.sentences = rng.permutation(all_sentences - len(withheld))[:settings.get("sentence_texts", settings["texts"])]
        self.held_pairs, self.held_sentences = once(pairs[held[pairs[:, 1]]], rng)[:settings["validated"]], withheld
        lengths = np.minimum(self.ids["passages"].lengths, self.frames["passages"].room)
        self.batches = Batches(self.pairs, lengths, sources, settings["pairs"], config["seed"])
        self.asked = Asked(folder, settings["asked"], settings["seed"]) if "asked" in settings else None
        if self.asked:
            self.ids |= {"asked": self.asked.ids, "answers": self.ids["passages"]}
            self.asked_batches = Batches(self.asked.pairs(), lengths, sources, settings["asked"]["pairs"], config["seed"])

    def rows(self) -> Rows:
        """Those that are trained on, and after them those that are held out."""
        pairs = np.concatenate([self.pairs, self.held_pairs])
        own = {"passages": pairs[:, 1], "queries": pairs[:, 0], "sentences": np.concatenate([self.sentences, self.held_sentences])}
        return own | (self.asked.rows() if self.asked else {})

    def places(self, step: int, sentences: int, near: float, seed: int) -> Rows:
        """Where in `rows` the texts of a step are: a function of it alone."""
        pairs = self.batches.at(step, near)
        rng = np.random.default_rng([seed, step, 1])
        own = {"passages": pairs, "queries": pairs, "sentences": rng.choice(len(self.sentences), sentences, replace=False)}
        if not self.asked:
            return own
        questions = self.asked_batches.at(step, near)
        return own | {"asked": questions, "answers": self.asked.place[questions]}

    def held_places(self) -> Rows:
        rows = self.rows()
        pairs = np.arange(len(self.pairs), len(rows["passages"]))
        own = {"passages": pairs, "queries": pairs, "sentences": np.arange(len(self.sentences), len(rows["sentences"]))}
        return own | (self.asked.held_places() if self.asked else {})


def once(pairs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pairs in a random order, each passage with the first of its questions."""
    pairs = pairs[rng.permutation(len(pairs))]
    return pairs[np.sort(np.unique(pairs[:, 1], return_index=True)[1])]


class Goals:
    """What texts are taught, by place in `rows`: `wanted`, vectors whose cosines are the wanted ones, and `before`, what the start had; both of unit length."""

    def __init__(self, start: Student, texts: Texts, config: dict, data: Path) -> None:
        cache = data / "targets" / config["name"]
        cache.mkdir(parents=True, exist_ok=True)
        states = {kind: embedded(cache / f"{kind}.own.npy", lambda i, m: mean_pool(start.encoder(i, m).float(), m), texts.ids[kind], rows, texts.frames[kind],
                                 start.projection.in_features) for kind, rows in texts.rows().items()}
        mean = torch.cat([*states.values()]).mean(0)
        weights = {kind: config["refine"].get("sentence_weights" if kind == "sentences" else "", config["refine"]["weights"]) for kind in states}
        parts = {kind: [weights[kind]["own"] * F.normalize(x - mean, dim=-1)] for kind, x in states.items()}
        folder = data / "packs" / config["corpus"]
        described = json.loads((folder / "frames.json").read_text())
        for name in sorted({name for each in weights.values() for name in each} - {"own"}):
            model, table = load_teacher(name, data)
            for kind, rows in texts.rows().items():
                if name not in weights[kind]:
                    continue
                around, raw = described[name][SET_OF[kind]], Packed.load(folder / f"{'passages' if kind == 'answers' else kind}.raw.npz")
                frame = Frame(tuple(around["head"]), tuple(around["tail"]), TEACHERS[name].fill, around["limit"], table)
                parts[kind].append(weights[kind][name] * embedded(cache / f"{kind}.{name}.npy", model, raw, rows, frame, TEACHERS[name].dims))
        self.wanted = {kind: F.normalize(torch.cat(each, 1), dim=-1) for kind, each in parts.items()}
        with torch.no_grad():
            self.before = {kind: F.normalize(start.projection(x), dim=-1) for kind, x in states.items()}
        if texts.asked:  # what answers no held-out question, the answers first
            asked = config["refine"]["asked"]
            self.others = torch.cat([self.before["answers"][:texts.asked.free["answers"]], self.before["passages"][:len(texts.pairs)]])
            self.near = nearest(self.others, asked["mined"])

    def bank(self, answers: np.ndarray, count: int, rng: np.random.Generator) -> Tensor:
        """[count or more, d]: what passages had at the start, random ones and those nearest to the `answers` (places)."""
        near = self.near[torch.from_numpy(answers).to(DEVICE)].flatten().cpu().numpy()
        return self.others[torch.from_numpy(np.union1d(rng.integers(0, len(self.others), count), near)).to(DEVICE)]


def embedded(path: Path, forward: Forward, texts: Packed, rows: np.ndarray, frame: Frame, dims: int) -> Tensor:
    """[len(rows), dims] float32 on the device, from `path` where it is there."""
    if not path.exists():
        began = time.time()
        with torch.autocast(DEVICE.type, torch.bfloat16):
            found = embed_packed(forward, texts, rows, frame, dims, device=DEVICE).astype(np.float16)
        with written_whole(path) as unfinished:
            np.save(unfinished, found)
        print(f"{path.name}: {len(rows)} texts, {time.time() - began:.0f} s", flush=True)
    return torch.from_numpy(np.load(path)).to(DEVICE).float()


def step_loss(student: Student, texts: Texts, goals: Goals, places: Rows, settings: dict) -> tuple[Tensor, dict[str, Tensor]]:
    """The loss of one batch and its parts."""
    found = embed(student, texts, places)
    wanted, before = ({kind: of[kind][torch.from_numpy(at)] for kind, at in places.items()} for of in (goals.wanted, goals.before))
    parts = unlikeness(found, wanted)
    parts["moved"] = sum((found[kind] - before[kind]).square().sum(1).mean() for kind in found) / len(found)
    q, p = (torch.from_numpy(texts.rows()[kind][places[kind]]).to(DEVICE) for kind in ("queries", "passages"))
    same = ((q[:, None] == q) | (p[:, None] == p)).fill_diagonal_(False)
    parts["contrast"] = info_nce(found["queries"], found["passages"], same, settings["temperature"])
    if texts.asked:
        bank = goals.bank(places["answers"], settings["asked"]["bank"], np.random.default_rng([settings["seed"], *places["asked"][:4]]))
        q, p = (torch.from_numpy(places[kind]).to(DEVICE) for kind in ("asked", "answers"))
        parts["asked"] = contrast(found["asked"], found["answers"], bank, no_negatives(q, p, before["answers"]), before["answers"], settings["temperature"])
    return sum(settings["shares"][name] * part for name, part in parts.items()), {name: part.detach() for name, part in parts.items()}


def embed(student: Student, texts: Texts, places: Rows) -> Vectors:
    """[N, dims] of each set, with gradients; in groups of like length: most questions and sentences are a third as long as the longest of their batch."""
    rows, found = texts.rows(), {}
    with torch.autocast(DEVICE.type, torch.bfloat16):
        for kind, at in places.items():
            order = np.argsort(texts.ids[kind].lengths[rows[kind][at]], kind="stable")
            groups = np.array_split(order, -(-len(order) // GROUP))
            vectors = torch.cat([student(*texts.ids[kind].batch(rows[kind][at[group]], texts.frames[kind])) for group in groups])
            found[kind] = vectors[torch.from_numpy(np.argsort(order)).to(DEVICE)]
    return found


@torch.inference_mode()
def validate(student: Student, texts: Texts, goals: Goals) -> dict[str, float]:
    """1 - r on held-out texts, how far they are from where they started, and the MRR of their pairs among them."""
    student.eval()
    places, rows, found = texts.held_places(), texts.rows(), {}
    with torch.autocast(DEVICE.type, torch.bfloat16):
        for kind, at in places.items():
            found[kind] = torch.from_numpy(embed_packed(student, texts.ids[kind], rows[kind][at], texts.frames[kind], student.projection.out_features, device=DEVICE))
    student.train()
    wanted, before = ({kind: of[kind][torch.from_numpy(at)].cpu() for kind, at in places.items()} for of in (goals.wanted, goals.before))
    moved = float(np.mean([(found[kind] - before[kind]).square().sum(1).mean().item() for kind in SETS]))
    mrr = reciprocal_rank(found["queries"], found["passages"], torch.arange(len(found["queries"])))
    asked = {}
    if texts.asked:
        answer = torch.from_numpy(texts.asked.place[places["asked"]] - texts.asked.free["answers"])
        asked = {"asked_mrr": round(reciprocal_rank(found["asked"], torch.cat([found["answers"], found["passages"]]), answer), 4)}
    return {**{f"unlike_{name}": round(value.item(), 4) for name, value in unlikeness(found, wanted).items()}, "moved": round(moved, 4), "held_mrr": round(mrr, 4), **asked}


def reciprocal_rank(queries: Tensor, passages: Tensor, answer: Tensor) -> float:
    """Mean over queries [Q, d] of 1 / the rank of row `answer` [Q] among passages [P, d]."""
    scores = queries @ passages.T
    return (1 / (scores >= scores.gather(1, answer[:, None])).sum(1)).mean().item()


def train(run: Run, texts: Texts, goals: Goals, seed: int) -> None:
    settings = run.settings

    def loss_at(progress: float) -> tuple[Tensor, dict[str, Tensor]]:
        places = texts.places(run.step, settings["sentences"], near_share(settings, progress), seed)
        return step_loss(run.student, texts, goals, places, settings)

    run.go(loss_at, lambda: validate(run.student, texts, goals))


def refine(config: dict, data: Path, log: Path) -> dict:
    """The whole step; returns what the manifest says of it."""
    torch.set_num_threads(config["threads"])
    torch.manual_seed(config["seed"])
    settings, folder = config["refine"], data / "runs" / config["name"]
    folder.mkdir(parents=True, exist_ok=True), log.parent.mkdir(parents=True, exist_ok=True)
    start = read_exported(data / config["start"])
    texts = Texts(data / "packs" / config["corpus"], config)
    goals = Goals(student_of(start).to(DEVICE).eval(), texts, config, data)
    student = student_of(start).to(DEVICE)
    freeze(student, settings["frozen_layers"])
    run = Run(student, settings, folder, log)
    if not run.restore():
        log.unlink(missing_ok=True)
        run.record(validate(student, texts, goals))
    train(run, texts, goals, config["seed"])
    run.save()
    run.record(validate(student, texts, goals))
    share = settings["blend"]
    student.load_state_dict({name: share * value + (1 - share) * start[name].to(value) for name, value in student.state_dict().items()})
    final = validate(student, texts, goals)
    run.record({"finished": True, **final})
    trained = {"seed": config["seed"], "steps": run.step, "minutes": round(run.elapsed() / 60, 1), "device": DEVICE.type, "validation": final,
               "texts": {kind: len(rows) for kind, rows in texts.rows().items()}, "blend": share}
    torch.save({"state": {name: value.cpu() for name, value in student.state_dict().items()}, "trained": trained}, folder / "student.pt")
    return trained


def main() -> None:
    config, data, logs = read_arguments_and_logs()
    refine(config, data, logs / f"{config['name']}.student.jsonl")


if __name__ == "__main__":
    main()
