"""The word table in two precisions: what is kept how, that the graph unpacks it, and that an exported student can be written again."""
import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper

from config import MODELS, read_config
from encoder import Encoder, Student
from export import split_words, write_again, write_student
from exported import read_exported
from frequencies import read_frequencies, shares
from graph import OPSET, GraphBuilder, build
from packed import Frame, Packed
from quantize import HIGHEST, LOWEST, quantize, quantize_half
from wordtable import split_table, without_row

VOCABULARY = ["[PAD]", "[unused0]", *(f"word{i}" for i in range(38))]
NONE = without_row(VOCABULARY)


def table(seed=0, size=len(VOCABULARY), hidden=48):
    return np.random.default_rng(seed).normal(size=(size, hidden)).astype(np.float32)


def test_whole_rows_are_int8_the_rest_four_bits_and_a_token_of_no_text_has_none():
    words, often = table(), 0.5 ** np.arange(len(VOCABULARY))
    split = split_table(words, often, NONE, 10)
    assert split.whole.shape == (1 + 10, 48) and split.halves.shape == (1 + 29, 24)
    values, scales = quantize(words, 0, 127)
    whole = [0, *range(2, 11)]
    assert (split.rows()[whole] == (values * scales[:, None])[whole]).all()
    assert (split.rows()[1] == 0).all()
    error = np.linalg.norm(split.rows() - words, axis=1) / np.linalg.norm(words, axis=1)
    assert error[11:].max() < 0.15 and error[whole].max() < 0.02


def test_rows_stay_whole_by_frequency_times_error():
    words, often = table(), np.ones(len(VOCABULARY))
    often[[5, 7]], often[9] = 0.001, 0.02
    words[9] *= 100  # errors are squared: rare, and yet it costs most
    words[[2, 3]] /= 100
    split = split_table(words, often, NONE, len(VOCABULARY) - 1 - 4)
    assert np.flatnonzero(split.half_places).tolist() == [2, 3, 5, 7]


def test_of_tokens_never_seen_the_first_stay_whole():
    split = split_table(table(), np.zeros(len(VOCABULARY)), NONE, 4)
    assert np.flatnonzero(split.whole_places).tolist() == [0, 2, 3, 4]


def test_four_bits_are_scaled_for_the_least_error_not_by_the_largest_value():
    words = table(size=200)
    numbers, scales = quantize_half(words)
    assert numbers.min() == LOWEST and numbers.max() == HIGHEST
    by_largest, largest_scales = quantize(words, 0, HIGHEST)
    error, worse = (((n * s[:, None] - words) ** 2).sum(1) for n, s in ((numbers, scales), (by_largest, largest_scales)))
    assert error.mean() < 0.8 * worse.mean() and (error < worse).mean() > 0.95
    exact = np.arange(LOWEST, HIGHEST + 1)[None] * np.float32([[0.25], [-3]])
    numbers, scales = quantize_half(exact)
    assert np.allclose(numbers * scales[:, None], exact, rtol=0.05, atol=0.15) and (scales > 0).tolist() == [True, False]
    assert (quantize_half(np.zeros((1, 4), np.float32))[0] == 0).all()


def test_the_graph_unpacks_the_rows_that_the_table_tells():
    words = table()
    split = split_table(words, np.linspace(1, 0, len(words)), NONE, 10)
    g = GraphBuilder("cpu")
    found = g.words("ids", words, split)
    graph = helper.make_graph(g.nodes, "words", [helper.make_tensor_value_info("ids", TensorProto.INT64, ["b", "t"])],
                              [helper.make_tensor_value_info(found, TensorProto.FLOAT, ["b", "t", 48])], g.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    ids = np.arange(len(words)).reshape(2, -1)
    assert (session.run(None, {"ids": ids})[0] == split.rows()[ids]).all()


@pytest.fixture
def state():
    torch.manual_seed(0)
    student = Student(Encoder(2, 48, 12, 96, len(VOCABULARY)), 16)
    return {name: torch.randn_like(value).numpy() for name, value in student.state_dict().items()}


def test_an_exported_student_with_a_split_table_is_read_back(state, tmp_path):
    split = split_table(state["encoder.words.weight"], np.linspace(1, 0, len(VOCABULARY)), NONE, 10)
    onnx.save(build(dict(state), "cpu", split=split), tmp_path / "model.onnx")
    read = read_exported(tmp_path / "model.onnx")
    assert read.keys() == state.keys() and (read["encoder.words.weight"].numpy() == split.rows()).all()


def test_both_graphs_give_the_vectors_of_the_same_rows(state):
    split = split_table(state["encoder.words.weight"], np.linspace(1, 0, len(VOCABULARY)), NONE, 10)
    ids = np.array([[0, 20, 3, 35, 12]])
    for kind in ("cpu", "gpu"):
        # A table without a split rounds the rows again, by a hundredth of their values at most.
        models = build(dict(state), kind, split=split), build({**state, "encoder.words.weight": split.rows()}, kind)
        one, other = (onnxruntime.InferenceSession(m.SerializeToString(), providers=["CPUExecutionProvider"])
                      .run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0] for m in models)
        assert one @ other > 0.999


def test_shares_count_the_frame_and_every_set_alike():
    sets = [Packed.of([[3, 3], [4, 3]]), Packed.of([[4]])]
    found = shares(sets, Frame(head=(1,), tail=(2,)), 6)
    assert found == pytest.approx([0, (2 / 8 + 1 / 3) / 2, (2 / 8 + 1 / 3) / 2, 3 / 8 / 2, (1 / 8 + 1 / 3) / 2, 0])


def test_the_committed_frequencies_are_of_the_vocabulary():
    vocabulary = (MODELS / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    often = read_frequencies()
    assert len(often) == len(vocabulary) and 0.99e9 < often.sum() < 1.01e9
    assert often[without_row(vocabulary)].sum() == 0
    assert {vocabulary[i] for i in np.argsort(-often)[:8]} > {"[CLS]", "[SEP]", "the", "."}


def test_a_shipped_student_is_written_again_with_fewer_bytes_and_its_record(tmp_path):
    torch.manual_seed(0)
    size = len(read_frequencies())
    student = Student(Encoder(2, 48, 12, 96, size), 16)
    state = {name: torch.randn_like(value).numpy() for name, value in student.state_dict().items()}
    (tmp_path / "vocab.txt").write_bytes((MODELS / "vocab.txt").read_bytes())
    write_student(state, None, tmp_path / "student", {"id": "old", "trained": {"steps": 7}})
    config = {**read_config(MODELS / "distill" / "second.toml"), "id": "new", "dims": 16, "whole_rows": 5000}
    write_again(config, tmp_path / "student", tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "student" / "manifest.json").read_text())
    assert (manifest["id"], manifest["trained"], manifest["layers"]) == ("new", {"steps": 7}, 2)
    assert manifest["files"]["vocabulary"]["path"] == "../vocab.txt"
    assert (tmp_path / "out" / "vocab.txt").read_bytes() == (tmp_path / "vocab.txt").read_bytes()
    before, after = (read_exported(folder / "student" / "model.onnx") for folder in (tmp_path, tmp_path / "out"))
    assert all(torch.equal(before[name], after[name]) for name in before if "words" not in name)
    whole = (before["encoder.words.weight"] == after["encoder.words.weight"]).all(1)
    assert 5000 <= whole.sum() < 5100
    assert split_words(state, {}) is None
    sizes = [(folder / "student" / "model.onnx").stat().st_size for folder in (tmp_path, tmp_path / "out")]
    assert sizes[1] < sizes[0] - 20_000 * 24
