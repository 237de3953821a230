"""Vectors of the shipped files in Node against PyTorch's: the same ids, one text a run."""
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from config import MODELS
from encoder import student_of
from exported import read_exported
from graph import build
from tokens import student_ids

REPOSITORY = MODELS.parent
SCRIPT = """
const { InferenceSession, Tensor } = require('onnxruntime-node');
const { readFileSync } = require('node:fs');
(async () => {
  const session = await InferenceSession.create(process.argv[1]);
  const vectors = [];
  for (const ids of JSON.parse(readFileSync(0, 'utf8'))) {
    const tensor = (values) => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length]);
    const feeds = { input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)) };
    vectors.push(Array.from((await session.run(feeds)).embedding.data));
  }
  process.stdout.write(JSON.stringify(vectors));
})();
"""


def in_node(model: Path, ids: list[list[int]]) -> np.ndarray:
    done = subprocess.run(["node", "-e", SCRIPT, str(model)], cwd=REPOSITORY, input=json.dumps(ids), capture_output=True, text=True, check=True)
    return np.array(json.loads(done.stdout), np.float32)


@pytest.fixture(scope="module")
def compared() -> tuple[list[list[int]], dict, np.ndarray]:
    """Ids of texts of all lengths, code and documents of this repository; the shipped student's state; its vectors in torch, float32."""
    if shutil.which("node") is None or not (REPOSITORY / "node_modules" / "onnxruntime-node").exists():
        pytest.skip("needs Node and `npm ci`")
    tokenizer = Tokenizer(WordPiece.from_file(str(MODELS / "vocab.txt"), unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 101), ("[SEP]", 102)])
    files = [path.read_text(encoding="utf8") for path in sorted(REPOSITORY.glob("src/engine/**/*.ts"))[:40] + sorted(REPOSITORY.glob("*.md"))]
    texts = ["", "x", *(text[:length] for text, length in zip(files, (20, 80, 300, 1200) * len(files)))]
    ids = student_ids(tokenizer, texts, 256)
    state = read_exported(MODELS / "student" / "model.onnx")
    student = student_of(state).eval()
    with torch.inference_mode():
        vectors = np.concatenate([student(torch.tensor([row]), None).numpy() for row in ids])
    return ids, state, vectors


def test_float32_in_node_agrees_with_torch(compared, tmp_path):
    ids, state, expected = compared
    (tmp_path / "model.onnx").write_bytes(build({name: value.numpy() for name, value in state.items()}, "float").SerializeToString())
    cosines = (in_node(tmp_path / "model.onnx", ids) * expected).sum(1)
    assert len(cosines) > 40 and cosines.min() >= 0.999


def test_int8_in_node_agrees_with_torch(compared):
    ids, _, expected = compared
    cosines = (in_node(MODELS / "student" / "model.onnx", ids) * expected).sum(1)
    print(f"int8 in Node against float32 in torch, {len(cosines)} texts: mean {cosines.mean():.4f}, lowest {cosines.min():.4f}")
    assert cosines.mean() >= 0.98
