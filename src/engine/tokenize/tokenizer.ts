import { Scanner } from './scan.ts';
import { parseVocabulary } from './wordPiece.ts';

export interface Tokenizer {
  /** How many tokens the vocabulary has; ids are below it. */
  readonly vocabularySize: number;
  /** The id that stands for [SEP]. */
  readonly separator: number;
  /** [CLS] … [SEP], `limit` ids at the most with both of them. What the Transformer reads. */
  encode(text: string, limit: number): Int32Array;
  /** How many tokens the text has, without [CLS] and [SEP]. */
  countTokens(text: string): number;
  /** Ids without [CLS] and [SEP], `limit` at the most. What the static student reads. */
  wordPieces(text: string, limit?: number): Int32Array;
}

/**
 * BERT's uncased WordPiece over prepared text (see prepare.ts); the text comes as it is in the file.
 * `vocabulary`: one token a line, its id the line from 0. Throws EngineError `modelIncompatible`.
 */
export function createTokenizer(vocabulary: string): Tokenizer {
  const parsed = parseVocabulary(vocabulary);
  const scanner = new Scanner(parsed);
  return {
    vocabularySize: parsed.size,
    separator: parsed.sep,
    encode: (text, limit) => {
      const count = scanner.scan(text, Math.max(0, limit - 2));
      const ids = new Int32Array(count + 2);
      ids[0] = parsed.cls;
      ids.set(scanner.ids.subarray(0, count), 1);
      ids[count + 1] = parsed.sep;
      return ids;
    },
    countTokens: (text) => scanner.scan(text, Infinity),
    wordPieces: (text, limit = Infinity) => {
      const count = scanner.scan(text, limit);
      return scanner.ids.slice(0, count);
    },
  };
}
