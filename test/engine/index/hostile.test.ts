import assert from 'node:assert/strict';
import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createPlace, open, pathsFound, update } from './support.ts';

describe('A folder with files beyond all measure', function () {
  this.timeout(120_000);

  it('is indexed without them', async () => {
    const place = createPlace({ 'sound.md': '# Sound\n\nNothing is wrong with this one.\n' });
    try {
      writeFileSync(join(place.root, 'sparse.txt'), '');
      truncateSync(join(place.root, 'sparse.txt'), 2 ** 30);
      const line = openSync(join(place.root, 'line.js'), 'w');
      const part = Buffer.alloc(2_000_000, 'sound ');
      for (let at = 0; at < 100; at++) writeSync(line, part);
      closeSync(line);
      const engine = await open(place);
      const { files, skipped } = await update(engine);
      assert.equal(files, 1);
      assert.deepEqual(
        skipped,
        ['line.js', 'sparse.txt'].map((path) => ({ path, reason: 'larger than 1 MiB' })),
      );
      assert.deepEqual(await pathsFound(engine, 'sound'), ['sound.md']);
      await engine.close();
    } finally {
      place.dispose();
    }
  });
});
