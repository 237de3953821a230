import assert from 'node:assert/strict';
import type { Status } from '../../src/engine/types.ts';
import type { Activity, Counts, FolderFile, FolderState } from '../../src/protocol/messages.ts';
import { indexRows, type IndexDetails, type IndexRow } from '../../src/shell/indexRows.ts';
import type { LifeState } from '../../src/shell/workerLife.ts';

const counts: Counts = { files: 3, chunks: 7, skipped: 3 };
const idle: Activity = { type: 'idle' };
const none: IndexDetails = { statuses: [], skipped: [] };

function folder(root: string, activity: Activity, known: Counts | null): FolderState {
  return { root, activity, counts: known, generation: 0 };
}

function running(
  folders: readonly FolderState[],
  restarts = 0,
  setAside: readonly FolderFile[] = [],
  speed: number | null = null,
): Extract<LifeState, { readonly type: 'running' }> {
  const worker = { folders, setAside, paused: false, device: 'the CPU', speed };
  return { type: 'running', restarts, worker };
}

function status(pending: number): Status {
  return {
    folder: '/boats',
    files: 3,
    chunks: 7,
    pending,
    model: 'm',
    device: 'cpu',
    lastCommit: '2026-11-24T09:05:00',
    fresh: pending === 0,
  };
}

const names = { nameOf: (root: string) => root.slice(1), now: new Date(2026, 10, 24, 12, 0) };

function show(life: LifeState, details: IndexDetails = none): readonly string[] {
  const lines = (rows: readonly IndexRow[], indent: string): string[] =>
    rows.flatMap(({ label, description, children }) => [
      `${indent}${[label, description].filter(Boolean).join(' | ')}`,
      ...lines(children, `${indent}  `),
    ]);
  return lines(indexRows(life, details, names), '');
}

describe('the index view', () => {
  it('is empty while no worker runs', () => {
    assert.deepEqual(show({ type: 'starting' }), []);
  });

  it('says of a folder that waits whether it is for its turn, or because of a pause', () => {
    const life = running([folder('/boats', { type: 'waiting', for: 'turn' }, counts)]);
    assert.equal(show(life)[0], 'Waits for its turn');
    const paused = { ...life, worker: { ...life.worker, paused: true } };
    assert.equal(show(paused)[0], 'Indexing is paused.');
  });

  it('says how fast the device is once it is known', () => {
    const [, , last] = show(running([folder('/boats', idle, null)], 0, [], 34.6));
    assert.equal(last, 'Speed | about 35 chunks a second');
  });

  it('names the files at which the search process ended, as what can be tried again', () => {
    const life = running([folder('/boats', idle, null)], 2, [{ root: '/boats', path: 'leak.ts' }]);
    assert.deepEqual(show(life), [
      'Nothing is indexed yet.',
      '1 file set aside',
      '  leak.ts | the search process ended at it',
      'Runs on the CPU',
      'Restarts of the search process | 2',
    ]);
    const [, aside] = indexRows(life, none, names);
    assert.deepEqual([aside?.context, aside?.children[0]?.context], ['setAside', 'setAside']);
  });

  it('says of a folder what is there, when it changed, what was left out and why', () => {
    const skipped = [{ root: '/boats', path: 'hull.png', reason: 'binary' }];
    assert.deepEqual(show(running([folder('/boats', idle, counts)]), { statuses: [status(0)], skipped }), [
      'Up to date',
      '3 files | 7 chunks',
      'Last changed | 09:05',
      '3 files left out',
      '  hull.png | binary',
      '  and 2 more',
      'Runs on the CPU',
    ]);
  });

  it('says how far it is, and how many files wait', () => {
    const progress = { type: 'embedding', done: 1, total: 4, secondsLeft: 200 } as const;
    const busy = running([folder('/boats', { type: 'indexing', progress }, counts)]);
    assert.equal(show(busy)[0], 'Encoding: 25% | about 3 minutes left, 1 of 4 chunks');
    const waiting = running([folder('/boats', idle, counts)]);
    assert.equal(show(waiting, { statuses: [status(2)], skipped: [] })[0], '2 files to be read again');
    assert.equal(show(running([folder('/boats', idle, null)]))[0], 'Nothing is indexed yet.');
  });

  it('says what is wrong, then where', () => {
    const failure = { code: 'folderMissing', message: 'There is no folder /boats.' } as const;
    const [first] = show(running([folder('/boats', { type: 'failed', failure }, null)]));
    assert.equal(first, 'The folder cannot be read. | There is no folder /boats.');
  });

  it('puts several folders under their names, and counts restarts', () => {
    const lines = show(running([folder('/boats', idle, null), folder('/trains', idle, null)], 2));
    assert.deepEqual(lines, [
      'boats',
      '  Nothing is indexed yet.',
      'trains',
      '  Nothing is indexed yet.',
      'Runs on the CPU',
      'Restarts of the search process | 2',
    ]);
  });

  it('names each row once', () => {
    const life = running([folder('/boats', idle, counts), folder('/trains', idle, counts)], 1);
    const all = (rows: readonly IndexRow[]): string[] =>
      rows.flatMap(({ id, children }) => [id, ...all(children)]);
    const ids = all(indexRows(life, none, names));
    assert.equal(new Set(ids).size, ids.length);
  });
});
