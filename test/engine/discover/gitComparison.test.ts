import assert from 'node:assert/strict';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Workplace, git, listedByGit, listedByUs, makeWorkplace, seen, writeFiles } from './folders.ts';

describe('discover lists what git lists', () => {
  let place: Workplace;
  let root: string;

  beforeEach(() => {
    place = makeWorkplace();
    root = join(place.folder, 'project');
  });
  afterEach(() => place.remove());

  /** Makes a repository of the files, prepares it and compares; `from` is the folder that is opened. */
  async function check(
    files: Readonly<Record<string, string>>,
    expected: readonly string[],
    options: { prepare?: () => void; from?: string; init?: readonly string[] } = {},
  ): Promise<void> {
    writeFiles(root, files);
    git(place, root, 'init', '-q', ...(options.init ?? []));
    options.prepare?.();
    const from = join(root, options.from ?? '');
    const listed = listedByGit(place, from);
    assert.deepEqual(listed, [...expected].sort(), 'the test knows what git lists');
    assert.deepEqual(await listedByUs(place, from), listed);
  }

  it('with rules for names, folders and paths', () =>
    check(
      {
        '.gitignore': '*.log\nbuild/\n/top.txt\ndocs/*.tmp\n**/cache/**\n',
        'a.log': '',
        'top.txt': '',
        'sub/top.txt': '',
        'sub/build/x.js': '',
        build: '',
        'docs/a.tmp': '',
        'docs/deep/a.tmp': '',
        'x/cache/y/z.js': '',
        'src/index.js': '',
      },
      ['.gitignore', 'build', 'docs/deep/a.tmp', 'src/index.js', 'sub/top.txt'],
    ));

  it('with a file of excludes that is named without its place, wherever one stands', () =>
    check(
      { '.mine': '*.o\n', 'sub/.mine': '*.c\n', 'x.o': '', 'sub/x.o': '', 'sub/y.c': '' },
      ['.mine', 'y.c'],
      {
        prepare: () => git(place, root, 'config', 'core.excludesFile', '.mine'),
        from: 'sub',
      },
    ));

  it('with nested files that overrule the outer ones', () =>
    check(
      {
        '.gitignore': '*.gen.js\nlib\n',
        'a/.gitignore': '!keep.gen.js\n/only-here\n',
        'a/keep.gen.js': '',
        'a/drop.gen.js': '',
        'a/b/keep.gen.js': '',
        'a/only-here': '',
        'a/b/only-here': '',
        'a/lib/.gitignore': '!*\n',
        'a/lib/x.js': '',
      },
      ['.gitignore', 'a/.gitignore', 'a/keep.gen.js', 'a/b/keep.gen.js', 'a/b/only-here'],
    ));

  it('with negations, which cannot bring back what lies in an ignored folder', () =>
    check(
      {
        '.gitignore': '/vendor/*\n!/vendor/ours/\nnode_modules\n!node_modules/ours\n*.md\n!README.md\n',
        'vendor/theirs/a.c': '',
        'vendor/ours/a.c': '',
        'node_modules/ours/a.js': '',
        'README.md': '',
        'docs/README.md': '',
        'docs/other.md': '',
      },
      ['.gitignore', 'vendor/ours/a.c', 'README.md', 'docs/README.md'],
    ));

  it('with Windows line ends, trailing spaces, comments, escapes and a byte order mark', () =>
    check(
      {
        '.gitignore': '\ufeffa.txt\r\nb.txt   \r\n#c.txt\r\n\\#d.txt\r\n\\!e.txt\r\nf\\ \r\n\r\ng.txt\t\r\n',
        'a.txt': '',
        'b.txt': '',
        'c.txt': '',
        '#d.txt': '',
        '!e.txt': '',
        'f ': '',
        'g.txt': '',
      },
      ['.gitignore', 'c.txt', 'g.txt'],
    ));

  it('with the excludes of the repository and of the user', () =>
    check(
      { 'a.swp': '', 'b.bak': '', 'c.tmp': '', 'd.txt': '', 'sub/.gitignore': '!*.swp\n', 'sub/a.swp': '' },
      ['c.tmp', 'd.txt', 'sub/.gitignore', 'sub/a.swp'],
      {
        prepare: () => {
          writeFiles(place.home, { '.gitconfig': '[core]\n\texcludesFile = "~/my excludes" ; mine\n' });
          writeFiles(place.home, { 'my excludes': '*.swp\n*.tmp\n' });
          writeFiles(root, { '.git/info/exclude': '*.bak\n!*.tmp\n' });
        },
      },
    ));

  it("with the user's excludes at their default place", () =>
    check({ 'a.swp': '', 'b.txt': '' }, ['b.txt'], {
      prepare: () => writeFiles(place.home, { '.config/git/ignore': '*.swp\n' }),
    }));

  it('with an excludes file that an included configuration names', () =>
    check({ 'a.swp': '', 'b.txt': '' }, ['b.txt'], {
      prepare: () =>
        writeFiles(place.home, {
          '.gitconfig': '[include]\npath = more/config\n',
          'more/config': '[core]\nexcludesfile = ~/ignored\n',
          ignored: '*.swp\n',
        }),
    }));

  for (const version of ['2', '3', '4']) {
    it(`with files that are tracked although ignored, index version ${version}`, () =>
      check(
        {
          '.gitignore': 'dist/\n*.log\n',
          'dist/a.js': '',
          'dist/b.js': '',
          'dist/deep/c.js': '',
          'a-rather-long-folder-name/kept.log': '',
          'a-rather-long-folder-name/other.log': '',
        },
        ['.gitignore', 'dist/a.js', 'dist/deep/c.js', 'a-rather-long-folder-name/kept.log'],
        {
          prepare: () => {
            git(
              place,
              root,
              'add',
              '-f',
              'dist/a.js',
              'dist/deep/c.js',
              'a-rather-long-folder-name/kept.log',
              '.gitignore',
            );
            git(place, root, 'update-index', '--index-version', version);
            // Version 3 is written only where an entry needs its flags.
            if (version === '3') git(place, root, 'update-index', '--skip-worktree', '.gitignore');
          },
        },
      ));
  }

  it('with a split index', () =>
    check(
      { '.gitignore': '*.log\n', 'a.log': '', 'b.log': '', 'c.log': '' },
      ['.gitignore', 'a.log', 'b.log'],
      {
        prepare: () => {
          git(place, root, 'add', '-f', 'a.log');
          git(place, root, 'update-index', '--split-index');
          git(place, root, 'add', '-f', 'b.log');
        },
      },
    ));

  it('with SHA-256 object names', () =>
    check({ '.gitignore': '*.log\n', 'a.log': '', 'b.log': '' }, ['.gitignore', 'a.log'], {
      init: ['--object-format=sha256'],
      prepare: () => git(place, root, 'add', '-f', 'a.log'),
    }));

  it('in a folder inside the repository, with the rules from above', () =>
    check(
      {
        '.gitignore': '*.log\n/sub/inner/skip/\n',
        'sub/.gitignore': '!keep.log\n',
        'sub/inner/keep.log': '',
        'sub/inner/drop.log': '',
        'sub/inner/skip/x.js': '',
        'sub/inner/forced.log': '',
        'sub/inner/a.js': '',
      },
      ['keep.log', 'forced.log', 'a.js'],
      { from: 'sub/inner', prepare: () => git(place, root, 'add', '-f', 'sub/inner/forced.log') },
    ));

  it('in a worktree, whose index is its own and whose excludes are shared', async () => {
    writeFiles(root, { '.gitignore': '*.log\n', 'a.txt': '' });
    git(place, root, 'init', '-q');
    git(place, root, 'add', '-A');
    git(place, root, 'commit', '-qm', 'first');
    writeFiles(root, { '.git/info/exclude': '*.bak\n' });
    const worktree = join(place.folder, 'worktree');
    git(place, root, 'worktree', 'add', '-q', worktree);
    writeFiles(worktree, { 'x.log': '', 'y.log': '', 'z.bak': '', 'new.txt': '' });
    git(place, worktree, 'add', '-f', 'x.log');
    const expected = ['.gitignore', 'a.txt', 'new.txt', 'x.log'];
    assert.deepEqual(listedByGit(place, worktree), expected);
    assert.deepEqual(await listedByUs(place, worktree), expected);
  });

  it('with links listed but never followed', async () => {
    writeFiles(place.folder, { 'outside/secret.txt': '' });
    await check({ 'a/b.txt': '' }, ['a/b.txt', 'a/circle', 'link', 'out', 'dangling'], {
      prepare: () => {
        symlinkSync('a/b.txt', join(root, 'link'));
        symlinkSync('..', join(root, 'a', 'circle'));
        symlinkSync(join(place.folder, 'outside'), join(root, 'out'));
        symlinkSync('nowhere', join(root, 'dangling'));
      },
    });
    const { skipped } = await seen(place, root);
    assert.deepEqual(skipped, {
      'a/circle': 'symbolic link',
      link: 'symbolic link',
      out: 'symbolic link',
      dangling: 'symbolic link',
    });
  });

  it('with a rule file that is a link, which git does not read', () =>
    check({ rules: '*.txt\n', 'a.txt': '' }, ['.gitignore', 'a.txt', 'rules'], {
      prepare: () => symlinkSync('rules', join(root, '.gitignore')),
    }));

  it('with case ignored where the repository says so', () =>
    check(
      { '.gitignore': '*.LOG\nBuild/\n/Sub/x\n', 'a.log': '', 'build/x': '', 'sub/x': '', 'SUB/y': '' },
      ['.gitignore', 'SUB/y'],
      {
        prepare: () => git(place, root, 'config', 'core.ignoreCase', 'true'),
      },
    ));

  it('with case ignored of letters of ASCII alone, as git does', () =>
    check(
      { '.gitignore': 'П*\né*\n[k]*\n', '😀notes.md': '', Éa: '', éb: '', Пx: '', 'K.md': '' },
      ['.gitignore', 'Éa', '😀notes.md'],
      {
        prepare: () => git(place, root, 'config', 'core.ignoreCase', 'true'),
      },
    ));

  it('with capitals in brackets and behind a backslash, which match nothing where case is ignored', () =>
    check(
      { '.gitignore': '[A]1\n\\A2\n?[!A]3\n[A-B]4\n', A1: '', a2: '', aa3: '', b4: '' },
      ['.gitignore', 'A1', 'a2'],
      { prepare: () => git(place, root, 'config', 'core.ignoreCase', 'true') },
    ));

  it('with ranges that run backwards, of which it knows the beginning, and lines that end at a NUL', () =>
    check({ '.gitignore': '[z-a]1\nb\0c\n', z1: '', y1: '', a1: '', b: '', 'b\ufffdc': '' }, [
      ...['.gitignore', 'y1', 'a1', 'b\ufffdc'],
    ]));

  it('with names of odd characters', () =>
    check(
      {
        '.gitignore': 'ü*.txt\n?.md\n[é]x\n*\\*\n',
        'über.txt': '',
        'ä.md': '',
        'a.md': '',
        éx: '',
        'new\nline': '',
        'quote"d': '',
        ' space ': '',
        'star*': '',
        'emoji 🦉.js': '',
        'back\\slash': '',
      },
      ['.gitignore', 'ä.md', 'éx', 'new\nline', 'quote"d', ' space ', 'emoji 🦉.js', 'back\\slash'],
    ));

  it('in a folder that is no repository, with the same rules', async () => {
    const files = {
      '.gitignore': '*.log\n/build/\n',
      'a/.gitignore': '!keep.log\n',
      'a/keep.log': '',
      'a/b.log': '',
      'build/x.js': '',
      'a/build/x.js': '',
    };
    writeFiles(root, files);
    const plain = join(place.folder, 'plain');
    cpSync(root, plain, { recursive: true });
    git(place, root, 'init', '-q');
    assert.deepEqual(await listedByUs(place, plain), listedByGit(place, root));
  });
});
