import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorker } from '../torture/load.ts';

describe('a worker under load', function () {
  this.timeout(300_000);

  it('answers every question while files change, and has followed them all', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'homing-load-'));
    try {
      const shape = { seed: 3, files: 40, seconds: 4, rate: 25, changes: 12, saturationSeconds: 0, scratch };
      const { answers, faults, chunks } = await loadWorker(shape);
      assert.deepEqual(faults, []);
      assert.equal(answers.length, 100);
      assert.ok(chunks > 40);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
