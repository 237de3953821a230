import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Workplace, git, makeWorkplace, seen, writeFiles } from './folders.ts';

describe('.homingignore', () => {
  let place: Workplace;
  let root: string;
  beforeEach(() => {
    place = makeWorkplace();
    root = join(place.folder, 'project');
  });
  afterEach(() => place.remove());

  const below = async (folder: string): Promise<readonly string[]> =>
    (await seen(place, join(root, folder))).files.map(({ path }) => path).sort();

  it('takes out what git tracks and brings in what git ignores', async () => {
    writeFiles(root, {
      '.gitignore': 'generated/\n*.log\n',
      '.homingignore': '!generated/\n/fixtures/\n*.snap\n',
      'generated/api.ts': '',
      'generated/x.log': '',
      'fixtures/a.ts': '',
      'sub/.homingignore': '!*.snap\n',
      'sub/b.snap': '',
      'c.snap': '',
    });
    git(place, root, 'init', '-q');
    git(place, root, 'add', 'fixtures', 'c.snap');
    assert.deepEqual(await below(''), [
      '.gitignore',
      '.homingignore',
      'generated/api.ts',
      'sub/.homingignore',
      'sub/b.snap',
    ]);
  });

  it('is followed where it lies above the root, up to the top of the repository', async () => {
    writeFiles(root, {
      '.homingignore': 'pkg/gen/\n/lib/*.snap\n*.log\n!keep.log\n',
      'pkg/.homingignore': '/tmp/\n!b.log\n',
      'pkg/lib/gen/a.ts': '',
      'pkg/lib/tmp/a.ts': '',
      'pkg/lib/a.snap': '',
      'pkg/lib/a.log': '',
      'pkg/lib/b.log': '',
      'pkg/gen/a.ts': '',
      'pkg/tmp/a.ts': '',
      'pkg/a.ts': '',
    });
    git(place, root, 'init', '-q');
    assert.deepEqual(await below('pkg'), [
      '.homingignore',
      'a.ts',
      'lib/a.snap',
      'lib/b.log',
      'lib/gen/a.ts',
      'lib/tmp/a.ts',
    ]);
    assert.deepEqual(await below('pkg/lib'), ['a.snap', 'b.log', 'gen/a.ts', 'tmp/a.ts']);
    assert.deepEqual(await below('pkg/gen'), ['a.ts'], 'who opens what is left out wants it');
  });
});
