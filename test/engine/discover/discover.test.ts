import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Workplace, git, makeWorkplace, seen, writeFiles } from './folders.ts';

describe('discover', () => {
  let place: Workplace;
  let root: string;

  beforeEach(() => {
    place = makeWorkplace();
    root = join(place.folder, 'project');
    mkdirSync(root);
  });
  afterEach(() => place.remove());

  async function filesOf(options: Parameters<typeof seen>[2] = {}): Promise<string[]> {
    return (await seen(place, root, options)).files.map(({ path }) => path);
  }

  it('tells size, time, language and kind of a file', async () => {
    writeFiles(root, { 'src/a.py': 'pass\n', 'docs/guide.md': '# Guide\n' });
    const { files } = await seen(place, root);
    assert.deepEqual(
      files.map(({ path, size, language, kind }) => ({ path, size, language, kind })),
      [
        { path: 'docs/guide.md', size: 8, language: 'markdown', kind: 'docs' },
        { path: 'src/a.py', size: 5, language: 'python', kind: 'code' },
      ],
    );
    assert.ok(files.every(({ mtimeMs }) => Math.abs(mtimeMs - Date.now()) < 3_600_000));
  });

  it('comes in the same order each time: files of a folder by name, then its folders', async () => {
    writeFiles(root, { 'b/z.ts': '', 'b/a.ts': '', 'c.ts': '', 'a/x.ts': '', 'a.ts': '' });
    assert.deepEqual(await filesOf(), ['a.ts', 'c.ts', 'a/x.ts', 'b/a.ts', 'b/z.ts']);
  });

  it('finds nothing in an empty folder', async () => {
    assert.deepEqual(await seen(place, root), { files: [], skipped: {} });
  });

  it('says why a file is not worth indexing', async () => {
    writeFiles(root, {
      'logo.png': '',
      'lib.dll': '',
      'app.min.js': '',
      'types.pb.go': '',
      'package-lock.json': '',
      '.env': '',
      '.env.local': '',
      id_rsa: '',
      'server.pem': '',
      'credentials.json': '',
      '.aws/config': '',
      'service-account.json': '',
      'config/secrets.prod.yaml': '',
      'app.tfstate/terraform.tfstate': '',
      'api_generated.go': '',
      'grammar.tab.c': '',
      'large.txt': new Uint8Array(1024 * 1024 + 1),
      'kept/.env.example': '',
      'kept/empty.ts': '',
      'kept/exact.txt': new Uint8Array(1024 * 1024),
      'kept/keys.ts': '',
      'kept/credentials.ts': '',
      'kept/serviceaccount.yaml': '',
      'kept/large.ipynb': new Uint8Array(1024 * 1024 + 1),
      'large.ipynb': new Uint8Array(8 * 1024 * 1024 + 1),
    });
    const { files, skipped } = await seen(place, root);
    assert.deepEqual(skipped, {
      'logo.png': 'image, sound, video or font',
      'lib.dll': 'binary',
      'app.min.js': 'minified',
      'types.pb.go': 'generated',
      'package-lock.json': 'lock file',
      '.env': 'may hold secrets',
      '.env.local': 'may hold secrets',
      id_rsa: 'may hold secrets',
      'server.pem': 'may hold secrets',
      'credentials.json': 'may hold secrets',
      '.aws/config': 'may hold secrets',
      'service-account.json': 'may hold secrets',
      'config/secrets.prod.yaml': 'may hold secrets',
      'app.tfstate/terraform.tfstate': 'may hold secrets',
      'api_generated.go': 'generated',
      'grammar.tab.c': 'generated',
      'large.txt': 'larger than 1 MiB',
      'large.ipynb': 'larger than 8 MiB',
    });
    assert.deepEqual(
      files.map(({ path }) => path),
      [
        'kept/.env.example',
        'kept/credentials.ts',
        'kept/empty.ts',
        'kept/exact.txt',
        'kept/keys.ts',
        'kept/large.ipynb',
        'kept/serviceaccount.yaml',
      ],
    );
  });

  it('says nothing of ignored files, whatever they are', async () => {
    writeFiles(root, { '.gitignore': '*.png\nout/\n', 'a.png': '', 'out/b.dll': '' });
    assert.deepEqual((await seen(place, root)).skipped, {});
  });

  it('takes nothing that exclude globs name', async () => {
    writeFiles(root, { 'src/a.ts': '', 'src/a.test.ts': '', 'lib/b.ts': '', 'docs/c.md': '' });
    assert.deepEqual(await filesOf({ exclude: ['*.test.ts', 'docs/**'] }), ['lib/b.ts', 'src/a.ts']);
    assert.deepEqual(await filesOf({ exclude: ['src/', 'docs/**'] }), ['lib/b.ts']);
  });

  describe('with globs that force ignored files in', () => {
    beforeEach(() => {
      writeFiles(root, {
        '.gitignore': 'build/\ndist\n*.log\nnode_modules\n',
        '.homingignore': '*.snap\n/private/\n',
        'a.log': '',
        'a.snap': '',
        'a.ts': '',
        'build/out/b.ts': '',
        'build/out/b.js': '',
        'build/out/c/d.ts': '',
        'build/tmp/e.ts': '',
        'build/a.log': '',
        'lib/dist/f.ts': '',
        'lib/dist/g/h.js': '',
        'node_modules/x/i.ts': '',
        'private/j.ts': '',
        'private/.env': '',
      });
      git(place, root, 'init', '-q');
    });

    const check = (name: string, include: readonly string[], forced: readonly string[]): void => {
      it(name, async () => {
        const without = await filesOf();
        assert.deepEqual(without, ['.gitignore', '.homingignore', 'a.ts']);
        const added = (await filesOf({ include })).filter((path) => !without.includes(path));
        assert.deepEqual(added, forced);
      });
    };

    check(
      'takes a folder that is named, with all below it',
      ['build/out'],
      ['build/out/b.js', 'build/out/b.ts', 'build/out/c/d.ts'],
    );
    check(
      'takes it by its contents too',
      ['build/out/**', 'private/*'],
      ['build/out/b.js', 'build/out/b.ts', 'build/out/c/d.ts', 'private/j.ts'],
    );
    check('follows the folders of a glob', ['build/{out,none}/*.ts'], ['build/out/b.ts']);
    check(
      'follows wildcards between folders',
      ['build/**/*.ts'],
      ['build/out/b.ts', 'build/out/c/d.ts', 'build/tmp/e.ts'],
    );
    check('finds a folder at any depth', ['**/dist/**'], ['lib/dist/f.ts', 'lib/dist/g/h.js']);
    check('finds files in a folder at any depth', ['**/dist/*.ts'], ['lib/dist/f.ts']);
    check('takes a name where the walk comes by, but enters nothing for it', ['*.log', '**/i.ts'], ['a.log']);
    check('overrules .homingignore', ['a.snap'], ['a.snap']);

    it('yields to exclude, and never takes secrets', async () => {
      const { files, skipped } = await seen(place, root, {
        include: ['private', 'build'],
        exclude: ['*.ts'],
      });
      assert.deepEqual(
        files.map(({ path }) => path),
        ['.gitignore', '.homingignore', 'build/a.log', 'build/out/b.js'],
      );
      assert.deepEqual(skipped, { 'private/.env': 'may hold secrets' });
    });

    it('enters a repository inside the repository', async () => {
      writeFiles(root, {
        'sub/k.ts': '',
        'sub/src/l.ts': '',
        'sub/.gitignore': 'l.log\n',
        'sub/src/l.log': '',
      });
      git(place, join(root, 'sub'), 'init', '-q');
      const below = async (include: readonly string[]): Promise<string[]> =>
        (await filesOf({ include })).filter((path) => path.startsWith('sub/'));
      assert.deepEqual(await below([]), []);
      assert.deepEqual(await below(['sub/src/*.ts']), ['sub/src/l.ts']);
      assert.deepEqual(await below(['*.snap']), []);
    });
  });

  it('looks at the paths it is given alone, under the same rules', async () => {
    writeFiles(root, {
      '.gitignore': 'out/\n',
      'a/b/c.ts': '',
      'a/b/d.ts': '',
      'a/e.ts': '',
      'out/f.ts': '',
      'g.png': '',
    });
    assert.deepEqual(await filesOf({ only: ['a/b/c.ts', 'out/f.ts', 'gone.ts', 'a/e.ts/x'] }), ['a/b/c.ts']);
    assert.deepEqual(await filesOf({ only: ['a/b'] }), ['a/b/c.ts', 'a/b/d.ts']);
    assert.deepEqual((await seen(place, root, { only: ['g.png'] })).skipped, {
      'g.png': 'image, sound, video or font',
    });
    assert.deepEqual(await filesOf({ only: [] }), []);
  });

  it('enters repositories in a plain folder, each with its own rules', async () => {
    writeFiles(root, {
      '.gitignore': '*.txt\nthird/\n',
      'one/a.txt': '',
      'one/b.log': '',
      'one/.gitignore': '*.log\n',
      'two/c.log': '',
      'two/d.txt': '',
      'third/e.ts': '',
    });
    for (const name of ['one', 'two', 'third']) git(place, join(root, name), 'init', '-q');
    git(place, join(root, 'one'), 'add', '-f', 'b.log');
    assert.deepEqual(await filesOf(), [
      '.gitignore',
      'one/.gitignore',
      'one/a.txt',
      'one/b.log',
      'two/c.log',
      'two/d.txt',
    ]);
  });

  it('searches a folder that its repository ignores when that very folder is opened', async () => {
    writeFiles(root, {
      '.gitignore': 'scratch/\n',
      'scratch/.gitignore': '*.log\n',
      'scratch/a.ts': '',
      'scratch/b.log': '',
    });
    git(place, root, 'init', '-q');
    const { files } = await seen(place, join(root, 'scratch'));
    assert.deepEqual(
      files.map(({ path }) => path),
      ['.gitignore', 'a.ts'],
    );
  });

  it('goes on with its own rules where the index is damaged', async () => {
    writeFiles(root, { '.gitignore': '*.log\n', 'a.log': '', 'b.ts': '' });
    git(place, root, 'init', '-q');
    git(place, root, 'add', '-f', 'a.log', 'b.ts');
    for (const damage of ['DIRC', 'DIRC\0\0\0\x02\0\0\xff\xff', 'nonsense', '']) {
      writeFileSync(join(root, '.git', 'index'), damage, 'latin1');
      assert.deepEqual(await filesOf(), ['.gitignore', 'b.ts']);
    }
  });
});
