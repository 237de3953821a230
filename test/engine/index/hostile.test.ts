import assert from 'node:assert/strict';
import {
  closeSync,
  openSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { readHostileTexts } from '../../torture/readTexts.ts';
import { hostileTexts } from '../../torture/texts.ts';
import { createHashEncoders, createPlace, open, pathsFound, update } from './support.ts';

/** All but for those of patterns of declarations, of which the long form takes the rest. */
const someTexts = Object.keys(hostileTexts).filter((name, at) => !name.startsWith('pattern') || at % 6 === 0);

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

  it('is indexed without notebooks of one line, for a reason', async () => {
    const cells = [{ cell_type: 'code', source: ['sound()'], outputs: ['sound'] }];
    const place = createPlace({ 'one.ipynb': JSON.stringify({ nbformat: 4, cells }) });
    try {
      const engine = await open(place);
      const expected = [{ path: 'one.ipynb', reason: 'notebook that cannot be read cell by cell' }];
      assert.deepEqual((await update(engine)).skipped, expected);
      assert.deepEqual((await update(engine)).skipped, expected);
      await engine.close();
    } finally {
      place.dispose();
    }
  });

  it('is not read through a folder that became a link out of it', async () => {
    const text = '# Sound\n\nNothing is wrong with this one.\n';
    const place = createPlace({ 'a/b/sound.md': text, 'in/sound.md': text });
    const outside = createPlace({ 'b/sound.md': text, 'sound.md': text });
    try {
      const engine = await open(place);
      await update(engine);
      assert.deepEqual((await pathsFound(engine, 'sound')).toSorted(), ['a/b/sound.md', 'in/sound.md']);
      place.remove('a');
      symlinkSync(outside.root, join(place.root, 'a'));
      assert.deepEqual(await pathsFound(engine, 'sound'), ['in/sound.md']);
      renameSync(join(place.root, 'in'), join(place.root, 'elsewhere'));
      symlinkSync('elsewhere', join(place.root, 'in'));
      assert.deepEqual(await pathsFound(engine, 'sound'), ['in/sound.md'], 'a link that stays inside');
      await engine.close();
    } finally {
      place.dispose();
      outside.dispose();
    }
  });

  const shapes: readonly (readonly [string, readonly string[], number])[] = [
    // Patterns that try every pair of signs, or every three, would take minutes for each of some of these.
    ['that are not what they say', someTexts, 60_000],
    ['that no pattern can be tried on', ['strings that do not end.ipynb'], 7_500_000],
    ['whose headings never end', ['spaces in a heading.md', 'brackets in a heading.md'], 1_000_000],
  ];
  for (const [what, names, characters] of shapes) {
    it(`is searched with files in it ${what}`, async () => {
      const place = createPlace();
      try {
        const shape = { scratch: place.root, encoders: createHashEncoders(), names, characters };
        const read = await readHostileTexts(shape);
        assert.deepEqual(
          read.filter(({ fault }) => fault !== null),
          [],
        );
        // Of notebooks most are no JSON here, which is a reason.
        const others = read.filter(({ name }) => !name.endsWith('.ipynb'));
        const leftOut = others.filter((each) => each.leftOut !== null).map(({ name }) => name);
        assert.ok(leftOut.length <= others.length / 4, leftOut.join(', '));
      } finally {
        place.dispose();
      }
    });
  }
});
