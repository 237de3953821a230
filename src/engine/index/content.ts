import { hash } from 'node:crypto';
import { embeddedText, wordedText } from '../chunk/embeddedText.ts';
import type { Chunk, StaticEncoder } from '../types.ts';
import type { PreparedChunk } from './store.ts';
import { countWords } from './terms.ts';
import { packTokens } from './tokens.ts';

/** 12 bytes that address the vector of a text: of three million texts two have the same with odds of 1 to 2⁵⁴. */
export function contentHash(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, 12);
}

/** 4 bytes that tell whether lines are still the same: others are taken for them with odds of 1 to 2³². */
export function linesHash(text: string): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, 4);
}

/** `pieces`: the tokens in their order, for the vector. */
export function prepareChunk(
  path: string,
  chunk: Chunk,
  tokenize: StaticEncoder['tokenize'],
): PreparedChunk & { readonly pieces: Int32Array } {
  const embedded = embeddedText(path, chunk);
  const names = [...chunk.trail, chunk.symbol ?? ''].join(' ');
  const words = countWords(path, names, wordedText(path, chunk));
  const pieces = tokenize(embedded);
  const hashes = { content: contentHash(embedded), lines: linesHash(chunk.text) };
  return { chunk, ...hashes, words, tokens: packTokens(pieces), pieces };
}

export function contentKey(content: Uint8Array): string {
  return Buffer.from(content).toString('hex');
}
