import assert from 'node:assert/strict';
import type { Chunker } from '../../../src/engine/chunk/chunker.ts';
import { GRAMMARS } from '../../../src/engine/chunk/grammars.ts';
import { bombs, chunkerWithin, explode, isWell } from '../../torture/bombs.ts';

const names = Object.keys(bombs);

/** Small limits reach what large ones reach, sooner. */
const limits = { parseLimitMs: 100, parseLimitBytes: 40 * 1024 * 1024 };

describe('a text made to burst a parser', function () {
  this.timeout(300_000);
  let chunker: Chunker;
  before(async () => (chunker = await chunkerWithin(limits)));

  for (const [at, language] of [...GRAMMARS.keys()].entries()) {
    it(`is cut into chunks that hold all its lines in ${language}, and the next file as ever`, async () => {
      for (const bomb of [names[at % names.length], names[(at + 4) % names.length]]) {
        const { fault } = await explode(chunker, language, bomb ?? '', 60_000);
        assert.equal(fault, null, bomb);
      }
      assert.ok(await isWell(chunker));
    });
  }

  it('costs a bounded amount of memory', async () => {
    const before = process.memoryUsage().rss;
    const grown: number[] = [];
    for (let round = 0; round < 12; round++) {
      await explode(chunker, 'java', 'comparisons', 120_000);
      grown.push(process.memoryUsage().rss - before);
    }
    // When the runtime gives back what it no longer uses is its own affair: it is asked whether it ever does.
    const least = Math.min(...grown.slice(6));
    assert.ok(least < 10 * limits.parseLimitBytes, `${Math.round(least / 2 ** 20)} MiB`);
  });
});
