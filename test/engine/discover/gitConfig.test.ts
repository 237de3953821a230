import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { discover } from '../../../src/engine/discover/discover.ts';
import { gitHomeOf } from '../../../src/engine/discover/gitConfig.ts';
import { git, makeWorkplace, writeFiles, type Workplace } from './folders.ts';

type Variables = Readonly<Record<string, string>>;

const excludes = (file: string): string => `[core]\n\texcludesFile = ${file}\n`;

describe("git's configuration, as git itself reads it,", () => {
  let place: Workplace;
  let root: string;
  beforeEach(() => {
    place = makeWorkplace();
    root = join(place.folder, 'work', 'project');
    writeFiles(root, { 'a.one': '', 'a.two': '', 'a.three': '', 'a.four': '', 'a.ts': '' });
    writeFiles(place.folder, { one: '*.one\n', two: '*.two\n', three: '*.three\n', four: '*.four\n' });
    git(place, root, 'init', '-q');
  });
  afterEach(() => place.remove());

  /** What is there once git and we, started with the same variables, have left out what these rules ignore. */
  const check = async (variables: Variables, expected: string): Promise<void> => {
    const environment = {
      PATH: process.env['PATH'],
      HOME: place.home,
      GIT_CONFIG_NOSYSTEM: '1',
      ...variables,
    };
    const args = ['ls-files', '-co', '--exclude-standard'];
    const theirs = execFileSync('git', args, { cwd: root, encoding: 'utf8', env: environment });
    const ours: string[] = [];
    for await (const found of discover(root, { git: gitHomeOf(environment, place.home) })) {
      ours.push(found.type === 'file' ? found.file.path : found.path);
    }
    assert.equal(theirs.trim().split('\n').join(' '), expected);
    assert.equal(ours.sort().join(' '), expected);
  };

  it('is where the environment says', async () => {
    writeFiles(place.home, { '.gitconfig': excludes(join(place.folder, 'one')) });
    writeFiles(place.folder, { 'xdg/git/ignore': '*.two\n', global: excludes(join(place.folder, 'three')) });
    await check({}, 'a.four a.three a.ts a.two');
    await check({ XDG_CONFIG_HOME: join(place.folder, 'xdg') }, 'a.four a.three a.ts a.two');
    await check({ GIT_CONFIG_GLOBAL: join(place.folder, 'global') }, 'a.four a.one a.ts a.two');
    const both = { GIT_CONFIG_GLOBAL: '/dev/null', XDG_CONFIG_HOME: join(place.folder, 'xdg') };
    await check(both, 'a.four a.one a.three a.ts');
    writeFiles(place.folder, { system: excludes(join(place.folder, 'four')) });
    const system = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: join(place.folder, 'system') };
    await check(system, 'a.four a.one a.three a.ts a.two');
    await check({ ...system, GIT_CONFIG_NOSYSTEM: '0' }, 'a.one a.three a.ts a.two');
  });

  const conditions: readonly (readonly [string, boolean])[] = [
    ['gitdir:~/../work/', false],
    ['gitdir:work/', true],
    ['gitdir:work/project/.git', true],
    ['gitdir:work/project', false],
    ['gitdir:**/project/**', true],
    ['gitdir:Work/', false],
    ['gitdir/i:Work/', true],
    ['gitdir:./../work/', false],
    ['gitdir:~/../work/project/.git', false],
    ['gitdir:elsewhere/', false],
    ['onbranch:feature/new', true],
    ['onbranch:feature/', true],
    ['onbranch:feat*/n?w', true],
    ['onbranch:feature', false],
    ['onbranch:*', false],
    ['onbranch:Feature/new', false],
    ['onbranch:**', true],
    ['hasconfig:remote.*.url:https://example.org/**', true],
    ['hasconfig:remote.*.url:https://example.org/*', false],
    ['hasconfig:remote.*.url:**/example.org/team/project.git', true],
    ['hasconfig:remote.*.url:https://example.org', false],
    ['hasconfig:remote.origin.url:https://example.org/**', false],
  ];
  for (const [condition, isTrue] of conditions) {
    it(`includes other files where ${condition} holds`, async () => {
      const branch = ['symbolic-ref', 'HEAD', 'refs/heads/feature/new'];
      execFileSync('git', branch, { cwd: root });
      const remote = ['config', 'remote.origin.url', 'https://example.org/team/project.git'];
      execFileSync('git', remote, { cwd: root });
      writeFiles(place.home, {
        '.gitconfig': `[includeIf "${condition}"]\n\tpath = special\n`,
        special: excludes(join(place.folder, 'one')),
      });
      await check({}, isTrue ? 'a.four a.three a.ts a.two' : 'a.four a.one a.three a.ts a.two');
    });
  }

  it('has values that go on in the next line, but behind comments and pairs of backslashes', async () => {
    const lines = [
      '[safe]',
      'directory = D:\\\\',
      '[core]',
      '# not in C:\\',
      `excludesFile = ${place.folder}/\\`,
      'one',
      '[core "other"]',
      'name = \\',
      `excludesFile = ${place.folder}/two`,
    ];
    writeFiles(place.home, { '.gitconfig': lines.join('\n') });
    await check({}, 'a.four a.three a.ts a.two');
  });

  it('may have spaces without end where a section is named, which git refuses', async () => {
    const broken = `[a${' '.repeat(300_000)}x\n`;
    writeFiles(place.home, { '.gitconfig': `${excludes(join(place.folder, 'one'))}${broken}` });
    const ours: string[] = [];
    for await (const found of discover(root, { git: gitHomeOf({}, place.home) }))
      ours.push(found.type === 'file' ? found.file.path : found.path);
    assert.deepEqual(ours.sort(), ['a.four', 'a.three', 'a.ts', 'a.two']);
  });

  it('may include itself, more than once', async () => {
    const include = '[include]\n\tpath = config\n'.repeat(40);
    writeFiles(root, { '.git/config': `${excludes(join(place.folder, 'one'))}${include}` });
    const ours: string[] = [];
    for await (const found of discover(root, { git: gitHomeOf({}, place.home) }))
      ours.push(found.type === 'file' ? found.file.path : found.path);
    assert.deepEqual(ours.sort(), ['a.four', 'a.three', 'a.ts', 'a.two']);
  });
});
