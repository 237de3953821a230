/** How the tokens of a chunk are kept: which there are, not how often nor in which order. Pure. */
import { ByteReader, ByteWriter } from './words/postings.ts';

/** In ascending order, each once. */
export function distinctTokens(tokens: Int32Array): Int32Array {
  return tokens
    .slice()
    .sort()
    .filter((token, at, all) => token !== all[at - 1]);
}

/** Those of a text, in its order. Some 60 different ones take about 80 bytes: what each id is above the last one. */
export function packTokens(tokens: Int32Array): Uint8Array {
  const into = new ByteWriter();
  let last = -1;
  for (const token of distinctTokens(tokens)) {
    into.number(token - last - 1);
    last = token;
  }
  return into.bytes();
}

/** Ids in ascending order, each once. */
export function unpackTokens(bytes: Uint8Array): Int32Array {
  const tokens = new Int32Array(bytes.length);
  const reader = new ByteReader(bytes);
  let count = 0;
  let last = -1;
  while (reader.at < bytes.length) {
    last += reader.number() + 1;
    tokens[count++] = last;
  }
  return tokens.subarray(0, count);
}
