/** Texts that are made to cost a parser more time, memory or stack than they are worth, for every language that is parsed. */
import type { Chunker, ChunkerOptions } from '../../src/engine/chunk/chunker.ts';
import { openChunker } from '../../src/engine/openChunker.ts';
import { GRAMMARS } from '../../src/engine/chunk/grammars.ts';
import { MARKUP_LANGUAGES } from '../../src/engine/chunk/markup.ts';
import { PATTERNS } from '../../src/engine/chunk/patterns.ts';
import type { Chunk } from '../../src/engine/types.ts';
import { assets } from '../engine/index/support.ts';
import { processorTime } from './processorTime.ts';

const lineLength = 60;

/** Lines of equal length, so that no file is left out as minified before it gets to a parser. */
function inLines(text: string): string {
  const lines: string[] = [];
  for (let from = 0; from < text.length; from += lineLength) lines.push(text.slice(from, from + lineLength));
  return `${lines.join('\n')}\n`;
}

const repeated =
  (piece: string) =>
  (characters: number): string =>
    inLines(piece.repeat(Math.ceil(characters / piece.length)));

function nested(open: string, close: string): (characters: number) => string {
  return (characters) => {
    const depth = Math.ceil(characters / (open.length + close.length));
    return inLines(open.repeat(depth) + close.repeat(depth));
  };
}

/** By name; each makes a text of about so many characters. */
export const bombs: Readonly<Record<string, (characters: number) => string>> = {
  'open brackets': repeated('(['),
  'open braces': repeated('{'),
  'nested brackets': nested('([', '])'),
  'nested types': nested('A<', '>'),
  comparisons: repeated('a<b<c<'),
  arrows: repeated('a=>'),
  choices: repeated('a?b:'),
  'open conditions': (characters) => 'if (a) {\n'.repeat(Math.ceil(characters / 9)),
  quotes: repeated('"\''),
  templates: repeated('`${'),
  comments: repeated('/*'),
  sums: repeated('a+'),
  signs: repeated('!-~'),
  marks: repeated('**_#'),
  tags: repeated('<a><b>'),
  steps: (characters) =>
    Array.from({ length: Math.ceil(characters / 150) }, (_, at) => `${' '.repeat(Math.min(at, 300))}x:`).join(
      '\n',
    ),
  heredocs: (characters) =>
    Array.from({ length: Math.ceil(characters / 12) }, (_, at) => `cat <<E${at}`).join('\n'),
};

/** Every language that is cut by more than the look of its indentation. */
export const bombedLanguages: readonly string[] = [
  ...new Set([...GRAMMARS.keys(), ...MARKUP_LANGUAGES, ...PATTERNS.keys(), 'jupyter']),
].sort();

export function chunkerWithin(
  limits: Pick<ChunkerOptions, 'parseLimitMs' | 'parseLimitBytes'>,
): Promise<Chunker> {
  return openChunker(assets, limits);
}

/** What is wrong with the chunks of a text; null where every line that is not blank is in exactly one, in order. */
export function coverageFault(text: string, chunks: readonly Chunk[]): string | null {
  const lines = text.split('\n');
  let next = 1;
  for (const { startLine, endLine, text: held } of chunks) {
    if (startLine < next || endLine < startLine)
      return `lines ${startLine}–${endLine} overlap or are out of order`;
    const lost = lines.slice(next - 1, startLine - 1).findIndex((line) => line.trim() !== '');
    if (lost !== -1) return `line ${next + lost} is in no chunk`;
    if (held !== lines.slice(startLine - 1, endLine).join('\n'))
      return `lines ${startLine}–${endLine} are not the file's`;
    next = endLine + 1;
  }
  return lines.slice(next - 1).some((line) => line.trim() !== '')
    ? `the lines from ${next} on are in no chunk`
    : null;
}

export interface Blast {
  readonly language: string;
  readonly bomb: string;
  /** Milliseconds of the processor's time that the thread had. */
  readonly ms: number;
  /** Null where all is well. */
  readonly fault: string | null;
}

/** Cuts one bomb as a file of a language. Never rejects. */
export async function explode(
  chunker: Chunker,
  language: string,
  bomb: string,
  characters: number,
): Promise<Blast> {
  const text = bombs[bomb]?.(characters) ?? '';
  const started = processorTime();
  let fault: string | null;
  try {
    const chunks = await chunker.chunk({ path: `bomb.${language}`, language, kind: 'code' }, text);
    fault = coverageFault(text, chunks);
  } catch (error) {
    fault = `it threw ${String(error)}`;
  }
  return { language, bomb, ms: processorTime() - started, fault };
}

/** Whether a sound file is still cut by its syntax tree, which only a parser in good health can do. */
export async function isWell(chunker: Chunker): Promise<boolean> {
  const text = `class Kettle {\n${'  boil() {\n    return this.water + this.heat;\n  }\n'.repeat(30)}}\n`;
  const chunks = await chunker.chunk({ path: 'kettle.ts', language: 'typescript', kind: 'code' }, text);
  return chunks.every(({ symbol, trail }) => symbol === 'Kettle' || trail.includes('Kettle'));
}
