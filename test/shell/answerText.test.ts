import assert from 'node:assert/strict';
import { linesBelow } from '../../src/shell/answerText.ts';
import type { Overall } from '../../src/shell/overall.ts';

const ready: Overall = { type: 'ready', counts: { files: 3, chunks: 7, skipped: 0 } };
const paused: Overall = { type: 'paused', searchable: true, because: 'person' };

describe('what is said below the box', () => {
  const check = (said: readonly string[], expected: readonly string[]): void =>
    assert.deepEqual(said, expected);

  it('is the state where nothing was asked', () => {
    check(linesBelow(null, ready, false), ['3 files, 7 chunks']);
    check(linesBelow(null, paused, true), ['Indexing is paused.']);
  });

  it('names no file where nothing can be searched: there is no room for it', () => {
    const failure = { code: 'storageUnwritable', message: '/a/long/path cannot be written.' } as const;
    check(linesBelow(null, { type: 'failed', failure }, false), ['The index cannot be written.']);
  });

  it('is the answer alone where there is nothing else to say', () => {
    check(linesBelow('2 places in 1 file', ready, false), ['2 places in 1 file']);
    check(linesBelow('Nothing found.', ready, false), ['Nothing found.']);
  });

  it('has no full stops where several things stand in a row', () => {
    const all = ['2 places in 1 file', 'Indexing is paused', 'Files have changed since'];
    check(linesBelow('2 places in 1 file', paused, true), all);
    check(linesBelow('Nothing found.', paused, false), ['Nothing found', 'Indexing is paused']);
  });

  it('keeps dots that say that something goes on', () => {
    const progress = { type: 'discovering', files: 0 } as const;
    const lines = linesBelow('Nothing found.', { type: 'indexing', progress, searchable: true }, false);
    check(lines, ['Nothing found', 'Indexing …']);
    check(linesBelow('Reading...', paused, false), ['Reading...', 'Indexing is paused']);
  });
});
