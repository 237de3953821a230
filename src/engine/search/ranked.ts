/** Plain data of the ranking. */
import type { ChunkPlace } from '../index/queries.ts';
import type { SignalName } from '../types.ts';
import type { Readership } from './readership.ts';

export interface Candidate {
  readonly place: ChunkPlace;
  /** Calibrated nearness, or null where the chunk was not among the nearest. */
  readonly dense: number | null;
  /** BM25 as a share of a full match, 0 to about 1; null where the chunk was not among the best by words. */
  readonly lexical: number | null;
}

/** What each signal adds to a score, before penalties. */
export type Parts = Readonly<Record<SignalName, number>>;

export interface Ranked {
  readonly place: ChunkPlace;
  readonly score: number;
  readonly parts: Parts;
}

/** The same while it is being ranked: hundreds are, at every key. */
export interface Scored extends Ranked {
  score: number;
  readonly parts: Record<SignalName, number>;
}

export type NameParts = Pick<Parts, 'definition' | 'fileName'>;

/** What the text of a candidate tells beside the others of its kind that were looked at, in deviations from their mean. */
export interface Closer {
  /** How well each word of the query is met by a like one. */
  readonly words: number;
  /** The same as it is, 0 to 1, so that kinds can be compared. */
  readonly met: number;
}

/** A candidate with all that ranking knows of it, before any of it is weighed. */
export interface Measured extends Candidate {
  /** What names say, each 0 to 1. */
  readonly named: NameParts;
  /** How surely the query names what it declares, 0 to 1. */
  readonly declares: number;
  readonly isAside: boolean;
  /** Whether its file holds tests that are not asked for. */
  readonly isTest: boolean;
  /** What its file is about, see paths.ts. */
  readonly topic: string;
  /** Share of the query's words that stand in it in a row, 0 to 1; see inARow.ts. */
  readonly inARow: number;
  /** Null where its text was not looked at. */
  readonly closer: Closer | null;
}

/** A query and what may answer it, before any of it is weighed. */
export interface Question {
  readonly candidates: readonly Measured[];
  /** How much more frequent its words are in documents than in code, see leaning.ts. */
  readonly leaning: number;
  /** Its words of grammar. */
  readonly grammar: number;
  /** Whether it asks as one does who reads code. */
  readonly readership: Readership;
}
