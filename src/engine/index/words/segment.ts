import { ByteReader, ByteWriter } from '../../bytes.ts';
import type { ContentKind } from '../../types.ts';

/** Chunks of one kind with their words, written at once and never changed, but that chunks of it may die. */
export interface Segment {
  readonly id: number;
  readonly kind: ContentKind;
  /** Ids of the chunks by ordinal, ascending. */
  readonly chunks: Uint32Array;
  /** How many words each has, those that come again too. */
  readonly lengths: Uint16Array;
  /** Sum of the lengths. */
  readonly words: number;
  /** Ordinals of chunks that were removed since; null: none. */
  dead: Set<number> | null;
}

/** Words of a chunk that are counted at the most. */
const longestChunk = 65_535;

export function encodeChunks(chunks: ArrayLike<number>, lengths: ArrayLike<number>): Uint8Array {
  const writer = new ByteWriter();
  writer.number(chunks.length);
  let last = 0;
  for (let at = 0; at < chunks.length; at++) {
    const id = chunks[at] ?? 0;
    writer.number(id - last);
    writer.number(Math.min(longestChunk, lengths[at] ?? 0));
    last = id;
  }
  return writer.bytes();
}

export function decodeChunks(bytes: Uint8Array): Pick<Segment, 'chunks' | 'lengths' | 'words'> {
  const reader = new ByteReader(bytes);
  // A chunk takes two bytes at the least: damage shall not ask for more memory than there is.
  const count = Math.min(reader.number(), bytes.length);
  const chunks = new Uint32Array(count);
  const lengths = new Uint16Array(count);
  let id = 0;
  let words = 0;
  for (let at = 0; at < count; at++) {
    id += reader.number();
    chunks[at] = id;
    const length = reader.number();
    lengths[at] = length;
    words += length;
  }
  return { chunks, lengths, words };
}

/** The place of the first of the ascending ids that is not below one. */
export function firstFrom(ids: Uint32Array, id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The ordinal of a chunk, or −1. */
export function ordinalOf({ chunks }: Segment, chunk: number): number {
  // Of many segments mostly one at the most is near.
  if (chunk > (chunks[chunks.length - 1] ?? 0)) return -1;
  const place = firstFrom(chunks, chunk);
  return chunks[place] === chunk ? place : -1;
}

export function livingIn({ chunks, dead }: Segment): number {
  return chunks.length - (dead?.size ?? 0);
}

export function livingIds({ chunks, dead }: Segment): number[] {
  return Array.from(chunks).filter((_, ordinal) => dead?.has(ordinal) !== true);
}
