import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { clearIndex, type Engine } from '../../../src/engine/engine.ts';
import { EngineError } from '../../../src/engine/errors.ts';
import { locate } from '../../../src/engine/index/location.ts';
import { condemn } from '../../../src/engine/index/openStore.ts';
import { Reader } from '../../../src/engine/index/reader.ts';
import { mayMount } from '../../torture/storage.ts';
import {
  createHashEncoders,
  createPlace,
  indexFolderOf,
  open,
  otherModels,
  pathsFound,
  rejects,
  request,
  update,
  type Place,
} from './support.ts';

const files = {
  'src/retry.ts': 'export async function retry(task) {\n  await backOff();\n}\n',
  'src/paint.py': 'def paint_circle(canvas):\n    canvas.arc(0, 0, 5)\n',
  'docs/guide.md': '# Guide\n\nHow to install the program on a new machine.\n',
  'test/retry.test.ts': 'it("retries", () => retry(failing));\n',
};

describe('An index', () => {
  let place: Place;
  const engines: Engine[] = [];
  const opened = async (...args: Parameters<typeof open>): Promise<Engine> => {
    const engine = await open(...args);
    engines.push(engine);
    return engine;
  };
  beforeEach(() => (place = createPlace(files)));
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
    place.dispose();
  });

  it('is embedded anew when the model is another, the quick student standing in meanwhile', async () => {
    await update(await opened(place));
    const encoders = createHashEncoders();
    const engine = await opened(place, {
      encoders,
      assets: otherModels(join(place.storage, '..', 'models')),
    });
    assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
    assert.equal((await engine.status()).pending, 4);
    const summary = await update(engine);
    assert.deepEqual([summary.embedded, encoders.staticStudent.embedded.length], [4, 4]);
    assert.equal((await engine.status()).fresh, true);
  });

  for (const [what, damage] of [
    ['cut off', (path: string) => truncateSync(path, statSync(path).size - 10_000)],
    ['no database', (path: string) => writeFileSync(path, 'nonsense '.repeat(1_000))],
    ['empty', (path: string) => truncateSync(path, 0)],
    ['of another version', (path: string) => setSchemaVersion(path)],
    ['without a column', (path: string) => alter(path, 'postings RENAME COLUMN lists TO misus')],
    ['without a table', (path: string) => alter(path, 'contents RENAME TO contemts')],
  ] as const) {
    it(`is built anew when its file is ${what}`, async () => {
      const before = await open(place);
      await update(before);
      const folder = indexFolderOf(before, place);
      await before.close();
      damage(join(folder, 'index.sqlite'));
      const engine = await opened(place);
      await engine.search(request('circle')).catch((error: unknown) => {
        assert.ok(error instanceof EngineError && error.code === 'indexMissing', String(error));
      });
      await update(engine);
      assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
      assert.equal((await engine.status()).fresh, true);
    });
  }

  it('is followed when another engine builds it anew', async () => {
    const engine = await opened(place);
    await update(engine);
    assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
    await clearIndex(place);
    await rejects(engine.search(request('circle')), 'indexMissing');
    place.remove('src/paint.py');
    await update(await opened(place));
    assert.ok(!(await pathsFound(engine, 'circle')).includes('src/paint.py'));
  });

  it('takes in the whole folder where it was begun anew, though few files are named', async () => {
    const engine = await opened(place);
    await update(engine);
    await clearIndex(place);
    const { files: read } = await update(engine, { only: ['src/retry.ts'] });
    assert.equal(read, 4);
    place.write({ 'src/more.ts': 'export const more = 1;\n', 'src/most.ts': 'export const most = 1;\n' });
    assert.equal((await update(engine, { only: ['src/more.ts'] })).files, 5, 'then those that are named');

    await clearIndex(place);
    const stopping = new AbortController();
    const stopped = update(engine, { signal: stopping.signal, until: 'static' }, ({ type }) => {
      if (type === 'reading') stopping.abort();
    });
    await rejects(stopped, 'aborted');
    assert.equal(
      (await update(engine, { only: ['src/retry.ts'] })).files,
      6,
      'nor after a run that was stopped',
    );
  });

  it('that is cleared during a question is asked once more, and is not there', async () => {
    const encoders = createHashEncoders();
    const { transformer } = encoders;
    const embed = transformer.embed.bind(transformer);
    const slow = {
      ...transformer,
      embed: (...args: Parameters<typeof embed>) => setTimeout(50).then(() => embed(...args)),
    };
    const engine = await opened(place, { encoders: { ...encoders, student: () => Promise.resolve(slow) } });
    await update(engine);
    const asked = rejects(engine.search(request('circle')), 'indexMissing');
    await setTimeout(10);
    await engine.clear();
    await asked;
  });

  it('that cannot be removed, because a process has it open, is waited for', async function () {
    if (!mayMount) this.skip();
    const engine = await opened(place);
    await update(engine);
    const folder = indexFolderOf(engine, place);
    setSchemaVersion(join(folder, 'index.sqlite'));
    // What a mount stands on is removed as little as what is open on Windows.
    const held = join(folder, 'graph-1.usearch');
    writeFileSync(held, '');
    execFileSync('mount', ['--bind', held, held]);
    try {
      await rejects(update(engine), 'indexLocked');
    } finally {
      execFileSync('umount', [held]);
    }
    assert.equal((await update(engine)).files, 4);
  });

  it('is left alone by questions that are still under way when it is closed', async () => {
    const engine = await open(place);
    await update(engine);
    const asked = [request('circle'), request('retry')].map((each) => rejects(engine.search(each), 'closed'));
    await engine.close();
    await Promise.all(asked);
    assert.deepEqual(openFiles(place.storage), []);
  });

  it('is not condemned for the damage of one that it has replaced, nor kept open', async () => {
    const engine = await opened(place);
    await update(engine);
    const location = locate(place.storage, place.root);
    const reader = new Reader({ location, studentId: 'a', staticId: 'b', dims: 128, log: () => undefined });
    assert.ok(reader.database() !== null);
    await clearIndex(place);
    reader.condemn();
    assert.equal(existsSync(location.folder), false);
    await update(engine);
    assert.ok(reader.database() !== null);
    await clearIndex(place);
    await update(engine);
    reader.condemn();
    assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');

    await engine.close();
    alter(location.database, 'meta RENAME TO mets');
    condemn(location);
    assert.deepEqual(openFiles(place.storage), []);
  });

  for (const [name, change] of [
    ['names that are none', "chunks SET alsoDeclares = '[\"a'"],
    ['another value than names', "chunks SET alsoDeclares = '7'"],
    ['a number beyond all bounds', 'chunks SET startLine = 9223372036854775807'],
  ] as const) {
    it(`is as good as none where it holds ${name}, and is built anew`, async () => {
      const engine = await opened(place);
      await update(engine);
      const database = new DatabaseSync(locate(place.storage, place.root).database);
      database.exec(`UPDATE ${change}`);
      database.close();
      await rejects(engine.search(request('circle')), 'indexMissing');
      await update(engine);
      assert.equal((await pathsFound(engine, 'circle'))[0], 'src/paint.py');
    });
  }

  describe('that another process writes', () => {
    let child: ChildProcess | null = null;
    /** Resolves when the process has come to its third commit of vectors. */
    const startWriter = async (): Promise<void> => {
      const many = Object.fromEntries(
        Array.from({ length: 400 }, (_, at) => [
          `many/f${at}.py`,
          `def subject_${at}():\n    return ${at}\n`,
        ]),
      );
      place.write(many);
      const script = fileURLToPath(new URL('./indexChild.ts', import.meta.url));
      const started = spawn(process.execPath, [script, place.root, place.storage], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child = started;
      let commits = 0;
      for await (const line of createInterface({ input: started.stdout })) {
        if (line.includes('"embedding"') && ++commits === 3) return;
      }
      assert.fail('The writer ended too early.');
    };
    afterEach(async () => {
      if (child?.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    });

    it('can be searched, not written or cleared, meanwhile', async () => {
      await startWriter();
      const engine = await opened(place, { lockTimeoutMs: 200 });
      assert.equal((await pathsFound(engine, 'subject_77', { mode: 'lexical' }))[0], 'many/f77.py');
      await rejects(update(engine), 'indexLocked');
      await rejects(clearIndex(place), 'indexLocked');
    });

    it('shows what that process has committed since', async () => {
      await startWriter();
      const engine = await opened(place);
      const waiting = (await engine.status()).pending;
      assert.ok(waiting > 0);
      while ((await engine.status()).pending === waiting) await setTimeout(100);
      assert.ok((await engine.status()).pending < waiting);
    });

    it('has its last commit, and nothing to repair, when that process is killed', async () => {
      await startWriter();
      const writer = child;
      assert.ok(writer !== null);
      const ended = once(writer, 'exit');
      writer.kill('SIGKILL');
      await ended;
      const encoders = createHashEncoders();
      const engine = await opened(place, { encoders, lockTimeoutMs: 0 });
      assert.equal((await pathsFound(engine, 'subject_77', { mode: 'lexical' }))[0], 'many/f77.py');
      const { chunks, reused } = await update(engine);
      assert.equal(chunks, 404);
      assert.ok(reused > 0);
      const { embedded, tokenized } = encoders.staticStudent;
      assert.deepEqual([embedded, tokenized], [[], []]);
      assert.equal((await engine.status()).fresh, true);
    });
  });
});

function alter(path: string, change: string): void {
  const database = new DatabaseSync(path);
  database.exec(`ALTER TABLE ${change}`);
  database.close();
}

function setSchemaVersion(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("UPDATE meta SET value = 9999 WHERE key = 'schema'");
  database.close();
}

/** What this process has open below a folder; nothing where the system does not tell. */
function openFiles(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((file) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${file}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      // The one that lists them.
      return [];
    }
  });
}
