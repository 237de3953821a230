/** Weights of the ranking, fitted by coordinate search over a few coarse values each, and what each of them buys. */
import { rankBy, rankMeasured } from '../../src/engine/search/rank.ts';
import type { Ranked } from '../../src/engine/search/ranked.ts';
import { defaultWeights, type Weights } from '../../src/engine/search/weights.ts';
import type { SearchMode } from '../../src/engine/types.ts';
import { shownOf, type Asked } from './qualityCandidates.ts';

export interface AskedFolder {
  readonly name: string;
  readonly asked: readonly Asked[];
}

const values: { readonly [K in keyof Weights]: readonly number[] } = {
  dense: [0.45, 0.55, 0.65],
  denseSection: [0.6, 0.7, 0.8],
  sharpness: [1, 1.5, 2],
  closerWords: [0.1, 0.2, 0.4],
  closerWordsSection: [0.2, 0.4, 0.6],
  inARow: [0.4, 0.6, 0.8],
  definition: [0.6, 0.7, 0.8],
  fileName: [0.2, 0.3, 0.4],
  siblings: [0.2, 0.3, 0.4],
  siblingSections: [0, 0.1, 0.2],
  tests: [0.5, 1, 2],
  aside: [0.4, 0.5, 0.7],
  repeated: [0.5, 0.75, 0.9],
  laneMet: [4, 6, 8],
  laneMeaning: [0.6, 0.9, 1.2],
  laneLeaning: [0.35, 0.5, 0.7],
  laneSentence: [0.4, 0.5, 0.7],
  laneAskedOfCode: [1, 2, 3],
  laneAskedOfManual: [3, 4, 5],
  laneKeywords: [0.5, 0.75, 1],
  laneInARow: [1.5, 2.5, 3.5],
  laneDefinition: [1, 2, 3],
  laneCode: [1, 1.5, 2],
  lanePlace: [0.2, 0.33, 0.5],
};

/** Where a signal is switched off. */
export const neutral: Partial<Weights> = {
  dense: 0,
  denseSection: defaultWeights.dense,
  sharpness: 1,
  closerWords: 0,
  closerWordsSection: defaultWeights.closerWords,
  inARow: 0,
  definition: 0,
  fileName: 0,
  siblings: 0,
  siblingSections: 0,
  tests: 0,
  aside: 1,
  repeated: 1,
  laneMet: 0,
  laneMeaning: 0,
  laneLeaning: 0,
  laneSentence: 0,
  laneAskedOfCode: 0,
  laneAskedOfManual: 0,
  laneKeywords: 0,
  laneInARow: 0,
  laneDefinition: 0,
  laneCode: 0,
  lanePlace: 0,
};

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length);
}

function scoreOf(asked: Asked, rank: (asked: Asked) => Ranked[]): number {
  const { question, growing } = asked;
  return question.score(shownOf(rank(asked), growing, question.depth));
}

/** Mean score of a folder's questions; `category`: of those alone, null where there are none. */
export function folderScore(
  { asked }: AskedFolder,
  mode: SearchMode,
  category?: string,
  weights: Weights = defaultWeights,
): number | null {
  const counted = asked.filter(({ question }) => category === undefined || question.category === category);
  if (counted.length === 0) return null;
  const rank = ({ measured }: Asked): Ranked[] =>
    mode === 'hybrid' ? rankMeasured(measured, weights) : rankBy(measured.candidates, mode);
  return mean(counted.map((each) => scoreOf(each, rank)));
}

/** Mean over those of the folders that have a question of the category. */
export function modeScore(folders: readonly AskedFolder[], mode: SearchMode, category?: string): number {
  return mean(folders.map((each) => folderScore(each, mode, category)).filter((score) => score !== null));
}

/** Mean over folders. */
export function setScore(folders: readonly AskedFolder[], weights: Weights): number {
  return mean(folders.map((folder) => folderScore(folder, 'hybrid', undefined, weights) ?? 0));
}

/** Scores of each folder for given weights, computed once. */
type Scores = (weights: Weights) => readonly number[];

/** One pass over all weights from the defaults; `among`: indexes of the folders whose mean is raised. */
function fit(scores: Scores, among: readonly number[]): Weights {
  const score = (weights: Weights): number => {
    const all = scores(weights);
    return mean(among.map((at) => all[at] ?? 0));
  };
  let best = defaultWeights;
  for (const key of Object.keys(values) as (keyof Weights)[]) {
    for (const value of values[key]) {
      const tried = { ...best, [key]: value };
      if (score(tried) > score(best)) best = tried;
    }
  }
  return best;
}

export interface Fitted {
  readonly weights: Weights;
  /** Mean over the folders with weights fitted on all of them. */
  readonly fitted: number;
  /** Mean over the folders, each with weights fitted on the others. */
  readonly leftOut: number;
}

export function fitWeights(folders: readonly AskedFolder[]): Fitted {
  const known = new Map<string, readonly number[]>();
  const scores: Scores = (weights) => {
    const key = JSON.stringify(weights);
    const found =
      known.get(key) ?? folders.map((folder) => folderScore(folder, 'hybrid', undefined, weights) ?? 0);
    known.set(key, found);
    return found;
  };
  const all = folders.map((_, at) => at);
  const weights = fit(scores, all);
  const leftOut = all.map((out) => {
    const others = fit(
      scores,
      all.filter((at) => at !== out),
    );
    return scores(others)[out] ?? 0;
  });
  return { weights, fitted: mean(scores(weights)), leftOut: mean(leftOut) };
}
