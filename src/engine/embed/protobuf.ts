/** The wire format of Protocol Buffers, as far as a graph needs it: fields taken apart and put together. */
import { ByteReader, ByteWriter } from '../bytes.ts';

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
  const reader = new ByteReader(message);
  const goOn = (): void => {
    if (reader.at > message.length) throw new RangeError('a protobuf message ends too early');
  };
  const varint = (): number => {
    const value = reader.number();
    goOn();
    return value;
  };
  const take = (length: number): Uint8Array => {
    reader.at += length;
    goOn();
    return message.subarray(reader.at - length, reader.at);
  };
  while (reader.at < message.length) {
    const start = reader.at;
    const key = varint();
    const wire = key % 8;
    let bytes: Uint8Array = none;
    let value = 0;
    if (wire === 0) value = varint();
    else if (wire === 1) bytes = take(8);
    else if (wire === 2) bytes = take(varint());
    else if (wire === 5) bytes = take(4);
    else throw new RangeError(`protobuf has no wire type ${wire}`);
    yield { number: Math.floor(key / 8), bytes, value, raw: message.subarray(start, reader.at) };
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
  return Buffer.concat([numbers(number * 8 + 2, length), ...pieces]);
}

/** A field of a whole number from 0. */
export function numberField(number: number, value: number): Uint8Array {
  return numbers(number * 8, value);
}

function numbers(...values: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  for (const value of values) writer.number(value);
  return writer.bytes();
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
