/** Pure ranking: candidates in, order out. Every constant names its unit, its range and where it comes from. */
import type { ChunkPlace } from '../index/queries.ts';
import type { SignalName } from '../types.ts';
import { definitionOf, isAside, queryWords, shareIn } from './signals.ts';

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

/** Numbers without unit. Fitted by test/bench/quality.ts, coarse on purpose; docs/quality.md tells what each buys. */
export interface Weights {
  /** Share of meaning in the sum, 0 to 1; words have the rest. */
  readonly dense: number;
  /** Power to which nearness is raised, 1 to 3: above 1 the nearest stand out. */
  readonly sharpness: number;
  /** Added where the query names what the chunk declares, 0 to 2. */
  readonly definition: number;
  /** Added in proportion to the query's words in the chunk's name, 0 to 1. */
  readonly symbolName: number;
  /** Added in proportion to the query's words in the file's name, 0 to 1. */
  readonly fileName: number;
  /** Added in proportion to the query's words in the folders' names, 0 to 1. */
  readonly folderName: number;
  /** Factor for what names add to documents, 0 to 1: a heading's words say less than those of a declaration. */
  readonly docNames: number;
  /** Share of the other chunks' scores of a file that is added to its best one, 0 to 1. */
  readonly siblings: number;
  /** Factor for tests, examples and other people's code, unless they are asked for, 0 to 1. */
  readonly aside: number;
  /** Factor for each hit of the same file that stands before, 0 to 1. */
  readonly repeated: number;
}

export const defaultWeights: Weights = {
  dense: 0.5,
  sharpness: 1.5,
  definition: 0.4,
  symbolName: 0.1,
  fileName: 0.35,
  folderName: 0.15,
  docNames: 0.25,
  siblings: 0.3,
  aside: 0.7,
  repeated: 0.5,
};

/** Hits of one kind among the first `firstHits` at the most, where the other kind has one at least `rivalShare` as good. */
const mostOfOneKind = 7;
const firstHits = 10;
const rivalShare = 0.5;

/** Best first by one list alone; equal scores by path and line. */
export function rankBy(candidates: readonly Candidate[], of: 'dense' | 'lexical'): Ranked[] {
  return candidates
    .flatMap((candidate) => {
      const score = candidate[of];
      if (score === null) return [];
      const parts = { ...nothing, [of === 'dense' ? 'meaning' : 'words']: Math.max(0, score) };
      return [{ place: candidate.place, score, parts }];
    })
    .sort(byScore);
}

const nothing: Parts = {
  meaning: 0,
  words: 0,
  definition: 0,
  symbolName: 0,
  fileName: 0,
  folderName: 0,
  siblings: 0,
};

/** A candidate with all that ranking knows of it, before any of it is weighed. */
export interface Measured extends Candidate {
  /** What names say, each 0 to 1. */
  readonly named: NameParts;
  readonly isAside: boolean;
}

export function measure(query: string, candidates: readonly Candidate[]): Measured[] {
  const words = queryWords(
    query,
    candidates.map(({ place }) => place),
  );
  const known = new Map<string, number>();
  const share = (name: string): number => {
    const found = known.get(name) ?? shareIn(words.words, name);
    known.set(name, found);
    return found;
  };
  return candidates.map((candidate) => {
    const { path, symbol } = candidate.place;
    const slash = path.lastIndexOf('/');
    const named = {
      definition: definitionOf(candidate.place, words),
      symbolName: share(symbol ?? ''),
      fileName: share(path.slice(slash + 1).replace(/\.[^.]*$/, '')),
      folderName: share(path.slice(0, Math.max(0, slash))),
    };
    return { ...candidate, named, isAside: isAside(path, words) };
  });
}

/** Best first by everything known. */
export function rankHybrid(query: string, candidates: readonly Candidate[]): Ranked[] {
  return rankMeasured(measure(query, candidates), defaultWeights);
}

export function rankMeasured(measured: readonly Measured[], weights: Weights): Ranked[] {
  const fused = fuse(measured, weights);
  const scored = measured.map(({ place, named, isAside: aside }, at) => {
    const { score, parts } = fused[at] ?? { score: 0, parts: nothing };
    const added = weigh(named, place, weights);
    const sum = score + added.definition + added.symbolName + added.fileName + added.folderName;
    return { place, score: sum * (aside ? weights.aside : 1), parts: { ...parts, ...added } };
  });
  return balanceKinds(spread(withSiblings(scored.sort(byScore), weights).sort(byScore), weights));
}

/** Best first for a question that is itself a passage: nothing in it names anything, and tests are like tests. */
export function rankLike(candidates: readonly Candidate[], weights: Weights = defaultWeights): Ranked[] {
  return spread(fuse(candidates, weights).sort(byScore), weights);
}

