import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { prepareChunk } from '../../../src/engine/index/content.ts';
import { createTables } from '../../../src/engine/index/schema.ts';
import { Store, type FileUpdate } from '../../../src/engine/index/store.ts';
import type { VectorBlock } from '../../../src/engine/index/vectorBlock.ts';
import { Vectors } from '../../../src/engine/index/vectors.ts';
import { Lanes } from '../../../src/engine/search/lanes.ts';
import { WordIndex } from '../../../src/engine/index/words/wordIndex.ts';
import type { ContentKind } from '../../../src/engine/types.ts';
import { randomVector, seeded } from './randomVectors.ts';

const dims = 128;
const pause = (): Promise<void> => Promise.resolve();

interface Opened {
  readonly store: Store;
  readonly encoders: { readonly student: number; readonly staticStudent: number };
}

function openStore(): Opened {
  const database = new DatabaseSync(':memory:');
  createTables(database);
  const store = new Store(database);
  const encoders = {
    student: store.encoderNumber('student'),
    staticStudent: store.encoderNumber('static'),
  };
  store.prefer(encoders.student);
  return { store, encoders };
}

function fileWith(path: string, texts: readonly string[], kind: ContentKind = 'code'): FileUpdate {
  const chunks = texts.map((text, at) =>
    prepareChunk(
      '',
      { startLine: at + 1, endLine: at + 1, kind, language: null, symbol: null, trail: [], text },
      () => Int32Array.of(1),
    ),
  );
  const file = { path, size: 1, mtimeMs: 1, ctimeMs: 1, language: null, kind };
  return { file, readAt: 1, hash: '', skipped: null, chunks };
}

function vectorsOf(block: VectorBlock): unknown {
  return [...block.chunks()].sort((a, b) => a - b).map((chunk) => [chunk, block.vectorOf(chunk)]);
}

async function loaded({ store, encoders }: Opened): Promise<Vectors> {
  const vectors = new Vectors(dims);
  assert.equal(await vectors.refresh(store.database, encoders), true);
  return vectors;
}

const path = fc.constantFrom('a', 'b', 'c');
/** Few texts, so that files share some. */
const texts = fc.array(fc.constantFrom('one', 'two', 'three', 'four', 'five'), { maxLength: 4 });
const step = fc.oneof(
  fc.record({
    type: fc.constant('put'),
    path,
    texts,
    isRead: fc.boolean(),
    kind: fc.constantFrom('code', 'docs'),
  }),
  fc.record({ type: fc.constant('remove'), path }),
  fc.record({ type: fc.constant('encode'), texts, encoder: fc.constantFrom('student', 'staticStudent') }),
  fc.record({ type: fc.constant('look') }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe('A reader of an index', () => {
  it('has after any changes what one that has just opened it has, and so have the counts of vectors and kinds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.nat(), async (steps, seed) => {
        const opened = openStore();
        const { store, encoders } = opened;
        const random = seeded(seed + 1);
        const made = (update: FileUpdate): { content: Uint8Array; vector: Int8Array }[] =>
          update.chunks.map(({ content }) => ({ content, vector: randomVector(random) }));
        const perform = (each: Exclude<Step, { type: 'look' }>): void => {
          if ('encoder' in each) {
            store.addVectors(encoders[each.encoder], made(fileWith('x', each.texts)));
          } else if ('texts' in each) {
            const update = fileWith(each.path, each.texts, each.kind);
            const vectors = each.isRead ? made(update) : [];
            store.replaceFiles([update], [{ encoder: encoders.staticStudent, vectors }]);
          } else if ('path' in each) store.removeFiles([each.path]);
        };
        const follower = new Vectors(dims);
        const words = new WordIndex(store.database);
        const lanes = new Lanes();
        for (const each of [...steps, { type: 'look' }]) {
          if (each.type === 'look') {
            assert.equal(await follower.refresh(store.database, encoders), true);
            lanes.follow(words);
          } else perform(each as Exclude<Step, { type: 'look' }>);
        }
        const fresh = await loaded(opened);
        for (const block of ['student', 'staticStudent'] as const) {
          assert.deepEqual(vectorsOf(follower[block]), vectorsOf(fresh[block]));
        }
        assert.deepEqual(
          store.database.prepare('SELECT id, vectors FROM encoders ORDER BY id').all(),
          store.database
            .prepare(
              'SELECT id, (SELECT count(*) FROM vectors WHERE encoder = id) AS vectors FROM encoders ORDER BY id',
            )
            .all(),
        );
        const ofKind = store.database.prepare(
          'SELECT c.id FROM chunks c JOIN sorts s ON s.id = c.sort WHERE s.kind = ? ORDER BY c.id',
        );
        const [code, docs] = ['code', 'docs'].map((kind) => ofKind.all(kind).map(({ id }) => id));
        assert.deepEqual(lanes.counts, { code: code?.length, docs: docs?.length });
        assert.deepEqual(
          [...lanes.rarer].sort((a, b) => a - b),
          lanes.rarerKind === 'code' ? code : docs,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('is told to begin anew where loading broke off', async () => {
    const opened = openStore();
    const { store, encoders } = opened;
    // More than are loaded at once.
    const many = fileWith(
      'many',
      Array.from({ length: 5_000 }, (_, at) => `text ${at}`),
    );
    const vectors = many.chunks.map(({ content }) => ({ content, vector: randomVector(seeded(1)) }));
    store.replaceFiles([many], [{ encoder: encoders.student, vectors }]);
    const broken = new Vectors(dims);
    const loading = broken.refresh(store.database, encoders);
    store.database.exec('ALTER TABLE vectors RENAME TO elsewhere');
    await assert.rejects(loading, /no such table/u);
    store.database.exec('ALTER TABLE elsewhere RENAME TO vectors');
    assert.equal(await broken.refresh(store.database, encoders), false);
    assert.equal((await loaded(opened)).student.size, 5_000);
  });

  it('is told to begin anew where more has changed than is noted', async () => {
    const opened = openStore();
    const { store, encoders } = opened;
    const names = Array.from({ length: 17_000 }, (_, at) => `text ${at}`);
    const update = fileWith('large', names);
    const vectors = update.chunks.map(({ content }) => ({ content, vector: new Int8Array(dims).fill(1) }));
    store.replaceFiles([update], [{ encoder: encoders.staticStudent, vectors }]);
    const follower = await loaded(opened);
    assert.equal(follower.staticStudent.size, 17_000);
    store.addVectors(encoders.student, vectors.slice(0, 16_000));
    assert.equal(await follower.refresh(store.database, encoders), true);
    assert.equal(follower.student.size, 16_000);
    store.removeFiles(['large']);
    assert.equal(await follower.refresh(store.database, encoders), false);
    assert.equal((await loaded(opened)).size, 0);
    const notes = Number(store.database.prepare('SELECT count(*) AS count FROM changed').get()?.['count']);
    assert.ok(notes > 0 && notes < 17_000);
    await store.keepEncoders([encoders.staticStudent], pause);
    assert.deepEqual(
      store.database
        .prepare('SELECT name, vectors FROM encoders')
        .all()
        .map(({ name, vectors: count }) => [name, count]),
      [['static', 1_000]],
    );
  });
});
