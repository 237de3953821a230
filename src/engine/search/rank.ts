/** Pure ranking: candidates in, order out. Every constant names its unit, its range and where it comes from. */
import type { ChunkPlace } from '../index/queries.ts';
import { wordsOf } from '../index/terms.ts';

export interface Candidate {
  readonly place: ChunkPlace;
  /** Calibrated nearness, or null where the chunk was not among the nearest. */
  readonly dense: number | null;
  /** BM25 as a share of a full match, 0 to about 1; null where the chunk was not among the best by words. */
  readonly lexical: number | null;
}

export interface Ranked {
  readonly place: ChunkPlace;
  readonly score: number;
}

/** Numbers without unit. Chosen on code-repos (test/bench/codeRepos.ts), coarse on purpose. */
export interface Weights {
  /** Share of meaning in the sum, 0 to 1; words have the rest. */
  readonly dense: number;
  /** Rank at which a list's contribution has halved, 1 to 100; earlier where there are few candidates. */
  readonly halfRank: number;
  /** Added where the query names what the chunk declares, 0 to 2. */
  readonly definition: number;
  /** Added in proportion to the query's words in the chunk's name, 0 to 1. */
  readonly symbolWords: number;
  /** Added in proportion to the query's words in the file's name, 0 to 1. */
  readonly fileWords: number;
  /** Added in proportion to the query's words in the folders' names, 0 to 1. */
  readonly folderWords: number;
  /** Share of the other chunks' scores of a file that is added to its best one, 0 to 1. */
  readonly siblings: number;
  /** Factor for tests, examples and other people's code, unless they are asked for, 0 to 1. */
  readonly aside: number;
  /** Factor for each hit of the same file that stands before, 0 to 1. */
  readonly repeated: number;
}

const defaultWeights: Weights = {
  dense: 0.5,
  halfRank: 20,
  definition: 0.4,
  symbolWords: 0.3,
  fileWords: 0.5,
  folderWords: 0.2,
  siblings: 0.4,
  aside: 0.7,
  repeated: 0.25,
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
      return score === null ? [] : [{ place: candidate.place, score }];
    })
    .sort(byScore);
}

/** Best first by everything known. */
export function rankHybrid(
  query: string,
  candidates: readonly Candidate[],
  weights: Weights = defaultWeights,
): Ranked[] {
  const words = queryWords(query);
  const fused = fuse(candidates, weights);
  const scored = fused.map(({ place, score }) => ({
    place,
    score: (score + signals(place, words, weights)) * asideFactor(place.path, words, weights),
  }));
  return balanceKinds(spread(withSiblings(scored, weights).sort(byScore), weights));
}

/** Best first for a question that is itself a passage: nothing in it names anything, and tests are like tests. */
export function rankLike(candidates: readonly Candidate[], weights: Weights = defaultWeights): Ranked[] {
  return spread(fuse(candidates, weights).sort(byScore), weights);
}

interface QueryWords {
  /** Distinct stems. */
  readonly words: ReadonlySet<string>;
  /** Identifiers of the query, whole, lower case. */
  readonly names: ReadonlySet<string>;
}

function queryWords(query: string): QueryWords {
  const names = query.match(/[\p{L}\p{N}_$]+/gu) ?? [];
  const { parts } = wordsOf(query);
  const isSingle = names.length === 1;
  const looksLikeName = (word: string): boolean => /[\p{Ll}\p{N}]\p{Lu}|_|^\p{Lu}/u.test(word);
  return {
    words: new Set(parts.slice(0, 64)),
    names: new Set(names.filter((name) => isSingle || looksLikeName(name)).map(bareName)),
  };
}

function bareName(name: string): string {
  return name.replace(/[_$]/g, '').toLowerCase();
}

/**
 * Share of the candidates over which contributions halve at the latest. In a small folder every chunk is a candidate:
 * ranks must tell them apart as sharply as they do among the best few of a large one.
 */