/** Dense candidates from whose last on nearness counts for nothing. */
const telling = 200;
/** Deviations of the population by which the nearest is above that at the least: few candidates may all be near. */
const leastSpan = 2;

/**
 * Meaning by how far a chunk stands out from the last of the nearest; words by how much of the query's information a
 * chunk covers, relative to the best, which itself counts as far as it covers the query: words that match a small part
 * of it say little, however well they match.
 */
function fuse(candidates: readonly Candidate[], weights: Weights): Ranked[] {
  const nearness = candidates.flatMap(({ dense }) => (dense === null ? [] : [dense])).sort((a, b) => b - a);
  const most = nearness[0] ?? 0;
  const last = nearness[Math.min(nearness.length, telling) - 1] ?? 0;
  const span = Math.max(leastSpan, most - last);
  const best = Math.max(0, ...candidates.map(({ lexical }) => lexical ?? 0));
  const trust = Math.min(1, best);
  return candidates.map(({ place, dense, lexical }) => {
    const share = dense === null ? 0 : Math.max(0, 1 - (most - dense) / span);
    const meaning = weights.dense * share ** weights.sharpness;
    const words = best > 0 ? ((1 - weights.dense) * trust * Math.max(0, lexical ?? 0)) / best : 0;
    return { place, score: meaning + words, parts: { ...nothing, meaning, words } };
  });
}

type NameParts = Pick<Parts, 'definition' | 'symbolName' | 'fileName' | 'folderName'>;

function weigh(named: NameParts, { kind }: ChunkPlace, weights: Weights): NameParts {
  const factor = kind === 'docs' ? weights.docNames : 1;
  return {
    definition: factor * weights.definition * named.definition,
    symbolName: factor * weights.symbolName * named.symbolName,
    fileName: factor * weights.fileName * named.fileName,
    folderName: factor * weights.folderName * named.folderName,
  };
}

/** Candidates from which on a file's share of them means something. In a smaller folder every chunk is a candidate. */
const tellingCount = 100;

/** Several good chunks in one file speak for its best one. */
function withSiblings(ranked: readonly Ranked[], weights: Weights): Ranked[] {
  const share = weights.siblings * Math.min(1, ranked.length / tellingCount);
  const files = new Map<string, { best: Ranked; sum: number }>();
  for (const each of ranked) {
    const file = files.get(each.place.path);
    if (file === undefined) {
      files.set(each.place.path, { best: each, sum: each.score });
    } else {
      file.sum += each.score;
      if (byScore(each, file.best) < 0) file.best = each;
    }
  }
  const most = Math.max(0, ...[...files.values()].map(({ sum }) => sum));
  return ranked.map((each) => {
    const file = files.get(each.place.path);
    if (file?.best !== each || most === 0) return each;
    const siblings = share * (file.sum / most);
    return { ...each, score: each.score + siblings, parts: { ...each.parts, siblings } };
  });
}

/** Lowers what repeats a file that stands before, so that the first hits show different files. */
function spread(ranked: readonly Ranked[], weights: Weights): Ranked[] {
  const shown = new Map<string, number>();
  const lowered = ranked.map((each) => {
    const { path } = each.place;
    const before = shown.get(path) ?? 0;
    shown.set(path, before + 1);
    return { ...each, score: each.score * weights.repeated ** before };
  });
  return lowered.sort(byScore);
}

/** Code and documents as two lanes: among the first hits neither takes all places from the other. */
function balanceKinds(ranked: readonly Ranked[]): Ranked[] {
  const shown = { code: 0, docs: 0 };
  const rest = [...ranked];
  const balanced: Ranked[] = [];
  while (balanced.length < firstHits) {
    const [best] = rest;
    if (best === undefined) break;
    const isFull = shown[best.place.kind] >= mostOfOneKind;
    const rival = isFull ? rest.findIndex(({ place }) => place.kind !== best.place.kind) : -1;
    const isGood = rival !== -1 && (rest[rival]?.score ?? 0) >= best.score * rivalShare;
    const [next] = rest.splice(isGood ? rival : 0, 1);
    if (next === undefined) break;
    shown[next.place.kind]++;
    balanced.push(next);
  }
  // Scores descend: what a rival was put before counts no more than the rival.
  let most = Infinity;
  return [...balanced, ...rest].map((each) => ({ ...each, score: (most = Math.min(most, each.score)) }));
}

function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || editedOn(b.place) - editedOn(a.place) || comparePlaces(a.place, b.place);
}

/** Milliseconds; files of one checkout shall not differ. */
const day = 86_400_000;

/** Of equal ones, what was edited on a later day comes first. */
function editedOn({ mtimeMs }: ChunkPlace): number {
  return Math.floor(mtimeMs / day);
}

function comparePlaces(a: ChunkPlace, b: ChunkPlace): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}
