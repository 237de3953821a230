import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '../../../src/engine/engine.ts';
import { locate } from '../../../src/engine/index/location.ts';
import type { ChunkedRepositories } from './chunks.ts';
import type { Students } from './students.ts';
import type { Cell, Table } from './table.ts';

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

export interface Weighed {
  readonly files: number;
  readonly chunks: number;
  /** Of all files of the index: store, words, vectors. */
  readonly bytes: number;
  /** Bytes of what an encoder reads of the chunks. */
  readonly text: number;
}

/**
 * Indexes each folder with the static student's vectors: the Transformer's take their places and as many bytes, but a
 * store that was written to twice has some free pages (2 % of a repository of 3,358 chunks).
 */
export async function weighIndexes(
  { repositories }: ChunkedRepositories,
  { assets, encoders }: Students,
): Promise<ReadonlyMap<string, Weighed>> {
  const storage = mkdtempSync(join(tmpdir(), 'homing-bench-'));
  const log = (): void => undefined;
  const weighed = new Map<string, Weighed>();
  try {
    for (const { name, root, texts } of repositories) {
      const engine = await openEngine({ root, storage, assets, encoders, log });
      const run = engine.index({ until: 'static' });
      while ((await run.next()).done !== true);
      const { files, chunks } = await engine.status();
      await engine.close();
      const bytes = sizeOf(locate(storage, root).folder);
      const text = texts.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
      weighed.set(name, { files, chunks, bytes, text });
    }
  } finally {
    rmSync(storage, { recursive: true, force: true });
  }
  return weighed;
}

export function sumOf(weighed: Iterable<Weighed>): Weighed {
  const sum = { files: 0, chunks: 0, bytes: 0, text: 0 };
  for (const each of weighed) {
    sum.files += each.files;
    sum.chunks += each.chunks;
    sum.bytes += each.bytes;
    sum.text += each.text;
  }
  return sum;
}

export async function measureIndexSize(
  repositories: ChunkedRepositories,
  students: Students,
): Promise<Table> {
  const weighed = await weighIndexes(repositories, students);
  const row = (name: string, { files, chunks, bytes, text }: Weighed): Cell[] => {
    return [name, files, chunks, bytes / 1e6, bytes / chunks, bytes / text];
  };
  return {
    id: 'index',
    title: 'Bytes of the whole index',
    columns: [
      { name: 'repository' },
      { name: 'files' },
      { name: 'chunks' },
      { name: 'MB', digits: 2 },
      { name: 'bytes a chunk' },
      { name: 'of the text', digits: 2 },
    ],
    rows: [...Array.from(weighed, ([name, each]) => row(name, each)), row('in all', sumOf(weighed.values()))],
    notes: ['All files of the index: file list, chunks, words, vectors of 128 bytes.'],
  };
}
