"""Exported files read back: a new run can go on from a shipped model, whose checkpoint nobody keeps."""
from pathlib import Path

import numpy as np
import torch

from encoder import State
from wordtable import WordTable


def read_words(tensors: dict[str, np.ndarray]) -> np.ndarray:
    """The word table, float32 [V, H]: int8 rows, or split as wordtable.py tells."""
    if "half_words" not in tensors:
        return tensors["words"] * tensors["word_scales"]
    parts = (tensors[name] for name in ("words", "half_words", "words_places", "half_words_places"))
    return WordTable(*parts, tensors["word_scales"][:, 0]).rows()


def read_exported(path: Path) -> State:
    """State of a `Student` (float32) from graph.py's `cpu` graph; whole numbers times their scales, so within half a step of what was exported."""
    import onnx
    graph = onnx.load(path).graph
    tensors = {t.name: onnx.numpy_helper.to_array(t) for t in graph.initializer}
    users = {name: node for node in graph.node for name in node.input}
    state = {"encoder.words.weight": read_words(tensors), "encoder.positions.weight": tensors["positions"],
             "projection.weight": tensors["projection"].T, "projection.bias": tensors[users[users["projection"].output[0]].input[1]]}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            product = users[users[node.output[0]].output[0]]           # Cast, then Mul by both scales
            scale = next(n for n in graph.node if n.output[0] == product.input[1]).input[1]
            state[f"encoder.{node.input[1]}.weight"] = (tensors[node.input[1]] * tensors[scale]).T
            state[f"encoder.{node.input[1]}.bias"] = tensors[users[product.output[0]].input[1]]
    norms = [node for node in graph.node if node.op_type == "LayerNormalization"]
    names = ["norm", *(f"layers.{i // 2}.{('attention_norm', 'output_norm')[i % 2]}" for i in range(len(norms) - 1))]
    for name, node in zip(names, norms):
        state[f"encoder.{name}.weight"], state[f"encoder.{name}.bias"] = (tensors[place] for place in node.input[1:3])
    return {name: torch.from_numpy(np.array(value, np.float32)) for name, value in state.items()}


def read_table(folder: Path) -> np.ndarray:
    """[vocabulary, dims] float32 of an exported static student."""
    scales = np.fromfile(folder / "scales.f32.bin", "<f4")
    return np.fromfile(folder / "table.int8.bin", np.int8).reshape(len(scales), -1).astype(np.float32) * scales[:, None]
