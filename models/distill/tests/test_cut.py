"""The cuts of the teachers' table: each set of cuts.toml fitted as it says, in files of its own."""
import json
import tomllib

import numpy as np
import pytest

from config import HERE, SETS
from cut import cut

CONFIG = {"corpus": "tiny", "seed": 1, "project": {}}


@pytest.fixture
def data(tmp_path):
    """Vectors of four teachers that are long in one direction and wide in another."""
    rng = np.random.default_rng(2)
    folder = tmp_path / "vectors" / "tiny"
    folder.mkdir(parents=True)
    for kind in SETS:
        for name in ("minilm", "bge", "e5", "mpnet"):
            np.save(folder / f"{kind}.{name}.npy", (np.array([1, 0, 0]) + rng.normal(size=(80, 3)) * [0.01, 0.3, 0.1]).astype(np.float16))
    return tmp_path


def read(data, name):
    told = json.loads((data / "cuts" / f"{name}.json").read_text())
    return told, np.fromfile(data / "cuts" / f"{name}.f32", "<f4").reshape(-1, sum(len(teacher["mean"]) for teacher in told["teachers"]))


def test_a_set_is_cut_about_zero_unless_it_says_centred(data):
    plan = {"cuts": [2, 1], "sets": {"bge": {"weights": {"bge": 1.0}}, "bge (centred)": {"weights": {"bge": 1.0}, "centred": True}}}
    cut(plan, CONFIG, data)
    (about_zero, first), (centred, widest) = read(data, "bge"), read(data, "bge-centred")
    assert (about_zero["name"], centred["name"]) == ("bge", "bge (centred)")
    assert about_zero["teachers"][0]["mean"] == [0, 0, 0] and centred["teachers"][0]["mean"] == pytest.approx([1, 0, 0], abs=0.1)
    assert np.abs(first[0]).argmax() == 0 and np.abs(widest[0]).argmax() == 1  # the mean itself, or what is about it


def test_a_set_has_its_own_teachers_weights_and_cuts_or_those_of_all(data):
    plan = {"cuts": [2, 1], "sets": {"bge": {"weights": {"bge": 1.0}}, "minilm + 1.5 bge": {"weights": {"minilm": 1.0, "bge": 1.5}, "cuts": [5, 3]}}}
    cut(plan, CONFIG, data)
    (alone, two), (joined, five) = read(data, "bge"), read(data, "minilm-1-5-bge")
    assert alone["cuts"] == [2, 1] and two.shape == (2, 3) and joined["cuts"] == [5, 3] and five.shape == (5, 6)
    assert [teacher["name"] for teacher in joined["teachers"]] == ["minilm", "bge"]
    factors = [teacher["factor"] for teacher in joined["teachers"]]
    assert factors[1] / factors[0] == pytest.approx(1.5, rel=0.05) and factors[1] == pytest.approx(1.5 * alone["teachers"][0]["factor"])


def test_no_two_sets_of_the_plan_have_one_file(data):
    plan = tomllib.loads((HERE / "cuts.toml").read_text(encoding="utf-8"))
    cut(plan, CONFIG, data)
    assert sorted(json.loads(path.read_text())["name"] for path in (data / "cuts").glob("*.json")) == sorted(plan["sets"])
