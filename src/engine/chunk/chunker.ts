import { setImmediate } from 'node:timers/promises';
import { withoutData } from '../discover/data.ts';
import { languageOf } from '../discover/languages.ts';
import { splitLines } from '../discover/lines.ts';
import type { Chunk, ContentKind } from '../types.ts';
import { outlineOf } from './outlines.ts';
import { type Pause, createSyntaxParser } from './parse.ts';
import { sectionSpans } from './prose.ts';
import { reexportsOf } from './reexports.ts';
import { type Cutting, present, sourceSpans, windowSpans } from './source.ts';
import { type Lines, type Span, isPart, namesOf } from './spans.ts';
import { proseCost, splitSpan } from './split.ts';

export interface ChunkerOptions {
  /** Absolute folder of the npm packages that hold the grammars. */
  readonly grammars: string;
  /** Tokens a chunk holds at the most, of code and of documents, unless one line alone has more. Default 216 and 128. */
  readonly budgetTokens?: number;
  /** Tokens of one line of text; called once a line, without the data in it. */
  readonly countTokens: (line: string) => number;
  /** Milliseconds of parsing after which a file is cut by the look of its lines instead. Default 2,000. */
  readonly parseLimitMs?: number;
  /** Bytes of the parser's memory, likewise. Default 128 MiB. */
  readonly parseLimitBytes?: number;
}

export interface ChunkInput {
  readonly path: string;
  readonly language: string | null;
  readonly kind: ContentKind;
}

export interface Chunker {
  /**
   * Chunks of one file: in order, disjoint, every line that is not blank in one of them, none for text without such
   * lines. Of a notebook only the lines of its cells' sources are in chunks. Never rejects for bad text. Gives way to other work every few milliseconds; calls may overlap.
   */
  chunk(file: ChunkInput, text: string): Promise<readonly Chunk[]>;
}

/** The Transformer reads 256, path and trail included. */
const DEFAULT_BUDGET_TOKENS = 216;
/**
 * A declaration is one thing, a section often several, which one vector tells the worse the more they are: with 216 tokens
 * `documents` has 0.540 with the Transformer, its vectors alone 0.489; with 128 0.551 and 0.500, with 96 0.541 and 0.509.
 * What is shown of a document grows to a passage in any case.
 */
const DEFAULT_DOCUMENT_TOKENS = 128;
const DEFAULT_PARSE_LIMIT_MS = 2000;
/** 1 MiB of JavaScript takes less than half; a file made to burst a parser takes gigabytes within a second. */
const DEFAULT_PARSE_LIMIT_BYTES = 128 * 1024 * 1024;

/** Milliseconds of work between two pauses. */
const SLICE_MS = 12;

interface Context extends Omit<Cutting, 'budget'> {
  readonly budgets: Readonly<Record<ContentKind, number>>;
  readonly countTokens: (line: string) => number;
}

export async function createChunker(options: ChunkerOptions): Promise<Chunker> {
  const limits = {
    totalMs: options.parseLimitMs ?? DEFAULT_PARSE_LIMIT_MS,
    bytes: options.parseLimitBytes ?? DEFAULT_PARSE_LIMIT_BYTES,
  };
  const context: Context = {
    parser: await createSyntaxParser(options.grammars, limits),
    budgets: {
      code: options.budgetTokens ?? DEFAULT_BUDGET_TOKENS,
      docs: options.budgetTokens ?? DEFAULT_DOCUMENT_TOKENS,
    },
    countTokens: options.countTokens,
    weigh: (text, pause) => weigh(text, options.countTokens, pause),
  };
  return { chunk: (file, text) => chunkFile(context, file, text) };
}

async function chunkFile(context: Context, file: ChunkInput, text: string): Promise<readonly Chunk[]> {
  const pause = pauseEvery(SLICE_MS);
  const split = splitLines(text);
  // Scripts without an extension tell their language in their first line.
  const language = file.language ?? languageOf(file.path, split[0]).language;
  const known = { ...file, language };
  const lines = await weigh(split, context.countTokens, pause);
  const spans = await spansOf(context, known, lines);
  const reexports = known.kind === 'code' ? reexportsOf(language, split) : none;
  // `export { name }` at the end of a module passes on nothing that is not declared above.
  const declared = new Set(reexports.size === 0 ? [] : spans.flatMap(namesOf));
  return spans.map((span) => ({
    ...toChunk(known, lines, span),
    ...passedOn(span, reexports, declared),
  }));
}

async function spansOf(context: Context, file: ChunkInput, lines: Lines): Promise<readonly Span[]> {
  const budget = context.budgets[file.kind];
  try {
    return file.kind === 'docs'
      ? documentSpans(budget, file, lines)
      : await sourceSpans({ ...context, budget }, file.language, lines, pauseEvery(0));
  } catch {
    // Text may nest deeper than any stack is high.
    return windowSpans(lines, budget);
  }
}

/** Gives way at once where `ms` have gone by since it last did. */
function pauseEvery(ms: number): Pause {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < ms) return;
    await setImmediate();
    last = performance.now();
  };
}

/** Lines between two looks at the clock. */
const WEIGHED_AT_ONCE = 256;

async function weigh(
  text: readonly string[],
  countTokens: (line: string) => number,
  pause: Pause,
): Promise<Lines> {
  const before = new Float64Array(text.length + 1);
  let sum = 0;
  for (const [row, line] of text.entries()) {
    if (row % WEIGHED_AT_ONCE === 0) await pause();
    if (line.trim() !== '') sum += countTokens(withoutData(line));
    before[row + 1] = sum;
  }
  return { text, before };
}

function documentSpans(budget: number, file: ChunkInput, lines: Lines): Span[] {
  const outline = outlineOf(file.language, lines.text);
  const sections = sectionSpans(outline, lines, budget);
  const cost = proseCost(lines, (row) => outline.fenced.has(row));
  return present(
    lines,
    sections.flatMap((section) => splitSpan(lines, section, budget, cost)),
  );
}

const none: ReadonlyMap<number, readonly string[]> = new Map();

/** What of these, by their rows, the span has and the file does not declare. */
function passedOn(
  { start, end }: Span,
  reexports: ReadonlyMap<number, readonly string[]>,
  declared: ReadonlySet<string>,
): Pick<Chunk, 'reexports'> {
  if (reexports.size === 0) return {};
  const names = new Set<string>();
  for (let row = start; row <= end; row++) {
    for (const name of reexports.get(row) ?? []) if (!declared.has(name)) names.add(name);
  }
  return names.size === 0 ? {} : { reexports: [...names] };
}

function toChunk(file: ChunkInput, lines: Lines, span: Span): Chunk {
  return {
    startLine: span.start + 1,
    endLine: span.end + 1,
    kind: file.kind,
    language: file.language,
    ...span.content,
    symbol: span.symbol,
    trail: span.trail,
    ...(span.alsoDeclares === undefined ? {} : { alsoDeclares: span.alsoDeclares }),
    ...(isPart(span) ? { isPart: true } : {}),
    text: lines.text.slice(span.start, span.end + 1).join('\n'),
  };
}
