/**
 * What lines look like where no tree tells: where a block begins, what stands above it and what comes after its inside. Rows
 * are lines from 0.
 */
import { type Lines, isBlank } from './spans.ts';
import { indentation } from './split.ts';

/** Ends of blocks, and what goes on with them. */
export const CLOSER =
  /^\s*(?:[)}\]>;,{]|<\/|(?:end|fi|done|esac|else|elif|elsif|elseif|except|catch|finally|rescue|ensure|then|where|while|do)\b|\w+:\s*$|#\s*(?:if|ifdef|ifndef|else|elif|endif)\b)/;
export const COMMENT = /^\s*(?:\/\/|\/\*|\*|#|--|@|\[<?\w|"""|''')/;

export interface Block {
  readonly head: number;
  /** With the comments above it. */
  readonly start: number;
}

/** Of one column: from heads of these rows on the next block is the same. */
interface Known {
  readonly from: number;
  readonly until: number;
  /** Null where there is none. */
  readonly row: number | null;
}

/** By the column of the head. Thousands of declarations of one line each would look for the same block to the end. */
const knownBlocks = new WeakMap<Lines, Map<number, Known>>();

/** What begins after the inside of what begins at `head`, no further to the right; null where nothing does. */
export function nextBlock(lines: Lines, head: number): Block | null {
  const column = indentation(lines.text[head] ?? '');
  const columns = knownBlocks.get(lines) ?? new Map<number, Known>();
  knownBlocks.set(lines, columns);
  let known = columns.get(column);
  if (known === undefined || head < known.from || head >= known.until) {
    known = lookForBlock(lines, head, column);
    columns.set(column, known);
  }
  return known.row === null ? null : { head: known.row, start: leadOf(lines, known.row, head) };
}

/** What begins directly below a line that somebody is still writing, such as `load(`; null where there is more of it, or it is closed. */
export function besideUnfinished(lines: Lines, head: number): Block | null {
  const line = lines.text[head] ?? '';
  if (!/[([{][^)\]}]*$/.test(line)) return null;
  const row = firstRow(lines, head + 1);
  const below = lines.text[row] ?? '';
  const isBeside = indentation(below) <= indentation(line) && !CLOSER.test(below) && hasInside(lines, row);
  return isBeside ? { head: row, start: leadOf(lines, row, head) } : null;
}

function lookForBlock(lines: Lines, head: number, column: number): Known {
  /** The first row of the inside. */
  let until: number | null = null;
  for (let row = head + 1; row < lines.text.length; row++) {
    if (isBlank(lines, row)) continue;
    const line = lines.text[row] ?? '';
    if (indentation(line) > column) until ??= row;
    else if (until !== null && !CLOSER.test(line) && !COMMENT.test(line)) return { from: head, until, row };
  }
  return { from: head, until: until ?? lines.text.length, row: null };
}

/** The first of the comments that stand directly above the row, below `head`. */
export function leadOf(lines: Lines, row: number, head: number): number {
  let start = row;
  while (start - 1 > head && COMMENT.test(lines.text[start - 1] ?? '')) start--;
  return start;
}

/** Whether what begins at the row has lines of its own below. */
export function hasInside(lines: Lines, head: number): boolean {
  const line = lines.text[firstRow(lines, head + 1)] ?? '';
  return /^\s*\{/.test(line) || indentation(line) > indentation(lines.text[head] ?? '');
}

/** The first row from here on that is not blank. */
export function firstRow(lines: Lines, from: number): number {
  let row = from;
  while (row < lines.text.length && isBlank(lines, row)) row++;
  return row;
}

/** `int area(…) {`, `def area(…)`: what stands in front of the first bracket, where that is no word of the language. */
export function nameIn(line: string): string | null {
  const bare = line.replace(ANNOTATIONS, '');
  const name = (WITH_PARENTHESIS.exec(bare) ?? WITH_BRACKET.exec(bare))?.[1] ?? null;
  return name === null || KEYWORDS.has(name) ? null : name;
}

const ANNOTATIONS = /^\s*(?:@[\w.:]+(?:\([^()]*\))?\s+)+/;
const NAME = String.raw`((?<![\p{L}\p{N}_$])[\p{L}_$][\p{L}\p{N}_$]*|\x60[^\x60]{1,200}\x60)`;
const WITH_PARENTHESIS = new RegExp(String.raw`${NAME}\s*(?:<[^()]{0,200}>\s*)?\(`, 'u');
const WITH_BRACKET = new RegExp(String.raw`${NAME}\s*<`, 'u');

const KEYWORDS = new Set(
  'if for while switch catch match when unless until return with function fn def new'.split(' '),
);
