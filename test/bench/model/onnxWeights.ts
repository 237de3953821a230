/** The int8 matrices of an ONNX file, read from its bytes: field numbers are those of onnx.proto, wire format protobuf's. */

import { fields, textOf as text } from '../../../src/engine/embed/protobuf.ts';

/** The name of the weights of an integer product; null for any other node. */
function weightsOf(node: Uint8Array): string | null {
  const all = [...fields(node)];
  const isProduct = all.some(({ number, bytes }) => number === 4 && text(bytes) === 'MatMulInteger');
  const inputs = all.filter(({ number }) => number === 1);
  return isProduct ? text(inputs[1]?.bytes ?? new Uint8Array()) : null;
}

export interface IntegerWeights {
  readonly name: string;
  /** Of a number in the matrix. */
  readonly largestMagnitude: number;
}

/** Of every matrix that is multiplied in integers. Throws RangeError for bytes that are no ONNX file. */
export function integerWeights(model: Uint8Array): readonly IntegerWeights[] {
  const graphs = [...fields(model)].filter(({ number }) => number === 7);
  const parts = graphs.flatMap(({ bytes }) => [...fields(bytes)]);
  const wanted = new Set(parts.filter(({ number }) => number === 1).map(({ bytes }) => weightsOf(bytes)));
  const found: IntegerWeights[] = [];
  for (const { number, bytes } of parts) {
    if (number !== 5) continue;
    const tensor = [...fields(bytes)];
    const name = text(tensor.find((field) => field.number === 8)?.bytes ?? new Uint8Array());
    const raw = tensor.find((field) => field.number === 9)?.bytes;
    if (!wanted.has(name) || raw === undefined) continue;
    let largestMagnitude = 0;
    for (const value of raw) largestMagnitude = Math.max(largestMagnitude, Math.abs((value << 24) >> 24));
    found.push({ name, largestMagnitude });
  }
  return found;
}
