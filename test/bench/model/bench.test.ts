import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quantize } from '../../../src/engine/embed/vectors.ts';
import { Absent, readCosqa, readSts } from './data.ts';
import { plainRow, rowOf, shortRow, storedRow, type Embedder } from './embedder.ts';
import { parseOptions } from './options.ts';
import { createRandom, shuffled } from './random.ts';
import { isAskedFor, rivals, rivalTokenizer } from './rivals.ts';
import { printTable, tableAsJson } from './table.ts';
import { resized } from './throughput.ts';

/** A vector that tells its text's length; notes what it was asked. */
function lengthEmbedder(asked: string[], identity = 'first'): Embedder {
  return {
    name: 'length',
    identity,
    dims: 3,
    embed: (text) => {
      asked.push(text);
      const length = Math.hypot(text.length, 4, 0.1);
      return Promise.resolve(Float32Array.of(text.length / length, 4 / length, 0.1 / length));
    },
  };
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'homing-bench-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('vectors of the bench', () => {
  it('come from the cache the second time, equal to the bit', () =>
    withFolder(async (cache) => {
      const asked: string[] = [];
      const row = plainRow(lengthEmbedder(asked), cache);
      const texts = ['a', 'bb', 'a'];
      const first = await row.vectors(texts, 'query');
      assert.deepEqual(asked, ['a', 'bb']);
      assert.deepEqual(await row.vectors(texts, 'query'), first);
      assert.deepEqual(asked, ['a', 'bb']);
      assert.deepEqual(rowOf(first, 0), rowOf(first, 2));
    }));

  it('are made anew for another model, another role and other texts', () =>
    withFolder(async (cache) => {
      const asked: string[] = [];
      await plainRow(lengthEmbedder(asked), cache).vectors(['a'], 'query');
      await plainRow(lengthEmbedder(asked, 'second'), cache).vectors(['a'], 'query');
      await plainRow(lengthEmbedder(asked), cache).vectors(['a'], 'passage');
      await plainRow(lengthEmbedder(asked), cache).vectors(['a', 'b'], 'query');
      assert.equal(asked.length, 5);
      assert.equal(readdirSync(cache).length, 4);
    }));

  it('have length 1 again after they were cut', async () => {
    const row = shortRow(plainRow(lengthEmbedder([]), null), 2);
    const vectors = await row.vectors(['abc'], 'query');
    assert.equal(vectors.data.length, 2);
    assert.ok(Math.abs(Math.hypot(...vectors.data) - 1) < 1e-6);
    assert.equal(row.bytes, 8);
  });

  it('are the engine’s bytes where they are stored, and no more', async () => {
    const row = plainRow(lengthEmbedder([]), null);
    const stored = storedRow(row);
    const [plain, bytes] = [await row.vectors(['abc'], 'query'), await stored.vectors(['abc'], 'query')];
    assert.deepEqual([...bytes.data], [...quantize(plain.data)]);
    assert.equal(stored.bytes, 3);
  });
});

describe('the order by seed', () => {
  it('is the same for the same seed, another for another, and loses nothing', () => {
    const all = Array.from({ length: 50 }, (_, at) => at);
    const order = shuffled(all, createRandom(1));
    assert.deepEqual(shuffled(all, createRandom(1)), order);
    assert.notDeepEqual(shuffled(all, createRandom(2)), order);
    assert.deepEqual(
      order.toSorted((a, b) => a - b),
      all,
    );
  });
});

describe('a rival’s tokenizer', () => {
  const tokens = (names: readonly string[]): string =>
    JSON.stringify({ model: { vocab: Object.fromEntries(names.map((name, id) => [name, id])) } });

  it('reads text as it stands, lower-cased, punctuation kept', () => {
    const encode = rivalTokenizer(tokens(['[UNK]', '[CLS]', '[SEP]', 'get', '##user', '(', ')']));
    assert.deepEqual([...encode('getUser()', 10)], [1, 3, 4, 5, 6, 2]);
  });

  it('cuts before the closing token', () => {
    const encode = rivalTokenizer(tokens(['[UNK]', '[CLS]', '[SEP]', 'a']));
    assert.deepEqual([...encode('a a a a a', 4)], [1, 3, 3, 2]);
  });

  it('prefers the special tokens that MPNet uses', () => {
    const encode = rivalTokenizer(tokens(['<s>', '</s>', '[UNK]', '[CLS]', '[SEP]', 'a']));
    assert.deepEqual([...encode('a', 4)], [0, 5, 1]);
  });
});

describe('rivals that are asked for', () => {
  const askedFor = (...parts: readonly string[]): readonly string[] =>
    rivals.map(({ name }) => name).filter((name) => isAskedFor(name, parts));

  it('are all whose name holds the word, or the one that is called just that', () => {
    assert.deepEqual(askedFor('mpnet', 'bge'), ['bge-small-en-v1.5', 'all-mpnet-base-v2']);
    assert.equal(askedFor('MiniLM').length, 3);
    assert.deepEqual(askedFor('all-MiniLM-L6-v2'), ['all-MiniLM-L6-v2']);
    assert.deepEqual(askedFor(), []);
  });
});

describe('texts of equal length', () => {
  it('keep the first and the last token and repeat or cut what is between', () => {
    assert.deepEqual([...resized(Int32Array.of(1, 7, 8, 2), 7)], [1, 7, 8, 7, 8, 7, 2]);
    assert.deepEqual([...resized(Int32Array.of(1, 7, 8, 9, 2), 4)], [1, 7, 8, 2]);
  });
});

describe('data that are not there', () => {
  it('are told with the way to obtain them', () =>
    withFolder((folder) => {
      for (const read of [readSts, readCosqa]) {
        const how = (error: unknown): boolean =>
          error instanceof Absent && error.message.includes(folder) && error.message.includes('https://');
        assert.throws(() => read(folder, 0), how);
      }
      return Promise.resolve();
    }));
});

describe('options of the bench', () => {
  it('need the data and know their parts', () => {
    assert.throws(() => parseOptions([]), /--data is missing/);
    assert.throws(() => parseOptions(['--data', 'x', '--only', 'sts,nothing']), /no part "nothing"/);
    assert.throws(() => parseOptions(['--data', 'x', '--sample', 'few']), /whole number/);
    assert.deepEqual([...parseOptions(['--data', 'x', '--only', 'sts,cosqa']).parts], ['sts', 'cosqa']);
  });

  it('keep indexes where they are told, else where the bench of quality has them', () => {
    assert.equal(parseOptions(['--data', 'x', '--scratch', '/kept']).scratch, resolve('/kept'));
    assert.equal(parseOptions(['--data', 'x']).scratch, join(tmpdir(), 'homing-quality'));
  });
});

describe('a table', () => {
  const table = {
    id: 'speed',
    title: 'Speed',
    columns: [{ name: 'model' }, { name: 'ms', digits: 2 }],
    rows: [
      ['student', 1.005],
      ['other', null],
    ],
    notes: ['One run.'],
  };

  it('is printed aligned, with what is missing left blank', () => {
    assert.equal(
      printTable(table),
      '## Speed\n\n| model   |   ms |\n|---------|-----:|\n| student | 1.00 |\n| other   |      |\n\nOne run.\n',
    );
  });

  it('is objects by column name in JSON, with all digits', () => {
    assert.deepEqual(tableAsJson(table), {
      id: 'speed',
      title: 'Speed',
      rows: [
        { model: 'student', ms: 1.005 },
        { model: 'other', ms: null },
      ],
      notes: ['One run.'],
    });
  });
});
