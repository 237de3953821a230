import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FoundFolder } from '../../../src/engine/discover/discover.ts';
import { KnownFiles, Planning, type KnownFile, type Plan } from '../../../src/engine/index/plan.ts';
import type { SourceFile } from '../../../src/engine/types.ts';

const found = (path: string, changes: Partial<SourceFile> = {}): SourceFile => ({
  path,
  size: 10,
  mtimeMs: 1_000,
  ctimeMs: 1_000,
  language: 'go',
  kind: 'code',
  ...changes,
});
const known = (path: string, changes: Partial<KnownFile> = {}): KnownFile => ({
  ...found(path),
  readAt: 2_000,
  skipped: null,
  ...changes,
});

/** As a walk finds them. */
function byFolder(files: readonly SourceFile[]): FoundFolder[] {
  const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return [...new Set(files.map(({ path }) => folderOf(path)))].map((folder) => ({
    folder,
    files: files
      .filter(({ path }) => folderOf(path) === folder)
      .map((file) => ({ ...file, name: file.path.slice(file.path.lastIndexOf('/') + 1) })),
    skipped: [],
  }));
}

function planUpdate(before: readonly KnownFile[], now: readonly SourceFile[]): Plan {
  const files = new KnownFiles();
  for (const file of before) files.add(file);
  const planning = new Planning(files);
  for (const folder of byFolder(now)) planning.add(folder);
  return planning.plan();
}

describe('The plan of an update', () => {
  const check = (before: KnownFile[], now: SourceFile[], expected: string): void => {
    const plan = planUpdate(before, now);
    const read = plan.toRead.map(({ path }) => `read ${path}`);
    const same = plan.unchanged.map(({ path }) => `keep ${path}`);
    assert.equal([...read, ...same, ...plan.removed.map((path) => `drop ${path}`)].join(', '), expected);
  };

  it('reads what is new', () => check([], [found('a')], 'read a'));
  it('keeps what has its size and time', () => check([known('a')], [found('a')], 'keep a'));
  it('drops what is gone', () => check([known('a')], [], 'drop a'));
  it('reads what has another size', () => check([known('a')], [found('a', { size: 11 })], 'read a'));
  it('reads what has another time, be it older', () =>
    check([known('a')], [found('a', { mtimeMs: 900 })], 'read a'));
  it('reads what has another language', () =>
    check([known('a')], [found('a', { language: null })], 'read a'));
  it('reads again what was written within a tick before it was read', () =>
    check([known('a', { readAt: 1_005 })], [found('a')], 'read a'));

  it('reads again what has changed since, though it has its size and time', () =>
    check([known('a')], [found('a', { ctimeMs: 2_001 })], 'read a'));

  it('knows files of one name in several folders apart, in whatever order they are known', () =>
    check(
      [known('b/x'), known('x'), known('b/a'), known('a/x')],
      [found('x', { size: 11 }), found('b/a'), found('b/x')],
      'read x, keep b/a, keep b/x, drop a/x',
    ));

  it('goes on with what is known behind a new file', () =>
    check([known('a'), known('c')], [found('a'), found('b'), found('c')], 'read b, keep a, keep c'));

  it('puts every path in one place', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'ß'), minLength: 1, maxLength: 2 });
    const paths = fc.uniqueArray(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
    );
    fc.assert(
      fc.property(paths, paths, (before, now) => {
        const plan = planUpdate(
          before.map((path) => known(path)),
          now.map((path) => found(path)),
        );
        const unchanged = plan.unchanged.map(({ path }) => path);
        assert.deepEqual(unchanged.toSorted(), before.filter((path) => now.includes(path)).sort());
        const placed = [...plan.toRead.map(({ path }) => path), ...unchanged, ...plan.removed];
        assert.deepEqual(placed.sort(), [...new Set([...before, ...now])].sort());
      }),
    );
  });
});
