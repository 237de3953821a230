import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '../../../src/engine/discover/readSource.ts';
import { openStaticStudent } from '../../../src/engine/embed/staticStudent.ts';
import { prepareChunk } from '../../../src/engine/index/content.ts';
import { chunkPlaces } from '../../../src/engine/index/queries.ts';
import { createTables, openForWriting } from '../../../src/engine/index/schema.ts';
import { Store, type FileUpdate } from '../../../src/engine/index/store.ts';
import { WordIndex } from '../../../src/engine/index/words/wordIndex.ts';
import { FileLines } from '../../../src/engine/search/fileLines.ts';
import { KnownChunks } from '../../../src/engine/search/knownChunks.ts';
import { measure, rankMeasured } from '../../../src/engine/search/rank.ts';
import type { Closer, Measured } from '../../../src/engine/search/ranked.ts';
import { lookAgain } from '../../../src/engine/search/secondLook.ts';
import { defaultWeights } from '../../../src/engine/search/weights.ts';
import type { StaticEncoder } from '../../../src/engine/types.ts';

const files = {
  'a.ts': 'export function removeFile(path) {\n  unlink(path);\n}',
  'b.ts': 'export function paint(house) {\n  brush(house);\n}',
  'c.md': '# Weather\n\nIt rains.',
  'd.md': '# Cleaning up\n\nHow to erase a document.',
};
type Name = keyof typeof files;

const pause = (): Promise<void> => Promise.resolve();

describe('A second look', () => {
  let folder: string;
  let student: StaticEncoder;
  let store: Store;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'homing-look-'));
    const models = join(import.meta.dirname, '..', '..', '..', 'models');
    ({ encoder: student } = await openStaticStudent(models));
    const database = openForWriting(join(folder, 'index.sqlite'));
    createTables(database);
    store = new Store(database);
    await store.keepTokensOf(student.id, pause);
    store.replaceFiles((Object.keys(files) as Name[]).map(updateOf));
  });
  after(() => {
    store.database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function updateOf(path: Name): FileUpdate {
    const kind = path.endsWith('.md') ? ('docs' as const) : ('code' as const);
    const chunk = {
      startLine: 1,
      endLine: 3,
      kind,
      language: null,
      symbol: null,
      trail: [],
      text: files[path],
    };
    return {
      file: { path, size: 1, mtimeMs: 1, ctimeMs: 1, language: null, kind },
      readAt: 1,
      hash: Buffer.from(path).toString('hex'),
      skipped: null,
      chunks: [prepareChunk(path, chunk, (text) => student.tokenize(text))],
    };
  }

  /** By path, at what is indexed of `paths`; `gone`: a chunk that is not in the index any more. */
  function look(
    query: string,
    paths: readonly Name[],
    gone: readonly number[] = [],
  ): Map<string, Closer | null> {
    return new Map(lookAt(query, paths, gone).map(({ place, closer }) => [place.path, closer]));
  }

  function lookAt(query: string, paths: readonly Name[], gone: readonly number[] = []): readonly Measured[] {
    const { database } = store;
    const places = chunkPlaces(database, [1, 2, 3, 4]).filter(({ path }) => paths.includes(path as Name));
    const [first] = places;
    const lost = gone.flatMap((id) => (first === undefined ? [] : [{ ...first, id, path: 'gone.ts' }]));
    const candidates = [...places, ...lost].map((place) => ({ place, dense: 1, lexical: null }));
    const question = measure(query, candidates);
    const known = new KnownChunks();
    const tokensOf = (chunks: readonly number[]): ReturnType<typeof known.tokens> =>
      known.tokens(student, database, chunks);
    const parts = {
      query,
      staticStudent: student,
      words: new WordIndex(database),
      files: new FileLines(folder, DEFAULT_LIMITS),
      tokensOf,
    };
    return lookAgain(question, rankMeasured(question, defaultWeights), parts).candidates;
  }

  it('tells which text is nearer among those of its kind', () => {
    const seen = look('delete a file', Object.keys(files) as Name[]);
    for (const [near, far] of [
      ['a.ts', 'b.ts'],
      ['d.md', 'c.md'],
    ] as const) {
      assert.ok((seen.get(near)?.words ?? 0) > (seen.get(far)?.words ?? 0), near);
    }
  });
  it('finds the words of the query in a row, in the file as it is now', () => {
    const told = (query: string): Record<string, number> =>
      Object.fromEntries(lookAt(query, ['c.md', 'd.md']).map(({ place, inARow }) => [place.path, inARow]));
    for (const path of ['c.md', 'd.md'] as const) writeFileSync(join(folder, path), files[path]);
    assert.deepEqual(told('how to erase a document'), { 'c.md': 0, 'd.md': 1 });
    writeFileSync(join(folder, 'a.ts'), files['a.ts']);
    const [code] = lookAt('export function removeFile path', ['a.ts']);
    assert.equal(code?.inARow, 1, 'names are taken apart as the index has them');
    writeFileSync(join(folder, 'd.md'), '# Cleaning up\n\nA document to erase: how?');
    assert.deepEqual(told('how to erase a document'), { 'c.md': 0, 'd.md': 0 });
  });
  it('tells nothing of a chunk that is gone, and nothing apart of one that stands alone', () => {
    const seen = look('delete a file', ['a.ts'], [99]);
    const { met, ...apart } = seen.get('a.ts') ?? { met: 0 };
    assert.deepEqual(apart, { words: 0 });
    assert.ok(met > 0.5 && met <= 1, 'its words are met all the same');
    assert.equal(seen.get('gone.ts'), null);
  });
  it('does without words and without candidates', () => {
    assert.deepEqual(look('?!', ['a.ts', 'b.ts']).get('a.ts')?.words, 0);
    assert.equal(look('delete', []).size, 0);
  });
  it('tells nothing of what another static student has read', async () => {
    assert.notEqual(look('delete a file', ['a.ts']).get('a.ts'), null);
    await store.keepTokensOf('another', pause);
    assert.equal(look('delete a file', ['a.ts']).get('a.ts'), null);
    await store.keepTokensOf(student.id, pause);
    store.replaceFiles((Object.keys(files) as Name[]).map(updateOf));
  });
});
