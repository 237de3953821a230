/** Lines of a file with what each weighs, and the spans of lines that become chunks. Rows are lines from 0. */
import type { ContentKind } from '../types.ts';

export interface Lines {
  readonly text: readonly string[];
  /** `before[row]` is the number of tokens in all lines above `row`; one element longer than `text`. */
  readonly before: Float64Array;
}

/** Whole lines that belong together. */
export interface Span {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  readonly symbol: string | null;
  readonly trail: readonly string[];
  /** Row of the line that declares `symbol`, below its comments; of a part, it is outside. Absent: not told. */
  readonly head?: number | undefined;
  /** See `Chunk`. */
  readonly alsoDeclares?: readonly string[];
  /** Where it differs from the file's: cells of notebooks. */
  readonly content?: { readonly kind: ContentKind; readonly language: string | null };
}

/** The span, telling that it declares these as well. */
export function declaring(span: Span, names: readonly string[]): Span {
  const others = new Set([...(span.alsoDeclares ?? []), ...names]);
  if (span.symbol !== null) others.delete(span.symbol);
  return others.size === 0 ? span : { ...span, alsoDeclares: [...others] };
}

/** Whether the line that declares it is elsewhere. */
export function isPart({ start, end, head }: Span): boolean {
  return head !== undefined && (head < start || head > end);
}

/** All that a span, or a chunk, declares. */
export function namesOf({
  symbol,
  alsoDeclares = [],
}: Pick<Span, 'symbol' | 'alsoDeclares'>): readonly string[] {
  return symbol === null ? alsoDeclares : [symbol, ...alsoDeclares];
}

/** Some lines as if they were a file; rows count from the first of them. */
export function slice(lines: Lines, start: number, end: number): Lines {
  return { text: lines.text.slice(start, end + 1), before: lines.before.subarray(start, end + 2) };
}

/** Spans of a slice as spans of the file. */
export function shifted(spans: readonly Span[], rows: number, trail: readonly string[] = []): Span[] {
  return spans.map((span) => ({
    ...span,
    start: span.start + rows,
    end: span.end + rows,
    head: span.head === undefined ? undefined : span.head + rows,
    trail: [...trail, ...span.trail],
  }));
}

export function tokensIn(lines: Lines, start: number, end: number): number {
  return (lines.before[end + 1] ?? 0) - (lines.before[start] ?? 0);
}

export function isBlank(lines: Lines, row: number): boolean {
  return (lines.text[row] ?? '').trim() === '';
}

/** The span without blank lines at both ends; null where nothing is left. */
export function trimmed(lines: Lines, span: Span): Span | null {
  let { start, end } = span;
  while (start <= end && isBlank(lines, start)) start++;
  while (end > start && isBlank(lines, end)) end--;
  if (start > end) return null;
  return start === span.start && end === span.end ? span : { ...span, start, end };
}

/** Puts spans (in order) over all rows from `start` to `end`: what lies between them belongs to `trail`, nameless. */
export function fillGaps(
  spans: readonly Span[],
  start: number,
  end: number,
  trail: readonly string[],
): Span[] {
  const filled: Span[] = [];
  let next = start;
  for (const span of spans) {
    if (span.start > next) filled.push({ start: next, end: span.start - 1, symbol: null, trail });
    filled.push(span);
    next = span.end + 1;
  }
  if (next <= end) filled.push({ start: next, end, symbol: null, trail });
  return filled;
}
