/** The int8 matrices of an ONNX file, read from its bytes: field numbers are those of onnx.proto, wire format protobuf's. */

interface Field {
  readonly number: number;
  /** The bytes of a field with a length; empty for a plain number. */
  readonly bytes: Uint8Array;
  /** The value of a plain number; 0 for others. */
  readonly value: number;
}

/** Throws RangeError where the message ends too early. */
function* fields(message: Uint8Array): Generator<Field, void> {
  let at = 0;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('a protobuf message ends too early');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > message.length) throw new RangeError('a protobuf message ends too early');
    at += length;
    return message.subarray(at - length, at);
  };
  const none = new Uint8Array();
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) yield { number, bytes: none, value: varint() };
    else if (wire === 1) yield { number, bytes: take(8), value: 0 };
    else if (wire === 2) yield { number, bytes: take(varint()), value: 0 };
    else if (wire === 5) yield { number, bytes: take(4), value: 0 };
    else throw new RangeError(`protobuf has no wire type ${wire}`);
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

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
