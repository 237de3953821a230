import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { createTables, probeSqlite, schemaOf } from '../../../src/engine/index/schema.ts';
import { writeMeta } from '../../../src/engine/index/meta.ts';
import { Store, type FileUpdate } from '../../../src/engine/index/store.ts';
import { contentHash, prepareChunk } from '../../../src/engine/index/content.ts';
import { WordIndex } from '../../../src/engine/index/words/wordIndex.ts';
import { searchWords } from '../../../src/engine/search/lexical.ts';

function createStore(): Store {
  const database = new DatabaseSync(':memory:');
  createTables(database);
  return new Store(database);
}

function fileWith(path: string, text: string): FileUpdate {
  const chunk = {
    startLine: 1,
    endLine: 1,
    kind: 'code',
    language: null,
    symbol: null,
    trail: [],
    text,
  } as const;
  return {
    file: { path, size: text.length, mtimeMs: 1, ctimeMs: 1, language: null, kind: 'code' },
    readAt: 1_000,
    hash: Buffer.from(text).toString('hex'),
    skipped: null,
    chunks: [prepareChunk(path, chunk, () => Int32Array.of(7, 3, 7))],
  };
}

function found(store: Store, text: string): number {
  return searchWords(new WordIndex(store.database), { text, allowed: null, k: 10 }).length;
}

function count(store: Store, table: string): number {
  return Number(store.database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.['count']);
}

describe('The store', () => {
  it('has what it needs of SQLite', () => {
    probeSqlite();
    assert.equal(schemaOf(createStore().database), 'current');
    assert.equal(schemaOf(new DatabaseSync(':memory:')), 'none');
  });

  it('puts a file in place of what was known of its path', () => {
    const store = createStore();
    store.replaceFiles([fileWith('a', 'apple')]);
    store.replaceFiles([fileWith('a', 'pear')]);
    assert.deepEqual([found(store, 'apple'), found(store, 'pear'), count(store, 'chunks')], [0, 1, 1]);
  });

  it('leaves nothing of a removed file but a note of its chunk', () => {
    const store = createStore();
    store.replaceFiles([fileWith('a', 'apple'), fileWith('b', 'pear')]);
    store.removeFiles(['a', 'never there']);
    assert.deepEqual([found(store, 'apple'), found(store, 'pear')], [0, 1]);
    assert.deepEqual([count(store, 'files'), count(store, 'chunks'), count(store, 'changed')], [1, 1, 1]);
  });

  it('undoes a batch that fails in the middle', () => {
    const store = createStore();
    store.replaceFiles([fileWith('a', 'apple')]);
    const broken = { ...fileWith('b', 'pear'), hash: undefined as unknown as string };
    assert.throws(() => store.replaceFiles([fileWith('a', 'plum'), broken]));
    assert.deepEqual([found(store, 'apple'), found(store, 'plum'), found(store, 'pear')], [1, 0, 0]);
  });

  it('keeps the first vector of a content', () => {
    const store = createStore();
    const content = contentHash('apple');
    const encoder = store.encoderNumber('one');
    store.addVectors(encoder, [{ content, vector: new Int8Array(128).fill(1) }]);
    store.addVectors(encoder, [{ content, vector: new Int8Array(128).fill(2) }]);
    const row = store.database.prepare('SELECT vector FROM vectors').get();
    assert.equal((row?.['vector'] as Uint8Array)[0], 1);
  });

  it('forgets other encoders’ vectors and the oldest orphans beyond the bound', async () => {
    const store = createStore();
    const used = fileWith('a', 'apple');
    store.replaceFiles([fileWith('gone', 'plum'), used]);
    store.removeFiles(['gone']);
    const [own, other] = [store.encoderNumber('own'), store.encoderNumber('other')];
    store.prefer(own);
    const vector = new Int8Array(128);
    const [foreign, ...contents] = ['f', 'x', 'y', 'z'].map(contentHash);
    assert.ok(foreign !== undefined);
    store.addVectors(
      own,
      [...used.chunks.map(({ content }) => content), ...contents].map((content) => ({ content, vector })),
    );
    store.addVectors(
      other,
      [foreign, ...contents].map((content) => ({ content, vector })),
    );
    const left = (): Record<string, unknown>[] =>
      store.database
        .prepare('SELECT hash, encoder FROM vectors JOIN contents ON id = content ORDER BY id')
        .all();
    assert.deepEqual(
      left().map((row) => row['encoder']),
      [own, own, own, own, other],
    );
    const pause = (): Promise<void> => Promise.resolve();
    await store.keepEncoders([own], pause);
    assert.ok(left().every((row) => row['encoder'] === own));
    await store.prune(3, pause);
    const expected = [used.chunks[0]?.content, ...contents.slice(1)];
    assert.deepEqual(
      left().map((row) => Buffer.from(row['hash'] as Uint8Array).toString('hex')),
      expected.map((content) => Buffer.from(content ?? []).toString('hex')),
    );
  });

  it('forgets the words of however many chunks were removed', async () => {
    const { database } = createStore();
    // As a run leaves them that was killed between merging and forgetting.
    database.exec(
      'WITH RECURSIVE n(id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM n WHERE id < 200000) INSERT INTO gone(chunk) SELECT id FROM n',
    );
    writeMeta(database, 'words', 1);
    const store = new Store(database);
    await store.tidyWords(() => Promise.resolve());
    assert.equal(count(store, 'gone'), 0);
    const plan = database.prepare(
      'EXPLAIN QUERY PLAN DELETE FROM gone WHERE chunk IN (SELECT value FROM json_each(?))',
    );
    assert.match(String(plan.all('[]')[0]?.['detail']), /USING .*INDEX goneChunks/u);
  });

  it('forgets what was left over by one that did not come to it', async () => {
    const stopped = createStore();
    const gone = ['plum', 'pear', 'fig'];
    stopped.replaceFiles([fileWith('used', 'apple'), ...gone.map((text) => fileWith(text, text))]);
    stopped.removeFiles(gone);
    const store = new Store(stopped.database);
    const steps: string[] = [];
    const pause = (): Promise<void> => {
      steps.push('pause');
      return Promise.resolve();
    };
    await store.prune(0, pause);
    assert.equal(count(store, 'contents'), 2, 'as many as there are chunks may stay');
    assert.equal(steps.length, 1);
    await store.prune(0, pause);
    assert.equal(steps.length, 1, 'there is nothing left to look for');
  });
});
