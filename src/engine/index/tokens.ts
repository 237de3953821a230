/** How the tokens of a chunk are kept: which there are, not how often nor in which order. Pure. */
import { ByteReader, ByteWriter } from '../bytes.ts';
import { BitReader, BitWriter } from './bits.ts';

/** In ascending order, each once. */
export function distinctTokens(tokens: Int32Array): Int32Array {
  return tokens
    .slice()
    .sort()
    .filter((token, at, all) => token !== all[at - 1]);
}

/** Ids are below. */
const tokenLimit = 65_536;

/**
 * Those of a text. Some 60 different ones take about 65 bytes: their number, then bits by binary interpolative coding
 * (Moffat and Stuiver 2000): the middle one of some ids, within what the others leave it, then those on either side.
 */
export function packTokens(tokens: Int32Array): Uint8Array {
  const ids = distinctTokens(tokens);
  const head = new ByteWriter();
  head.number(ids.length);
  const bits = new BitWriter();
  write(ids, 0, tokenLimit - 1, bits);
  return Buffer.concat([head.bytes(), bits.bytes()]);
}

function write(ids: Int32Array, low: number, high: number, into: BitWriter): void {
  const { length } = ids;
  if (length === 0) return;
  const middle = length >> 1;
  const id = ids[middle] ?? 0;
  const least = low + middle;
  into.below(high - (length - 1 - middle) - least + 1, id - least);
  write(ids.subarray(0, middle), low, id - 1, into);
  write(ids.subarray(middle + 1), id + 1, high, into);
}

/** Ids in ascending order, each once. */
export function unpackTokens(bytes: Uint8Array): Int32Array {
  const reader = new ByteReader(bytes);
  // Damage shall not ask for more than there can be.
  const ids = new Int32Array(Math.min(reader.number(), tokenLimit));
  const bits = new BitReader(bytes, reader.at);
  // By places, without views of the parts: a question reads a hundred texts.
  const read = (from: number, to: number, low: number, high: number): void => {
    const middle = (from + to) >> 1;
    const least = low + middle - from;
    const id = least + bits.below(high - (to - 1 - middle) - least + 1);
    ids[middle] = id;
    if (from < middle) read(from, middle, low, id - 1);
    if (middle + 1 < to) read(middle + 1, to, id + 1, high);
  };
  if (ids.length > 0) read(0, ids.length, 0, tokenLimit - 1);
  return ids;
}
