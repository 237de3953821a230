/** What the Transformer takes: while it encodes a large folder, and where an index with its vectors is opened. */
import type { Table } from '../model/table.ts';
import { openings, requireIndex, type Bench } from './folders.ts';
import { perform } from './task.ts';

const mega = 1e6;
/** Seconds: memory stands still long before. */
const encodingSeconds = 40;

/** Memory of the worker and of the process that encodes for it, while it does; it leaves vectors in the index, which is opened then. */
export async function measureEncoding(bench: Bench): Promise<Table> {
  const { root, storage } = bench;
  requireIndex(storage);
  const result = await perform({ type: 'encode', root, storage, seconds: encodingSeconds });
  const opening = await openings(bench);
  return {
    id: 'encoding',
    title: 'The Transformer at work, and its vectors opened',
    columns: [{ name: 'what' }, { name: 'measured' }, { name: 'goal' }, { name: 'unit' }],
    rows: [
      ['memory of the worker, which answers, at its peak', result.worker / mega, 350, 'MB'],
      ['of the process that encodes for it', result.encoding / mega, null, 'MB'],
      ['of both at a time', result.both / mega, null, 'MB'],
      ['thread that answers held, p99', result.turns.p99, 25, 'ms'],
      ['longest', result.turns.max, null, 'ms'],
      ['of the processor’s time, p99', result.cpuTurns.p99, 25, 'ms'],
      ['longest', result.cpuTurns.max, null, 'ms'],
      ['index opened then, to the first answer, which waits for the Transformer', opening.engine, 300, 'ms'],
    ],
    notes: [
      `${result.encoded} of ${result.chunks} chunks encoded in ${encodingSeconds} s, and a question each second; the index was opened with the static student’s vectors.`,
      `Opened: medians of ${opening.rounds} processes, a question each, asked as while one types.`,
      'As Linux counts it: some 50 MB of Node’s own code are counted for each process, and are there once.',
    ],
  };
}
