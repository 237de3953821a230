import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mayMount, storageCases } from '../torture/storage.ts';

describe('The command line copes with', function () {
  this.timeout(300_000);

  for (const [name, { needsRoot, check }] of Object.entries(storageCases)) {
    it(name, async function () {
      if (needsRoot && !mayMount) this.skip();
      const scratch = mkdtempSync(join(tmpdir(), 'homing-storage-'));
      try {
        await check(scratch);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  }
});
