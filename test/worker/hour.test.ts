import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workAnHour } from '../torture/hour.ts';

describe('Two windows and the command line on one folder', function () {
  this.timeout(300_000);

  it('answer while files change, and have the same in the end', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'homing-hour-'));
    try {
      const shape = { seed: 5, files: 30, edits: 24, seconds: 60, editsACommand: 12, scratch };
      const { faults, edits, questions, commands } = await workAnHour(shape);
      assert.deepEqual(faults, []);
      assert.ok(edits > 5 && questions > 0 && commands > 0, `${edits}, ${questions}, ${commands}`);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
