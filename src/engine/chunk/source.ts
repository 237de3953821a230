/** Cuts everything that is not a document: code, markup with code inside, notebooks, configuration and data. */
import { GRAMMARS } from './grammars.ts';
import { joinSmall } from './join.ts';
import { MARKUP_LANGUAGES, embeddedParts } from './markup.ts';
import { type Cell, readNotebook } from './notebook.ts';
import { outlineOf } from './outlines.ts';
import type { Pause, SyntaxParser } from './parse.ts';
import { parsedSpans } from './parsedSpans.ts';
import { patternSpans } from './patternSpans.ts';
import { PATTERNS } from './patterns.ts';
import type { Heading } from './prose.ts';
import { type Lines, type Span, declaring, shifted, slice, tokensIn, trimmed } from './spans.ts';
import { indentationCost, proseCost, splitSpan } from './split.ts';

export interface Cutting {
  readonly parser: SyntaxParser;
  /** Tokens. */
  readonly budget: number;
  readonly weigh: (text: readonly string[], pause: Pause) => Promise<Lines>;
}

/** Files of data, however long, come in no more chunks than this: they would drown the rest. */
const MAX_DATA_CHUNKS = 50;
const DATA_LANGUAGES = new Set('json jsonc jsonl yaml toml xml csv tsv ini properties diff sql'.split(' '));

/** Share of the budget; neighbouring keys and tables below it are joined. */
const SMALL_DATA_SHARE = 0.5;

export async function sourceSpans(
  cutting: Cutting,
  language: string | null,
  lines: Lines,
  pause: Pause,
): Promise<Span[]> {
  if (lines.text.length === 0) return [];
  if (language === 'jupyter') {
    const cells = await notebookSpans(cutting, lines, pause);
    if (cells !== null) return cells;
  }
  const { budget } = cutting;
  const whole: Span = { start: 0, end: lines.text.length - 1, symbol: null, trail: [] };
  const total = tokensIn(lines, whole.start, whole.end);
  const isData = DATA_LANGUAGES.has(language ?? '');
  if (isData && total > (budget * MAX_DATA_CHUNKS) / 2) {
    const size = Math.max(budget, total / (MAX_DATA_CHUNKS / 2));
    return present(lines, splitSpan(lines, whole, size, indentationCost(lines)));
  }
  const spans = await rawSpans(cutting, language, lines, pause);
  if (spans === null) return windowSpans(lines, budget);
  const cost = indentationCost(lines);
  const pieces = spans.flatMap((span) => splitSpan(lines, span, budget, cost));
  return joinSmall(lines, pieces, budget, isData ? SMALL_DATA_SHARE : undefined);
}

/** Where nothing is known of how the lines are made up. */
export function windowSpans(lines: Lines, budget: number): Span[] {
  const whole: Span = { start: 0, end: lines.text.length - 1, symbol: null, trail: [] };
  return lines.text.length === 0
    ? []
    : present(lines, splitSpan(lines, whole, budget, indentationCost(lines)));
}

/** Over all lines, not yet split nor joined; null where nothing is known of the language. */
async function rawSpans(
  cutting: Cutting,
  language: string | null,
  lines: Lines,
  pause: Pause,
): Promise<Span[] | null> {
  if (language !== null && MARKUP_LANGUAGES.has(language))
    return markupSpans(cutting, language, lines, pause);
  const grammar = GRAMMARS.get(language ?? '');
  if (grammar !== undefined) {
    const spans = await parsedSpans(cutting, grammar, lines, pause);
    if (spans !== null) return spans;
  }
  const patterns = PATTERNS.get(language ?? '');
  return patterns === undefined ? null : patternSpans(lines, patterns, cutting.budget);
}

async function markupSpans(cutting: Cutting, language: string, lines: Lines, pause: Pause): Promise<Span[]> {
  const spans: Span[] = [];
  const addMarkup = (start: number, end: number): void => {
    const patterns = PATTERNS.get('html');
    if (start > end || patterns === undefined) return;
    spans.push(...shifted(patternSpans(slice(lines, start, end), patterns, cutting.budget), start));
  };
  let next = 0;
  for (const part of embeddedParts(language, lines.text)) {
    addMarkup(next, part.start - 2);
    const inside = slice(lines, part.start, part.end);
    const found = shifted((await rawSpans(cutting, part.language, inside, pause)) ?? [], part.start, [
      part.tag,
    ]);
    const [first, ...others] = found;
    // The tags go with what stands next to them.
    const tag: Span = {
      start: Math.max(next, part.start - 1),
      end: part.start - 1,
      symbol: null,
      trail: [part.tag],
    };
    spans.push(
      ...(first === undefined ? [{ ...tag, end: part.end }] : [{ ...first, start: tag.start }, ...others]),
    );
    const last = spans.at(-1);
    const closing = Math.min(part.end + 1, lines.text.length - 1);
    if (last !== undefined) spans[spans.length - 1] = { ...last, end: closing };
    next = closing + 1;
  }
  addMarkup(next, lines.text.length - 1);
  return spans;
}

/** Null where the file is not laid out as notebooks are. */
async function notebookSpans(cutting: Cutting, lines: Lines, pause: Pause): Promise<Span[] | null> {
  const notebook = readNotebook(lines.text);
  if (notebook === null) return null;
  const spans: Span[] = [];
  const above: Heading[] = [];
  for (const cell of notebook.cells) {
    const source = await cutting.weigh(cell.source, pause);
    const language = cell.kind === 'docs' ? 'markdown' : notebook.language;
    const trail = above.map(({ title }) => title);
    const found =
      cell.kind === 'docs'
        ? textCell(source, cutting.budget, above)
        : await codeCell(cutting, source, language, { trail, pause });
    spans.push(
      ...shifted(found, cell.start).map((span) => ({ ...span, content: { kind: cell.kind, language } })),
    );
  }
  return spans;
}

/** Its first heading names it; its headings enclose what follows. */
function textCell(source: Lines, budget: number, above: Heading[]): Span[] {
  const outline = outlineOf('markdown', source.text);
  const [first] = outline.headings;
  while (first !== undefined && (above.at(-1)?.level ?? 0) >= first.level) above.pop();
  const trail = above.map(({ title }) => title);
  for (const heading of outline.headings) {
    while ((above.at(-1)?.level ?? 0) >= heading.level) above.pop();
    if (heading.title !== '') above.push(heading);
  }
  const cell: Span = { start: 0, end: source.text.length - 1, symbol: first?.title ?? null, trail };
  const cost = proseCost(source, (row) => outline.fenced.has(row));
  return present(source, splitSpan(source, cell, budget, cost));
}

async function codeCell(
  cutting: Cutting,
  source: Lines,
  language: string,
  { trail, pause }: { readonly trail: readonly string[]; readonly pause: Pause },
): Promise<Span[]> {
  const last = source.text.length - 1;
  if (tokensIn(source, 0, last) <= cutting.budget) {
    const names = declaredIn(source.text);
    return present(source, [declaring({ start: 0, end: last, symbol: names[0] ?? null, trail }, names)]);
  }
  return shifted(await sourceSpans(cutting, language, source, pause), 0, trail);
}

function declaredIn(source: Cell['source']): readonly string[] {
  const line = /^(?:async\s+)?(?:def|class|function|fn|func)\s+(\w+)/;
  return source.flatMap((text) => line.exec(text)?.[1] ?? []);
}

export function present(lines: Lines, spans: readonly Span[]): Span[] {
  return spans.map((span) => trimmed(lines, span)).filter((span) => span !== null);
}
