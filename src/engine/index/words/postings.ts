/**
 * How lists of the chunks that hold a word are written. Pure.
 *
 * A list is a run of postings, one for each chunk, by ascending ordinal. A posting is one number of variable length: what
 * the ordinal is above the last one, times eight, and a code for how often the word occurs where. Five of six postings
 * have one of the seven commonest such counts; the eighth code says that the counts follow as a number of their own.
 */
import { ByteReader, type ByteWriter } from '../../bytes.ts';

/** Occurrences in a path, and in names, that are told apart: more say nothing. */
export const mostInName = 63;
/** The same of the text. */
export const mostInText = 65_535;
/** What an occurrence in the names, and in the text, adds to the packed counts; in the path it is 1. */
export const inNames = mostInName + 1;
export const inText = inNames * inNames;

/** How often a word occurs in a chunk's path, names and text, as one number below 2²⁹. */
export function packCounts(path: number, names: number, text: number): number {
  return (
    Math.min(path, mostInName) + Math.min(names, mostInName) * inNames + Math.min(text, mostInText) * inText
  );
}

interface Counts {
  readonly path: number;
  readonly names: number;
  readonly text: number;
}

export function unpackCounts(packed: number): Counts {
  return { path: packed & mostInName, names: (packed >> 6) & mostInName, text: packed >> 12 };
}

/** Those of two words together. */
export function addCounts(a: number, b: number): number {
  const [one, other] = [unpackCounts(a), unpackCounts(b)];
  return packCounts(one.path + other.path, one.names + other.names, one.text + other.text);
}

/** Whether the packed counts tell of the text. */
export function isInText(packed: number): boolean {
  return packed >= inText;
}

/** The commonest packed counts, by code. */
const coded = [
  packCounts(0, 0, 1),
  packCounts(0, 0, 2),
  packCounts(1, 0, 0),
  packCounts(0, 0, 3),
  packCounts(2, 0, 0),
  packCounts(0, 0, 4),
  packCounts(0, 1, 1),
] as const;
const codes = new Map<number, number>(coded.map((packed, code) => [packed, code]));
const uncoded = 7;

/** Postings taken apart, in two columns; only the first `count` rows mean something. */
export class Postings {
  ordinals = new Uint32Array(256);
  /** Packed. */
  counts = new Uint32Array(256);
  count = 0;

  add(ordinal: number, counts: number): void {
    if (this.count === this.ordinals.length) this.#reserve(this.count * 2);
    this.ordinals[this.count] = ordinal;
    this.counts[this.count++] = counts;
  }

  clear(): void {
    this.count = 0;
  }

  /** Into ascending order. */
  sort(): void {
    const order = Array.from({ length: this.count }, (_, at) => at);
    const { ordinals, counts } = this;
    order.sort((a, b) => (ordinals[a] ?? 0) - (ordinals[b] ?? 0));
    this.ordinals = Uint32Array.from(order, (at) => ordinals[at] ?? 0);
    this.counts = Uint32Array.from(order, (at) => counts[at] ?? 0);
  }

  #reserve(rows: number): void {
    const [ordinals, counts] = [this.ordinals, this.counts];
    this.ordinals = new Uint32Array(rows);
    this.counts = new Uint32Array(rows);
    this.ordinals.set(ordinals);
    this.counts.set(counts);
  }
}

/** Writes postings from row `from` on, as many as fit into about `most` bytes, one at the least; returns the row after them. */
export function encodePostings(postings: Postings, from: number, into: ByteWriter, most: number): number {
  const { ordinals, counts, count } = postings;
  const end = into.length + most;
  let last = -1;
  let row = from;
  for (; row < count && (row === from || into.length < end); row++) {
    const ordinal = ordinals[row] ?? 0;
    const packed = counts[row] ?? 0;
    const code = codes.get(packed) ?? uncoded;
    into.number((ordinal - last - 1) * 8 + code);
    if (code === uncoded) into.number(packed);
    last = ordinal;
  }
  return row;
}

/** Takes the bytes from `at` up to `end` apart, behind what is in `into`. */
export function decodePostings(bytes: Uint8Array, at: number, end: number, into: Postings): void {
  const reader = new ByteReader(bytes, at);
  let ordinal = -1;
  while (reader.at < end) {
    const value = reader.number();
    const code = value & 7;
    ordinal += (value - code) / 8 + 1;
    into.add(ordinal, code === uncoded ? reader.number() : (coded[code] ?? 0));
  }
}
