/** What is measured: texts → unit vectors, whoever makes them. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalise, quantize } from '../../../src/engine/embed/vectors.ts';
import { askedByBoth } from '../../../src/engine/search/embedQuery.ts';

/** `sentence`: one of a pair whose likeness is asked for. Models put different words in front of each. */
export type Role = 'query' | 'passage' | 'sentence';

/** Unit vectors, row-major. */
export interface Matrix {
  readonly dims: number;
  readonly data: Float32Array;
}

export interface Embedder {
  /** How the row is called. */
  readonly name: string;
  /** Changes whenever the vectors may: checksums and settings. */
  readonly identity: string;
  readonly dims: number;
  embed(text: string, role: Role): Promise<Float32Array>;
}

/** A row of the tables: a model's vectors, perhaps changed afterwards. */
export interface Row {
  readonly name: string;
  readonly dims: number;
  /** Bytes of one vector as it would be stored. */
  readonly bytes: number;
  readonly vectors: (texts: readonly string[], role: Role) => Promise<Matrix>;
}

export function rowOf({ data, dims }: Matrix, row: number): Float32Array {
  return data.subarray(row * dims, (row + 1) * dims);
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}

async function embedEach(embedder: Embedder, texts: readonly string[], role: Role): Promise<Matrix> {
  const { dims } = embedder;
  const data = new Float32Array(texts.length * dims);
  let reported = performance.now();
  for (const [at, text] of texts.entries()) {
    data.set(await embedder.embed(text, role), at * dims);
    if (performance.now() - reported > 30_000) {
      reported = performance.now();
      process.stderr.write(`  ${embedder.name}: ${at + 1} of ${texts.length} texts\n`);
    }
  }
  return { dims, data };
}

function keyOf({ identity }: Embedder, texts: readonly string[], role: Role): string {
  const hash = createHash('sha256').update(`${identity}\0${role}\0`);
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}\0${text}`);
  return hash.digest('hex');
}

/** Vectors from the files of `folder`, or made and left there for the next run. `folder` null: always made. */
async function cached(
  embedder: Embedder,
  folder: string | null,
  texts: readonly string[],
  role: Role,
): Promise<Matrix> {
  if (folder === null) return embedEach(embedder, texts, role);
  const path = join(folder, `${keyOf(embedder, texts, role)}.f32`);
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    const data = new Float32Array(bytes.length / 4);
    new Uint8Array(data.buffer).set(bytes);
    if (data.length === texts.length * embedder.dims) return { dims: embedder.dims, data };
  }
  const matrix = await embedEach(embedder, texts, role);
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `${randomUUID()}.part`);
  writeFileSync(unfinished, new Uint8Array(matrix.data.buffer));
  renameSync(unfinished, path);
  return matrix;
}

/** The vectors as the model gives them, float32. Equal texts are embedded once. */
export function plainRow(embedder: Embedder, cache: string | null): Row {
  return {
    name: embedder.name,
    dims: embedder.dims,
    bytes: embedder.dims * 4,
    vectors: async (texts, role) => {
      const distinct = [...new Set(texts)];
      const places = new Map(distinct.map((text, at) => [text, at]));
      const found = await cached(embedder, cache, distinct, role);
      const data = new Float32Array(texts.length * found.dims);
      texts.forEach((text, at) => data.set(rowOf(found, places.get(text) ?? 0), at * found.dims));
      return { dims: found.dims, data };
    },
  };
}

/** The vectors as the engine stores and compares them: int8, not scaled to one length again. */
export function storedRow(row: Row): Row {
  return {
    name: `${row.name}, vectors int8`,
    dims: row.dims,
    bytes: row.dims,
    vectors: async (texts, role) => {
      const { dims, data } = await row.vectors(texts, role);
      return { dims, data: Float32Array.from(quantize(data)) };
    },
  };
}

/** The static student's passages, asked as a search asks them: by both students at once. */
export function askedRow({
  student,
  staticStudent,
}: {
  readonly student: Row;
  readonly staticStudent: Row;
}): Row {
  return {
    name: `${staticStudent.name}, asked by both`,
    dims: staticStudent.dims,
    bytes: staticStudent.dims,
    vectors: async (texts, role) => {
      const quick = quantize((await staticStudent.vectors(texts, role)).data);
      if (role !== 'query') return { dims: staticStudent.dims, data: Float32Array.from(quick) };
      const slow = quantize((await student.vectors(texts, role)).data);
      const { dims } = staticStudent;
      const data = new Float32Array(quick.length);
      for (let at = 0; at < data.length; at += dims)
        data.set(askedByBoth(quick.subarray(at, at + dims), slow.subarray(at, at + dims)), at);
      return unitRows({ dims, data });
    },
  };
}

/** The first dimensions alone, scaled to length 1. */
export function shortRow(row: Row, dims: number): Row {
  return {
    name: `${row.name}, first ${dims} dims`,
    dims,
    bytes: (row.bytes / row.dims) * dims,
    vectors: async (texts, role) => {
      const whole = await row.vectors(texts, role);
      const data = new Float32Array(texts.length * dims);
      texts.forEach((_, at) => data.set(rowOf(whole, at).subarray(0, dims), at * dims));
      return unitRows({ dims, data });
    },
  };
}

export function unitRows(matrix: Matrix): Matrix {
  for (let at = 0; at < matrix.data.length / matrix.dims; at++) normalise(rowOf(matrix, at));
  return matrix;
}
