"""Rivals for the bench in Node (test/bench/model.ts): graphs that are not published as ONNX, and the student in float32.

Into DATA/weights/exported: `minilm` (all-MiniLM-L6-v2, float32, pooled and scaled inside), `minilm-int8` (the same, the graph written and quantized exactly as the student's),
`mpnet` (all-mpnet-base-v2, float32, output `last_hidden_state`), each with its tokenizer; `student-float`: the shipped student's
weights, whole numbers times their scales, with nothing rounded on the way.
Usage: python export_rival.py [--data DIR]
"""
import argparse
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from config import DEFAULT_DATA, MODELS
from encoder import load_encoder, read_safetensors
from exported import read_exported
from graph import OPSET, GraphBuilder, attention, build, mask_bias
from mpnet import EPSILON, NAMES, bucket

LONGEST = 384  # tokens MPNet's graph takes: its relative positions are a table of this size squared


class MPNetBuilder(GraphBuilder):
    """MPNet's normalisation has another epsilon than BERT's."""

    def norm(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        return self.node("LayerNormalization", x, self.constant(weight), self.constant(bias), axis=-1, epsilon=EPSILON)


def mpnet_state(path: Path) -> dict[str, np.ndarray]:
    """Published weights by the names that graph.attention reads."""
    state = {}
    for name, tensor in read_safetensors(path).items():
        if name.startswith("encoder.layer."):
            _, _, layer, rest = name.split(".", 3)
            inner, kind = rest.rsplit(".", 1)
            name = f"layers.{layer}.{NAMES[inner]}.{kind}"
        state[name] = tensor.numpy()
    return state


def mpnet(state: dict[str, np.ndarray], heads: int = 12) -> onnx.ModelProto:
    """input_ids, attention_mask [B, T] -> last_hidden_state [B, T, 768], T up to LONGEST."""
    layers = 1 + max(int(n.split(".")[1]) for n in state if n.startswith("layers."))
    g = MPNetBuilder("float")
    zero, one, two, three = (g.constant(np.array([i])) for i in range(4))
    length = g.node("Slice", g.node("Shape", "input_ids"), one, two)
    # Positions begin behind the padding's id, which is 1.
    table = g.constant(state["embeddings.position_embeddings.weight"][2:LONGEST + 2])
    x = g.node("Add", g.node("Gather", g.constant(state["embeddings.word_embeddings.weight"]), "input_ids"), g.node("Slice", table, zero, length, zero))
    x = g.norm(x, state["embeddings.LayerNorm.weight"], state["embeddings.LayerNorm.bias"])
    place = np.arange(LONGEST)
    relative = state["encoder.relative_attention_bias.weight"][bucket(place[None, :] - place[:, None])].transpose(2, 0, 1)[None]
    cut = g.node("Slice", g.node("Slice", g.constant(relative), zero, length, two), zero, length, three)
    bias = g.node("Add", mask_bias(g), cut)
    for i in range(layers):
        p = f"layers.{i}."
        x = g.norm(g.node("Add", x, attention(g, x, state, p, heads, bias)), state[p + "attention_norm.weight"], state[p + "attention_norm.bias"])
        up = g.gelu(g.linear((x,), state[p + "up.weight"], state[p + "up.bias"], p + "up"))
        down = g.linear((up,), state[p + "down.weight"], state[p + "down.bias"], p + "down")
        x = g.norm(g.node("Add", x, down), state[p + "output_norm.weight"], state[p + "output_norm.bias"])
    g.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"]))
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "sequence"]) for n in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "sequence", 768])
    model = helper.make_model(helper.make_graph(g.nodes, "mpnet", inputs, [output], g.initializers), opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 9
    return model


def write(model: onnx.ModelProto, folder: Path, tokenizer: Path | None, name: str = "model.onnx") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(model.SerializeToString())
    if tokenizer is not None:
        shutil.copyfile(tokenizer, folder / "tokenizer.json")
    print("written:", folder, flush=True)


def export_minilm(weights: Path, out: Path) -> None:
    encoder = load_encoder(weights / "minilm" / "model.safetensors")
    state = {name: tensor.detach().float().numpy() for name, tensor in encoder.state_dict().items()}
    hidden = state["norm.bias"].shape[0]
    state |= {"projection.weight": np.eye(hidden, dtype=np.float32), "projection.bias": np.zeros(hidden, np.float32)}
    tokenizer = weights / "minilm" / "tokenizer.json"
    write(build(state, "cpu"), out / "minilm-int8", tokenizer)
    write(build(state, "float"), out / "minilm", tokenizer, "all-minilm-l6-v2.onnx")


def export_student(student: Path, out: Path) -> None:
    state = {name: value.numpy() for name, value in read_exported(student).items()}
    write(build(state, "float"), out / "student-float", None)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    args = parser.parse_args()
    weights = args.data / "weights"
    out = weights / "exported"
    export_minilm(weights, out)
    for path in weights.glob("mpnet/*/model.safetensors"):
        write(mpnet(mpnet_state(path)), out / "mpnet", path.parent / "tokenizer.json")
    export_student(MODELS / "student" / "model.onnx", out)


if __name__ == "__main__":
    main()
