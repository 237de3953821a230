import assert from 'node:assert/strict';
import { gatherChanges, relativePath } from '../../src/shell/changes.ts';

type Batch = readonly [string, readonly string[] | null];

/** What is handed on of these paths of `/r`, in one batch. */
function batchOf(paths: readonly string[]): Promise<Batch> {
  return new Promise((resolve) => {
    const changes = gatherChanges((root, only) => resolve([root, only]), { quiet: 5, longest: 1_000 });
    for (const path of paths) changes.add('/r', path);
  });
}

describe('changes of files', () => {
  it('are handed on together, each path once', async () => {
    assert.deepEqual(await batchOf(['a', 'b', 'a']), ['/r', ['a', 'b']]);
  });

  it('are handed on folder by folder', async () => {
    const batches = await new Promise<Batch[]>((resolve) => {
      const handed: Batch[] = [];
      const changes = gatherChanges(
        (root, only) => {
          handed.push([root, only]);
          if (handed.length === 2) resolve(handed);
        },
        { quiet: 5, longest: 1_000 },
      );
      changes.add('/r', 'a');
      changes.add('/s', 'a');
    });
    assert.deepEqual(batches, [
      ['/r', ['a']],
      ['/s', ['a']],
    ]);
  });

  it('go on being handed on while files keep changing', async () => {
    await new Promise<void>((resolve) => {
      const changes = gatherChanges(
        () => {
          clearInterval(timer);
          changes.dispose();
          resolve();
        },
        { quiet: 1_000_000, longest: 20 },
      );
      const timer = setInterval(() => changes.add('/r', 'a'), 2);
    });
  });

  it('are the whole folder where ignore rules changed or there are too many', async () => {
    assert.deepEqual(await batchOf(['a', 'sub/.gitignore']), ['/r', null]);
    assert.deepEqual(await batchOf(['a', '.homingignore']), ['/r', null]);
    assert.deepEqual(await batchOf(Array.from({ length: 501 }, (_, at) => `f${at}`)), ['/r', null]);
  });
});

describe('the path of a changed file', () => {
  const cases: readonly [string, string, string | null][] = [
    ['/r', '/r/a/b.ts', 'a/b.ts'],
    ['/r/', '/r/a', 'a'],
    ['/r', '/r', null],
    ['/r', '/rest/a', null],
    ['/r', '/r/.git/index', null],
    ['/r', '/r/sub/.git/HEAD', null],
    ['/r', '/r/.gitignore', '.gitignore'],
  ];
  for (const [root, file, path] of cases) {
    it(`${file} in ${root} is ${path}`, () => assert.equal(relativePath(root, file, 'linux'), path));
  }

  it('has no backslash on Windows, and keeps one in a name elsewhere', () => {
    assert.equal(relativePath('c:\\work', 'c:\\work\\src\\a.ts', 'win32'), 'src/a.ts');
    assert.equal(relativePath('/r', '/r/a\\b.ts', 'linux'), 'a\\b.ts');
  });
});
