import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildGraph,
  openGraph,
  removeOtherGraphs,
  type GraphRecord,
} from '../../../src/engine/index/graph.ts';
import { locate, type Location } from '../../../src/engine/index/location.ts';
import { loadNative, type Native } from '../../../src/engine/index/native.ts';
import { VectorBlock } from '../../../src/engine/index/vectorBlock.ts';
import { Vectors } from '../../../src/engine/index/vectors.ts';
import { clusteredVectors, randomVector, seeded } from './randomVectors.ts';
import { createPlace, type Place } from './support.ts';

const dims = 128;
const count = 20_000;
/** Puts queries at a cosine of about 0.87 to the nearest, as real questions were measured to be on real chunks. */
const noise = 6.4;

describe('A graph of 20,000 vectors', () => {
  let native: Native;
  let place: Place;
  let location: Location;
  let record: GraphRecord;
  const vectors = clusteredVectors(count, 11);

  before(async function () {
    this.timeout(180_000);
    const loaded = await loadNative(() => undefined);
    assert.ok(loaded !== null);
    native = loaded;
    place = createPlace();
    location = locate(place.storage, place.root);
    mkdirSync(location.folder, { recursive: true });
    const block = new VectorBlock(dims);
    vectors.forEach((vector, chunk) => block.set(chunk, vector));
    record = await buildGraph(native, block, { location, encoder: 'student', generation: 1 });
  });
  after(() => place.dispose());

  const loadAll = (target: VectorBlock): void =>
    vectors.forEach((vector, chunk) => target.set(chunk, vector));

  it('finds at least 97 of 100 that exact search finds among the first ten, asked for as many as a search asks for', async () => {
    const exact = new VectorBlock(dims);
    loadAll(exact);
    const approximate = new Vectors(dims);
    loadAll(approximate.student);
    approximate.useGraph(await openGraph(native, location, record, dims));
    const random = seeded(5);
    let found = 0;
    for (let query = 0; query < 200; query++) {
      const center = Float32Array.from(vectors[Math.floor(random() * count)] ?? []);
      const vector = randomVector(random, center, noise);
      const expected = new Set(exact.nearest(vector, 10).map(({ chunk }) => chunk));
      const both = { student: vector, staticStudent: vector };
      const actual = approximate.search(both, 200, null).slice(0, 10);
      found += actual.filter(({ chunk }) => expected.has(chunk)).length;
    }
    assert.ok(found / 2_000 >= 0.97, `recall ${found / 2_000}`);
  });

  it('is the user’s alone and leaves no unfinished file', () => {
    assert.deepEqual(readdirSync(location.folder), [record.file]);
    assert.equal(statSync(join(location.folder, record.file)).mode & 0o077, 0);
  });

  it('does not answer with chunks that are gone, nor miss those that came later', async () => {
    const changed = new Vectors(dims);
    loadAll(changed.student);
    for (let chunk = 0; chunk < 500; chunk++) changed.student.delete(chunk);
    const later = randomVector(seeded(123));
    changed.student.set(90_000, later);
    changed.useGraph(await openGraph(native, location, record, dims));
    assert.equal(changed.graphLag, 501);
    assert.equal(changed.search({ student: later, staticStudent: later }, 5, null)[0]?.chunk, 90_000);
    const gone = vectors[3] ?? later;
    const found = changed.search({ student: gone, staticStudent: gone }, 50, null);
    assert.equal(found.length, 50);
    assert.ok(found.every(({ chunk }) => chunk >= 500));
  });

  it('is behind by what is gone, and not relied on where it knows little else', async () => {
    const few = new Vectors(dims);
    loadAll(few.student);
    few.useGraph(await openGraph(native, location, record, dims));
    assert.equal(few.graphLag, 0);
    // All about 850 of the 1,000 subjects; the question is about one of them.
    for (let chunk = 0; chunk < count; chunk++) if (chunk % 1_000 < 850) few.student.delete(chunk);
    for (let chunk = 0; chunk < 3_000; chunk++) few.student.delete(chunk);
    assert.equal(few.graphLag, count - few.student.size);
    const query = vectors[3] ?? randomVector(seeded(1));
    const found = few.search({ student: query, staticStudent: query }, 200, null).map(({ chunk }) => chunk);
    assert.deepEqual(
      found,
      few.student.nearest(query, 200).map(({ chunk }) => chunk),
    );
  });

  it('is not opened when it is cut off, changed or missing', async () => {
    const bytes = readFileSync(join(location.folder, record.file));
    const damage = async (file: string, change: (path: string) => void): Promise<void> => {
      writeFileSync(join(location.folder, file), bytes);
      change(join(location.folder, file));
      assert.equal(await openGraph(native, location, { ...record, file }, dims), null);
    };
    await damage('graph-2.usearch', (path) => truncateSync(path, 1_000));
    await damage('graph-3.usearch', (path) =>
      writeFileSync(
        path,
        bytes.map((byte, at) => (at === 9_999 ? byte ^ 1 : byte)),
      ),
    );
    assert.equal(await openGraph(native, location, { ...record, file: 'graph-4.usearch' }, dims), null);
    await removeOtherGraphs(location, record.file);
    assert.deepEqual(readdirSync(location.folder), [record.file]);
  });
});
