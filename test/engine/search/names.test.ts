import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bareName,
  holdsWords,
  lettersApart,
  lettersOf,
  namesIn,
  slipsBetween,
} from '../../../src/engine/search/names.ts';

describe('Names', () => {
  const check = (a: string, b: string, most: number, expected: number | null): void => {
    assert.equal(slipsBetween(a, b, most), expected);
  };
  it('differ by slips of the keyboard', () => {
    check('openfile', 'openfile', 2, 0);
    check('openfile', 'opnefile', 1, 1);
    check('openfile', 'opnfile', 1, 1);
    check('openfile', 'openfilee', 1, 1);
    check('openfile', 'openfyle', 1, 1);
    check('openfile', 'opnfle', 2, 2);
    check('openfile', 'opnfle', 1, null);
    check('openfile', 'closefile', 2, null);
  });
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', 'é'), maxLength: 8 });
  it('are as far from each other both ways, and nothing is lost by looking at letters first', () => {
    fc.assert(
      fc.property(word, word, fc.nat(3), (a, b, most) => {
        const slips = slipsBetween(a, b, most);
        assert.equal(slipsBetween(b, a, most), slips);
        assert.equal(slips === 0, a === b);
        if (slips !== null) assert.ok(lettersApart(lettersOf(a), lettersOf(b)) <= 2 * slips);
      }),
    );
  });
  it('hold the words that they are made of, from a word’s beginning', () => {
    assert.ok(holdsWords('openTheFile', 'file'));
    assert.ok(holdsWords('HTTPServer', 'server'));
    assert.ok(holdsWords('open_file', 'openfile'));
    assert.ok(!holdsWords('restart', 'art'));
  });
  it('are called by the last where they are written with what they belong to', () => {
    const written = [
      'M.jump',
      'M:leap',
      'Base.show',
      'print.zebra',
      '::ns::hopper',
      'a->b',
      'jump',
      '.btn',
      '#top',
    ];
    assert.deepEqual(written.map(bareName), [
      'jump',
      'leap',
      'show',
      'zebra',
      'hopper',
      'b',
      'jump',
      'btn',
      'top',
    ]);
    assert.deepEqual(['Using Node.js', '==', '<=>', 'v1.2', 'a.b c'].map(bareName), [
      'usingnode.js',
      '==',
      '<=>',
      'v1.2',
      'a.bc',
    ]);
    assert.ok(holdsWords('M.openTheFile', 'file') && !holdsWords('M.restart', 'art'));
  });
  it('are read at once, whatever signs they are made of', () => {
    for (const sign of [':', '.', '-', '->', 'a:', 'a-', ':a', '#'])
      assert.equal(typeof bareName(`${sign.repeat(20_000)}!`), 'string');
  });
  it('stand in a question where a word is written as one, or alone', () => {
    const names = (query: string): string[] => [...namesIn(query)];
    assert.deepEqual(names('where does parseQuery read max_hits'), ['parsequery', 'maxhits']);
    assert.deepEqual(names('retry'), ['retry']);
    assert.deepEqual(names('where do we retry'), []);
  });
});
