import { join } from 'node:path';
import { EngineError } from '../errors.ts';
import { createTokenizer, type Tokenizer } from '../tokenize/tokenizer.ts';
import type { StaticEncoder, StaticTable } from '../types.ts';
import { loadManifest, readModelFile, type Manifest } from './manifest.ts';
import { createTokenWeigher } from './tokenWeights.ts';
import { normalise } from './vectors.ts';
import { createWordMatchers } from './wordMatcher.ts';

/** Texts a call should hold: about a millisecond of work. */
const staticBatchSize = 32;

interface Table {
  /** [vocabulary, dims], row-major. */
  readonly rows: Int8Array;
  /** One a row; what the token itself counts is in it. */
  readonly scales: Float32Array;
  readonly dims: number;
}

/**
 * Sets `sums` to the sum of weight × row over all ids, eight columns at a time so that the running sums stay in
 * registers. Plain counting loops: `for…of` and array patterns here cost four times the time.
 */
function sumRows({ rows, dims }: Table, ids: Int32Array, weights: Float32Array, sums: Float32Array): void {
  const count = ids.length;
  for (let column = 0; column < dims; column += 8) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    for (let k = 0; k < count; k++) {
      const weight = weights[k] ?? 0;
      const at = (ids[k] ?? 0) * dims + column;
      a += weight * (rows[at] ?? 0);
      b += weight * (rows[at + 1] ?? 0);
      c += weight * (rows[at + 2] ?? 0);
      d += weight * (rows[at + 3] ?? 0);
      e += weight * (rows[at + 4] ?? 0);
      f += weight * (rows[at + 5] ?? 0);
      g += weight * (rows[at + 6] ?? 0);
      h += weight * (rows[at + 7] ?? 0);
    }
    sums[column] = a;
    sums[column + 1] = b;
    sums[column + 2] = c;
    sums[column + 3] = d;
    sums[column + 4] = e;
    sums[column + 5] = f;
    sums[column + 6] = g;
    sums[column + 7] = h;
  }
}

/** Of unit length; `weigh`: what each token counts. */
function vectorOf(
  table: Table,
  ids: Int32Array,
  weigh: (ids: Int32Array) => Float32Array,
  separator: number,
): Float32Array {
  const vector = new Float32Array(table.dims);
  sumRows(table, ids, weigh(ids), vector);
  if (normalise(vector)) return vector;
  // A text without tokens, or whose tokens cancel out, takes the row of [SEP], and failing that the first axis.
  const empty = Int32Array.of(separator);
  sumRows(table, empty, weigh(empty), vector);
  if (!normalise(vector)) vector.fill(0).fill(1, 0, 1);
  return vector;
}

/**
 * The static student: a text's vector is the sum of its tokens' rows, weighed as its manifest says and scaled to
 * length 1. Same text, same bits, whatever its company. Throws EngineError as `readModelFile` does, and `modelIncompatible` when the table does not
 * fit the vocabulary.
 */
async function loadStaticStudent(
  manifest: Manifest,
  tokenizer: Tokenizer,
  shared: StaticTable | null,
): Promise<StaticEncoder> {
  const { vocabularySize, separator } = tokenizer;
  const stored = shared ?? (await readTable(manifest, vocabularySize));
  const table: Table = {
    rows: new Int8Array(stored.rows),
    scales: new Float32Array(stored.scales),
    dims: manifest.dims,
  };
  // More than the Transformer's, because tokens cost next to nothing here and a sum needs no positions.
  const { tokenLimit } = manifest;
  const tokenize = (text: string): Int32Array => tokenizer.wordPieces(text, tokenLimit);
  const weigh = createTokenWeigher(manifest.tokenWeights, table.scales, tokenLimit);
  /** Tokens beyond the limit are not read. */
  const vectorOfTokens = (tokens: Int32Array): Float32Array =>
    vectorOf(table, tokens.subarray(0, tokenLimit), weigh, separator);
  return {
    id: manifest.id,
    space: manifest.space,
    kind: 'student-static',
    dims: manifest.dims,
    device: 'cpu',
    batchSize: staticBatchSize,
    embed: (texts) => Promise.resolve(texts.map((text) => vectorOfTokens(tokenize(text)))),
    tokenize,
    vectorOf: vectorOfTokens,
    matcherOf: createWordMatchers(table, tokenizer),
    table: stored,
  };
}

async function readTable(manifest: Manifest, vocabularySize: number): Promise<StaticTable> {
  const [rows, scales] = await Promise.all([
    readModelFile(manifest, 'table'),
    readModelFile(manifest, 'scales'),
  ]);
  if (rows.length !== vocabularySize * manifest.dims || scales.length !== vocabularySize * 4) {
    const message = `The table of ${manifest.id} does not fit its vocabulary: reinstall Homing.`;
    throw new EngineError('modelIncompatible', message);
  }
  const shared = { rows: new SharedArrayBuffer(rows.length), scales: new SharedArrayBuffer(scales.length) };
  new Uint8Array(shared.rows).set(rows);
  const numbers = new Float32Array(shared.scales);
  for (let id = 0; id < vocabularySize; id++) numbers[id] = scales.readFloatLE(id * 4);
  return shared;
}

export interface StaticStudent {
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  readonly encoder: StaticEncoder;
}

/**
 * The static student with what it reads; `models` is the folder that holds both students. `shared`: the table that another
 * thread has read. Throws as `loadStaticStudent` does.
 */
export async function openStaticStudent(
  models: string,
  shared: StaticTable | null = null,
): Promise<StaticStudent> {
  const manifest = await loadManifest(join(models, 'student-static'), 'student-static');
  const tokenizer = createTokenizer((await readModelFile(manifest, 'vocabulary')).toString('utf8'));
  return { manifest, tokenizer, encoder: await loadStaticStudent(manifest, tokenizer, shared) };
}
