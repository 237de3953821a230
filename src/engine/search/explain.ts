/** Why a chunk is a hit: the lines that match most, the words that it shares with the query, and what brought it up. */
import { cosine } from '../embed/vectors.ts';
import { wordsOf } from '../index/terms.ts';
import type { Encoder, Hit, SignalName, Why } from '../types.ts';
import { contentWords } from './lexical.ts';
import type { Parts, Ranked } from './ranked.ts';
import type { ShownLine, ShownLines } from './shownLines.ts';

/** Lines that are named at the most. */
const mostLines = 3;
/** Share of the best line's score, 0 to 1, that a line must have to be named too. Estimated. */
const nearlyBest = 0.8;
/** What a line with every word of the query gains over its nearness, a cosine. Estimated. */
const wordWeight = 0.5;

export interface Explainer {
  readonly staticStudent: Encoder;
  readonly shownLines: ShownLines;
  readonly text: string;
  /** Role of the text: a question, or a passage whose like is looked for. */
  readonly role: 'query' | 'passage';
}

/** Hits in the order of `hits`, each with its reasons; `ranked` holds what was ranked, in any order. */
export async function explainHits(
  { staticStudent, shownLines, text, role }: Explainer,
  hits: readonly { readonly hit: Hit; readonly ranked: Ranked }[],
): Promise<Hit[]> {
  const wanted = new Set(contentWords(text));
  const [query] = await staticStudent.embed([text], role);
  const explained: Hit[] = [];
  for (const { hit, ranked } of hits) {
    const lines = await shownLines.of(hit.text);
    const shared = lines.map(({ stems }) => new Set(stems.filter((stem) => wanted.has(stem))).size);
    const scores = lines.map((line, at) => {
      if (query === undefined || line.vector === null) return 0;
      const words = (wordWeight * (shared[at] ?? 0)) / Math.max(1, wanted.size);
      return Math.max(0, cosine(query, line.vector)) + words;
    });
    const why: Why = {
      lines: bestLines(scores).map((at) => hit.startLine + at),
      words: sharedWords(textOf(lines.filter((_, at) => shared[at] !== 0)), wanted),
      signals: sharesOf(ranked.parts),
    };
    explained.push({ ...hit, why });
  }
  return explained;
}

function textOf(lines: readonly ShownLine[]): string {
  return lines.map(({ text }) => text).join('\n');
}

/** Places in `scores`, ascending, of the best and what comes near it. */
export function bestLines(scores: readonly number[]): readonly number[] {
  const best = Math.max(0, ...scores);
  if (best === 0) return [];
  return scores
    .map((score, at) => ({ score, at }))
    .filter(({ score }) => score >= nearlyBest * best)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, mostLines)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}

/** Words of a text, as parts of identifiers, that have a stem of `wanted`: lower case, each once, in order. */
export function sharedWords(text: string, wanted: ReadonlySet<string>): readonly string[] {
  const pieces = text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|[\p{L}\p{M}]+|\p{N}+/gu) ?? [];
  const words = pieces.map((piece) => piece.toLowerCase());
  return [...new Set(words)].filter((word) => wordsOf(word).parts.some((part) => wanted.has(part)));
}

function sharesOf(parts: Parts): Why['signals'] {
  const all = Object.entries(parts) as [SignalName, number][];
  const sum = all.reduce((total, [, part]) => total + part, 0);
  return all
    .filter(([, part]) => part > 0)
    .map(([name, part]) => ({ name, share: part / sum }))
    .sort((a, b) => b.share - a.share);
}
