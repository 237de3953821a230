import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Engine } from '../../../src/engine/engine.ts';
import { parseGraphRecord, type GraphRecord } from '../../../src/engine/index/graph.ts';
import { locate } from '../../../src/engine/index/location.ts';
import { readMeta } from '../../../src/engine/index/meta.ts';
import { createPlace, open, request, update, type Files, type Place } from './support.ts';

const graphFrom = 30;

function filesFrom(first: number, count: number): Files {
  const numbers = Array.from({ length: count }, (_, at) => first + at);
  return Object.fromEntries(
    numbers.map((number) => [`note${number}.md`, `# Note ${number}\n\n${spelled(number)}\n`]),
  );
}

/** Letters alone: the stand-ins for the students see nothing else. */
function spelled(number: number): string {
  return Array.from(String(number), (digit) => 'abcdefghij'[Number(digit)]?.repeat(3)).join(' ');
}

describe('The graph that a run of the indexer keeps', () => {
  let place: Place;
  let engine: Engine;
  let log: string[];

  beforeEach(async () => {
    place = createPlace(filesFrom(0, 40));
    log = [];
    engine = await open(place, { graphFrom, log: (_, message) => void log.push(message) });
    await update(engine);
  });
  afterEach(async () => {
    await engine.close();
    place.dispose();
  });

  const graphFiles = (): string[] =>
    readdirSync(locate(place.storage, place.root).folder).filter((name) => name.startsWith('graph-'));

  const record = (): GraphRecord | null => {
    const database = new DatabaseSync(locate(place.storage, place.root).database, { readOnly: true });
    try {
      return parseGraphRecord(readMeta(database, 'graph'));
    } finally {
      database.close();
    }
  };

  const found = async (text: string): Promise<readonly string[]> => {
    const { hits } = await engine.search(request(text, { mode: 'dense' }));
    return hits.map(({ path }) => path);
  };

  it('is built where there are enough vectors, and finds what exact search finds', async () => {
    assert.equal(record()?.size, 40);
    assert.deepEqual(graphFiles(), [record()?.file]);
    const byGraph = await found(spelled(7));
    assert.equal(byGraph[0], 'note7.md');
    const exact = await open(place, { storage: `${place.storage}-exact` });
    await update(exact);
    const { hits } = await exact.search(request(spelled(7), { mode: 'dense' }));
    await exact.close();
    assert.deepEqual(
      byGraph,
      hits.map(({ path }) => path),
    );
  });

  it('stays while it is a little behind, and is built again in another file when it is more', async () => {
    const before = record();
    place.write(filesFrom(100, 3));
    await update(engine);
    assert.deepEqual(record(), before);
    assert.equal((await found(spelled(101)))[0], 'note101.md');
    place.write(filesFrom(200, 10));
    await update(engine);
    assert.equal(record()?.size, 53);
    assert.notEqual(record()?.file, before?.file);
    assert.deepEqual(graphFiles(), [record()?.file]);
  });

  it('goes where there are not enough vectors any more', async () => {
    for (const path of Object.keys(filesFrom(0, 20))) place.remove(path);
    await update(engine);
    assert.equal(record(), null);
    assert.deepEqual(graphFiles(), []);
    assert.equal((await found(spelled(25)))[0], 'note25.md');
  });

  it('is built again where it is lost or damaged, and exact search serves until then', async () => {
    for (const damage of [rmSync, (path: string) => writeFileSync(path, 'noise')]) {
      const [file = ''] = graphFiles();
      await engine.close();
      damage(join(locate(place.storage, place.root).folder, file));
      engine = await open(place, { graphFrom, log: (_, message) => void log.push(message) });
      assert.equal((await found(spelled(7)))[0], 'note7.md');
      assert.match(log.splice(0).join(), /graph is missing or damaged/);
      await update(engine);
      assert.equal(record()?.size, 40);
      assert.deepEqual(graphFiles(), [record()?.file]);
      assert.equal((await found(spelled(7)))[0], 'note7.md');
    }
  });
});
