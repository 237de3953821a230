import assert from 'node:assert/strict';
import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Workplace, git, listedByGit, listedByUs, makeWorkplace, writeFiles } from './folders.ts';

describe('discover lists what git lists', () => {
  let place: Workplace;
  let root: string;

  beforeEach(() => {
    place = makeWorkplace();
    root = join(place.folder, 'project');
  });
  afterEach(() => place.remove());

  const name = fc.constantFrom('a', 'b', 'ab', 'a.b', 'b.a', 'A', '[a]', 'a*', 'ba', 'aab');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  const paths = fc.array(path, { minLength: 1, maxLength: 12 });
  const piece = fc.constantFrom(
    ...['a', 'b', '*', '**', '?', '/', '/', '.', '[ab]', '[!a]', '[a-', '\\', '\\*', ' '],
    ...['**/', '/**', '[[:alpha:]]', '[]a]', '[b-a]', '[A]', '[!A-Z]', '\\A', '\0'],
  );
  const rule = fc
    .tuple(
      fc.constantFrom('', '', '!', '/'),
      fc.array(piece, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('', '', '/'),
    )
    .map(([before, pieces, after]) => before + pieces.join('') + after);
  const rules = fc.array(rule, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'));

  it('whatever the rules and the files are', async function () {
    this.timeout(240_000);
    await fc.assert(
      fc.asyncProperty(
        paths,
        rules,
        fc.option(rules),
        fc.boolean(),
        async (files, outer, inner, ignoreCase) => {
          rmSync(root, { recursive: true, force: true });
          writeFiles(root, { '.gitignore': outer });
          for (const file of files) writeWhereFree(root, file);
          if (inner !== null) writeWhereFree(root, 'a/.gitignore', inner);
          git(place, root, 'init', '-q');
          git(place, root, 'config', 'core.ignoreCase', String(ignoreCase));
          assert.deepEqual(await listedByUs(place, root), listedByGit(place, root));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('whatever is tracked, wherever rules stand, whichever folder is opened', async function () {
    this.timeout(240_000);
    const places = fc.record({ '': rules, 'a/': rules, 'a/b/': rules, 'b/': rules }, { requiredKeys: [] });
    const own = fc.record({ repository: fc.option(rules), user: fc.option(rules), tracked: fc.nat(4095) });
    await fc.assert(
      fc.asyncProperty(paths, places, own, async (files, nested, { repository, user, tracked }) => {
        rmSync(root, { recursive: true, force: true });
        writeFiles(root, { 'a/b/': '', 'b/': '' });
        git(place, root, 'init', '-q');
        writeFiles(root, { '.git/info/exclude': repository ?? '' });
        writeFiles(place.home, { '.config/git/ignore': user ?? '' });
        for (const file of files) writeWhereFree(root, file);
        for (const [folder, text] of Object.entries(nested))
          writeFiles(root, { [`${folder}.gitignore`]: text });
        const added = files.filter((file, at) => ((tracked >> at) & 1) === 1 && isFile(join(root, file)));
        if (added.length > 0) git(place, root, '--literal-pathspecs', 'add', '-f', '--', ...added);
        for (const from of ['', 'a/b']) {
          const folder = join(root, from);
          // An ignored folder that is opened is searched for its own sake, which git would not do.
          if (from !== '' && isIgnoredByGit(place, root, from)) continue;
          assert.deepEqual(await listedByUs(place, folder), listedByGit(place, folder), from);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Skips a path that would need a folder where a file is, or the other way round. */
function writeWhereFree(root: string, path: string, content = ''): void {
  try {
    writeFiles(root, { [path]: content });
  } catch (error) {
    assert.match(String(error), /EEXIST|ENOTDIR|EISDIR/);
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** Whether git itself says that a folder, or one above it, is ignored, tracked files in it or not. */
function isIgnoredByGit(place: Workplace, root: string, folder: string): boolean {
  try {
    git(place, root, 'check-ignore', '-q', '--no-index', folder);
    return true;
  } catch {
    return false;
  }
}
