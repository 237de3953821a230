import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AheadThread, type KnownNames, type Ahead } from '../../../src/engine/discover/ahead.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'src', 'engine', 'discover', 'aheadThread.ts');

// Windows has no such names.
const breakInName = process.platform === 'win32' ? ' ' : '\n';

describe('What a thread asks for ahead of a walk', function () {
  this.timeout(60_000);
  let root: string;
  let thread: AheadThread;
  const folders: KnownNames[] = [
    { path: '', names: ['top', 'gone', 'link'] },
    { path: 'a/ä', names: Array.from({ length: 3_000 }, (_, at) => `file${breakInName}${at}`) },
    { path: 'b', names: ['last'] },
  ];

  before(function () {
    // With one core there is no thread.
    if (availableParallelism() < 2) return this.skip();
    root = realpathSync(mkdtempSync(join(tmpdir(), 'homing-test-')));
    for (const { path, names } of folders) {
      mkdirSync(join(root, path), { recursive: true });
      for (const [at, name] of names.entries()) writeFileSync(join(root, path, name), 'x'.repeat(at % 7));
    }
    for (const name of ['gone', 'link']) rmSync(join(root, name));
    symlinkSync('top', join(root, 'link'));
  });
  beforeEach(() => (thread = new AheadThread(script)));
  afterEach(() => thread.close());
  after(() => rmSync(root, { recursive: true }));

  const begin = (named: readonly KnownNames[] = folders): Ahead => {
    const ahead = thread.begin(root, named);
    assert.ok(ahead !== null);
    return ahead;
  };
  /** What the thread has told to its end: it comes to the files at the top last. */
  const told = async (): Promise<Ahead> => {
    for (;;) {
      const ahead = begin();
      await wait(100);
      if ((ahead.of('')?.stats('top') ?? null) !== null) return ahead;
      ahead.end();
    }
  };

  it('is how large files are, and when they changed', async () => {
    const ahead = await told();
    for (const { path, names } of folders) {
      const found = ahead.of(path);
      for (const name of names.toReversed()) {
        const { size, mtimeMs, ctimeMs } = lstatSync(join(root, path, name), { throwIfNoEntry: false }) ?? {};
        const told = found?.stats(name) ?? null;
        if (name === 'gone' || name === 'link') assert.equal(told, null);
        else assert.deepEqual([told?.size, told?.mtimeMs, told?.ctimeMs], [size, mtimeMs, ctimeMs]);
      }
    }
    assert.equal(ahead.of('')?.stats('unknown'), null);
    assert.equal(ahead.of('c'), null);
    ahead.end();
  });

  it('is what is in folders', async () => {
    const ahead = await told();
    const listed = (folder: string): string[] | undefined =>
      ahead
        .of(folder)
        ?.listing()
        ?.map(({ name, kind }) => `${kind} ${name}`)
        .sort();
    assert.deepEqual(listed(''), ['file top', 'folder a', 'folder b', 'other link']);
    assert.deepEqual(listed('b'), ['file last']);
    assert.equal(listed('a/ä')?.length, 3_000);
    assert.equal(listed('a'), undefined);
  });

  it('is no listing of names that are not valid UTF-8', async function () {
    if (process.platform !== 'linux') this.skip();
    const name = Buffer.concat([Buffer.from(`${root}/b/`), Buffer.from([0xff])]);
    writeFileSync(name, '');
    const ahead = await told();
    assert.equal(ahead.of('b')?.listing(), null);
    assert.equal(ahead.of('b')?.stats('last')?.size, 0);
    rmSync(name);
  });

  it('is not told of what the walk has begun to ask for', async () => {
    await told();
    const ahead = begin();
    // The thread has not begun, or has begun with the last file.
    assert.equal(ahead.of('')?.stats('top'), null);
    await wait(300);
    assert.equal(ahead.of('')?.stats('top'), null);
  });

  it('is not asked for once the walk is over', async () => {
    const ahead = begin();
    ahead.end();
    await wait(300);
    assert.equal(ahead.of('b')?.stats('last'), null);
  });

  it('is missed by nobody where the thread can not be started', async () => {
    const broken = new AheadThread(join(root, 'no-such-script.js'));
    for (let walk = 0; walk < 2; walk++) {
      const ahead = broken.begin(root, folders);
      await wait(100);
      assert.ok(ahead !== null);
      assert.equal(ahead.of('b')?.stats('last'), null);
      ahead.end();
    }
    await broken.close();
  });

  it('is not worth a thread for a few files', () =>
    assert.equal(thread.begin(root, [{ path: 'b', names: ['last'] }]), null));
});
