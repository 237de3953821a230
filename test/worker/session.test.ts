import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SearchRequest } from '../../src/engine/types.ts';
import type { Configuration, FolderState, Notification } from '../../src/protocol/messages.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import { createSession } from '../../src/worker/session.ts';
import { workerConfiguration } from './configuration.ts';

const project = join(import.meta.dirname, '..', '..');
const never = new AbortController().signal;

describe('a session', function () {
  this.timeout(120_000);
  let scratch: string;
  let session: Handlers;
  let told: Notification[];

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'homing-session-'));
    told = [];
    session = createSession({ notify: (notification) => told.push(notification) });
  });

  afterEach(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  function folder(name: string, source: string): string {
    const root = join(scratch, name);
    cpSync(join(project, 'test', 'fixtures', 'workspace', source), root, { recursive: true });
    return root;
  }

  const configuration = (...roots: readonly string[]): Configuration =>
    workerConfiguration(join(scratch, 'storage'), roots);

  const open = (told: Configuration) => session.open({ configuration: told, lost: null }, never);

  function request(text: string): SearchRequest {
    return { text, k: 5, mode: 'hybrid', literal: false, paths: [], languages: [], kinds: [] };
  }

  const lastState = (): readonly FolderState[] =>
    told.flatMap((each) => (each.type === 'state' ? [each.state.folders] : [])).at(-1) ?? [];

  it('refuses calls before it is opened', async () => {
    await assert.rejects(session.search({ request: request('x'), within: null }, never), { code: 'closed' });
  });

  it('answers from several folders in one list, best first', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server/payments')];
    await open(configuration(boats, money));
    await session.index({ root: null, only: null }, never);
    const find = async (text: string) =>
      (await session.search({ request: request(text), within: null }, never)).hits;
    const apart = await find('how far apart are two places');
    assert.ok(apart.some(({ root, path }) => root === boats && path === 'great_circle.py'));
    const convert = await find('convert money between countries');
    assert.ok(convert.some(({ root, path }) => root === money && path === 'exchange.ts'));
    assert.deepEqual(
      new Set(convert.map(({ root }) => root)),
      new Set([boats, money]),
      'both folders are in the list',
    );
    const within = [{ root: money, path: 'exchange.ts' }];
    const { hits } = await session.search({ request: request('how far apart'), within }, never);
    assert.deepEqual(
      new Set(hits.map(({ root, path }) => `${root} ${path}`)),
      new Set([`${money} exchange.ts`]),
    );
    const scores = convert.map(({ score }) => score);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
  });

  it('finds the like of a place in its own folder and in the others, without the place', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server/payments')];
    await open(configuration(boats, money));
    await session.index({ root: null, only: null }, never);
    const place = { path: 'exchange.ts', startLine: 1, endLine: 1_000 };
    const filters = { paths: [], languages: [], kinds: [] };
    const request = { text: null, place, k: 50, mode: 'hybrid', ...filters } as const;
    const { hits } = await session.similar({ request, placeRoot: money, within: null }, never);
    assert.ok(hits.every(({ root, path }) => root !== money || path !== 'exchange.ts'));
    assert.deepEqual(new Set(hits.map(({ root }) => root)), new Set([boats, money]));
    const only = await session.similar(
      { request, placeRoot: money, within: [{ root: boats, path: '' }] },
      never,
    );
    assert.deepEqual(new Set(only.hits.map(({ root }) => root)), new Set([boats]));
    const stray = { request, placeRoot: join(scratch, 'elsewhere'), within: null };
    await assert.rejects(session.similar(stray, never), { code: 'queryEmpty' });
  });

  it('searches what is indexed and names the folders that are not', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server/payments')];
    await open(configuration(boats, money));
    await session.index({ root: boats, only: null }, never);
    const found = await session.search({ request: request('how far apart'), within: null }, never);
    assert.deepEqual(found.missing, [money]);
    assert.ok(found.hits.length > 0 && found.hits.every(({ root }) => root === boats));
  });

  it('tells the state of the other folders where one is gone', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server')];
    await open(configuration(boats, money));
    rmSync(boats, { recursive: true });
    const [status, ...others] = await session.status(null, never);
    assert.deepEqual([status?.folder, others], [money, []]);
  });

  it('names what it left out of a folder, and why', async () => {
    const root = folder('boats', 'analytics');
    writeFileSync(join(root, 'hull.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]));
    await open(configuration(root));
    assert.deepEqual(await session.skipped({ root: null }, never), []);
    await session.index({ root: null, only: null }, never);
    const [left] = await session.skipped({ root: null }, never);
    assert.equal(left?.root, root);
    assert.equal(left.path, 'hull.png');
    assert.notEqual(left.reason, '');
  });

  it('indexes what git ignores where it is told to', async () => {
    const root = folder('boats', 'analytics');
    writeFileSync(join(root, '.gitignore'), 'generated/\n');
    mkdirSync(join(root, 'generated'));
    writeFileSync(join(root, 'generated', 'lighthouse.ts'), 'export const lighthouseKeeper = 1;\n');
    const plain = configuration(root);
    const forced = { ...plain, folders: [{ root, exclude: [], include: ['generated/**'] }] };
    await open(forced);
    await session.index({ root: null, only: null }, never);
    const { hits } = await session.search({ request: request('lighthouseKeeper'), within: null }, never);
    assert.ok(hits.some(({ path }) => path === 'generated/lighthouse.ts'));
  });

  it('finds a file that was made later when it is told of it', async () => {
    const root = folder('boats', 'analytics');
    await open(configuration(root));
    await session.index({ root: null, only: null }, never);
    writeFileSync(join(root, 'zebra.py'), 'def stripes(animal):\n    return animal.pattern == "zebra"\n');
    await session.index({ root, only: ['zebra.py'] }, never);
    const found = await session.search({ request: request('zebra stripes'), within: null }, never);
    assert.equal(found.hits[0]?.path, 'zebra.py');
  });

  it('has nothing left of a folder that was cleared', async () => {
    const root = folder('boats', 'analytics');
    await open(configuration(root));
    await session.index({ root: null, only: null }, never);
    await session.clear({ root: null }, never);
    const found = await session.search({ request: request('how far apart'), within: null }, never);
    assert.deepEqual([found.hits, found.missing], [[], [root]]);
    await session.index({ root: null, only: null }, never);
    const again = await session.search({ request: request('how far apart'), within: null }, never);
    assert.ok(again.hits.length > 0);
  });

  const paths = async (text: string): Promise<readonly string[]> =>
    (await session.search({ request: { ...request(text), k: 50 }, within: null }, never)).hits.map(
      ({ path }) => path,
    );

  it('takes a folder in and leaves one out while it runs, and reads only what is new', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server/payments')];
    await open(configuration(boats));
    await session.index({ root: null, only: null }, never);
    assert.deepEqual(await session.configure(configuration(boats, money), never), [money]);
    await session.index({ root: money, only: null }, never);
    const both = await paths('how far apart are two places');
    assert.ok(both.includes('great_circle.py') && both.includes('exchange.ts'), both.join(', '));
    assert.deepEqual(await session.configure(configuration(money), never), []);
    assert.ok(!(await paths('how far apart are two places')).includes('great_circle.py'));
    await session.status(null, never);
    assert.deepEqual(
      lastState().map(({ root }) => root),
      [money],
    );
  });

  it('leaves out what a setting excludes once it is told, in that folder alone', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server/payments')];
    const plain = configuration(boats, money);
    await open(plain);
    await session.index({ root: null, only: null }, never);
    assert.ok((await paths('how far apart')).includes('great_circle.py'));
    const [first, second] = plain.folders;
    assert.ok(first !== undefined && second !== undefined);
    const narrower = { ...plain, folders: [{ ...first, exclude: ['great_circle.py'] }, second] };
    assert.deepEqual(await session.configure(narrower, never), [boats]);
    await session.index({ root: boats, only: null }, never);
    assert.ok(!(await paths('how far apart')).includes('great_circle.py'));
  });

  it('goes on with other models where their setting changes, while a folder is indexed', async () => {
    const root = folder('boats', 'analytics');
    await open(configuration(root));
    const stopped = assert.rejects(session.index({ root: null, only: null }, never), { code: 'aborted' });
    assert.deepEqual(await session.configure({ ...configuration(root), threads: 2 }, never), [root]);
    await stopped;
    await session.index({ root: null, only: null }, never);
    assert.ok((await paths('how far apart')).includes('great_circle.py'));
  });

  it('answers what is asked before and while settings change from what they open', async () => {
    const root = folder('boats', 'analytics');
    await open(configuration(root));
    await session.index({ root: null, only: null }, never);
    for (const threads of [2, 1, 2, 1]) {
      const before = paths('how far apart');
      const configured = session.configure({ ...configuration(root), threads }, never);
      const meanwhile = [paths('how far apart are two places'), paths('how crowded the boats are')];
      await configured;
      for (const found of await Promise.all([before, ...meanwhile])) {
        assert.ok(found.includes('great_circle.py'), found.join(', '));
      }
    }
  });

  it('opens a folder that was not there when it is told of it again', async () => {
    const later = join(scratch, 'later');
    await open(configuration(later));
    mkdirSync(later);
    writeFileSync(join(later, 'zebra.py'), 'def stripes(animal):\n    return animal\n');
    assert.deepEqual(await session.configure(configuration(later), never), [later]);
    await session.index({ root: null, only: null }, never);
    await session.status(null, never);
    assert.deepEqual(lastState()[0]?.activity, { type: 'idle' });
    assert.deepEqual(await paths('zebra stripes'), ['zebra.py']);
  });

  it('loads for one who is about to ask what the first question would wait for', async () => {
    const root = folder('boats', 'analytics');
    await open(configuration(root));
    await session.index({ root: null, only: null }, never);

    // A process that encodes, and leaves word of it.
    const [script, started] = [join(scratch, 'encoding.mjs'), join(scratch, 'started')];
    const real = pathToFileURL(join(project, 'src', 'engine', 'embed', 'graphProcess.ts')).href;
    writeFileSync(
      script,
      `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(started)}, '');\nawait import('${real}');\n`,
    );
    const scripts = { threads: {}, encoding: script };
    session = createSession({ notify: (notification) => told.push(notification), scripts });
    await open(configuration(root));
    await session.status(null, never);
    assert.equal(existsSync(started), false);
    assert.equal(await session.prepare(null, never), null);
    assert.equal(existsSync(started), true);
    // Ends the process.
    await session.configure({ ...configuration(), threads: 2 }, never);
  });

  it('has nothing to load where there is no index, and says so to those who ask', async () => {
    await open(configuration(folder('boats', 'analytics')));
    assert.equal(await session.prepare(null, never), null);
    const { missing } = await session.search({ request: request('how far apart'), within: null }, never);
    assert.equal(missing.length, 1);
  });

  it('says why one folder cannot be searched and searches the others', async () => {
    const [boats, gone] = [folder('boats', 'analytics'), join(scratch, 'gone')];
    await open(configuration(boats, gone));
    await session.index({ root: null, only: null }, never);
    await session.status(null, never);
    const failed = lastState().find(({ root }) => root === gone);
    assert.equal(failed?.activity.type, 'failed');
    const found = await session.search({ request: request('how far apart'), within: null }, never);
    assert.ok(found.hits.length > 0);
  });

  it('refuses to open where the model is damaged, by its code', async () => {
    const models = join(scratch, 'models');
    cpSync(join(project, 'models', 'student-static'), join(models, 'student-static'), { recursive: true });
    cpSync(join(project, 'models', 'vocab.txt'), join(models, 'vocab.txt'));
    writeFileSync(join(models, 'vocab.txt'), 'not the vocabulary');
    await assert.rejects(open({ ...configuration(scratch), models }), {
      code: 'modelDamaged',
    });
  });

  it('tells of a storage that cannot be written', async function () {
    if (process.getuid?.() === 0) this.skip();
    const root = folder('boats', 'analytics');
    chmodSync(scratch, 0o500);
    try {
      await open(configuration(root));
      await session.status(null, never);
      assert.equal(lastState()[0]?.activity.type, 'failed');
    } finally {
      chmodSync(scratch, 0o700);
    }
  });
});
