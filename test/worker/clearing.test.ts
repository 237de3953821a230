/** Clearing where another process is at a folder. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { locate } from '../../src/engine/index/location.ts';
import { acquireWriterLock, type WriterLock } from '../../src/engine/index/writerLock.ts';
import type { Activity, Notification } from '../../src/protocol/messages.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import { createSession } from '../../src/worker/session.ts';
import { workerConfiguration } from './configuration.ts';

const never = new AbortController().signal;

describe('Clearing', function () {
  this.timeout(60_000);
  let scratch: string;
  let session: Handlers;
  let told: Notification[];

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'homing-clearing-'));
    told = [];
    session = createSession({ notify: (notification) => told.push(notification) });
  });

  afterEach(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  function folder(name: string): string {
    const root = join(scratch, name);
    mkdirSync(root);
    writeFileSync(join(root, 'birds.py'), 'def count_feathers(bird):\n    return len(bird.feathers)\n');
    return root;
  }

  async function open(automatic: boolean, ...roots: readonly string[]): Promise<void> {
    const configuration = workerConfiguration(join(scratch, 'storage'), roots, { automatic });
    await session.open({ configuration, lost: null }, never);
  }

  /** As another process that writes the index. */
  const lock = (root: string): Promise<WriterLock> =>
    acquireWriterLock(locate(join(scratch, 'storage'), root), 0);

  async function find(text: string): Promise<readonly string[]> {
    const filters = { paths: [], languages: [], kinds: [] };
    const request = { text, k: 9, mode: 'lexical', literal: false, ...filters } as const;
    const { hits } = await session.search({ request, within: null }, never);
    return hits.map(({ root, path }) => join(root, path));
  }

  async function activityOf(root: string): Promise<Activity | undefined> {
    await session.status(null, never);
    const states = told.flatMap((each) => (each.type === 'state' ? [each.state.folders] : []));
    return states.at(-1)?.find((each) => each.root === root)?.activity;
  }

  async function untilIdle(root: string): Promise<void> {
    while ((await activityOf(root))?.type !== 'idle') await sleep(20);
  }

  it('reaches every folder that it can, and follows the others as before', async () => {
    const [held, free] = [folder('held'), folder('free')];
    await open(true, held, free);
    await session.index({ root: null, only: null }, never);
    const other = await lock(held);
    try {
      await assert.rejects(session.clear({ root: null }, never), { code: 'indexLocked' });
    } finally {
      other.release();
    }
    assert.deepEqual(await find('feathers'), [join(held, 'birds.py')]);
    await untilIdle(held);
    writeFileSync(join(held, 'birds.py'), 'def measure_wingspan(bird):\n    return bird.wings\n');
    // Its files are looked at once a second.
    for (let look = 0; (await find('wingspan')).length === 0; look++) {
      assert.ok(look < 50, 'what has changed is found');
      await sleep(100);
    }
  });

  it('that fails goes on with what was under way', async () => {
    const root = folder('held');
    await open(true, root);
    const other = await lock(root);
    try {
      const asked = assert.rejects(session.index({ root: null, only: null }, never), { code: 'aborted' });
      await assert.rejects(session.clear({ root: null }, never), { code: 'indexLocked' });
      await asked;
    } finally {
      other.release();
    }
    await untilIdle(root);
    assert.deepEqual(await find('feathers'), [join(root, 'birds.py')]);
  });

  it('that fails leaves no folder waiting for what nobody does', async () => {
    const [first, second] = [folder('first'), folder('second')];
    await open(false, first, second);
    const locks = await Promise.all([first, second].map(lock));
    try {
      const asked = assert.rejects(session.index({ root: null, only: null }, never), { code: 'aborted' });
      assert.deepEqual(await activityOf(second), { type: 'waiting', for: 'turn' });
      await assert.rejects(session.clear({ root: second }, never), { code: 'indexLocked' });
      assert.deepEqual(await activityOf(second), { type: 'idle' });
      await assert.rejects(session.clear({ root: first }, never), { code: 'indexLocked' });
      await asked;
    } finally {
      for (const each of locks) each.release();
    }
  });
});
