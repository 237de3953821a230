import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { VectorCache } from '../../../src/engine/index/vectorCache.ts';
import { vectorFor } from './cachedVectors.ts';

const mebibyte = 1024 * 1024;
const key = { id: 'student', dims: 128 };
const atOnce = (): Promise<void> => Promise.resolve();

describe('Shared vectors', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  let told: string[];
  const opened: VectorCache[] = [];
  const open = (limit = 64 * mebibyte): VectorCache => {
    const cache = new VectorCache(file, limit, (level, message) => told.push(`${level}: ${message}`));
    opened.push(cache);
    return cache;
  };
  const namesFrom = (from: number, count: number): string[] =>
    Array.from({ length: count }, (_, at) => `name ${from + at}`);
  const add = (cache: VectorCache, names: readonly string[], encoder = key.id): void =>
    cache.add(encoder, names.map(vectorFor));
  /** How many of `names` are there; each that is must be the right one. */
  const count = (cache: VectorCache, names: readonly string[], wanted = key): number => {
    const found = cache.find(
      wanted,
      names.map((name) => vectorFor(name).content),
    );
    const expected = new Map(
      names.map((name) => [Buffer.from(vectorFor(name).content).toString('hex'), vectorFor(name)]),
    );
    for (const { content, vector } of found) {
      assert.deepEqual(vector, expected.get(Buffer.from(content).toString('hex'))?.vector);
    }
    return found.length;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'homing-cache-'));
    file = join(folder, 'vectors.sqlite');
    told = [];
  });
  afterEach(() => {
    for (const cache of opened.splice(0)) cache.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are found by whoever opens the file, by encoder and content', () => {
    const first = open();
    add(first, ['a', 'b']);
    const second = open();
    assert.equal(count(second, ['a', 'b', 'c']), 2);
    assert.equal(count(second, ['a'], { id: 'another', dims: 128 }), 0);
    assert.equal(count(second, ['a'], { id: key.id, dims: 64 }), 0);
    assert.deepEqual(told, []);
  });

  it('are of the user alone', function () {
    if (process.platform === 'win32') this.skip();
    add(open(), ['a']);
    for (const name of [file, `${file}-wal`]) assert.equal(statSync(name).mode & 0o777, 0o600, name);
  });

  it('are not kept where the limit is 0', () => {
    const cache = open(0);
    add(cache, ['a']);
    assert.equal(count(cache, ['a']), 0);
    assert.ok(!existsSync(file));
  });

  it('are kept a little later where another process is writing', () => {
    const cache = open();
    add(cache, ['a']);
    const writer = new DatabaseSync(file);
    writer.exec('BEGIN IMMEDIATE');
    add(cache, ['b']);
    assert.equal(count(cache, ['a', 'b']), 1, 'what is there can be read meanwhile');
    writer.exec('ROLLBACK');
    writer.close();
    add(cache, ['c']);
    assert.equal(count(open(), ['a', 'b', 'c']), 3);
    assert.deepEqual(told, []);
  });

  describe('in a file that is', () => {
    const damages: readonly (readonly [string, () => void])[] = [
      ['not a database', () => writeFileSync(file, 'nonsense '.repeat(5_000))],
      ['cut off', () => truncateSync(file, Math.floor(statSync(file).size / 2))],
      ['empty', () => truncateSync(file, 0)],
      ['of another version', () => change("PRAGMA user_version = 999; UPDATE vectors SET vector = x'00'")],
      ['of somebody else', () => change('PRAGMA user_version = 0')],
      ['without its tables', () => change('DROP TABLE vectors')],
    ];
    const change = (sql: string): void => {
      const database = new DatabaseSync(file);
      database.exec(sql);
      database.close();
    };
    for (const [what, damage] of damages) {
      it(`${what} are gathered anew, quietly`, () => {
        const before = open();
        add(before, namesFrom(0, 2_000));
        before.close();
        damage();
        const cache = open();
        count(cache, namesFrom(0, 2_000));
        // The first that meets the damage replaces the file, the next is the first that is kept.
        add(cache, ['again']);
        add(cache, ['once more']);
        assert.ok(count(open(), ['again', 'once more']) > 0);
        assert.ok(told.every((message) => message.startsWith('warn: ')));
      });
    }

    it('overwritten anywhere are right or not there', () => {
      const before = open();
      add(before, namesFrom(0, 300));
      before.close();
      const sound = readFileSync(file);
      fc.assert(
        fc.property(
          fc.nat(sound.length - 1),
          fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
          (offset, bytes) => {
            rmSync(`${file}-wal`, { force: true });
            rmSync(`${file}-shm`, { force: true });
            writeFileSync(file, sound);
            const descriptor = openSync(file, 'r+');
            writeSync(descriptor, bytes, 0, bytes.length, offset);
            closeSync(descriptor);
            const cache = open();
            count(cache, namesFrom(0, 300));
            add(cache, ['new']);
            add(cache, ['newer']);
            count(cache, ['new', 'newer']);
            cache.close();
          },
        ),
        { numRuns: 40 },
      );
    });

    it('a folder are done without', () => {
      mkdirSync(file);
      const cache = open();
      add(cache, ['a']);
      assert.equal(count(cache, ['a']), 0);
      assert.equal(told.length, 1);
    });
  });

  describe('beyond the limit', () => {
    it('keep their file below it, the oldest going first', () => {
      const cache = open(2 * mebibyte);
      for (let from = 0; from < 20_000; from += 100) {
        add(cache, namesFrom(from, 100));
        if (from % 1_000 === 0) assert.ok(statSync(file).size <= 2 * mebibyte);
      }
      cache.close();
      assert.ok(statSync(file).size <= 2 * mebibyte);
      assert.ok(statSync(file).size >= mebibyte, 'the limit is made use of');
      const after = open(2 * mebibyte);
      assert.equal(count(after, namesFrom(0, 5_000)), 0);
      assert.equal(count(after, namesFrom(18_000, 2_000)), 2_000);
    });

    it('spare those that are used', () => {
      const used = namesFrom(0, 100);
      add(open(2 * mebibyte), used);
      for (let from = 1_000; from < 20_000; from += 1_000) {
        const cache = open(2 * mebibyte);
        assert.equal(count(cache, used), 100, `after ${from} others`);
        for (let at = 0; at < 1_000; at += 100) add(cache, namesFrom(from + at, 100));
        cache.close();
      }
      assert.equal(count(open(), namesFrom(1_000, 1_000)), 0, 'those that are not are gone');
    });

    it('go to the end as they are found, not all at last', () => {
      const before = open(2 * mebibyte);
      for (let from = 0; from < 8_000; from += 1_000) add(before, namesFrom(from, 1_000));
      before.close();
      const first = (): number => {
        const database = new DatabaseSync(file, { readOnly: true });
        const least = database.prepare('SELECT min(id) AS id FROM vectors').get();
        database.close();
        return Number(least?.['id']);
      };
      const least = first();
      const cache = open(2 * mebibyte);
      for (let from = 0; from < 1_000; from += 64) count(cache, namesFrom(from, 64));
      assert.ok(first() >= least + 512, 'it is still open');
    });

    it('give disk back when the limit becomes lower', async () => {
      const large = open();
      for (let from = 0; from < 20_000; from += 1_000) add(large, namesFrom(from, 1_000));
      large.close();
      assert.ok(statSync(file).size > 3 * mebibyte);
      const small = open(mebibyte);
      await small.tidy(atOnce);
      small.close();
      assert.ok(statSync(file).size <= mebibyte);
      assert.equal(count(open(mebibyte), namesFrom(19_900, 100)), 100);
    });

    it('are sound when the process that evicts is killed', async () => {
      const script = fileURLToPath(new URL('./cacheChild.ts', import.meta.url));
      for (const batches of [60, 100, 150]) {
        const child = spawn(process.execPath, [script, file, String(mebibyte)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let last = -1;
        for await (const piece of child.stdout) {
          last = Number(String(piece).trim().split('\n').at(-1));
          if (last >= batches) break;
        }
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
        const database = new DatabaseSync(file);
        assert.equal(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
        database.close();
        const names = Array.from({ length: 100 }, (_, at) => `${last}-${at}`);
        assert.equal(count(open(mebibyte), names, { id: 'child', dims: 128 }), 100);
      }
      assert.deepEqual(told, []);
    });
  });
});
