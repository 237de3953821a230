"""The pure parts of training: schedule, batches, losses, configurations."""
import json
import sys
import tomllib
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
import torch

from ablate import FINISHING, override, row_config, table
from config import SETS, read_config
from corpus import Corpus, pairs_mrr
from encoder import Encoder, Student
from exported import read_exported, read_table
from graph import build
from label import rows_to_label
from losses import contrast, distance, nearest, no_negatives
from packed import Frame, Packed
from run import STEPS, begin_anew, chosen_steps
from sampling import Batches, near_share
from schedule import LOWEST, Schedule, rate_factor
from static import train_static
from train import fit_projection

HERE = Path(__file__).resolve().parents[1]


def test_progress_follows_steps_or_the_clock_but_not_both():
    assert Schedule(steps=200).progress(50, 1e9) == 0.25
    assert Schedule(minutes=2).progress(10**9, 30) == 0.25
    assert Schedule(steps=10).progress(11, 0) == 1
    for settings in ({}, {"steps": 1, "minutes": 1}):
        with pytest.raises(ValueError, match="either"):
            Schedule.of(settings)


def test_the_rate_rises_then_falls_to_its_lowest():
    assert rate_factor(0.0) == 0 and rate_factor(0.04) == pytest.approx(1) and rate_factor(1.0) == pytest.approx(LOWEST)
    falling = [rate_factor(p) for p in np.linspace(0.04, 1, 20)]
    assert falling == sorted(falling, reverse=True)


