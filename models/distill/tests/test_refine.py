"""A finished student that goes on in its own space."""
import json

import numpy as np
import onnx
import torch

from config import SETS
from encoder import Encoder, Student
from exported import read_exported
from graph import build
from packed import Packed
from refine import between, correlation, once, refine, unlikeness


def unit(count: int, dims: int, seed: int) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.randn(count, dims, generator=torch.Generator().manual_seed(seed)), dim=-1)


def test_between_has_every_pair_of_two_rows_both_ways():
    x = unit(5, 7, 0)
    cosines = x @ x.T
    assert sorted(between(x).tolist()) == sorted(cosines[i, j].item() for i in range(5) for j in range(5) if i != j)


def test_correlation_is_numpys():
    a, b = torch.randn(3, 20, generator=torch.Generator().manual_seed(1)), torch.randn(3, 20, generator=torch.Generator().manual_seed(2))
    assert np.allclose(correlation(a, b), [np.corrcoef(x, y)[0, 1] for x, y in zip(a.numpy(), b.numpy())], atol=1e-5)
    assert torch.allclose(correlation(a, 3 * a + 1), torch.ones(3))


def test_vectors_that_are_turned_are_like_the_wanted_ones_and_others_are_not():
    wanted = {kind: unit(12, 8, seed) for seed, kind in enumerate(SETS)}
    turn = torch.linalg.qr(torch.randn(8, 8, generator=torch.Generator().manual_seed(3)))[0]
    assert all(abs(value.item()) < 1e-5 for value in unlikeness({kind: x @ turn for kind, x in wanted.items()}, wanted).values())
    assert all(value.item() > 0.3 for value in unlikeness({kind: unit(12, 8, 9 + seed) for seed, kind in enumerate(SETS)}, wanted).values())


def test_each_passage_comes_once_with_one_of_its_questions():
    pairs = np.array([[0, 5], [1, 5], [2, 6], [3, 7], [4, 7]])
    chosen = once(pairs, np.random.default_rng(0))
    assert sorted(chosen[:, 1]) == [5, 6, 7] and {tuple(row) for row in chosen} <= {tuple(row) for row in pairs}


def test_a_projection_comes_nearer_to_the_states_it_cuts_and_stays_in_its_space(tmp_path):
    torch.manual_seed(0)
    start = Student(Encoder(1, 48, 12, 96, 200), 6)
    (tmp_path / "start").mkdir()
    onnx.save(build({name: value.detach().numpy() for name, value in start.state_dict().items()}, "cpu"), tmp_path / "start" / "model.onnx")
    rng, packs = np.random.default_rng(1), tmp_path / "packs" / "tiny"
    packs.mkdir(parents=True)
    for kind in SETS:
        Packed.of(rng.integers(103, 200, (300, 9)).tolist()).save(packs / f"{kind}.student.npz")
    np.savez(packs / "pairs.npz", pairs=np.stack([np.arange(300)] * 2, 1), held=np.arange(300) < 60, source=np.zeros(300, np.int64))
    (packs / "frames.json").write_text("{}")
    shares = {"sentences": 1.0, "pairs": 1.0, "ranking": 1.0, "moved": 0.1, "contrast": 0.0}
    settings = {"seed": 2, "texts": 200, "validated": 50, "limits": dict.fromkeys(SETS, 12), "weights": {"own": 1.0}, "steps": 60, "every": 9, "frozen_layers": 1,
                "pairs": 32, "sentences": 32, "rate": 1e-3, "projection_rate": 5e-3, "temperature": 0.05, "blend": 1.0, "shares": shares}
    config = {"name": "tiny", "corpus": "tiny", "threads": 1, "seed": 3, "start": "start/model.onnx", "refine": settings}
    how = refine(config, tmp_path, tmp_path / "log.jsonl")
    before = json.loads((tmp_path / "log.jsonl").read_text().splitlines()[0])
    assert before["moved"] < 1e-3 and how["steps"] == 60 and how["texts"] == {"passages": 250, "queries": 250, "sentences": 230}
    for name in ("unlike_sentences", "unlike_pairs", "unlike_ranking"):
        assert how["validation"][name] < 0.8 * before[name], name
    held = refine({**config, "name": "held", "refine": settings | {"shares": shares | {"moved": 5.0}}}, tmp_path, tmp_path / "held.jsonl")
    assert 0 < held["validation"]["moved"] < 0.5 * how["validation"]["moved"]
    state = torch.load(tmp_path / "runs" / "tiny" / "student.pt", weights_only=True)["state"]
    first = read_exported(tmp_path / "start" / "model.onnx")
    assert torch.equal(state["encoder.words.weight"], first["encoder.words.weight"]) and not torch.equal(state["projection.weight"], first["projection.weight"])
    refine({**config, "refine": settings | {"blend": 0.0}}, tmp_path, tmp_path / "log.jsonl")  # goes on from the checkpoint, which is at the end
    state = torch.load(tmp_path / "runs" / "tiny" / "student.pt", weights_only=True)["state"]
    assert torch.allclose(state["projection.weight"], first["projection.weight"])
