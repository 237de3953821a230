import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTokenizer } from './tokenize/tokenizer.ts';
import type { Assets } from './types.ts';
import { createChunker, type Chunker, type ChunkerOptions } from './chunk/chunker.ts';

/** A chunker that counts the students' tokens. Throws what reading the vocabulary throws. */
export function openChunker(
  { models, grammars }: Pick<Assets, 'models' | 'grammars'>,
  limits: Omit<ChunkerOptions, 'grammars' | 'countTokens'> = {},
): Promise<Chunker> {
  const tokenizer = createTokenizer(readFileSync(join(models, 'vocab.txt'), 'utf8'));
  return createChunker({ grammars, countTokens: (line) => tokenizer.countTokens(line), ...limits });
}
