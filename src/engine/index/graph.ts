import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unit } from '../embed/vectors.ts';
import type { Location } from './location.ts';
import type { Native } from './native.ts';
import { createPause, type PauseParts } from './slices.ts';
import type { VectorBlock } from './vectorBlock.ts';

/** A graph for approximate search (HNSW), as the index's facts name it. It is derived: lost, it is built again. */
export interface GraphRecord {
  /** File name in the index's folder; never written twice. */
  readonly file: string;
  /** Id of the encoder whose vectors it holds. */
  readonly encoder: string;
  readonly size: number;
  readonly sha256: string;
}

/** An opened graph. Keys are chunk ids; it may still hold chunks that are gone. */
export interface Graph {
  readonly record: GraphRecord;
  /** Chunk ids, about the nearest first. */
  search(query: Int8Array, k: number): number[];
  /** Of `chunks`, those that are not in the graph. */
  missing(chunks: readonly number[]): number[];
}

/**
 * Rows below which exact search is as fast, and never wrong. Measured for 200 of 20,000 chunks: 0.3 ms, with a graph 0.7;
 * of 50,000: 0.6 and 0.9; of 110,000: 1.2 and 1.3, and 17 s to build the graph.
 */
export const graphThreshold = 150_000;

/**
 * Neighbours a node, and candidates looked at while adding and searching. Measured with 451 questions on static vectors
 * of 32,544 chunks of code: recall@10 0.977 with 16/128/64, 0.987 with 32/128/256, 0.998 with 32/256/512, which takes
 * twice as long to build. At least 0.97 is wanted; test/engine/index/graph.test.ts holds it to that.
 */
const shape = { connectivity: 32, expansionAdd: 128, expansionSearch: 512 } as const;

/** Rows added between two looks whether others wait: 3 ms where there are a million. */
const rowsAtOnce = 16;

function emptyIndex(native: Native, dims: number): InstanceType<Native['Index']> {
  return new native.Index({
    dimensions: dims,
    metric: native.MetricKind.Cos,
    quantization: native.ScalarKind.I8,
    connectivity: shape.connectivity,
    expansion_add: shape.expansionAdd,
    expansion_search: shape.expansionSearch,
    multi: false,
  });
}

/** Builds a graph of the block as it is now and puts it under a new name; nothing refers to it yet. */
export async function buildGraph(
  native: Native,
  block: VectorBlock,
  place: { readonly location: Location; readonly encoder: string; readonly generation: number },
  pausing: PauseParts = {},
): Promise<GraphRecord> {
  const index = emptyIndex(native, block.dims);
  const chunks = [...block.chunks()];
  const pause = createPause(pausing);
  for (let from = 0; from < chunks.length; from += rowsAtOnce) {
    addRows(index, block, chunks.slice(from, from + rowsAtOnce));
    await pause();
  }
  const file = `graph-${place.generation}.usearch`;
  const path = join(place.location.folder, file);
  // A file that another process looks at must never be written over, so the name is new and comes last.
  index.save(`${path}.part`);
  const written = await open(`${path}.part`, 'r+');
  await written.chmod(0o600);
  await written.sync();
  await written.close();
  await rename(`${path}.part`, path);
  return { file, encoder: place.encoder, size: index.size(), sha256: await hashOf(path) };
}

function addRows(index: InstanceType<Native['Index']>, block: VectorBlock, chunks: readonly number[]): void {
  const present = chunks.filter((chunk) => block.has(chunk));
  if (present.length === 0) return;
  const rows = new Float32Array(present.length * block.dims);
  present.forEach((chunk, row) => {
    const vector = block.vectorOf(chunk);
    if (vector !== null)
      rows.set(
        Float32Array.from(vector, (value) => value / unit),
        row * block.dims,
      );
  });
  index.add(BigUint64Array.from(present, BigInt), rows, 1);
}

/** Null where the file is missing or not as it was written. */
export async function openGraph(
  native: Native,
  location: Location,
  record: GraphRecord,
  dims: number,
): Promise<Graph | null> {
  const path = join(location.folder, record.file);
  try {
    await stat(path);
    if ((await hashOf(path)) !== record.sha256) return null;
    const index = emptyIndex(native, dims);
    index.view(path);
    return {
      record,
      search: (query, k) => {
        const scaled = Float32Array.from(query, (value) => value / unit);
        const { keys } = index.search(scaled, Math.min(k, index.size()), 1);
        return Array.from(keys, Number);
      },
      missing: (chunks) => {
        const isThere = index.contains(BigUint64Array.from(chunks, BigInt));
        const flags = Array.isArray(isThere) ? isThere : [isThere];
        return chunks.filter((_, at) => flags[at] !== true);
      },
    };
  } catch {
    return null;
  }
}

/** Removes the graphs that are not in use. One that another process still looks at goes another time. */
export async function removeOtherGraphs(location: Location, used: string | null): Promise<void> {
  for (const name of await readdir(location.folder)) {
    if (/^graph-[0-9]+\.usearch(?:\.part)?$/.test(name) && name !== used) {
      await rm(join(location.folder, name), { force: true }).catch(() => undefined);
    }
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

export function parseGraphRecord(text: string | number | null): GraphRecord | null {
  if (typeof text !== 'string') return null;
  try {
    const record = JSON.parse(text) as Partial<GraphRecord>;
    const { file, encoder, size, sha256 } = record;
    const isWhole =
      typeof file === 'string' &&
      /^graph-[0-9]+\.usearch$/.test(file) &&
      typeof encoder === 'string' &&
      typeof size === 'number' &&
      typeof sha256 === 'string';
    return isWhole ? { file, encoder, size, sha256 } : null;
  } catch {
    return null;
  }
}
