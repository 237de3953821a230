import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killAgainAndAgain } from '../../torture/kill.ts';

describe('An index whose writer is killed', function () {
  this.timeout(300_000);

  it('opens, holds what was committed, and becomes what one built afresh is', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'homing-kill-'));
    try {
      const kills = await killAgainAndAgain({ seed: 7, kills: 8, files: 16, scratch });
      assert.deepEqual(
        kills.filter(({ fault }) => fault !== null),
        [],
      );
      assert.ok(
        kills.some(({ at }) => at !== null && at !== 'end'),
        'some were caught at work',
      );
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
