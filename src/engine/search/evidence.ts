/** Code and documents as two lanes, each ranked as if the other were not there, merged by what speaks for either. Pure. */
import type { Measured, Question, Scored } from './ranked.ts';
import type { Weights } from './weights.ts';

interface Lanes extends Pick<Question, 'leaning' | 'grammar' | 'readership'> {
  readonly code: readonly Measured[];
  readonly docs: readonly Measured[];
}

/** Best of a lane that tell together what it has to say; of either as many as both have, or the smaller one would seem better. */
const telling = 5;

/** Candidates from which on the form of a question counts in full: in a folder of a few chunks what they say is all. */
const formCounts = 100;

/** Logarithm of the odds beyond which they are no surer: a pasted text says much of its kind, word by word. */
const surest = 20;

/** How likely documents are to answer against code: from 0, above 1 for documents; all or nothing where one is absent. */
export function oddsOfDocuments(lanes: Lanes, weights: Weights): number {
  const { code, docs, leaning } = lanes;
  if (code.length === 0) return Infinity;
  if (docs.length === 0) return 0;
  const isDeclared = Math.max(...code.map(({ declares }) => declares));
  const count = code.length + docs.length;
  const few = Math.min(telling, code.length, docs.length);
  const ahead = (of: Sign): number => bestOf(docs, of, few) - bestOf(code, of, few);
  const evidence =
    weights.laneMet * ahead(metOf) +
    weights.laneMeaning * ahead(nearnessOf) +
    weights.laneLeaning * leaning +
    weights.laneInARow * (inARowOf(docs) - inARowOf(code)) -
    weights.laneDefinition * isDeclared +
    formOf(lanes, weights) * Math.min(1, count / formCounts);
  return Math.exp(Math.max(-surest, Math.min(surest, evidence)));
}

/** Words of grammar that make a sentence: a longer one is no more of it. 5 does nearly as well; 3 hides documents among code. */
const sentence = 4;

/** What the form of a query says for documents, whatever was found. */
function formOf({ grammar, readership }: Lanes, weights: Weights): number {
  const asked = {
    code: -weights.laneAskedOfCode,
    manual: weights.laneAskedOfManual,
    keywords: weights.laneKeywords,
    either: 0,
  }[readership];
  return weights.laneSentence * Math.min(sentence, grammar) + asked - weights.laneCode;
}

/** How much of the query stands in one of a lane word for word, 0 to 1, squared. */
function inARowOf(lane: readonly Measured[]): number {
  return Math.max(0, ...lane.map(({ inARow }) => inARow)) ** 2;
}

/** What may be known of a candidate; null where it is not. */
type Sign = (candidate: Measured) => number | null;

/** Mean of the `most` highest of a lane. */
function bestOf(lane: readonly Measured[], of: Sign, most: number): number {
  const best = lane
    .flatMap((each) => of(each) ?? [])
    .sort((a, b) => b - a)
    .slice(0, most);
  return best.reduce((sum, each) => sum + each, 0) / Math.max(1, best.length);
}

function metOf({ closer }: Measured): number | null {
  return closer === null ? null : closer.met;
}

function nearnessOf({ dense }: Measured): number | null {
  return dense;
}

/** Deviations of the whole folder's chunks by which the nearest of a lane is above their mean; at the least 0. */
function nearestOf(lane: readonly Measured[]): number {
  return Math.max(0, ...lane.map(({ dense }) => dense ?? 0));
}

/** Deviations above the mean from which on nothing is nearer. Estimated. */
const surelyNear = 6;
/** What is left to a folder of which nothing answers: times 0, what it has would be in no order. */
const leastStrength = 0.001;

/**
 * How well a folder's best answers at all, above 0 to 1, by words and by meaning: what makes the lists of several folders one,
 * because within one folder only order counts.
 */
export function strengthOf(candidates: readonly Measured[]): number {
  const covered = Math.max(0, ...candidates.map(({ lexical }) => Math.min(1, lexical ?? 0)));
  return Math.max(leastStrength, (covered + Math.min(1, nearestOf(candidates) / surelyNear)) / 2);
}

/** Two lanes, each best first, and how likely documents are to answer against code. */
interface RankedLanes {
  readonly code: readonly Scored[];
  readonly docs: readonly Scored[];
  readonly odds: number;
}

/**
 * In no order, the same objects: scored by its share of its lane's best score and by its place in it, less the less likely its
 * lane is against the other. The best of the likelier lane has 1, so that lists of several folders can be merged.
 */
export function mergeLanes({ code, docs, odds }: RankedLanes, { lanePlace }: Weights): Scored[] {
  const score = (lane: readonly Scored[], likely: number): void => {
    const best = Math.max(0, lane[0]?.score ?? 0);
    lane.forEach((each, place) => {
      const share = best > 0 ? Math.max(0, each.score) / best : 0;
      each.score = (likely * share) / (1 + lanePlace * place);
    });
  };
  score(code, Math.min(1, 1 / odds));
  score(docs, Math.min(1, odds));
  return [...code, ...docs];
}
