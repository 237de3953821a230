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
      // Those that ended before the signal came are not counted.
      assert.equal(kills.filter(({ caught }) => caught).length, 8);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
