/** What encoding with the Transformer takes, beside the index of a large folder. */
import type { Table } from '../model/table.ts';
import { requireIndex, type Bench } from './folders.ts';
import { perform } from './task.ts';

const mega = 1e6;
/** Seconds: memory stands still long before. */
const encodingSeconds = 40;

/** Memory of the worker and of the process that encodes for it, while it does. Leaves some vectors in the index. */
export async function measureEncoding({ root, storage }: Bench): Promise<Table> {
  requireIndex(storage);
  const result = await perform({ type: 'encode', root, storage, seconds: encodingSeconds });
  return {
    id: 'encoding',
    title: 'Memory while the Transformer encodes',
    columns: [{ name: 'what' }, { name: 'at its peak, MB' }, { name: 'goal' }],
    rows: [
      ['the worker, which answers', result.worker / mega, 350],
      ['the process that encodes for it', result.encoding / mega, null],
      ['both at a time', result.both / mega, null],
    ],
    notes: [
      `${result.encoded} of ${result.chunks} chunks encoded in ${encodingSeconds} s, and a question each second; the index was opened with the static student’s vectors.`,
      'As Linux counts it: some 50 MB of Node’s own code are counted for each process, and are there once.',
    ],
  };
}
