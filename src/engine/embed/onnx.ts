/** Parts of an ONNX model as messages. Numbers are those of onnx.proto. */
import { lengthField, numberField } from './protobuf.ts';

export const inModel = { graph: 7 } as const;
export const inGraph = { node: 1, name: 2, initializer: 5, input: 11, output: 12 } as const;
export const inNode = { input: 1, output: 2, name: 3, type: 4, attribute: 5 } as const;
export const inTensor = { dims: 1, type: 2, name: 8, raw: 9 } as const;
const inAttribute = { name: 1, integer: 3, type: 20 } as const;
/** An attribute that is an integer. */
const integerType = 2;

/** A node of a graph, named like what it gives. */
export function newNode(type: string, inputs: readonly string[], output: string, axis?: number): Uint8Array {
  const attribute = [
    lengthField(inAttribute.name, 'axis'),
    numberField(inAttribute.integer, axis ?? 0),
    numberField(inAttribute.type, integerType),
  ];
  return lengthField(inGraph.node, [
    ...inputs.map((name) => lengthField(inNode.input, name)),
    lengthField(inNode.output, output),
    lengthField(inNode.name, output),
    lengthField(inNode.type, type),
    ...(axis === undefined ? [] : [lengthField(inNode.attribute, attribute)]),
  ]);
}
