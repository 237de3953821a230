import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Engine } from '../../../src/engine/engine.ts';
import { assets, createHashEncoders, createPlace, open, pathsFound, update, type Place } from './support.ts';

const aheadThread = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'src',
  'engine',
  'discover',
  'aheadThread.ts',
);

/** Enough for a second thread to ask for their stats. */
const manyFiles = Object.fromEntries(
  Array.from({ length: 2_500 }, (_, at) => [`lib/d${at % 50}/f${at}.txt`, `harbour number ${at}\n`]),
);

describe('A look through a folder, after one that found nothing new', function () {
  this.timeout(120_000);
  let place: Place;
  const encoders = createHashEncoders();
  const engines: Engine[] = [];
  const opened = async (): Promise<Engine> => {
    const engine = await open(place, { encoders, assets: { ...assets, aheadThread } });
    engines.push(engine);
    return engine;
  };
  /** The paths of files of which something was read. */
  const look = async (engine: Engine): Promise<number> => {
    const before = encoders.staticStudent.tokenized.length;
    await update(engine);
    return encoders.staticStudent.tokenized.length - before;
  };

  let engine: Engine;
  before(async () => {
    place = createPlace({ ...manyFiles, 'notes/a.txt': 'the old mast\n', 'bin.txt': 'a\0b' });
    engine = await opened();
    await update(engine);
  });
  beforeEach(async () => {
    await update(engine);
    assert.equal(await look(engine), 0);
  });
  after(async () => {
    for (const each of engines) await each.close();
    place.dispose();
  });

  it('tells again why a file is left out', async () => {
    const { skipped, files } = await update(engine);
    assert.deepEqual(
      skipped.map(({ path }) => path),
      ['bin.txt'],
    );
    assert.equal(files, 2_501);
  });

  it('finds what has changed, what is new and what is gone', async () => {
    place.write({ 'notes/a.txt': 'an airship instead\n', 'notes/new.txt': 'a lighthouse\n' });
    place.remove('lib/d7');
    const { files } = await update(engine);
    assert.equal(files, 2_501 + 1 - 50);
    assert.deepEqual(await pathsFound(engine, 'airship', { mode: 'lexical' }), ['notes/a.txt']);
    assert.deepEqual(await pathsFound(engine, 'lighthouse', { mode: 'lexical' }), ['notes/new.txt']);
    assert.deepEqual(await pathsFound(engine, 'mast', { mode: 'lexical' }), []);
  });

  it('does not read what another process has read meanwhile', async () => {
    place.write({ 'notes/a.txt': 'an anchor by now\n' });
    const other = await opened();
    assert.equal(await look(other), 1);
    assert.equal(await look(engine), 0);
    assert.deepEqual(await pathsFound(engine, 'anchor', { mode: 'lexical' }), ['notes/a.txt']);
  });

  it('encodes what another process has read meanwhile and left to others', async () => {
    place.write({ 'notes/a.txt': 'a compass this time\n' });
    await update(await opened(), { until: 'static' });
    const before = encoders.transformer.embedded.length;
    await update(engine);
    const [text = '', ...others] = encoders.transformer.embedded.slice(before);
    assert.deepEqual([text.includes('compass'), others], [true, []]);
    await update(engine);
    assert.equal(encoders.transformer.embedded.length, before + 1);
  });

  it('reads all of it where the index was removed meanwhile', async () => {
    await (await opened()).clear();
    const { files, chunks, reused } = await update(engine);
    assert.ok(files > 2_000 && chunks - reused > 0);
    assert.deepEqual(await pathsFound(engine, 'harbour number 1234', { mode: 'lexical', k: 1 }), [
      'lib/d34/f1234.txt',
    ]);
  });
});
