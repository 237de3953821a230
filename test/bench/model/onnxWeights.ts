/** The int8 matrices of an ONNX file, read from its bytes. */
import { inGraph, inModel, inNode, inTensor } from '../../../src/engine/embed/onnx.ts';
import { fields, textOf as text } from '../../../src/engine/embed/protobuf.ts';

/** The name of the weights of an integer product; null for any other node. */
function weightsOf(node: Uint8Array): string | null {
  const all = [...fields(node)];
  const isProduct = all.some(
    ({ number, bytes }) => number === inNode.type && text(bytes) === 'MatMulInteger',
  );
  const inputs = all.filter(({ number }) => number === inNode.input);
  return isProduct ? text(inputs[1]?.bytes ?? new Uint8Array()) : null;
}

export interface IntegerWeights {
  readonly name: string;
  /** Of a number in the matrix. */
  readonly largestMagnitude: number;
}

/** Of every matrix that is multiplied in integers. Throws RangeError for bytes that are no ONNX file. */
export function integerWeights(model: Uint8Array): readonly IntegerWeights[] {
  const graphs = [...fields(model)].filter(({ number }) => number === inModel.graph);
  const parts = graphs.flatMap(({ bytes }) => [...fields(bytes)]);
  const nodes = parts.filter(({ number }) => number === inGraph.node);
  const wanted = new Set(nodes.map(({ bytes }) => weightsOf(bytes)));
  const found: IntegerWeights[] = [];
  for (const { number, bytes } of parts) {
    if (number !== inGraph.initializer) continue;
    const tensor = [...fields(bytes)];
    const name = text(tensor.find((field) => field.number === inTensor.name)?.bytes ?? new Uint8Array());
    const raw = tensor.find((field) => field.number === inTensor.raw)?.bytes;
    if (!wanted.has(name) || raw === undefined) continue;
    let largestMagnitude = 0;
    for (const value of raw) largestMagnitude = Math.max(largestMagnitude, Math.abs((value << 24) >> 24));
    found.push({ name, largestMagnitude });
  }
  return found;
}
