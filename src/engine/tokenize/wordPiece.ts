import { EngineError } from '../errors.ts';

/** Words with more code points than this are unknown, as BERT has it. */
export const maxWordLength = 100;

export interface Vocabulary {
  /** Token → id. */
  readonly ids: ReadonlyMap<string, number>;
  readonly size: number;
  readonly cls: number;
  readonly sep: number;
  readonly unknown: number;
  /** UTF-16 units of the longest token. */
  readonly longest: number;
}

/** `text`: one token a line, its id the line from 0. Throws EngineError `modelIncompatible` without BERT's special tokens. */
export function parseVocabulary(text: string): Vocabulary {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  const ids = new Map(lines.map((token, id) => [token, id]));
  const required = (token: string): number => {
    const id = ids.get(token);
    if (id !== undefined) return id;
    const message = `The model's vocabulary has no ${token} token: reinstall Homing.`;
    throw new EngineError('modelIncompatible', message);
  };
  return {
    ids,
    size: lines.length,
    cls: required('[CLS]'),
    sep: required('[SEP]'),
    unknown: required('[UNK]'),
    longest: lines.reduce((length, token) => Math.max(length, token.length), 0),
  };
}

/** Ids of one word by greedy longest match; the unknown id alone when a part has no token. */
export function wordPieces(word: string, vocabulary: Vocabulary): readonly number[] {
  const { ids, unknown, longest } = vocabulary;
  if (word.length > maxWordLength && Array.from(word).length > maxWordLength) return [unknown];
  const pieces: number[] = [];
  let start = 0;
  while (start < word.length) {
    let id: number | undefined;
    let end = Math.min(word.length, start + longest);
    for (; end > start; end--) {
      const part = word.slice(start, end);
      id = ids.get(start === 0 ? part : `##${part}`);
      if (id !== undefined) break;
    }
    if (id === undefined) return [unknown];
    pieces.push(id);
    start = end;
  }
  return pieces;
}
