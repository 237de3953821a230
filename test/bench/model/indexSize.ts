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

/** Indexes with the Transformer's vectors and weighs all files of the folder's index: store, words, vectors. */
export async function measureIndexSize(
  { repositories }: ChunkedRepositories,
  { assets, encoders }: Students,
): Promise<Table> {
  const storage = mkdtempSync(join(tmpdir(), 'homing-bench-'));
  const log = (): void => undefined;
  const rows: Cell[][] = [];
  const sums = { files: 0, chunks: 0, bytes: 0, text: 0 };
  try {
    for (const { name, root, texts } of repositories) {
      const engine = await openEngine({ root, storage, assets, encoders, log });
      const run = engine.index({ until: 'student' });
      while ((await run.next()).done !== true);
      const { files, chunks } = await engine.status();
      await engine.close();
      const bytes = sizeOf(locate(storage, root).folder);
      const text = texts.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
      rows.push([name, files, chunks, bytes / 1e6, bytes / chunks, bytes / text]);
      sums.files += files;
      sums.chunks += chunks;
      sums.bytes += bytes;
      sums.text += text;
    }
  } finally {
    rmSync(storage, { recursive: true, force: true });
  }
  const { files, chunks, bytes, text } = sums;
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
    rows: [...rows, ['in all', files, chunks, bytes / 1e6, bytes / chunks, bytes / text]],
    notes: ['All files of the index: file list, chunks, words, vectors of 128 bytes.'],
  };
}
