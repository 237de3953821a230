import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { locate } from '../../src/engine/index/location.ts';
import { acquireWriterLock } from '../../src/engine/index/writerLock.ts';
import type { FolderState, Notification } from '../../src/protocol/messages.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import { createSession } from '../../src/worker/session.ts';
import { workerConfiguration } from './configuration.ts';

const never = new AbortController().signal;

describe('A session beside another window', function () {
  this.timeout(60_000);
  let scratch: string;
  let told: Notification[];
  let session: Handlers;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'homing-window-'));
    session = begin();
  });

  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  function begin(): Handlers {
    told = [];
    return createSession({ notify: (notification) => told.push(notification) });
  }

  function folder(name: string): string {
    const root = join(scratch, name);
    mkdirSync(root);
    writeFileSync(join(root, 'birds.py'), 'def count_feathers(bird):\n    return bird.feathers\n');
    return root;
  }

  function open(...roots: readonly string[]): Promise<unknown> {
    const configuration = workerConfiguration(join(scratch, 'storage'), roots, { automatic: false });
    return session.open({ configuration, lost: null }, never);
  }

  const countsOf = (root: string): FolderState['counts'] | undefined =>
    told
      .flatMap((each) => (each.type === 'state' ? [each.state] : []))
      .at(-1)
      ?.folders.find((each) => each.root === root)?.counts;

  it('knows what another one has indexed as soon as it is opened, and that nothing is where nothing is', async () => {
    const [known, fresh] = [folder('known'), folder('fresh')];
    await open(known);
    await session.index({ root: null, only: null }, never);
    session = begin();
    await open(known, fresh);
    await session.pause(null, never);
    while (countsOf(fresh) === undefined) await sleep(10);
    assert.deepEqual([countsOf(known), countsOf(fresh)], [{ files: 1, chunks: 1, skipped: 0 }, null]);
  });

  it('indexes its other folders while one is being indexed there, and that one when it is free', async () => {
    const [held, free] = [folder('held'), folder('free')];
    await open(held, free);
    const lock = await acquireWriterLock(locate(join(scratch, 'storage'), held), 0);
    const heldIndexed = session.index({ root: held, only: null }, never);
    // Here the time is the point: longer than a try, much shorter than a window may index a folder.
    const begun = performance.now();
    await session.index({ root: free, only: null }, never);
    const waited = performance.now() - begun;
    lock.release();
    await heldIndexed;
    assert.ok(waited < 20_000, `waited ${waited} ms`);
    await session.status(null, never);
    assert.deepEqual(countsOf(held), { files: 1, chunks: 1, skipped: 0 });
  });
});
