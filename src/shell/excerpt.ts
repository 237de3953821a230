/** Which line of a hit to show, and which of its words. Pure. */

/** Characters; rows are one line. */
const longestLine = 240;

/** Words that say nothing about a line. */
const commonWords = new Set(
  'a an and are as at be by can do does for from get has have how i if in into is it its of on or our set that the their then this to we what when where which who why will with'.split(
    ' ',
  ),
);

/** The query's words in lower case, without operators and common ones. */
export function queryWords(query: string): readonly string[] {
  const bare = query.replace(/-?\b(?:path|lang|kind|symbol):(?:"[^"]*"|\S+)/gu, ' ');
  const words = bare.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].filter((word) => word.length > 1 && !commonWords.has(word));
}

export interface Excerpt {
  /** From 0, within the hit. */
  readonly line: number;
  /** Without the white space around it, and cut where it is long. */
  readonly text: string;
}

/** The line with the most of the query's words; where no line has any, the first that says something. */
export function bestLine(text: string, words: readonly string[]): Excerpt {
  const lines = text.split('\n');
  let best = Math.max(0, lines.findIndex(saysSomething));
  let most = 0;
  lines.forEach((line, at) => {
    const found = wordsIn(line, words);
    if (found > most) [best, most] = [at, found];
  });
  const shown = (lines[best] ?? '').trim().replace(/\s+/gu, ' ');
  return { line: best, text: shown.length > longestLine ? `${shown.slice(0, longestLine)}…` : shown };
}

function saysSomething(line: string): boolean {
  return /[\p{L}\p{N}]{2}/u.test(line) && !/^\s*(?:import|from|package|use|using|#include)\b/u.test(line);
}

function wordsIn(line: string, words: readonly string[]): number {
  const lower = line.toLowerCase();
  return words.filter((word) => lower.includes(stemOf(word))).length;
}

/** Ranges `[from, to)` of a text that hold the query's words, in order and apart. */
export function highlights(text: string, words: readonly string[]): [number, number][] {
  const lower = text.toLowerCase();
  // Lower case of another length (`İ`) would shift every range.
  if (lower.length !== text.length) return [];
  const found: [number, number][] = [];
  for (const word of words) {
    const stem = stemOf(word);
    for (let at = lower.indexOf(stem); at !== -1; at = lower.indexOf(stem, at + stem.length)) {
      const whole = lower.startsWith(word, at) ? word.length : stem.length;
      found.push([at, at + whole]);
    }
  }
  return merge(found.sort(([a], [b]) => a - b));
}

function merge(sorted: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** So that `uploads` finds `upload`; short words stay whole. */
function stemOf(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/u, '') : word;
}
