import assert from 'node:assert/strict';
import type { Status } from '../../../src/engine/types.ts';
import { homing, removeTemporaryFolders, temporaryFolder, writeFiles } from '../homing.ts';
import { workspace } from '../workspace.ts';

describe('homing status', () => {
  after(removeTemporaryFolders);

  async function status(folder: string, storage: string): Promise<Status> {
    const { code, stdout, stderr } = await homing(['status', folder, '--json', '--storage', storage]);
    assert.deepEqual([code, stderr], [0, '']);
    return JSON.parse(stdout) as Status;
  }

  it('tells of a folder without an index that everything is pending', async () => {
    const folder = temporaryFolder(workspace);
    const { folder: told, model, device, ...rest } = await status(folder, temporaryFolder());
    assert.deepEqual(rest, { files: 0, chunks: 0, pending: 4, lastCommit: null, fresh: false });
    assert.equal(told, folder);
    assert.notEqual(model, '');
    assert.notEqual(device, '');
  });

  it('tells when the index is up to date and when it no longer is', async () => {
    const folder = temporaryFolder(workspace);
    const storage = temporaryFolder();
    await homing(['index', folder, '--storage', storage]);
    const fresh = await status(folder, storage);
    assert.deepEqual([fresh.files, fresh.pending, fresh.fresh], [4, 0, true]);
    assert.ok(fresh.chunks >= 4);
    assert.match(fresh.lastCommit ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

    writeFiles(folder, { 'new.md': '# New\n' });
    const stale = await status(folder, storage);
    assert.deepEqual([stale.pending, stale.fresh], [1, false]);
  });

  it('has the fields in the order of its contract', async () => {
    const { stdout } = await homing(['status', '--json', '--storage', temporaryFolder()], {
      cwd: temporaryFolder(),
    });
    assert.deepEqual(Object.keys(JSON.parse(stdout) as object), [
      'folder',
      'files',
      'chunks',
      'pending',
      'model',
      'device',
      'lastCommit',
      'fresh',
    ]);
  });

  it('is a small table for people', async () => {
    const { stdout } = await homing(['status', temporaryFolder(workspace), '--storage', temporaryFolder()]);
    assert.match(stdout, /^folder {6}\S.*\nfiles {7}0\nchunks {6}0\npending {5}4\n/);
    assert.match(stdout, /\nlast commit none: run `homing index`\nfresh {7}no\n$/);
  });
});
