import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Workplace, git, listedByGit, listedByUs, makeWorkplace, seen, writeFiles } from './folders.ts';

describe('discover leaves repositories inside of one out, as git does', () => {
  let place: Workplace;
  let root: string;

  beforeEach(() => {
    place = makeWorkplace();
    root = join(place.folder, 'project');
    writeFiles(root, { 'a.txt': '' });
    git(place, root, 'init', '-q');
  });
  afterEach(() => place.remove());

  async function check(files: readonly string[], repositories: readonly string[]): Promise<void> {
    assert.deepEqual(listedByGit(place, root), files, 'the test knows what git lists');
    assert.deepEqual(await listedByUs(place, root), files);
    const { skipped } = await seen(place, root);
    const reasons = repositories.map((path) => [path, 'a repository of its own']);
    assert.deepEqual(skipped, Object.fromEntries(reasons));
  }

  it('where they were made or cloned', async () => {
    writeFiles(root, { 'nested/b.txt': '', 'not-one/.git/HEAD': 'not a repository', 'not-one/c.txt': '' });
    git(place, join(root, 'nested'), 'init', '-q');
    await check(['a.txt', 'not-one/c.txt'], ['nested']);
  });

  it('as submodules', async () => {
    const other = join(place.folder, 'other');
    writeFiles(other, { 'lib.c': '' });
    git(place, other, 'init', '-q');
    git(place, other, 'add', '-A');
    git(place, other, 'commit', '-qm', 'first');
    const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add'];
    git(place, root, ...add, other, 'libs/other');
    await check(['.gitmodules', 'a.txt'], ['libs/other']);
  });

  it('as a submodule that is not checked out, whatever lies there', async () => {
    const module = '[submodule "none"]\n\tpath = libs/none\n\turl = ../none\n';
    writeFiles(root, { '.gitmodules': module, 'libs/none/left.c': '', 'libs/b.c': '' });
    const link = `160000,${'1'.repeat(40)},libs/none`;
    git(place, root, 'update-index', '--add', '--cacheinfo', link);
    await check(['.gitmodules', 'a.txt', 'libs/b.c'], ['libs/none']);
  });
});
