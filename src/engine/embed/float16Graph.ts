/**
 * The GPU's graph with its layers in float16, half of the memory to move and on many GPUs twice the arithmetic. Only where
 * a device has WebGPU's optional feature `shader-f16`; others refuse it at the first run.
 */
import {
  elementTypes,
  inGraph,
  inTensor,
  newNode,
  nodeOf,
  partsOf,
  renamedNode,
  withGraph,
  type Node,
} from './onnx.ts';
import { fields, textOf, type Field } from './protobuf.ts';

/** Names of the graph's constants that are no float32: shapes and axes. */
function otherConstants(parts: readonly Field[]): Set<string> {
  const tensors = parts.filter(({ number }) => number === inGraph.initializer);
  return new Set(
    tensors.flatMap(({ bytes }) => {
      const tensor = [...fields(bytes)];
      const isFloat = tensor.some(
        ({ number, value }) => number === inTensor.type && value === elementTypes.float,
      );
      return isFloat
        ? []
        : tensor.filter(({ number }) => number === inTensor.name).map((name) => textOf(name.bytes));
    }),
  );
}

/** What lies between `entrance` and `exit`, `exit` itself included: nodes that depend on the one and that the other needs. */
function between(nodes: readonly Node[], entrance: Node, exit: Node): Set<Node> {
  const reached = new Set(entrance.outputs);
  const after = nodes.filter(({ inputs, outputs }) => {
    if (!inputs.some((name) => reached.has(name))) return false;
    for (const name of outputs) reached.add(name);
    return true;
  });
  const needed = new Set(exit.outputs);
  const inside = new Set<Node>();
  for (const node of after.reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    inside.add(node);
    for (const name of node.inputs) needed.add(name);
  }
  return inside;
}

const half = (name: string): string => `${name}_float16`;
const cast = (from: string, to: string, type: number): Uint8Array =>
  newNode('Cast', [from], to, { to: type });

/**
 * `model`: what `gpuGraph` gives. Words are read and the states are summed and projected in float32: an embedding that is small
 * against its neighbours, and a sum of 256 numbers, lose most in 11 bits. Constants are made float16 when the session is created.
 * Throws RangeError for a graph without layers.
 */
export function float16Graph(model: Uint8Array): Uint8Array {
  const { top, graph, parts } = partsOf(model);
  const nodes = new Map(
    parts.filter(({ number }) => number === inGraph.node).map((field) => [field, nodeOf(field)]),
  );
  const norms = [...nodes.values()].filter(({ type }) => type === 'LayerNormalization');
  const [entrance, exit] = [norms[0], norms.at(-1)];
  if (entrance === undefined || exit === undefined || entrance === exit)
    throw new RangeError('the graph has no layers');
  const inside = between([...nodes.values()], entrance, exit);
  const given = new Set([...inside].flatMap(({ outputs }) => outputs));
  const unchanged = otherConstants(parts);
  const halves = new Set<string>();
  const made = parts.flatMap((field) => {
    const node = nodes.get(field);
    if (node === undefined || !inside.has(node)) return [field.raw];
    const outer = node.inputs.filter((name) => !given.has(name) && !unchanged.has(name) && !halves.has(name));
    for (const name of outer) halves.add(name);
    const casts = outer.map((name) => cast(name, half(name), elementTypes.float16));
    const inputs = node.inputs.map((name) => (unchanged.has(name) ? name : half(name)));
    const back = node === exit ? node.outputs.map((name) => cast(half(name), name, elementTypes.float)) : [];
    return [...casts, renamedNode(node, inputs, node.outputs.map(half)), ...back];
  });
  return withGraph({ top, graph }, made);
}
