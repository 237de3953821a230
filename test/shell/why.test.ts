import assert from 'node:assert/strict';
import { hitRows } from '../../src/shell/rows.ts';
import { numberedLines, whyLines } from '../../src/shell/why.ts';
import { hit } from './hits.ts';

describe('why something was found', () => {
  it('is told by what weighed most, and the words', () => {
    const signals = [
      { name: 'meaning', share: 0.7 },
      { name: 'fileName', share: 0.27 },
      { name: 'words', share: 0.03 },
    ] as const;
    assert.deepEqual(whyLines({ why: { lines: [], words: ['sails', 'sail'], signals } }), [
      'Found by meaning 70%, file name 27%',
      'Words: sails, sail',
    ]);
  });

  it('is not told where nobody knows', () => {
    assert.deepEqual(whyLines({}), []);
    assert.deepEqual(whyLines({ why: { lines: [], words: [], signals: [] } }), []);
  });
});

describe('the lines of a hit', () => {
  /** `one`, `two`, ...: from line 8 of the file on; the engine says that these of it matched. */
  function shown(matched: readonly number[], most: number): readonly string[] {
    const text = 'one\n  two\nthree\n\nfive';
    const why = { lines: matched, words: [], signals: [] };
    const [row] = hitRows([hit('boat.ts', { startLine: 8, endLine: 12, text, why })], '');
    assert.ok(row !== undefined);
    return numberedLines(row, most).split('\n');
  }

  it('have their numbers, and a mark where they matched', () => {
    assert.deepEqual(shown([9, 12], 20), ['   8  one', '>  9    two', '  10  three', '  11', '> 12  five']);
  });

  it('are those around the first that matched, where there are many', () => {
    assert.deepEqual(shown([12], 3), ['…', '  10  three', '  11', '> 12  five']);
    assert.deepEqual(shown([10], 3), ['   8  one', '   9    two', '> 10  three', '…']);
    assert.deepEqual(shown([], 2), ['  8  one', '  9    two', '…']);
  });
});
