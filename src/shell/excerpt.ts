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

/** Lines of a hit that are shown one by one, at the most. */
const mostLines = 5;

/**
 * The line with the most of the query's words among those that matched, or among all where none is known; where no line
 * has any, the first. Lines that only bring something in, and one that says no more than `name`, which stands beside it
 * anyway, come last. `matched` counts from 0 within the text.
 */
export function bestLine(
  text: string,
  words: readonly string[],
  matched: readonly number[] = [],
  name: string | null = null,
): Excerpt {
  const lines = text.split('\n');
  const saysMore = (at: number): boolean =>
    saysSomething(lines[at] ?? '') && shownLine(lines[at] ?? '') !== name;
  const all = lines.map((_line, at) => at);
  const pools = [matched.filter(saysMore), all.filter(saysMore), matched, all];
  const pool = pools.find((each) => each.length > 0) ?? all;
  let best = pool[0] ?? 0;
  let most = 0;
  for (const at of pool) {
    const found = wordsIn(lines[at] ?? '', words);
    if (found > most) [best, most] = [at, found];
  }
  return { line: best, text: shownLine(lines[best] ?? '') };
}

/** The lines that matched, else those that hold words of the query, in their order. */
export function matchedLines(
  text: string,
  words: readonly string[],
  matched: readonly number[],
): readonly Excerpt[] {
  const lines = text.split('\n');
  const counts = lines.map((line, at) => (matched.includes(at) ? words.length + 1 : wordsIn(line, words)));
  return counts
    .map((count, line) => ({ count, line }))
    .filter(({ count, line }) => count > 0 && /[\p{L}\p{N}]/u.test(lines[line] ?? ''))
    .sort((a, b) => b.count - a.count || a.line - b.line)
    .slice(0, mostLines)
    .sort((a, b) => a.line - b.line)
    .map(({ line }) => ({ line, text: shownLine(lines[line] ?? '') }));
}

/** How many of the words a line holds. */
function wordsIn(line: string, words: readonly string[]): number {
  if (words.length === 0) return 0;
  const parts = subwords(line);
  return words.filter((word) => parts.some((part) => isFormOf(part.text, word))).length;
}

function shownLine(line: string): string {
  const shown = withoutCommentMark(line.trim()).replace(/\s+/gu, ' ');
  return shown.length > longestLine ? `${shown.slice(0, longestLine)}…` : shown;
}

function saysSomething(line: string): boolean {
  return (
    /[\p{L}\p{N}]{2}/u.test(line) &&
    !/^\s*(?:import|from|package|use|using|#include)\b/u.test(line) &&
    !/^\W*@\w/u.test(line)
  );
}

/** `* text` of a comment and `# text` of a heading are `text`; a mark alone stays. */
function withoutCommentMark(line: string): string {
  return line.replace(/^(?:\/\*+!?|\*+|\/{2,}!?|#+|--+|;+)\s+(?=\S)/u, '').replace(/\s+\*+\/$/u, '');
}

interface Subword {
  /** From 0, in UTF-16 units. */
  readonly at: number;
  /** In lower case. */
  readonly text: string;
}

/** Words of a text with identifiers taken apart: `retryUpload_v2` has `retry`, `upload`, `v`, `2`. */
function subwords(text: string): readonly Subword[] {
  return [...text.matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{Mn}]+|\p{N}+/gu)].map((found) => ({
    at: found.index,
    text: found[0].toLowerCase(),
  }));
}

/** Whether a part of a text is a word or begins with its stem; short words have no other form. */
function isFormOf(part: string, word: string): boolean {
  return part === word || (word.length > 3 && part.startsWith(stemOf(word)));
}

/** Ranges `[from, to)` of a text that hold the query's words, in order and apart. */
export function highlights(text: string, words: readonly string[]): [number, number][] {
  const found = subwords(text)
    .filter((part) => words.some((word) => isFormOf(part.text, word)))
    .map(({ at, text: part }): [number, number] => [at, at + part.length]);
  // Lower case of another length (`İ`) would shift a range's end.
  return merge(found.filter(([, to]) => to <= text.length));
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
