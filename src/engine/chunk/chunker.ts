import { setImmediate } from 'node:timers/promises';
import { splitLines } from '../discover/lines.ts';
import type { Chunk, ContentKind } from '../types.ts';
import { codeSpans } from './code.ts';
import { GRAMMARS } from './grammars.ts';
import { joinSmall } from './join.ts';
import { outlineOf } from './outlines.ts';
import { type Pause, type SyntaxParser, createSyntaxParser } from './parse.ts';
import { sectionSpans } from './prose.ts';
import { type Lines, type Span, tokensIn, trimmed } from './spans.ts';
import { type CutCost, indentationCost, proseCost, splitSpan } from './split.ts';

export interface ChunkerOptions {
  /** Absolute folder of `tree-sitter-<name>.wasm`. */
  readonly grammars: string;
  /** Tokens a chunk holds at the most, unless one line alone has more. The encoder reads 192, path and trail included. */
  readonly budgetTokens?: number;
  /** Tokens of one line of text; called once a line. */
  readonly countTokens: (line: string) => number;
  /** Milliseconds of parsing after which a file is cut into windows instead. Default 2,000. */
  readonly parseLimitMs?: number;
}

export interface ChunkInput {
  readonly path: string;
  readonly language: string | null;
  readonly kind: ContentKind;
}

export interface Chunker {
  /**
   * Chunks of one file: in order, disjoint, every line that is not blank in one of them, none for text without such
   * lines. Never rejects for bad text. Gives way to other work every few milliseconds; calls may overlap.
   */
  chunk(file: ChunkInput, text: string): Promise<readonly Chunk[]>;
}

const DEFAULT_BUDGET_TOKENS = 160;
const DEFAULT_PARSE_LIMIT_MS = 2000;

/** Milliseconds of work between two pauses. */
const SLICE_MS = 12;

/** Files of data, however long, come in no more chunks than this: they would drown the rest. */
const MAX_DATA_CHUNKS = 50;
const DATA_LANGUAGES = new Set([
  'json',
  'jsonc',
  'jsonl',
  'yaml',
  'toml',
  'xml',
  'csv',
  'tsv',
  'ini',
  'properties',
  'diff',
  'sql',
]);

interface Context {
  readonly parser: SyntaxParser;
  readonly budget: number;
  readonly countTokens: (line: string) => number;
}

export async function createChunker(options: ChunkerOptions): Promise<Chunker> {
  const limits = { sliceMs: SLICE_MS, totalMs: options.parseLimitMs ?? DEFAULT_PARSE_LIMIT_MS };
  const context: Context = {
    parser: await createSyntaxParser(options.grammars, limits),
    budget: options.budgetTokens ?? DEFAULT_BUDGET_TOKENS,
    countTokens: options.countTokens,
  };
  return { chunk: (file, text) => chunkFile(context, file, text) };
}

async function chunkFile(context: Context, file: ChunkInput, text: string): Promise<readonly Chunk[]> {
  const pause = pauseEvery(SLICE_MS);
  const lines = await weigh(splitLines(text), context.countTokens, pause);
  const spans =
    file.kind === 'docs' ? documentSpans(context, file, lines) : await sourceSpans(context, file, lines);
  return spans.map((span) => toChunk(file, lines, span));
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
    if (line.trim() !== '') sum += countTokens(line);
    before[row + 1] = sum;
  }
  return { text, before };
}

function documentSpans({ budget }: Context, file: ChunkInput, lines: Lines): Span[] {
  const outline = outlineOf(file.language, lines.text);
  const sections = sectionSpans(outline, lines, budget);
  const cost = proseCost(lines, (row) => outline.fenced.has(row));
  return present(lines, splitLarge(lines, sections, budget, cost));
}

async function sourceSpans(context: Context, file: ChunkInput, lines: Lines): Promise<Span[]> {
  const { budget, parser } = context;
  const cost = indentationCost(lines);
  const grammar = GRAMMARS.get(file.language ?? '');
  const tree =
    grammar === undefined || lines.text.length === 0
      ? null
      : await parser.parse(grammar, lines.text.join('\n'), pauseEvery(0));
  if (grammar === undefined || tree === null) return windows(file, lines, budget, cost);
  try {
    const spans = codeSpans(tree.rootNode, grammar, lines, budget);
    return joinSmall(lines, splitLarge(lines, spans, budget, cost), budget);
  } finally {
    tree.delete();
  }
}

function windows(file: ChunkInput, lines: Lines, budget: number, cost: CutCost): Span[] {
  const whole: Span = { start: 0, end: lines.text.length - 1, symbol: null, trail: [] };
  const isData = DATA_LANGUAGES.has(file.language ?? '');
  const total = tokensIn(lines, whole.start, whole.end);
  const size = isData ? Math.max(budget, total / (MAX_DATA_CHUNKS / 2)) : budget;
  return present(lines, splitLarge(lines, [whole], size, cost));
}

function splitLarge(lines: Lines, spans: readonly Span[], budget: number, cost: CutCost): Span[] {
  return spans.flatMap((span) => splitSpan(lines, span, budget, cost));
}

function present(lines: Lines, spans: readonly Span[]): Span[] {
  return spans.map((span) => trimmed(lines, span)).filter((span) => span !== null);
}

function toChunk(file: ChunkInput, lines: Lines, span: Span): Chunk {
  return {
    startLine: span.start + 1,
    endLine: span.end + 1,
    kind: file.kind,
    language: file.language,
    symbol: span.symbol,
    trail: span.trail,
    text: lines.text.slice(span.start, span.end + 1).join('\n'),
  };
}
