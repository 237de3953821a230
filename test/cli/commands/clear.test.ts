import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Status } from '../../../src/engine/types.ts';
import { homing, removeTemporaryFolders, temporaryFolder, writeFiles } from '../homing.ts';
import { workspace } from '../workspace.ts';

describe('homing clear', () => {
  after(removeTemporaryFolders);

  async function chunks(folder: string, storage: string): Promise<number> {
    const { stdout } = await homing(['status', folder, '--json', '--storage', storage]);
    return (JSON.parse(stdout) as Status).chunks;
  }

  async function indexed(storage: string): Promise<string> {
    const folder = temporaryFolder(workspace);
    const { code, stderr } = await homing(['index', folder, '--until', 'static', '--storage', storage]);
    assert.equal(code, 0, stderr);
    return folder;
  }

  it('forgets one folder and leaves the others and the files', async () => {
    const storage = temporaryFolder();
    const first = await indexed(storage);
    const second = await indexed(storage);
    const { code } = await homing(['clear', first, '--storage', storage]);
    assert.equal(code, 0);
    assert.equal(await chunks(first, storage), 0);
    assert.ok((await chunks(second, storage)) > 0);
    assert.ok(existsSync(path.join(first, 'src/upload.ts')));
  });

  it('forgets every folder with --all, and nothing that is not its own', async () => {
    const storage = temporaryFolder();
    const first = await indexed(storage);
    const second = await indexed(storage);
    writeFiles(storage, { 'letter.txt': 'mine', 'folder/letter.txt': 'mine' });
    const { code } = await homing(['clear', '--all', '--storage', storage]);
    assert.equal(code, 0);
    assert.equal(await chunks(first, storage), 0);
    assert.equal(await chunks(second, storage), 0);
    assert.ok(existsSync(path.join(storage, 'letter.txt')));
    assert.ok(existsSync(path.join(storage, 'folder/letter.txt')));
  });

  it('forgets a folder that is gone', async () => {
    const storage = temporaryFolder();
    const folder = await indexed(storage);
    rmSync(folder, { recursive: true });
    assert.equal((await homing(['clear', folder, '--storage', storage])).code, 0);
    writeFiles(folder, workspace);
    assert.equal(await chunks(folder, storage), 0);
  });

  it('has nothing to complain about where there is nothing', async () => {
    for (const args of [['clear'], ['clear', '--all']]) {
      const storage = path.join(temporaryFolder(), 'not made yet');
      const { code, stderr } = await homing([...args, '--storage', storage], { cwd: temporaryFolder() });
      assert.deepEqual([code, stderr], [0, '']);
      assert.ok(!existsSync(storage));
    }
  });
});
