"""Written questions: read, found their passages, and trained on."""
import json

import numpy as np
import onnx
import pytest
import torch

from ask import QUESTIONS, digest, match, read_questions
from clean import Contamination
from config import SETS
from encoder import Encoder, Student
from graph import build
from packed import Packed
from refine import Asked, reciprocal_rank, refine


def test_questions_find_their_passages_and_those_of_the_evaluation_are_left_out():
    passages = ["def a(): pass", "A section on locks.", "Nobody asks for this."]
    questions = {digest(passages[1]): ["keep two jobs from running at once", "Python Lock!"], digest(passages[0]): ["does nothing", "empty function"], digest("gone"): ["x", "y"]}
    texts, rows = match(questions, passages, Contamination([], ["python lock"]))
    assert texts == ["does nothing", "empty function", "keep two jobs from running at once"] and rows.tolist() == [0, 0, 1]


def test_a_line_without_three_fields_is_named(tmp_path):
    path = tmp_path / "questions.tsv"
    path.write_text("0123\tone\ttwo\n0124\tonly one\n")
    with pytest.raises(ValueError, match="line 2"):
        read_questions(path)


def test_the_questions_that_are_here_can_be_read():
    questions = read_questions(QUESTIONS)
    assert len(questions) > 5000 and all(len(name) == 16 and len(two) == 2 for name, two in questions.items())


def written(packs, rng, passages: int) -> np.ndarray:
    """Two questions for each of the first `passages`, in no order."""
    rows = rng.permutation(np.repeat(np.arange(passages), 2))
    for form in ("student", "raw"):
        Packed.of([[103 + row, 104 + row] for row in rows]).save(packs / f"asked.{form}.npz")
    np.savez(packs / "asked.npz", passages=rows)
    return rows


def test_each_question_stands_with_its_answer_and_those_held_out_are_last(tmp_path):
    rows = written(tmp_path, np.random.default_rng(0), 40)
    asked = Asked(tmp_path, {"validated": 10}, 5)
    assert asked.free == {"asked": 60, "answers": 30}
    assert (rows[asked.questions] == asked.answers[asked.place]).all() and sorted(asked.questions) == list(range(80))
    assert all(rows[question] == passage for question, passage in asked.pairs())
    held = asked.held_places()
    assert set(asked.answers[asked.place[held["asked"]]]) == set(asked.answers[held["answers"]]) and len(held["asked"]) == 20


def test_reciprocal_rank_counts_what_scores_as_high():
    passages = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [1.0, 0.2], [0.0, 1.0]]), dim=-1)
    assert reciprocal_rank(torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), passages, torch.tensor([0, 1, 1])) == pytest.approx((1 + 0.5 + 0.5) / 3)


def test_a_student_learns_what_written_questions_ask_for(tmp_path):
    torch.manual_seed(0)
    start = Student(Encoder(1, 48, 12, 96, 300), 16)
    (tmp_path / "start").mkdir()
    onnx.save(build({name: value.detach().numpy() for name, value in start.state_dict().items()}, "cpu"), tmp_path / "start" / "model.onnx")
    rng, packs = np.random.default_rng(1), tmp_path / "packs" / "tiny"
    packs.mkdir(parents=True)
    for kind in SETS:
        Packed.of(rng.integers(103, 300, (300, 9)).tolist()).save(packs / f"{kind}.student.npz")
    np.savez(packs / "pairs.npz", pairs=np.stack([np.arange(300)] * 2, 1), held=np.arange(300) >= 240, source=np.zeros(300, np.int64))
    (packs / "frames.json").write_text("{}")
    written(packs, rng, 100)
    shares = {"sentences": 0.0, "pairs": 0.0, "ranking": 0.0, "moved": 0.0, "contrast": 0.0, "asked": 1.0}
    settings = {"seed": 2, "texts": 100, "validated": 30, "limits": dict.fromkeys(SETS, 12), "weights": {"own": 1.0}, "steps": 80, "every": 9, "frozen_layers": 0,
                "pairs": 16, "sentences": 16, "rate": 1e-3, "projection_rate": 5e-3, "temperature": 0.05, "blend": 1.0, "shares": shares,
                "asked": {"pairs": 32, "validated": 20, "bank": 64, "mined": 4}}
    config = {"name": "tiny", "corpus": "tiny", "threads": 1, "seed": 3, "start": "start/model.onnx", "refine": settings}
    how = refine(config, tmp_path, tmp_path / "log.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert how["texts"] == {"passages": 130, "queries": 130, "sentences": 130, "asked": 200, "answers": 100}
    assert rows[1]["asked"] < 0.8 * np.log(32 + 64) and "asked_mrr" in how["validation"]
