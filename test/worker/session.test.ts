import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SearchRequest } from '../../src/engine/types.ts';
import type { Configuration, FolderState, Notification } from '../../src/protocol/messages.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import { createSession } from '../../src/worker/session.ts';

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
    session = createSession((notification) => told.push(notification));
  });

  afterEach(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  function folder(name: string, source: string): string {
    const root = join(scratch, name);
    cpSync(join(project, 'test', 'fixtures', 'workspace', source), root, { recursive: true });
    return root;
  }

  function configuration(...roots: readonly string[]): Configuration {
    return {
      storage: join(scratch, 'storage'),
      models: join(project, 'models'),
      grammars: join(project, 'node_modules', 'tree-sitter-wasms', 'out'),
      device: 'cpu',
      threads: 1,
      folders: roots.map((root) => ({ root, exclude: [], include: [] })),
    };
  }

  function request(text: string): SearchRequest {
    return { text, k: 5, mode: 'hybrid', literal: false, paths: [], languages: [], kinds: [] };
  }

  const lastState = (): readonly FolderState[] =>
    told.flatMap((each) => (each.type === 'state' ? [each.state.folders] : [])).at(-1) ?? [];

  it('refuses calls before it is opened', async () => {
    await assert.rejects(session.search({ request: request('x'), roots: [] }, never), { code: 'closed' });
  });

  it('answers from several folders in one list, best first', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server/payments')];
    await session.open(configuration(boats, money), never);
    await session.index({ root: null, only: null }, never);
    const find = async (text: string) =>
      (await session.search({ request: request(text), roots: [] }, never)).hits;
    const apart = await find('how far apart are two places');
    assert.ok(apart.some(({ root, path }) => root === boats && path === 'great_circle.py'));
    const convert = await find('convert money between countries');
    assert.ok(convert.some(({ root, path }) => root === money && path === 'exchange.ts'));
    assert.deepEqual(
      new Set(convert.map(({ root }) => root)),
      new Set([boats, money]),
      'both folders are in the list',
    );
    const scores = convert.map(({ score }) => score);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
  });

  it('finds the like of a place in its own folder and in the others, without the place', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server/payments')];
    await session.open(configuration(boats, money), never);
    await session.index({ root: null, only: null }, never);
    const place = { path: 'exchange.ts', startLine: 1, endLine: 1_000 };
    const filters = { paths: [], languages: [], kinds: [] };
    const request = { text: null, place, k: 50, mode: 'hybrid', ...filters } as const;
    const { hits } = await session.similar({ request, placeRoot: money, roots: [] }, never);
    assert.ok(hits.every(({ root, path }) => root !== money || path !== 'exchange.ts'));
    assert.deepEqual(new Set(hits.map(({ root }) => root)), new Set([boats, money]));
    const only = await session.similar({ request, placeRoot: money, roots: [boats] }, never);
    assert.deepEqual(new Set(only.hits.map(({ root }) => root)), new Set([boats]));
    const stray = { request, placeRoot: join(scratch, 'elsewhere'), roots: [] };
    await assert.rejects(session.similar(stray, never), { code: 'queryEmpty' });
  });

  it('searches what is indexed and names the folders that are not', async () => {
    const [boats, money] = [folder('boats', 'analytics'), folder('money', 'server/payments')];
    await session.open(configuration(boats, money), never);
    await session.index({ root: boats, only: null }, never);
    const found = await session.search({ request: request('how far apart'), roots: [] }, never);
    assert.deepEqual(found.missing, [money]);
    assert.ok(found.hits.length > 0 && found.hits.every(({ root }) => root === boats));
  });

  it('names what it left out of a folder, and why', async () => {
    const root = folder('boats', 'analytics');
    writeFileSync(join(root, 'hull.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]));
    await session.open(configuration(root), never);
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
    await session.open(forced, never);
    await session.index({ root: null, only: null }, never);
    const { hits } = await session.search({ request: request('lighthouseKeeper'), roots: [] }, never);
    assert.ok(hits.some(({ path }) => path === 'generated/lighthouse.ts'));
  });

  it('finds a file that was made later when it is told of it', async () => {
    const root = folder('boats', 'analytics');
    await session.open(configuration(root), never);
    await session.index({ root: null, only: null }, never);
    writeFileSync(join(root, 'zebra.py'), 'def stripes(animal):\n    return animal.pattern == "zebra"\n');
    await session.index({ root, only: ['zebra.py'] }, never);
    const found = await session.search({ request: request('zebra stripes'), roots: [] }, never);
    assert.equal(found.hits[0]?.path, 'zebra.py');
  });

  it('has nothing left of a folder that was cleared', async () => {
    const root = folder('boats', 'analytics');
    await session.open(configuration(root), never);
    await session.index({ root: null, only: null }, never);
    await session.clear({ root: null }, never);
    const found = await session.search({ request: request('how far apart'), roots: [] }, never);
    assert.deepEqual([found.hits, found.missing], [[], [root]]);
    await session.index({ root: null, only: null }, never);
    const again = await session.search({ request: request('how far apart'), roots: [] }, never);
    assert.ok(again.hits.length > 0);
  });

  it('says why one folder cannot be searched and searches the others', async () => {
    const [boats, gone] = [folder('boats', 'analytics'), join(scratch, 'gone')];
    await session.open(configuration(boats, gone), never);
    await session.index({ root: null, only: null }, never);
    await session.status(null, never);
    const failed = lastState().find(({ root }) => root === gone);
    assert.equal(failed?.activity.type, 'failed');
    const found = await session.search({ request: request('how far apart'), roots: [] }, never);
    assert.ok(found.hits.length > 0);
  });

  it('refuses to open where the model is damaged, by its code', async () => {
    const models = join(scratch, 'models');
    cpSync(join(project, 'models', 'student-static'), join(models, 'student-static'), { recursive: true });
    cpSync(join(project, 'models', 'vocab.txt'), join(models, 'vocab.txt'));
    writeFileSync(join(models, 'vocab.txt'), 'not the vocabulary');
    await assert.rejects(session.open({ ...configuration(scratch), models }, never), {
      code: 'modelDamaged',
    });
  });

  it('tells of a storage that cannot be written', async function () {
    if (process.getuid?.() === 0) this.skip();
    const root = folder('boats', 'analytics');
    chmodSync(scratch, 0o500);
    try {
      await session.open(configuration(root), never);
      await session.status(null, never);
      assert.equal(lastState()[0]?.activity.type, 'failed');
    } finally {
      chmodSync(scratch, 0o700);
    }
  });
});
