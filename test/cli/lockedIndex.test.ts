import assert from 'node:assert/strict';
import { locate } from '../../src/engine/index/location.ts';
import { acquireWriterLock, type WriterLock } from '../../src/engine/index/writerLock.ts';
import { homing, removeTemporaryFolders, temporaryFolder, type Result } from './homing.ts';
import { workspace } from './workspace.ts';

describe('a folder that another process indexes', function () {
  // The command itself waits half a minute.
  this.timeout(120_000);
  const folder = temporaryFolder({ ...workspace });
  const storage = temporaryFolder();
  let lock: WriterLock | null = null;
  after(() => {
    lock?.release();
    removeTemporaryFolders();
  });

  function run(...args: readonly string[]): Promise<Result> {
    return homing([...args, '--storage', storage]);
  }

  it('is refused by `index` after a while that is told, and searched as far as it was', async () => {
    assert.equal((await run('index', folder, '--json')).code, 0);
    lock = await acquireWriterLock(locate(storage, folder), 0);
    const [indexed, found] = await Promise.all([
      run('index', folder, '--json'),
      run('search', 'vegetable recipe', '--json', '--folder', folder),
    ]);
    assert.deepEqual([indexed.code, indexed.stdout], [1, ''], indexed.stderr);
    assert.match(indexed.stderr, /^homing: Waiting: another process may be indexing this folder\.$/m);
    assert.match(indexed.stderr, /^homing: Another process is indexing this folder: try again when/m);
    assert.equal(found.code, 0, found.stderr);
    assert.match(found.stderr, /only what it has indexed so far is searched/);
    assert.notEqual((JSON.parse(found.stdout) as { hits: readonly unknown[] }).hits.length, 0);
  });

  it('is indexed as soon as that one has ended', async () => {
    lock?.release();
    lock = null;
    const { code, stdout, stderr } = await run('index', folder, '--json');
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as { embedded: number }).embedded, 0);
  });
});
