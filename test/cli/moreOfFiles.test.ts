import assert from 'node:assert/strict';
import { hitsToAskFor, listHits } from '../../src/cli/moreOfFiles.ts';
import type { FolderHit } from '../../src/engine/types.ts';

/** `a b a`: paths, best first; the line of each is its place among them. */
function hits(paths: string): readonly FolderHit[] {
  return paths.split(' ').map((path, at) => ({
    root: '/',
    path,
    startLine: at + 1,
    endLine: at + 1,
    score: 1 / (at + 1),
    kind: 'code',
    language: null,
    symbol: null,
    text: '',
  }));
}

describe('the hits of a list', () => {
  const check = (k: number, all: boolean, expected: string): void => {
    const listed = listHits(hits('a b a a b c b'), k, all);
    assert.equal(
      listed.map(({ path, startLine, more }) => `${path}${startLine}+${more}`).join(' '),
      expected,
    );
  };

  it('tell with the last of each file how many of it are left', () => {
    check(3, false, 'a1+0 b2+2 a3+1');
    check(1, false, 'a1+2');
    check(7, false, 'a1+0 b2+0 a3+0 a4+0 b5+0 c6+0 b7+0');
  });

  it('have those behind the last of their file where all are asked for, and no other file', () =>
    check(3, true, 'a1+0 b2+0 b5+0 b7+0 a3+0 a4+0'));

  it('keep two folders apart that have a file of one name', () => {
    const [first, second] = hits('a a');
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(listHits([first, { ...second, root: '/other' }], 1, false)[0]?.more, 0);
  });

  it('are as many as wanted however many are asked for', () =>
    assert.deepEqual([1, 10, 30, 100, 1000].map(hitsToAskFor), [4, 40, 100, 100, 1000]));
});
