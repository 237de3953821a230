"""Token ids, pairs and weights as teach, project, train and static read them."""
import json

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

import pack as step
from config import SETS
from pack import check_table, frames, pack, vocabulary_table
from packed import Packed
from teachers import TEACHERS

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
WORDS = ["get", "user", "name", "getusername", "a", "b", ":", "represent", "this", "sentence", "for", "searching", "relevant", "passages"]


def tokenizer_of(tokens):
    ids = {token: place for place, token in enumerate(tokens)}
    tokenizer = Tokenizer(WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[(token, ids[token]) for token in ("[CLS]", "[SEP]")])
    return tokenizer


STUDENT = tokenizer_of(SPECIAL + WORDS)
OTHER = tokenizer_of(WORDS[::-1] + SPECIAL)  # the same words by other ids
WEIGHTS = {"embeddings.a": torch.tensor([0.1, 70000.0 / 3]), "encoder.layer.0.b": torch.ones(2, 3), "embeddings.position_ids": torch.arange(4), "pooler.c": torch.ones(2)}


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A corpus of three passages, and what packing makes of it; slices of two texts."""
    monkeypatch.setattr(step, "SLICE", 2)
    corpus = tmp_path / "corpus" / "tiny"
    corpus.mkdir(parents=True)
    rows = [("getUserName", "pypi/a", False), ("a b a b a b", "go/b", True), ("", "pypi/a", False)]
    texts = {"passages": [{"text": text, "source": source, "held": held} for text, source, held in rows], "queries": [{"text": "user name"}, {"text": "b"}],
             "sentences": [{"text": "this name"}], "pairs": [[0, 0], [1, 0], [1, 1]]}
    for name, each in texts.items():
        (corpus / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in each))
    for place, tokenizer in (("minilm", STUDENT), ("mpnet/all", OTHER)):
        (tmp_path / "weights" / place).mkdir(parents=True)
        tokenizer.save(str(tmp_path / "weights" / place / "tokenizer.json"))
        save_file(WEIGHTS, tmp_path / "weights" / place / "model.safetensors")
    config = {"corpus": "tiny", "tokenizer": "minilm/tokenizer.json", "initial": "minilm", "train": {"limit": 6},
              "teach": {"limit": 5, "teachers": ["mpnet"], "queries_as_sentences": []}}
    return config, tmp_path, tmp_path / "packs" / "tiny"


def words(packed):
    return [[STUDENT.id_to_token(int(i)) for i in packed.ids[start:end]] for start, end in zip(packed.starts, packed.starts[1:])]


def test_the_student_reads_prepared_text_and_teachers_the_text_itself_each_to_its_limit(made):
    config, data, packs = made
    pack(config, data)
    assert words(Packed.load(packs / "passages.student.npz")) == [["get", "user", "name"], list("abab"), []]
    assert words(Packed.load(packs / "passages.raw.npz")) == [["getusername"], list("aba"), []]
    assert words(Packed.load(packs / "queries.raw.npz")) == [["user", "name"], ["b"]] and words(Packed.load(packs / "sentences.student.npz")) == [["this", "name"]]


def test_pairs_keep_their_split_and_what_they_come_from(made):
    config, data, packs = made
    pack(config, data)
    with np.load(packs / "pairs.npz") as file:
        assert file["pairs"].tolist() == [[0, 0], [1, 0], [1, 1]] and file["held"].tolist() == [False, True, False]
        assert file["source"][0] == file["source"][2] != file["source"][1]


def test_weights_are_kept_as_float16_with_the_ids_of_a_teacher_that_has_others(made):
    config, data, _ = made
    pack(config, data)
    with np.load(data / "packs" / "weights" / "mpnet.npz") as file:
        assert sorted(file.files) == ["embeddings.a", "encoder.layer.0.b", "table"] and file["embeddings.a"].dtype == np.float16
        assert file["embeddings.a"] == pytest.approx(WEIGHTS["embeddings.a"].numpy(), rel=1e-3)
        assert file["table"][STUDENT.token_to_id("user")] == OTHER.token_to_id("user")
    with np.load(data / "packs" / "weights" / "minilm.npz") as file:
        assert "table" not in file.files


def test_packing_that_was_stopped_goes_on(made):
    config, data, packs = made
    packs.mkdir(parents=True)
    Packed.of([[7]]).save(packs / "queries.raw.npz")
    (packs / "unfinished.passages.raw.npz").write_bytes(b"half")
    pack(config, data)
    assert Packed.load(packs / "queries.raw.npz").ids.tolist() == [7] and len(Packed.load(packs / "passages.raw.npz")) == 3


def test_a_teacher_that_cuts_words_otherwise_is_refused(made):
    table = vocabulary_table(STUDENT, OTHER)
    check_table(["get user name", "a: b"], STUDENT, OTHER, table)
    fewer = tokenizer_of(SPECIAL + [word for word in WORDS if word != "user"])
    assert vocabulary_table(STUDENT, fewer)[STUDENT.token_to_id("user")] == fewer.token_to_id("[UNK]")
    other = tokenizer_of(SPECIAL + WORDS + ["##s"])
    with pytest.raises(ValueError, match="1 of 2 texts have other tokens: 'names'"):
        check_table(["name", "names"], STUDENT, other, vocabulary_table(STUDENT, other))
    config, data, packs = made
    tokenizer_of(SPECIAL + WORDS + ["##user"]).save(str(data / "weights" / "mpnet" / "all" / "tokenizer.json"))
    (data / "corpus" / "tiny" / "sentences.jsonl").write_text('{"text": "auser"}\n')
    with pytest.raises(ValueError, match="other tokens: 'auser'"):
        pack(config, data)
    assert not (packs / "frames.json").exists()


def test_a_teacher_is_instructed_before_questions_alone_and_not_where_they_are_sentences():
    start, end = STUDENT.token_to_id("[CLS]"), STUDENT.token_to_id("[SEP]")
    asked, plain = (frames(TEACHERS["bge"], STUDENT, as_sentences, 96) for as_sentences in (False, True))
    assert [STUDENT.id_to_token(i) for i in asked["queries"]["head"]] == ["[CLS]", "represent", "this", "sentence", "for", "searching", "relevant", "passages", ":"]
    assert asked["queries"]["limit"] == 96 + 16 and asked["queries"]["tail"] == [end]
    bare = {"head": [start], "tail": [end], "limit": 96}
    assert plain == dict.fromkeys(SETS, bare) and asked["passages"] == asked["sentences"] == bare
