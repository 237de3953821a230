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
interface Known extends KnownFile {
  readonly path: string;
}

const known = (path: string, changes: Partial<KnownFile> = {}): Known => ({
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

function filesKnown(before: readonly Known[]): KnownFiles {
  const files = new KnownFiles();
  for (const file of before) files.add(file.path, file);
  return files;
}

/** With the paths of what is to be kept, which are those that are found and not read. */
function planUpdate(known: KnownFiles, now: readonly SourceFile[]): Plan & { readonly kept: string[] } {
  const planning = new Planning(known);
  for (const folder of byFolder(now)) planning.add(folder);
  const plan = planning.plan();
  const read = new Set(plan.toRead.map(({ path }) => path));
  const kept = now.map(({ path }) => path).filter((path) => !read.has(path));
  assert.equal(plan.unchanged, kept.length);
  return { ...plan, kept };
}

describe('The plan of an update', () => {
  const check = (before: Known[], now: SourceFile[], expected: string): void => {
    const known = filesKnown(before);
    const planned = (): string => {
      const { toRead, kept, removed } = planUpdate(known, now);
      const steps = [toRead.map(({ path }) => `read ${path}`), kept.map((path) => `keep ${path}`)];
      return [...steps.flat(), ...removed.map((path) => `drop ${path}`)].join(', ');
    };
    assert.equal(planned(), expected);
    known.beginAgain();
    assert.equal(planned(), expected, 'a second look');
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

  it('says of what has no chunks why, as before', () => {
    const files = filesKnown([
      known('lib/a', { skipped: 'binary' }),
      known('b'),
      known('c', { skipped: 'empty' }),
    ]);
    const plan = planUpdate(files, [found('lib/a'), found('b')]);
    assert.deepEqual(plan.skipped, [{ path: 'lib/a', reason: 'binary' }]);
  });

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
          filesKnown(before.map((path) => known(path))),
          now.map((path) => found(path)),
        );
        assert.deepEqual(plan.kept.toSorted(), before.filter((path) => now.includes(path)).sort());
        const placed = [...plan.toRead.map(({ path }) => path), ...plan.kept, ...plan.removed];
        assert.deepEqual(placed.sort(), [...new Set([...before, ...now])].sort());
      }),
    );
  });
});
