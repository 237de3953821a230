import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostileFolders } from '../torture/hostileFolders.ts';
import { mayMount } from '../torture/storage.ts';

describe('The command line gets through a folder with', function () {
  this.timeout(300_000);

  for (const [name, { needs, check }] of Object.entries(hostileFolders)) {
    it(name, async function () {
      if (needs === 'root' && !mayMount) this.skip();
      if (needs === 'linux' && process.platform !== 'linux') this.skip();
      const scratch = mkdtempSync(join(tmpdir(), 'homing-hostile-'));
      try {
        await check(scratch, 0.02);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  }
});
