import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { damageAgainAndAgain } from '../../torture/damage.ts';

describe('An index that is damaged', function () {
  this.timeout(300_000);

  it('fails in a sentence or not at all, is sound once it is brought up to date, and leaves source files alone', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'homing-damage-'));
    try {
      const trials = await damageAgainAndAgain({ seed: 3, trials: 4, scratch });
      assert.deepEqual(
        trials.filter(({ fault }) => fault !== null),
        [],
      );
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});
