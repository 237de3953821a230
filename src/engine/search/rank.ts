/** Pure ranking: candidates in, order out. Every constant names its unit, its range and where it comes from. */
import type { ChunkPlace } from '../index/queries.ts';
import type { ContentKind } from '../types.ts';
import { mergeLanes, oddsOfDocuments, strengthOf } from './evidence.ts';
import { signsOf } from './paths.ts';
import type { Candidate, Measured, NameParts, Parts, Question, Ranked, Scored } from './ranked.ts';
import { readershipOf } from './readership.ts';
import { declaresTest, definitionOf, grammarWords, queryWords, shareIn, type QueryWords } from './signals.ts';
import { defaultWeights, type Weights } from './weights.ts';

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
  fileName: 0,
  siblings: 0,
};

export function measure(query: string, candidates: readonly Candidate[], leaning = 0): Question {
  const words = queryWords(
    query,
    candidates.map(({ place }) => place),
  );
  const files = new Map<string, FileSigns>();
  const fileOf = (path: string): FileSigns => {
    const known = files.get(path) ?? fileSigns(path, words);
    files.set(path, known);
    return known;
  };
  const measured = candidates.map(({ place, dense, lexical }) => {
    const { fileName, ...file } = fileOf(place.path);
    const aside = file.isAside || (!words.asides.has('test') && declaresTest(place));
    const definition = definitionOf(place, words);
    const named = { definition: definition.weight, fileName };
    return {
      place,
      dense,
      lexical,
      named,
      declares: definition.certainty,
      ...file,
      isAside: aside,
      inARow: 0,
      closer: null,
    };
  });
  return { candidates: measured, leaning, grammar: grammarWords(query), readership: readershipOf(query) };
}

type FileSigns = Pick<Measured, 'isAside' | 'isTest' | 'topic'> & Pick<NameParts, 'fileName'>;

/** What a file's path says, whichever of its chunks is looked at. */
function fileSigns(path: string, words: QueryWords): FileSigns {
  const { words: named, isTest, asides, topic } = signsOf(path);
  const aside = asides.length > 0 && !asides.some((each) => words.asides.has(each));
  return { fileName: shareIn(words.words, named), isAside: aside, isTest: aside && isTest, topic };
}

/** Best first by everything known. */
export function rankHybrid(query: string, candidates: readonly Candidate[], leaning = 0): Ranked[] {
  return rankMeasured(measure(query, candidates, leaning), defaultWeights);
}

export function rankMeasured(question: Question, weights: Weights): Ranked[] {
  const [code, docs] = [ofKind(question, 'code'), ofKind(question, 'docs')];
  const odds = oddsOfDocuments({ ...question, code, docs }, weights);
  const lanes = { code: rankLane(code, weights), docs: rankLane(docs, documentWeights(weights)), odds };
  const merged = mergeLanes(lanes, weights);
  const strength = strengthOf(question.candidates);
  for (const each of merged) each.score *= strength;
  return merged.sort(byScore);
}

/**
 * What is worth a second look, code and then documents, each best first: in the order of `rankMeasured` but that code is not
 * passed over because its file has more of it.
 */
export function rankApart(question: Question, weights: Weights): Ranked[] {
  const code = rankLane(ofKind(question, 'code'), { ...weights, repeated: 1 });
  return [...code, ...rankLane(ofKind(question, 'docs'), documentWeights(weights))];
}

function ofKind({ candidates }: Question, kind: ContentKind): Measured[] {
  return candidates.filter(({ place }) => place.kind === kind);
}

/**
 * Headings are sentences, not names. What a section says as a whole the vector tells better than its words; a document with
 * several good sections is about what is asked, but a long one is little better for it.
 */
function documentWeights(weights: Weights): Weights {
  return {
    ...weights,
    dense: weights.denseSection,
    closerWords: weights.closerWordsSection,
    definition: 0,
    fileName: 0,
    siblings: weights.siblingSections,
  };
}

function rankLane(measured: readonly Measured[], weights: Weights): Scored[] {
  const scored = fuse(measured, weights);
  measured.forEach(({ named, inARow, isAside: aside }, at) => {
    const each = scored[at];
    if (each === undefined) return;
    const { definition, fileName } = named;
    each.parts.definition = definition * weights.definition;
    each.parts.fileName = weights.fileName * fileName;
    const added = weights.inARow * inARow ** 2;
    each.parts.words += added;
    const sum = each.score + added + each.parts.definition + each.parts.fileName;
    each.score = sum * (aside ? weights.aside : 1);
  });
  addSiblings(scored.sort(byScore), new Map(measured.map((each) => [each.place.path, each])), weights);
  return spread(scored.sort(byScore), weights);
}

