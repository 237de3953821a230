/** Chunks of tiny inputs, with the real grammars. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { type Chunker, createChunker } from '../../../src/engine/chunk/chunker.ts';
import { languageOf } from '../../../src/engine/discover/languages.ts';
import { splitLines } from '../../../src/engine/discover/lines.ts';
import type { Chunk } from '../../../src/engine/types.ts';

export const GRAMMARS = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** Words and signs: near enough to a vocabulary's tokens, and easy to count by eye. */
export function countTokens(line: string): number {
  return line.match(/\w+|[^\s\w]/g)?.length ?? 0;
}

const chunkers = new Map<number, Promise<Chunker>>();

export function chunkerOf(budgetTokens: number): Promise<Chunker> {
  const known =
    chunkers.get(budgetTokens) ?? createChunker({ grammars: GRAMMARS, budgetTokens, countTokens });
  chunkers.set(budgetTokens, known);
  return known;
}

export async function chunksOf(path: string, text: string, budgetTokens = 160): Promise<readonly Chunk[]> {
  const chunker = await chunkerOf(budgetTokens);
  const chunks = await chunker.chunk({ path, ...languageOf(path) }, text);
  assertTiling(chunks, text);
  return chunks;
}

/** In order, disjoint, text exactly the lines, no blank line at an end, every other line in one chunk. */
export function assertTiling(chunks: readonly Chunk[], text: string): void {
  const lines = splitLines(text);
  let next = 1;
  const blank = (from: number, to: number): boolean =>
    lines.slice(from - 1, to).every((line) => line.trim() === '');
  for (const chunk of chunks) {
    assert.ok(chunk.startLine >= next, 'in order and disjoint');
    assert.ok(blank(next, chunk.startLine - 1), 'only blank lines between chunks');
    assert.ok(chunk.endLine >= chunk.startLine && chunk.endLine <= lines.length, 'within the file');
    assert.equal(chunk.text, lines.slice(chunk.startLine - 1, chunk.endLine).join('\n'));
    assert.ok(
      !blank(chunk.startLine, chunk.startLine) && !blank(chunk.endLine, chunk.endLine),
      'no blank ends',
    );
    next = chunk.endLine + 1;
  }
  assert.ok(blank(next, lines.length), 'only blank lines after the last chunk');
}

/** `12-14 Outer › Inner › name`, `12 -` for nameless lines. */
export function outline(chunks: readonly Chunk[]): string[] {
  return chunks.map(({ startLine, endLine, trail, symbol }) => {
    const place = startLine === endLine ? String(startLine) : `${startLine}-${endLine}`;
    return `${place} ${[...trail, symbol ?? '-'].join(' › ')}`;
  });
}

/** A budget that opens every container of the tiny inputs and keeps most members whole. */
const BUDGET = 40;

/** Compares the outline of a file that holds `lines`; and once more after a broken file of the same language. */
export async function checkOutline(
  path: string,
  lines: readonly string[],
  expected: readonly string[],
  budget = BUDGET,
): Promise<void> {
  const text = `${lines.join('\n')}\n`;
  assert.deepEqual(outline(await chunksOf(path, text, budget)), expected);
  // Some grammars keep state from one file to the next.
  await chunksOf(path, text.slice(0, Math.floor(text.length * 0.6)), budget);
  assert.deepEqual(outline(await chunksOf(path, text, budget)), expected, 'the same after a broken file');
}
