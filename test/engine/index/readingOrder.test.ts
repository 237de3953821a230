import assert from 'node:assert/strict';
import { inReadingOrder } from '../../../src/engine/index/readingOrder.ts';

function order(paths: readonly string[], near: readonly string[]): readonly string[] {
  const files = paths.map(
    (path) => ({ path, size: 1, mtimeMs: 1, ctimeMs: 1, language: null, kind: 'code' }) as const,
  );
  return inReadingOrder(files, near).map(({ path }) => path);
}

describe('The order of reading', () => {
  const paths = ['a.ts', 'lib/one.ts', 'lib/http/retry.ts', 'lib/http/test/retry.ts', 'web/page.ts'];

  it('begins near the open editors and goes outwards', () => {
    assert.deepEqual(order(paths, ['lib/http/server.ts']), [
      'lib/http/retry.ts',
      'lib/one.ts',
      'lib/http/test/retry.ts',
      'a.ts',
      'web/page.ts',
    ]);
    assert.deepEqual(order(paths, ['web/page.ts', 'lib/one.ts']).slice(0, 2), ['lib/one.ts', 'web/page.ts']);
  });

  it('without any is the order of finding, tests and the like last', () => {
    const expected = ['a.ts', 'lib/one.ts', 'lib/http/retry.ts', 'web/page.ts', 'lib/http/test/retry.ts'];
    assert.deepEqual(order(paths, []), expected);
  });
});
