/** Parts of an ONNX model as messages. Numbers are those of onnx.proto. */
import { fields, lengthField, numberField, textOf, type Field } from './protobuf.ts';

export const inModel = { graph: 7 } as const;
export const inGraph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
export const inNode = { input: 1, output: 2, name: 3, type: 4, attribute: 5 } as const;
export const inTensor = { dims: 1, type: 2, name: 8, raw: 9 } as const;
const inAttribute = { name: 1, integer: 3, type: 20 } as const;
/** An attribute that is an integer. */
const integerType = 2;

/** Of a tensor's numbers. */
export const elementTypes = { float: 1, float16: 10 } as const;

export interface Node {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly field: Field;
}

function nodeOf(field: Field): Node {
  const parts = [...fields(field.bytes)];
  const texts = (number: number): string[] =>
    parts.filter((part) => part.number === number).map(({ bytes }) => textOf(bytes));
  const [type = ''] = texts(inNode.type);
  return { type, inputs: texts(inNode.input), outputs: texts(inNode.output), field };
}

/** The fields of a model and of its graph, and which of these are nodes, in their order. Throws RangeError where there is none. */
export function partsOf(model: Uint8Array): {
  readonly top: readonly Field[];
  readonly graph: Field;
  readonly parts: readonly Field[];
  readonly nodes: ReadonlyMap<Field, Node>;
} {
  const top = [...fields(model)];
  const graph = top.find(({ number }) => number === inModel.graph);
  if (graph === undefined) throw new RangeError('this is no ONNX model');
  const parts = [...fields(graph.bytes)];
  const nodes = parts
    .filter(({ number }) => number === inGraph.node)
    .map((field) => [field, nodeOf(field)] as const);
  return { top, graph, parts, nodes: new Map(nodes) };
}

/** The model with other fields in its graph. */
export function withGraph(
  { top, graph }: { readonly top: readonly Field[]; readonly graph: Field },
  parts: readonly Uint8Array[],
): Uint8Array {
  return Buffer.concat(top.map((field) => (field === graph ? lengthField(inModel.graph, parts) : field.raw)));
}

/** A node of a graph, named like what it gives. `attributes`: whole numbers. */
export function newNode(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
): Uint8Array {
  return lengthField(inGraph.node, [
    ...inputs.map((name) => lengthField(inNode.input, name)),
    lengthField(inNode.output, output),
    lengthField(inNode.name, output),
    lengthField(inNode.type, type),
    ...Object.entries(attributes).map(([name, value]) =>
      lengthField(inNode.attribute, [
        lengthField(inAttribute.name, name),
        numberField(inAttribute.integer, value),
        numberField(inAttribute.type, integerType),
      ]),
    ),
  ]);
}

/** The node with other names for what it takes and gives, and called like its first output; its attributes stay. */
export function renamedNode(
  { field }: Node,
  inputs: readonly string[],
  outputs: readonly string[],
): Uint8Array {
  const others = [...fields(field.bytes)].filter(
    ({ number }) => number !== inNode.input && number !== inNode.output && number !== inNode.name,
  );
  return lengthField(inGraph.node, [
    ...inputs.map((name) => lengthField(inNode.input, name)),
    ...outputs.map((name) => lengthField(inNode.output, name)),
    lengthField(inNode.name, outputs[0] ?? ''),
    ...others.map(({ raw }) => raw),
  ]);
}
