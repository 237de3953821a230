import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planUpdate, type KnownFile } from '../../../src/engine/index/plan.ts';
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
const known = (path: string, changes: Partial<KnownFile> = {}): [string, KnownFile] => [
  path,
  { ...found(path), readAt: 2_000, ...changes },
];

describe('The plan of an update', () => {
  const check = (before: [string, KnownFile][], now: SourceFile[], expected: string): void => {
    const plan = planUpdate(new Map(before), now);
    const read = plan.toRead.map(({ path }) => `read ${path}`);
    const same = plan.unchanged.map((path) => `keep ${path}`);
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

  it('puts every path in one place', () => {
    const paths = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 2 }));
    fc.assert(
      fc.property(paths, paths, (before, now) => {
        const plan = planUpdate(
          new Map(before.map((path) => known(path))),
          now.map((path) => found(path)),
        );
        const placed = [...plan.toRead.map(({ path }) => path), ...plan.unchanged, ...plan.removed];
        assert.deepEqual(placed.sort(), [...new Set([...before, ...now])].sort());
      }),
    );
  });
});
