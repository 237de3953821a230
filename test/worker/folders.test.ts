import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trialMark } from '../../src/engine/embed/gpuMark.ts';
import { noScripts, openFolders } from '../../src/worker/folders.ts';
import { createGate } from '../../src/worker/gate.ts';
import { workerConfiguration } from './configuration.ts';

describe('The folders of a worker', () => {
  it('try a GPU that was given up again where another device is asked for, and not where anything else is', async () => {
    const storage = mkdtempSync(join(tmpdir(), 'homing-folders-'));
    const silent = (): void => undefined;
    const mark = trialMark(null);
    const around = { notify: silent, log: silent, gate: createGate(), scripts: noScripts, trialMark: mark };
    try {
      const folders = await openFolders(workerConfiguration(storage, [], { device: 'auto' }), around);
      mark.giveUp('it ended the process that encodes');
      await folders.configure(workerConfiguration(storage, [], { device: 'auto', threads: 2 }));
      assert.equal(mark.begin(['webgpu']), 'it ended the process that encodes');
      await folders.configure(workerConfiguration(storage, [], { device: 'gpu', threads: 2 }));
      assert.deepEqual(mark.begin(['webgpu']), ['webgpu']);
      await folders.encoders().close();
    } finally {
      rmSync(storage, { recursive: true, force: true });
    }
  });
});
