/** Which segments are merged, and what their merging gives. Pure. */
import type { ContentKind } from '../../types.ts';
import { Postings } from './postings.ts';
import { compareWords, readParts, type ListPart } from './rows.ts';
import { firstFrom, livingIn, type Segment } from './segment.ts';

/**
 * Segments of about the same size that are merged into one: the larger, the fewer times a list is written, and the more
 * segments a question has to look into.
 */
const mergedAtOnce = 8;
/** Share of dead chunks, 0 to 1, from which a segment is written anew. */
const deadShare = 0.25;

/** Segments that should become one, by id; null where all is well. */
export function chooseMerge(segments: readonly Segment[]): readonly Segment[] | null {
  const worn = segments.find(({ chunks, dead }) => dead !== null && dead.size >= deadShare * chunks.length);
  if (worn !== undefined) return [worn];
  const levels = new Map<string, Segment[]>();
  for (const segment of segments) {
    const level = levelOf(segment);
    levels.set(level, [...(levels.get(level) ?? []), segment]);
  }
  const full = [...levels.values()].filter((level) => level.length >= mergedAtOnce);
  const [smallest] = full.sort((a, b) => sizeOf(a) - sizeOf(b));
  return smallest ?? null;
}

function levelOf(segment: Segment): string {
  return `${segment.kind}${Math.floor(Math.log(Math.max(1, livingIn(segment))) / Math.log(mergedAtOnce) + 1e-9)}`;
}

function sizeOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + livingIn(segment), 0);
}

/** The living chunks of some segments, and where each has gone. */
export interface Joined {
  readonly kind: ContentKind;
  /** Ascending. */
  readonly chunks: Uint32Array;
  readonly lengths: Uint16Array;
  /** For each segment: the new ordinal of each old one, −1 where the chunk is dead. */
  readonly moved: readonly Int32Array[];
}

export function joinChunks(segments: readonly Segment[]): Joined {
  const size = sizeOf(segments);
  const chunks = new Uint32Array(size);
  let count = 0;
  for (const { chunks: own, dead } of segments) {
    for (let ordinal = 0; ordinal < own.length; ordinal++) {
      if (dead?.has(ordinal) !== true) chunks[count++] = own[ordinal] ?? 0;
    }
  }
  chunks.sort();
  const joined = { kind: segments[0]?.kind ?? 'code', chunks };
  const lengths = new Uint16Array(size);
  const moved = segments.map(({ chunks: own, lengths: ownLengths, dead }) => {
    const map = new Int32Array(own.length).fill(-1);
    // Both are ascending, and mostly a segment's chunks stand together.
    let at = firstFrom(chunks, own[0] ?? 0);
    for (let ordinal = 0; ordinal < own.length; ordinal++) {
      if (dead?.has(ordinal) === true) continue;
      while ((chunks[at] ?? Infinity) < (own[ordinal] ?? 0)) at++;
      map[ordinal] = at;
      lengths[at] = ownLengths[ordinal] ?? 0;
    }
    return map;
  });
  return { ...joined, lengths, moved };
}

/** The words of one segment in their order. */
export interface WordCursor {
  /** Null behind the last. */
  readonly word: string | null;
  /** Its list in this segment, which may be in several parts; goes on to the next word. */
  take(): readonly ListPart[];
}

/** The next word of any of the cursors with all its postings by new ordinals; null where there is none any more. */
export function nextWord(cursors: readonly WordCursor[], { moved }: Joined, into: Postings): string | null {
  let word: string | null = null;
  for (const cursor of cursors) {
    if (cursor.word !== null && (word === null || compareWords(cursor.word, word) < 0)) word = cursor.word;
  }
  into.clear();
  if (word === null) return null;
  let isAscending = true;
  let last = -1;
  for (const [from, cursor] of cursors.entries()) {
    if (cursor.word !== word) continue;
    for (const part of cursor.take()) {
      readParts([part], scratch);
      for (let row = 0; row < scratch.count; row++) {
        const ordinal = moved[from]?.[scratch.ordinals[row] ?? 0] ?? -1;
        if (ordinal === -1) continue;
        if (ordinal < last) isAscending = false;
        last = ordinal;
        into.add(ordinal, scratch.counts[row] ?? 0);
      }
    }
  }
  if (!isAscending) into.sort();
  return word;
}

const scratch = new Postings();
