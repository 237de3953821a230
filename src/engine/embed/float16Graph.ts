/**
 * The GPU's graph with its layers in float16, half of the memory to move and on many GPUs twice the arithmetic. Only where
 * a device has WebGPU's optional feature `shader-f16`; others refuse it at the first run.
 */
import {
  elementTypes,
  inGraph,
  inTensor,
  newNode,
  partsOf,
  renamedNode,
  withGraph,
  type Node,
} from './onnx.ts';
import { fields, lengthField, numberField, textOf, type Field } from './protobuf.ts';

/** The names of the graph's constants: of float32, and of others, which are shapes and axes. */
function constantsOf(parts: readonly Field[]): {
  readonly floats: Set<string>;
  readonly others: Set<string>;
} {
  const [floats, others] = [new Set<string>(), new Set<string>()];
  for (const { number, bytes } of parts) {
    if (number !== inGraph.initializer) continue;
    const tensor = [...fields(bytes)];
    const of = (wanted: number): Field | undefined => tensor.find((field) => field.number === wanted);
    const name = textOf(of(inTensor.name)?.bytes ?? new Uint8Array());
    (of(inTensor.type)?.value === elementTypes.float ? floats : others).add(name);
  }
  return { floats, others };
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

const least = 'least_float16';
/** The least number of float16: what is added to the scores of padding is below it, and shaders promise no infinity. */
const leastConstant = lengthField(inGraph.initializer, [
  numberField(inTensor.type, elementTypes.float),
  lengthField(inTensor.name, least),
  lengthField(inTensor.raw, new Uint8Array(Float32Array.of(-65_504).buffer)),
]);

function bounded(name: string): Uint8Array[] {
  const above = `${name}_bounded`;
  return [newNode('Max', [name, least], above), cast(above, half(name), elementTypes.float16)];
}

/**
 * `model`: what `gpuGraph` gives. Words are read and the states are summed and projected in float32: an embedding that is small
 * against its neighbours, and a sum of 256 numbers, lose most in 11 bits. Constants are made float16 when the session is created.
 * Throws RangeError for a graph without layers.
 */
export function float16Graph(model: Uint8Array): Uint8Array {
  const { top, graph, parts, nodes } = partsOf(model);
  const norms = [...nodes.values()].filter(({ type }) => type === 'LayerNormalization');
  const [entrance, exit] = [norms[0], norms.at(-1)];
  if (entrance === undefined || exit === undefined || entrance === exit)
    throw new RangeError('the graph has no layers');
  const inside = between([...nodes.values()], entrance, exit);
  const { floats, others } = constantsOf(parts);
  const weights = [...nodes.values()].filter(({ type }) => type === 'DequantizeLinear');
  const fitting = new Set([entrance, ...weights].flatMap(({ outputs }) => outputs));
  const halves = new Set([...inside].flatMap(({ outputs }) => outputs));
  const halved = (name: string): Uint8Array[] => {
    if (halves.has(name) || others.has(name)) return [];
    halves.add(name);
    return floats.has(name) || fitting.has(name)
      ? [cast(name, half(name), elementTypes.float16)]
      : bounded(name);
  };
  const made = parts.flatMap((field) => {
    const node = nodes.get(field);
    if (node === undefined || !inside.has(node)) return [field.raw];
    const casts = node.inputs.flatMap(halved);
    const inputs = node.inputs.map((name) => (others.has(name) ? name : half(name)));
    const back = node === exit ? node.outputs.map((name) => cast(half(name), name, elementTypes.float)) : [];
    return [...casts, renamedNode(node, inputs, node.outputs.map(half)), ...back];
  });
  return withGraph({ top, graph }, [...made, leastConstant]);
}
