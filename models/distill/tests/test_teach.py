"""Teachers' vectors: kept in parts, so that a stopped step goes on, and shared between processes."""
import json

import numpy as np
import pytest
import torch

import teach as step
from config import SETS
from packed import Frame, Packed
from teach import teach, teach_all

TEXTS = Packed.of([[i + 5] * (i % 4 + 1) for i in range(11)])
FRAME, SETTINGS = Frame((1,), (2,), limit=16), {"part": 3, "dims": 4}


class Teacher:
    """Vectors that tell the ids they were made of; stops at the text `stop`."""

    def __init__(self, dims=4, stop=-1):
        self.dims, self.stop, self.seen = dims, stop, []

    def __call__(self, ids, mask):
        if (ids == self.stop).any():
            raise KeyboardInterrupt
        self.seen += ids[:, 1].tolist()
        inside = ids if mask is None else ids * mask
        vectors = torch.zeros(len(ids), self.dims)
        vectors[:, :3] = torch.stack([ids[:, 1], inside.sum(1), inside.square().sum(1)], 1)
        return vectors


def whole(tmp_path):
    teach(Teacher(), TEXTS, FRAME, tmp_path / "whole", SETTINGS, (0, 1))
    return np.load(tmp_path / "whole.npy")


def test_every_text_has_its_row_in_its_order_as_float16(tmp_path):
    found = whole(tmp_path)
    assert found.dtype == np.float16 and found.shape == (11, 4)
    assert found[:, 0].tolist() == list(range(5, 16)) and found[:, 1].tolist() == [3 + (i + 5) * (i % 4 + 1) for i in range(11)]
    assert list((tmp_path / "whole").iterdir()) == []


def test_a_stopped_step_goes_on_with_the_part_where_it_was(tmp_path):
    stopped, again = Teacher(stop=12), Teacher()
    with pytest.raises(KeyboardInterrupt):
        teach(stopped, TEXTS, FRAME, tmp_path / "a", SETTINGS, (0, 1))
    assert not (tmp_path / "a.npy").exists() and [path.name for path in sorted((tmp_path / "a").iterdir())] == ["0000.npy", "0001.npy"]
    teach(again, TEXTS, FRAME, tmp_path / "a", SETTINGS, (0, 1))
    assert np.array_equal(np.load(tmp_path / "a.npy"), whole(tmp_path)) and sorted(again.seen) == list(range(11, 16))
    teach(None, TEXTS, FRAME, tmp_path / "a", SETTINGS, (0, 1))  # all is there


def test_a_part_that_was_half_written_is_made_again(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "unfinished.0000.npy").write_bytes(b"half")
    teach(Teacher(), TEXTS, FRAME, tmp_path / "a", SETTINGS, (0, 1))
    assert np.array_equal(np.load(tmp_path / "a.npy"), whole(tmp_path))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_shares_make_what_one_does_and_each_its_own(order, tmp_path):
    seen = {}
    for share in order:
        assert not (tmp_path / "a.npy").exists()
        seen[share] = Teacher()
        teach(seen[share], TEXTS, FRAME, tmp_path / "a", SETTINGS, (share, 2))
    assert np.array_equal(np.load(tmp_path / "a.npy"), whole(tmp_path))
    assert sorted(seen[0].seen) == [5, 6, 7, 11, 12, 13] and sorted(seen[1].seen) == [8, 9, 10, 14, 15]


def test_each_set_is_framed_as_the_packs_say_and_a_teacher_that_is_done_is_not_loaded(tmp_path, monkeypatch):
    packs = tmp_path / "packs" / "tiny"
    packs.mkdir(parents=True)
    for kind in SETS:
        TEXTS.save(packs / f"{kind}.raw.npz")
    around = {kind: {"head": [1 + place], "tail": [2], "limit": 16} for place, kind in enumerate(SETS)}
    (packs / "frames.json").write_text(json.dumps({"minilm": around}))
    loaded = []
    monkeypatch.setattr(step, "load_teacher", lambda name, data: loaded.append(name) or (Teacher(384), np.arange(100) + 10))  # other ids than the student's
    config = {"corpus": "tiny", "threads": 1, "teach": {"teachers": ["minilm"], "part": 3}}
    for share in ((0, 2), (1, 2), (0, 1)):
        teach_all(config, tmp_path, share)
    assert loaded == ["minilm"] * 2
    rows = np.arange(11)
    for place, kind in enumerate(SETS):
        found = np.load(tmp_path / "vectors" / "tiny" / f"{kind}.minilm.npy")
        assert found.shape == (11, 384) and found[:, 1].tolist() == (3 + place + (rows + 15) * (rows % 4 + 1)).tolist()
