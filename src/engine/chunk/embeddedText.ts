import { cutLines, withoutData } from '../discover/data.ts';
import type { Chunk } from '../types.ts';
import { readableLines } from './notebook.ts';

/** What an encoder sees of a chunk: words of the path, names that enclose it and its own, then its lines. */
export function embeddedText(path: string, chunk: Pick<Chunk, 'symbol' | 'trail' | 'text'>): string {
  const names = chunk.symbol === null ? chunk.trail : [...chunk.trail, chunk.symbol];
  return [pathWords(path), names.join(' › '), withoutData(readableText(path, chunk.text))]
    .filter((part) => part !== '')
    .join('\n');
}

/** A chunk's lines as people read them: a notebook's without the quotes and escapes of JSON. */
export function readableText(path: string, text: string): string {
  return /\.ipynb$/i.test(path) ? readableLines(text) : text;
}

/** Characters of a line of code whose words are kept: beyond, it is a list that no one wrote. A document's paragraph may be one. */
const LONGEST_LINE = 20_000;

/** What is indexed by its words of a chunk's lines. */
export function wordedText(path: string, { kind, text }: Pick<Chunk, 'kind' | 'text'>): string {
  const readable = withoutData(readableText(path, text));
  return kind === 'code' ? cutLines(readable, LONGEST_LINE) : readable;
}

/** `src/http/retry-policy.ts` → `src http retry policy`. A name that begins with a dot keeps what follows it. */
function pathWords(path: string): string {
  return path
    .replace(/(?<=[^/])\.[^./]*$/, '')
    .split(/[/.\-_\s]+/)
    .filter((word) => word !== '')
    .join(' ');
}
