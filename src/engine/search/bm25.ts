/**
 * BM25 over lists of postings (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"), with a weight for
 * each place where a word can stand. Exact: every posting counts, which costs some five nanoseconds each, so that nothing
 * is gained by passing over some.
 */
import { Best } from '../best.ts';
import type { ContentKind } from '../types.ts';
import { Postings, unpackCounts } from '../index/words/postings.ts';
import { readParts } from '../index/words/rows.ts';
import type { Segment } from '../index/words/segment.ts';
import type { SegmentList, WordIndex } from '../index/words/wordIndex.ts';

/** A chunk that holds words of the query. */
export interface ScoredChunk {
  readonly chunk: number;
  readonly score: number;
}

/** A word of a query. */
export interface Term {
  readonly lists: readonly SegmentList[];
  /** What it counts: see `rarity`. */
  readonly rarity: number;
}

interface Choice {
  readonly kind?: ContentKind | undefined;
  /** Only these; null: all. */
  readonly allowed: ReadonlySet<number> | null;
  readonly k: number;
}

/** How soon more of a word counts no more, and how much a chunk's length counts: the values that FTS5 and Lucene have. */
const saturation = 1.2;
const lengthShare = 0.75;

/** Weights of path, names and text. Chosen on code-repos; see test/bench/codeRepos.ts. */
const placeWeights = { path: 3, names: 3, text: 1 } as const;

/** Rarity of a word that `count` of `total` chunks hold: above 0, so that a word that most hold does not count against a chunk. */
export function rarity(count: number, total: number): number {
  return Math.max(1e-6, Math.log((total - count + 0.5) / (count + 0.5)));
}

/** The weighted occurrences that packed counts tell of. */
function weigh(packed: number): number {
  const { path, names, text } = unpackCounts(packed);
  return placeWeights.path * path + placeWeights.names * names + placeWeights.text * text;
}

/** What a word gives to a chunk. `slowing`: see addScores. */
function gain(occurrences: number, slowing: number): number {
  return (occurrences * (saturation + 1)) / (occurrences + slowing);
}

/** The `k` best, best first, equal ones by id. Call it within `words.read`. Throws SQLite's errors. */
export function bestChunks(
  words: WordIndex,
  terms: readonly Term[],
  { kind, k, allowed }: Choice,
): ScoredChunk[] {
  const { chunks, words: all } = words.totals;
  const average = Math.max(1, all) / Math.max(1, chunks);
  const best = new Best(k);
  const segments = words.segments(kind);
  const scratch = scratchOf(words, Math.max(0, ...segments.map(({ chunks: own }) => own.length)));
  for (const segment of segments) {
    const { chunks: ids, dead } = segment;
    // No longer than the segment: whatever damaged lists say, nothing is left behind for the next.
    const scores = scratch.scores.subarray(0, ids.length);
    if (!addScores(segment, terms, average, { ...scratch, scores })) continue;
    for (let ordinal = 0; ordinal < ids.length; ordinal++) {
      const score = scores[ordinal] ?? 0;
      if (score < best.least || score === 0 || dead?.has(ordinal) === true) continue;
      const chunk = ids[ordinal] ?? 0;
      if (allowed?.has(chunk) !== false) best.offer(chunk, score);
    }
    scores.fill(0);
  }
  return best.take().map(({ id, score }) => ({ chunk: id, score }));
}

/** What is used from segment to segment, and from question to question: a million chunks have scores of 8 MB. */
interface Scratch {
  /** By ordinal, all 0. */
  readonly scores: Float64Array;
  readonly postings: Postings;
}

const scratches = new WeakMap<WordIndex, Scratch>();

function scratchOf(words: WordIndex, chunks: number): Scratch {
  const known = scratches.get(words);
  if (known !== undefined && known.scores.length >= chunks) return known;
  const scratch = { scores: new Float64Array(chunks), postings: new Postings() };
  scratches.set(words, scratch);
  return scratch;
}

/** False where the segment has none of the words. `average`: words of an average chunk. */
function addScores(
  segment: Segment,
  terms: readonly Term[],
  average: number,
  { scores, postings }: Scratch,
): boolean {
  const held = terms.flatMap(({ lists, rarity }) => {
    const list = lists.find((each) => each.segment === segment);
    return list === undefined ? [] : [{ parts: list.parts, rarity }];
  });
  const { lengths } = segment;
  // How many occurrences count as half of endless ones, in a chunk without words and for each of its words.
  const least = saturation * (1 - lengthShare);
  const perWord = (saturation * lengthShare) / average;
  for (const { parts, rarity } of held) {
    const { ordinals, counts, count } = readParts(parts, postings);
    for (let row = 0; row < count; row++) {
      const ordinal = ordinals[row] ?? 0;
      const slowing = least + perWord * (lengths[ordinal] ?? 0);
      scores[ordinal] = (scores[ordinal] ?? 0) + rarity * gain(weigh(counts[row] ?? 0), slowing);
    }
  }
  return held.length > 0;
}