def batches(size=4):
    rng = np.random.default_rng(1)
    pairs = np.stack([np.arange(100), rng.permutation(100)], 1)
    return Batches(pairs, rng.integers(1, 200, 100), np.arange(100) // 10, size, seed=3), pairs


def test_an_epoch_holds_every_pair_once_and_the_next_another_order():
    sampler, _ = batches()
    first = np.concatenate([sampler.at(step, 0.0) for step in range(25)])
    second = np.concatenate([sampler.at(step, 0.0) for step in range(25, 50)])
    assert sorted(first.tolist()) == sorted(second.tolist()) == list(range(100)) and first.tolist() != second.tolist()


def test_a_stopped_run_gets_the_batches_it_would_have_had():
    whole, again = batches()[0], batches()[0]
    before = [whole.at(step, 0.5).tolist() for step in range(60)]
    assert [again.at(step, 0.5).tolist() for step in range(37, 60)] == before[37:]


def test_near_batches_come_from_few_packages():
    sampler, pairs = batches()
    for step in range(20):
        assert len({pairs[i, 1] // 10 for i in sampler.at(step, 1.0)}) <= 2


def test_batches_hold_passages_of_like_length():
    sampler, _ = batches()
    spread = np.mean([np.ptp(sampler.lengths[sampler.at(step, 0.0)]) for step in range(25)])
    assert spread < 0.35 * np.ptp(sampler.lengths)


def test_near_negatives_come_in_the_last_part_only():
    settings = {"same_source": 0.5, "same_source_from": 0.8}
    assert (near_share(settings, 0.79), near_share(settings, 0.8), near_share({}, 1.0)) == (0.0, 0.5, 0.0)


def test_equal_queries_passages_and_targets_are_no_negatives():
    targets = torch.tensor([[1.0, 0], [1.0, 0], [0, 1.0], [0, -1.0]])
    same = no_negatives(torch.tensor([1, 2, 3, 3]), torch.tensor([7, 8, 9, 10]), targets)
    assert same.nonzero().tolist() == [[0, 1], [1, 0], [2, 3], [3, 2]]


def test_a_bank_row_equal_to_the_own_target_costs_nothing():
    q, none = torch.eye(4)[:2], torch.zeros(2, 2, dtype=torch.bool)
    far, own = torch.eye(4)[3:], q[:1]
    without = contrast(q, q, far, none, q, 1.0)
    assert contrast(q, q, torch.cat([far, own]), none, q, 1.0) > without  # it is a negative of the second query
    alone = contrast(q[:1], q[:1], far, none[:1, :1], q[:1], 1.0)
    assert torch.isclose(contrast(q[:1], q[:1], torch.cat([far, own]), none[:1, :1], q[:1], 1.0), alone, atol=1e-6)


def test_the_nearest_that_are_not_equal_are_mined():
    angles = torch.tensor([0.0, 0.1, 0.7, 1.0, 3.0])     # the first two are equal: cosine 0.995
    rows = torch.stack([angles.cos(), angles.sin()], 1)
    for size in (2, 1024):
        assert nearest(rows, 2, size).tolist() == [[2, 3], [2, 3], [1, 0], [1, 0], [3, 2]]
    assert nearest(rows[:3], 2).tolist()[0] == [2, 1]    # the equal one where there is no other


def test_no_held_out_passage_is_mined_and_none_for_one():
    corpus = Corpus.__new__(Corpus)
    rng = np.random.default_rng(4)
    corpus.ids = {"passages": range(40)}
    corpus.targets = {"passages": torch.nn.functional.normalize(torch.from_numpy(rng.standard_normal((40, 4))), dim=-1).half()}
    corpus.free_passages = np.arange(10, 40)
    near = corpus.near_passages(3)
    assert near.shape == (40, 3) and near[10:].min() >= 10 and (near[:10] == np.arange(10)[:, None]).all()
    assert all(len({row, *near[row]}) == 4 for row in range(10, 40))


def test_distance_is_nothing_on_the_target_and_counts_the_first_dims_again():
    target = torch.nn.functional.normalize(torch.randn(5, 128, generator=torch.Generator().manual_seed(0)), dim=-1)
    assert distance(target, target).item() == pytest.approx(0, abs=1e-6)
    late = target.clone()
    late[:, 64:] *= -1
    assert distance(late, target).item() == pytest.approx((4 * target[:, 64:].square().sum(1)).mean().item(), rel=1e-4)


class LinearCorpus:
    """Texts whose targets are a linear function of a student's states; the first ten of each set are held out, with other targets."""

    def __init__(self, student):
        rng = np.random.default_rng(2)
        self.frame, self.student = Frame((1,), (2,), limit=16), student
        self.ids = {kind: Packed.of(rng.integers(5, 90, (150, 6)).tolist()) for kind in SETS}

    def free_rows(self, kind):
        return np.arange(10, 150)

    def target(self, kind, index):
        assert min(index) >= 10
        ids, mask = self.ids[kind].batch(index, self.frame, torch.device("cpu"))
        return self.student(ids, mask).detach()


def test_the_projection_is_fitted_to_the_targets_without_what_is_held_out():
    torch.manual_seed(6)
    goal, student = (Student(Encoder(1, 24, 12, 48, 100), 8).eval() for _ in range(2))
    student.encoder.load_state_dict(goal.encoder.state_dict())
    corpus = LinearCorpus(goal)
    index = np.arange(10, 150)
    ids, mask = corpus.ids["queries"].batch(index, corpus.frame, torch.device("cpu"))
    before = distance(student(ids, mask), corpus.target("queries", index), 4).item()
    fit_projection(student, corpus, 1000, 1e-6, np.random.default_rng(0))
    assert distance(student(ids, mask), corpus.target("queries", index), 4).item() < 0.1 * before


def test_a_projection_that_is_not_trained_only_turns_the_states():
    torch.manual_seed(6)
    goal, student = (Student(Encoder(1, 24, 12, 48, 100), 24).eval() for _ in range(2))
    student.encoder.load_state_dict(goal.encoder.state_dict())
    turned = torch.linalg.qr(torch.randn(24, 24, generator=torch.Generator().manual_seed(1)))[0]
    goal.projection.load_state_dict({"weight": turned, "bias": torch.zeros(24)})
    student.projection.requires_grad_(False)
    fit_projection(student, LinearCorpus(goal), 1000, 1e-6, np.random.default_rng(0))
    weight = student.projection.weight
    assert torch.allclose(weight @ weight.T, torch.eye(24), atol=1e-5)
    assert (weight * turned).sum() / 24 > 0.8  # the mean of the states, which the goal keeps, is all that is between


def test_mrr_of_pairs():
    rows = {"passages": np.array([3, 5, 9]), "queries": np.array([2, 4])}
    found = pairs_mrr(np.eye(3)[[0, 1]], np.eye(3)[[0, 2, 1]], rows, np.array([[2, 3], [4, 5]]))
    assert found == pytest.approx((1 + 1 / 3) / 2)


def test_steps_go_on_where_they_stopped_or_where_they_are_told():
    assert chosen_steps(None, "teach", {"download", "weights", "collect"}) == ["pack", "teach"]
    assert chosen_steps("train", "static", set(STEPS)) == ["train", "label", "static"]
    assert chosen_steps(None, STEPS[-1], set(STEPS)) == []


def test_what_was_made_of_something_else_is_gone_where_a_step_begins_anew(tmp_path):
    config = {"name": "run", "corpus": "texts"}
    for place in ("packs/texts/a", "vectors/texts/a", "targets/run/a", "targets/run.labels/a", "runs/run/student.pt", "runs/run/static.pt", "runs/other/student.pt"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).touch()
    begin_anew(["label", "static", "export"], config, tmp_path)
    assert not (tmp_path / "targets/run.labels").exists() and not (tmp_path / "runs/run/static.pt").exists() and (tmp_path / "runs/run/student.pt").exists()
    begin_anew(list(STEPS[STEPS.index("teach"):]), config, tmp_path)
    assert [p.relative_to(tmp_path).as_posix() for p in sorted(tmp_path.rglob("*")) if p.is_file()] == ["packs/texts/a", "runs/other/student.pt"]


@pytest.mark.parametrize("name", ["static", "small", "full", "fourth"])
def test_configurations_of_the_static_student_have_one_schedule_and_no_more_passages_than_there_are(name):
    config = read_config(HERE / f"{name}.toml")
    Schedule.of(config["static"])
    assert config["label"].get("passages", 0) <= config["collect"]["passages"]


@pytest.mark.parametrize("name", ["first", "second", "small", "full"])
def test_configurations_have_one_schedule_and_known_teachers(name):
    from teachers import TEACHERS
    config = read_config(HERE / f"{name}.toml")
    Schedule.of(config["train"])
    assert {config["initial"], *config["teach"]["teachers"], *config["project"]["weights"]} <= set(TEACHERS)


def test_every_ablation_changes_what_is_there_and_nothing_else():
    described = tomllib.loads((HERE / "ablations.toml").read_text())
    base = read_config(HERE / described["base"])
    names = set()
    for row in described["rows"]:
        config = row_config(base, described, row, 50)
        names.add(config["name"])
        for key in described["rows"][row]:
            *path, last = key.split(".")
            assert last in reduce(dict.__getitem__, path, base) or key in ("project.steps", "train.projection", "train.mined"), f"{row} changes {key}, which nothing reads"
        assert config["corpus"] == "small" and Schedule.of(config["train"]).steps == described["all"]["train.steps"]
        assert config != row_config(base, described, "base", 50) | {"name": config["name"]}
        assert set(config["project"]["weights"]) <= set(described["teachers"])
    assert len(names) == len(described["rows"]) and base == read_config(HERE / described["base"])


def test_only_what_is_read_after_the_last_step_shares_the_training_of_the_base():
    described = tomllib.loads((HERE / "ablations.toml").read_text())
    assert {row for row, changes in described["rows"].items() if set(changes) <= FINISHING} == {"no refit", "no mean with the initial weights"}


def test_an_override_of_the_schedule_takes_the_others_place():
    assert override({"train": {"minutes": 3, "rate": 1}}, {"train.steps": 7})["train"] == {"steps": 7, "rate": 1}


def test_the_table_shows_mean_and_range():
    row = {"STSB-test": 80.0, "STS mean": 78.0, "held_mrr": 0.5}
    text = table({"a": {"1": {"cosqa": 0.5, **row}, "2": {"cosqa": 0.6, **row}}})
    assert "| a | 1, 2 | 0.550 (0.500–0.600) |" in text


def test_what_a_gpu_needs_imports_torch_and_numpy_alone():
    import subprocess
    code = ("import sys\nfor name in ('tokenizers', 'transformers', 'safetensors', 'onnx', 'regex', 'scipy'): sys.modules[name] = None\n"
            "import teach, project, train, label, static, parts")
    subprocess.run([sys.executable, "-c", code], cwd=HERE, check=True)


def test_an_exported_student_is_read_back_within_half_a_step_of_its_numbers(tmp_path):
    torch.manual_seed(0)
    student = Student(Encoder(2, 48, 12, 96, 200), 16)
    state = {name: torch.randn_like(value) for name, value in student.state_dict().items()}
    import onnx
    onnx.save(build({name: value.numpy() for name, value in state.items()}, "cpu"), tmp_path / "model.onnx")
    read = read_exported(tmp_path / "model.onnx")
    assert read.keys() == state.keys()
    for name, value in state.items():
        exact = not name.endswith(".weight") or "norm" in name or "projection" in name or "positions" in name
        step = 0 if exact else value.abs().max(1).values[:, None] / (127 if "words" in name else 64)
        assert ((read[name] - value).abs() <= step / 2 + 1e-6).all(), name


def test_what_is_held_out_is_labelled_first_and_the_rest_by_chance():
    held = np.array([2, 7])
    assert rows_to_label(10, None, held, 1).tolist()[:2] == [2, 7]
    assert sorted(rows_to_label(10, None, held, 1).tolist()) == list(range(10))
    some = rows_to_label(1000, 50, held, 1)
    assert len(set(some.tolist())) == 50 and some.tolist() == rows_to_label(1000, 50, held, 1).tolist() != sorted(some)


WEIGHTS = {"repetition": 0.5, "fading": 10}


def static_corpus(folder):
    """Packs of random texts, pairs of those with like numbers, and labels that a hidden table gives them; some passages have none."""
    rng = np.random.default_rng(4)
    goal = rng.normal(size=(60, 128)).astype(np.float32)
    (folder / "packs" / "tiny").mkdir(parents=True)
    (folder / "targets" / "tiny.labels").mkdir(parents=True)
    for kind in SETS:
        texts = Packed.of(rng.integers(1, 60, (400, 7)).tolist())
        texts.save(folder / "packs" / "tiny" / f"{kind}.student.npz")
        sums = (goal[texts.ids] * texts.token_weights(**WEIGHTS)[:, None]).reshape(400, 7, 128).sum(1)
        labels = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        labels[300:] = labels[300:] * (kind != "passages")
        np.save(folder / "targets" / "tiny.labels" / f"{kind}.npy", labels.astype(np.float16))
    pairs = np.stack([np.arange(400)] * 2, 1)
    np.savez(folder / "packs" / "tiny" / "pairs.npz", pairs=pairs, held=np.arange(400) < 40, source=np.zeros(400, np.int64))


def test_the_static_student_lands_on_the_labels(tmp_path):
    static_corpus(tmp_path)
    start = tmp_path / "start"
    start.mkdir()
    np.random.default_rng(5).integers(-127, 128, (60, 128)).astype(np.int8).tofile(start / "table.int8.bin")
    np.ones(60, "<f4").tofile(start / "scales.f32.bin")
    settings = {**WEIGHTS, "start": str(start), "steps": 150, "batch": 64, "rate": 2.0, "contrast": 0.0, "anchor": 0.0, "asked_by_transformer": 0.75,
                "queries": 0.3, "sentences": 0.25, "temperature": 0.05}
    config = {"name": "tiny", "corpus": "tiny", "threads": 1, "seed": 3, "train": {"limit": 16}, "static": settings}
    how = train_static(config, tmp_path, tmp_path / "log.jsonl")
    before = json.loads((tmp_path / "log.jsonl").read_text().splitlines()[0])
    assert before["distance_passages"] > 1.5 and how["validation"]["distance_passages"] < 0.5 and how["steps"] == 150
    saved = torch.load(tmp_path / "runs" / "tiny" / "static.pt", weights_only=True)
    assert saved["table"].shape == (60, 128) and saved["trained"] == how
    with pytest.raises(FileNotFoundError, match=r"elsewhere, where there is no table.int8.bin and no scales.f32.bin.*README"):
        train_static({**config, "static": settings | {"start": "elsewhere"}}, tmp_path, tmp_path / "log.jsonl")
    settings |= {"anchor": 50.0}
    held = train_static(config, tmp_path, tmp_path / "log.jsonl")
    anchored = torch.load(tmp_path / "runs" / "tiny" / "static.pt", weights_only=True)["table"]
    start_rows = torch.from_numpy(read_table(start))
    likeness = [torch.nn.functional.cosine_similarity(table, start_rows)[1:].mean().item() for table in (saved["table"], anchored)]
    assert held["validation"]["distance_passages"] > how["validation"]["distance_passages"] and likeness[1] > likeness[0] + 0.2