const mostHalving = 0.2;
/** Least half rank: below it one place would outweigh the signals. */
const leastHalfRank = 5;

/** Reciprocal ranks, each list's first counting 1 before its share and the trust in it. */
function fuse(candidates: readonly Candidate[], weights: Weights): Ranked[] {
  const halfRank = Math.min(weights.halfRank, Math.max(leastHalfRank, candidates.length * mostHalving));
  const places = new Map(candidates.map(({ place }) => [place.id, place]));
  const scores = new Map<number, number>();
  const lexical = rankBy(candidates, 'lexical');
  for (const [list, share] of [
    [rankBy(candidates, 'dense'), weights.dense],
    [lexical, 1 - weights.dense],
  ] as const) {
    // Words that match a small part of the query say little, however well they match it.
    const trust = list === lexical ? Math.min(1, lexical[0]?.score ?? 0) : 1;
    let rank = 0;
    list.forEach(({ place, score }, at) => {
      if (at === 0 || list[at - 1]?.score !== score) rank = at;
      const gained = (trust * share * halfRank) / (halfRank + rank);
      scores.set(place.id, (scores.get(place.id) ?? 0) + gained);
    });
  }
  return [...scores].flatMap(([id, score]) => {
    const place = places.get(id);
    return place === undefined ? [] : [{ place, score }];
  });
}

function signals(place: ChunkPlace, query: QueryWords, weights: Weights): number {
  const slash = place.path.lastIndexOf('/');
  const isDefinition = place.symbol !== null && query.names.has(bareName(place.symbol));
  return (
    (isDefinition ? weights.definition : 0) +
    weights.symbolWords * shareIn(query.words, place.symbol ?? '') +
    weights.fileWords * shareIn(query.words, place.path.slice(slash + 1).replace(/\.[^.]*$/, '')) +
    weights.folderWords * shareIn(query.words, place.path.slice(0, Math.max(0, slash)))
  );
}

/** How much of a name the query's words make up, 0 to 1. */
function shareIn(words: ReadonlySet<string>, name: string): number {
  if (name === '') return 0;
  const { parts } = wordsOf(name);
  if (parts.length === 0) return 0;
  return parts.filter((part) => words.has(part)).length / Math.max(parts.length, Math.min(words.size, 2));
}

const asidePath =
  /(?:^|\/)(?:tests?|__tests__|specs?|testdata|fixtures?|__mocks__|mocks?|examples?|samples?|demos?|benchmarks?|vendor|third[-_]party|node_modules|dist|build|generated|compat|legacy|deprecated)\//i;
const asideName = /(?:^test_|[._-](?:test|tests|spec|bench)\.[^.]+$|(?:Test|Tests|Spec)\.[^.]+$|\.d\.ts$)/;
const askedFor = [
  'test',
  'spec',
  'fixtur',
  'mock',
  'exampl',
  'sampl',
  'demo',
  'benchmark',
  'vendor',
  'legacy',
];

function asideFactor(path: string, { words }: QueryWords, weights: Weights): number {
  if (askedFor.some((word) => words.has(word))) return 1;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return asidePath.test(path) || asideName.test(name) ? weights.aside : 1;
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
    return { place: each.place, score: each.score + share * (file.sum / most) };
  });
}

/** Lowers what repeats a file that stands before, so that the first hits show different files. */
function spread(ranked: readonly Ranked[], weights: Weights): Ranked[] {
  const shown = new Map<string, number>();
  const lowered = ranked.map(({ place, score }) => {
    const before = shown.get(place.path) ?? 0;
    shown.set(place.path, before + 1);
    return { place, score: score * weights.repeated ** before };
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
  return [...balanced, ...rest].map(({ place, score }) => ({ place, score: (most = Math.min(most, score)) }));
}

function byScore(a: Ranked, b: Ranked): number {
  return b.score - a.score || comparePlaces(a.place, b.place);
}

function comparePlaces(a: ChunkPlace, b: ChunkPlace): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}
