/** One ranking of the sections of documents, scored in two ways: as people see it, and as it is. */
import type { ChunkPlace } from '../../../src/engine/index/queries.ts';
import type { Growing } from '../../../src/engine/search/passages.ts';
import { rankBy } from '../../../src/engine/search/rank.ts';
import type { Ranked } from '../../../src/engine/search/ranked.ts';
import type { Found } from '../codeRepos.ts';
import { shownOf, type Asked } from '../qualityCandidates.ts';
import { dot, rowOf, type Matrix } from './embedder.ts';

/** `as shown`: each hit grown to the passage that people see. `bare pieces`: as the chunker cut it. */
export const ways = ['as shown', 'bare pieces'] as const;

type Way = (typeof ways)[number];

/** What one ranking got of the questions about one tree. */
export interface Scores {
  /** 0 to 1, one a question. */
  readonly gains: readonly number[];
  /** Lines of each hit of each question: nobody shall win by long ones unseen. */
  readonly lines: readonly number[];
}

export type BothScores = Readonly<Record<Way, Scores>>;

const alone: Growing = { partsOf: () => [], allowed: null };

/** `rank`: best first, of the question and its position. */
export function scoreBothWays<Question extends Pick<Asked, 'question' | 'growing'>>(
  asked: readonly Question[],
  rank: (each: Question, at: number) => readonly Ranked[],
): BothScores {
  const rankings = asked.map((each, at) => rank(each, at));
  const scored = (growingOf: (each: Question) => Growing): Scores => {
    const hits = asked.map((each, at) => shownOf(rankings[at] ?? [], growingOf(each), each.question.depth));
    return {
      gains: asked.map(({ question }, at) => question.score(hits[at] ?? [])),
      lines: hits.flat().map(({ startLine, endLine }) => endLine - startLine + 1),
    };
  };
  return { 'as shown': scored(({ growing }) => growing), 'bare pieces': scored(() => alone) };
}

/** Chunks as the index knows them, so that they grow. What it does not hold as part of a document stands alone. */
export function placesOf(chunks: readonly Found[], { partsOf }: Growing): readonly ChunkPlace[] {
  const keyOf = ({ path, startLine, endLine }: Found): string => `${path}\0${startLine}\0${endLine}`;
  const ids = new Map<string, number>();
  for (const path of new Set(chunks.map((chunk) => chunk.path)))
    for (const part of partsOf(path)) ids.set(keyOf({ path, ...part }), part.id);
  return chunks.map((chunk, at) => ({
    ...chunk,
    id: ids.get(keyOf(chunk)) ?? -1 - at,
    // One checkout: the time of an edit shall not decide between equal ones.
    mtimeMs: 0,
    kind: 'docs',
    language: null,
    symbol: null,
    alsoDeclares: [],
    reexports: [],
    isPart: 0,
  }));
}

/** Of a ranking by vectors: far more than are shown, so that what joins a passage is ranked too. */
const nearest = 200;

/** The places whose vectors are nearest, one row of `passages` a place. */
export function rankByVectors(
  places: readonly ChunkPlace[],
  passages: Matrix,
  question: Float32Array,
): readonly Ranked[] {
  const candidates = places.map((place, at) => ({
    place,
    dense: dot(question, rowOf(passages, at)),
    lexical: null,
  }));
  return rankBy(candidates, 'dense').slice(0, nearest);
}
