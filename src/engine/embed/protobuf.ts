/** The wire format of Protocol Buffers, as far as a graph needs it: fields taken apart and put together. */

export interface Field {
  readonly number: number;
  /** The content of a field with a length; empty for a plain number. */
  readonly bytes: Uint8Array;
  /** The value of a plain number; 0 for others. */
  readonly value: number;
  /** The field as it stands in the message, its key and length included. */
  readonly raw: Uint8Array;
}

const none = new Uint8Array();

/** Throws RangeError where the message ends too early, or is none. */
export function* fields(message: Uint8Array): Generator<Field, void> {
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
  while (at < message.length) {
    const start = at;
    const key = varint();
    const wire = key % 8;
    let bytes: Uint8Array = none;
    let value = 0;
    if (wire === 0) value = varint();
    else if (wire === 1) bytes = take(8);
    else if (wire === 2) bytes = take(varint());
    else if (wire === 5) bytes = take(4);
    else throw new RangeError(`protobuf has no wire type ${wire}`);
    yield { number: Math.floor(key / 8), bytes, value, raw: message.subarray(start, at) };
  }
}

/** `value`: a whole number from 0. */
function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** A field of bytes, of text, or (a list) of another message. */
export function lengthField(
  number: number,
  content: Uint8Array | string | readonly Uint8Array[],
): Uint8Array {
  const pieces =
    typeof content === 'string'
      ? [Buffer.from(content)]
      : content instanceof Uint8Array
        ? [content]
        : content;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const head = Uint8Array.from([...varintBytes(number * 8 + 2), ...varintBytes(length)]);
  return Buffer.concat([head, ...pieces]);
}

/** A field of a whole number from 0. */
export function numberField(number: number, value: number): Uint8Array {
  return Uint8Array.from([...varintBytes(number * 8), ...varintBytes(value)]);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