/** Best first for a question that is itself a passage: nothing in it names anything, and tests are like tests. */
export function rankLike(candidates: readonly Candidate[], weights: Weights = defaultWeights): Ranked[] {
  return spread(fuse(candidates, weights).sort(byScore), weights);
}

/** Dense candidates from whose last on nearness counts for nothing. */
const telling = 200;
/** Deviations of all chunks by which the nearest is above that at the least: few candidates may all be near. */
const leastSpan = 2;

/**
 * Meaning by how far a chunk stands out from the last of the nearest; words by how much of the query's information a
 * chunk covers, relative to the best, which itself counts as far as it covers the query: words that match a small part
 * of it say little, however well they match.
 */
function fuse(candidates: readonly (Candidate & Partial<Measured>)[], weights: Weights): Scored[] {
  const nearnesses = candidates.map((each) => nearnessOf(each, weights));
  const nearness = nearnesses.flatMap((each) => each ?? []).sort((a, b) => b - a);
  const most = nearness[0] ?? 0;
  const last = nearness[Math.min(nearness.length, telling) - 1] ?? 0;
  const span = Math.max(leastSpan, most - last);
  const best = Math.max(0, ...candidates.map(({ lexical }) => lexical ?? 0));
  const trust = Math.min(1, best);
  return candidates.map(({ place, lexical }, at) => {
    const near = nearnesses[at] ?? null;
    const share = near === null ? 0 : Math.max(0, 1 - (most - near) / span);
    const meaning = weights.dense * share ** weights.sharpness;
    const words = best > 0 ? ((1 - weights.dense) * trust * Math.max(0, lexical ?? 0)) / best : 0;
    return { place, score: meaning + words, parts: { ...nothing, meaning, words } };
  });
}

/** What the vector tells, and the text where it was looked at. */
function nearnessOf({ dense, closer }: Candidate & Partial<Measured>, weights: Weights): number | null {
  if (dense === null || closer === null || closer === undefined) return dense;
  return dense + weights.closerWords * closer.words;
}

/** Candidates from which on a file's share of them means something. In a smaller folder every chunk is a candidate. */
const tellingCount = 100;

/** A file among the candidates. */
interface RankedFile {
  best: Scored;
  /** Of the scores of its chunks. */
  sum: number;
}

/** Several good chunks in one file speak for its best one, and so do those of its tests. */
function addSiblings(
  scored: readonly Scored[],
  signs: ReadonlyMap<string, Pick<Measured, 'isTest' | 'topic'>>,
  weights: Weights,
): void {
  const share = weights.siblings * Math.min(1, scored.length / tellingCount);
  if (share === 0) return;
  const files = new Map<string, RankedFile>();
  for (const each of scored) {
    const file = files.get(each.place.path);
    if (file === undefined) {
      files.set(each.place.path, { best: each, sum: each.score });
    } else {
      file.sum += each.score;
      if (byScore(each, file.best) < 0) file.best = each;
    }
  }
  addTests(files, signs, weights);
  const most = Math.max(0, ...[...files.values()].map(({ sum }) => sum));
  if (most === 0) return;
  for (const { best, sum } of files.values()) {
    best.parts.siblings = share * (sum / most);
    best.score += best.parts.siblings;
  }
}

/** Whoever finds the tests of a file has found the file: they say in sentences what it does. Files of one name share them. */
function addTests(
  files: ReadonlyMap<string, RankedFile>,
  signs: ReadonlyMap<string, Pick<Measured, 'isTest' | 'topic'>>,
  weights: Weights,
): void {
  const tests = new Map<string, number>();
  const tested = new Map<string, RankedFile[]>();
  for (const [path, file] of files) {
    const { isTest, topic } = signs.get(path) ?? { isTest: true, topic: '' };
    if (isTest) tests.set(topic, (tests.get(topic) ?? 0) + file.sum);
    else tested.set(topic, [...(tested.get(topic) ?? []), file]);
  }
  for (const [topic, ofTopic] of tested) {
    const share = (weights.tests * (tests.get(topic) ?? 0)) / ofTopic.length;
    for (const file of ofTopic) file.sum += share;
  }
}

/** Lowers what repeats a file that stands before, so that the first hits show different files. */
function spread(scored: Scored[], weights: Weights): Scored[] {
  const shown = new Map<string, number>();
  for (const each of scored) {
    const { path } = each.place;
    const before = shown.get(path) ?? 0;
    shown.set(path, before + 1);
    each.score *= weights.repeated ** before;
  }
  return scored.sort(byScore);
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

/** By path and line. */
export function comparePlaces(a: ChunkPlace, b: ChunkPlace): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}
