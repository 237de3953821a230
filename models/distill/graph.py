"""ONNX graphs of the student, written node by node, so that what runs is what stands here.

`cpu`: every weight matrix int8 per output channel with reduced range (-64..64: AVX2's int8 products saturate otherwise),
activations quantized dynamically (DynamicQuantizeLinear, MatMulInteger); the word table int8 per row, or as wordtable.py splits it.
`gpu`: the same int8 numbers, DequantizeLinear -> float32, float32 arithmetic: float16 is an optional feature of WebGPU that
software drivers and some adapters lack, and the engine makes that graph of this one (src/engine/embed/float16Graph.ts).
`float`: float32, for checking.
All: inputs `input_ids`, `attention_mask` int64 [batch, sequence]; output `embedding` float32 [batch, dims], unit length.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from quantize import LOWEST as HALF_LOWEST
from quantize import quantize
from wordtable import STEP, WordTable

OPSET = 17
LOWEST = -1e9  # added to the scores of padding


class GraphBuilder:
    """Collects nodes and initializers; every method returns the name of its output."""

    def __init__(self, kind: str) -> None:
        self.kind, self.nodes, self.initializers, self.count = kind, [], [], 0

    def constant(self, value: np.ndarray, name: str = "") -> str:
        name = name or f"c{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, *inputs: str, **attributes: object) -> str:
        self.count += 1
        output = f"{op}_{self.count}"
        self.nodes.append(helper.make_node(op, list(inputs), [output], name=output, **attributes))
        return output

    def number(self, value: float) -> str:
        """A float32 scalar."""
        return self.constant(np.array(value, np.float32))

    def cast(self, x: str, to: int) -> str:
        return self.node("Cast", x, to=to)

    def activation(self, x: str) -> tuple[str, ...]:
        """Quantized once where several products share it (query, key, value)."""
        if self.kind != "cpu":
            return (x,)
        self.count += 1
        outputs = [f"q{self.count}_{part}" for part in ("value", "scale", "zero")]
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], outputs, name=outputs[0]))
        return tuple(outputs)

    def linear(self, x: tuple[str, ...], weight: np.ndarray, bias: np.ndarray, name: str) -> str:
        """x W^T + b with torch's weight [out, in]; x as `activation` returns it."""
        matrix = weight.T
        if self.kind == "float":
            y = self.node("MatMul", x[0], self.constant(matrix, name))
        else:
            values, scale = quantize(matrix, 1, 64)
            w = self.constant(values, name)
            if self.kind == "cpu":
                zero = self.constant(np.zeros(len(scale), np.int8))
                product = self.cast(self.node("MatMulInteger", x[0], w, x[2], zero), TensorProto.FLOAT)
                y = self.node("Mul", product, self.node("Mul", x[1], self.constant(scale)))
            else:
                y = self.node("MatMul", x[0], self.dequantized(w, scale, 1))
        return self.node("Add", y, self.constant(bias.astype(np.float32)))

    def dequantized(self, values: str, scale: np.ndarray, axis: int) -> str:
        zero = self.constant(np.zeros(len(scale), np.int8))
        return self.node("DequantizeLinear", values, self.constant(scale), zero, axis=axis)

    def words(self, ids: str, table: np.ndarray, split: WordTable | None) -> str:
        """Rows of the word table, float32 [B, T, H]; `split` is the table as the file holds it, without it int8 rows with a scale each."""
        if self.kind == "float":
            return self.node("Gather", self.constant(table, "words"), ids)
        if split is None:
            values, scale = quantize(table, 0, 127)
            rows = self.cast(self.node("Gather", self.constant(values, "words"), ids), TensorProto.FLOAT)
        else:
            scale, rows = split.scales, self.split_words(ids, split)
        return self.node("Mul", rows, self.node("Gather", self.constant(scale[:, None], "word_scales"), ids))

    def split_words(self, ids: str, table: WordTable) -> str:
        """Numbers of the rows without their scales, float32 [B, T, H]. The rows are int8 and what says where they stand uint16, which no
        GPU's provider gathers: there it is done on the CPU, and floats are handed over as they are with a table that is not split."""
        rows = []
        for part, places, name in ((table.whole, table.whole_places, "words"), (table.halves, table.half_places, "half_words")):
            place = self.node("Gather", self.constant(places, f"{name}_places"), ids)
            found = self.node("Gather", self.constant(part, name), self.cast(place, TensorProto.INT32))
            rows.append(self.cast(found, TensorProto.FLOAT))
        whole, packed = rows
        first = self.node("Floor", self.node("Mul", packed, self.number(1 / STEP)))
        second = self.node("Sub", packed, self.node("Add", self.node("Mul", first, self.number(STEP)), self.number(-HALF_LOWEST)))
        return self.node("Add", whole, self.node("Concat", first, second, axis=-1))

    def norm(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        return self.node("LayerNormalization", x, self.constant(weight), self.constant(bias), axis=-1, epsilon=1e-12)

    def gelu(self, x: str) -> str:
        inner = self.node("Erf", self.node("Div", x, self.number(2 ** 0.5)))
        return self.node("Mul", self.node("Mul", x, self.node("Add", inner, self.number(1.0))), self.number(0.5))


def attention(g: GraphBuilder, x: str, state: dict[str, np.ndarray], prefix: str, heads: int, bias: str) -> str:
    """Self-attention and its output product: [B, T, H] -> [B, T, H]."""
    hidden = state[prefix + "query.bias"].shape[0]
    split, merge = g.constant(np.array([0, 0, heads, hidden // heads])), g.constant(np.array([0, 0, hidden]))
    shared = g.activation(x)
    q, k, v = (g.node("Reshape", g.linear(shared, state[prefix + n + ".weight"], state[prefix + n + ".bias"], prefix + n), split)
               for n in ("query", "key", "value"))
    q, v = (g.node("Transpose", t, perm=[0, 2, 1, 3]) for t in (q, v))
    k = g.node("Transpose", k, perm=[0, 2, 3, 1])
    scores = g.node("Div", g.node("MatMul", q, k), g.number((hidden // heads) ** 0.5))
    weights = g.node("Softmax", g.node("Add", scores, bias), axis=-1)
    joined = g.node("Reshape", g.node("Transpose", g.node("MatMul", weights, v), perm=[0, 2, 1, 3]), merge)
    return g.linear(g.activation(joined), state[prefix + "output.weight"], state[prefix + "output.bias"], prefix + "output")


def mask_bias(g: GraphBuilder) -> str:
    """0 for tokens, a very low number for padding: [B, 1, 1, T]."""
    mask = g.node("Unsqueeze", g.cast("attention_mask", TensorProto.FLOAT), g.constant(np.array([1, 2])))
    return g.node("Mul", g.node("Sub", g.number(1.0), mask), g.number(LOWEST))


def pooled(g: GraphBuilder, x: str, state: dict[str, np.ndarray]) -> str:
    """Mean over tokens, projection (float32), unit length: [B, T, H] -> [B, dims]."""
    mask = g.node("Unsqueeze", g.cast("attention_mask", TensorProto.FLOAT), g.constant(np.array([2])))
    axis = g.constant(np.array([1]))
    mean = g.node("Div", g.node("ReduceSum", g.node("Mul", x, mask), axis, keepdims=0), g.node("ReduceSum", mask, axis, keepdims=0))
    projected = g.node("MatMul", mean, g.constant(state["projection.weight"].T, "projection"))
    projected = g.node("Add", projected, g.constant(state["projection.bias"]))
    squares = g.node("ReduceSum", g.node("Mul", projected, projected), g.constant(np.array([-1])), keepdims=1)
    length = g.node("Max", g.node("Sqrt", squares), g.constant(np.array(1e-12, np.float32)))
    return g.node("Div", projected, length)


def build(state: dict[str, np.ndarray], kind: str, heads: int = 12, split: WordTable | None = None) -> onnx.ModelProto:
    """The graph of a Student's state (numpy float32, torch's names); `split`: its word table as `cpu` and `gpu` are to hold it."""
    state = {name.removeprefix("encoder."): value for name, value in state.items()}
    layers = 1 + max(int(n.split(".")[1]) for n in state if n.startswith("layers."))
    g = GraphBuilder(kind)
    last = g.node("Slice", g.node("Shape", "input_ids"), g.constant(np.array([1])), g.constant(np.array([2])))
    positions = g.node("Slice", g.constant(state["positions.weight"], "positions"), g.constant(np.array([0])), last, g.constant(np.array([0])))
    x = g.norm(g.node("Add", g.words("input_ids", state["words.weight"], split), positions), state["norm.weight"], state["norm.bias"])
    bias = mask_bias(g)
    for i in range(layers):
        p = f"layers.{i}."
        x = g.norm(g.node("Add", x, attention(g, x, state, p, heads, bias)), state[p + "attention_norm.weight"], state[p + "attention_norm.bias"])
        up = g.gelu(g.linear(g.activation(x), state[p + "up.weight"], state[p + "up.bias"], p + "up"))
        down = g.linear(g.activation(up), state[p + "down.weight"], state[p + "down.bias"], p + "down")
        x = g.norm(g.node("Add", x, down), state[p + "output_norm.weight"], state[p + "output_norm.bias"])
    g.nodes.append(helper.make_node("Identity", [pooled(g, x, state)], ["embedding"]))
    dims = state["projection.bias"].shape[0]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "sequence"]) for n in ("input_ids", "attention_mask")]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", dims])
    graph = helper.make_graph(g.nodes, "homing-student", inputs, [output], g.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="homing-distill")
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model
