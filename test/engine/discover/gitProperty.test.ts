import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
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

  it('whatever the rules and the files are', async function () {
    this.timeout(120_000);
    const name = fc.constantFrom('a', 'b', 'ab', 'a.b', 'b.a', 'A', '[a]', 'a*', 'ba', 'aab');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    const piece = fc.constantFrom(
      'a',
      'b',
      '*',
      '**',
      '?',
      '/',
      '/',
      '.',
      '[ab]',
      '[!a]',
      '[a-',
      '\\',
      '\\*',
      ' ',
      '**/',
      '/**',
      '[[:alpha:]]',
      '[]a]',
    );
    const rule = fc
      .tuple(
        fc.constantFrom('', '', '!', '/'),
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', '', '/'),
      )
      .map(([before, pieces, after]) => before + pieces.join('') + after);
    const rules = fc.array(rule, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(path, { minLength: 1, maxLength: 12 }),
        rules,
        fc.option(rules),
        async (paths, outer, inner) => {
          rmSync(root, { recursive: true, force: true });
          writeFiles(root, { '.gitignore': outer });
          for (const file of paths) writeWhereFree(root, file);
          if (inner !== null) writeWhereFree(root, 'a/.gitignore', inner);
          git(place, root, 'init', '-q');
          assert.deepEqual(await listedByUs(place, root), listedByGit(place, root));
        },
      ),
      { numRuns: 150 },
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
