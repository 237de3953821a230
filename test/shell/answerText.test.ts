import assert from 'node:assert/strict';
import { answerText, linesBelow, stateOfResults } from '../../src/shell/answerText.ts';
import type { Asked } from '../../src/shell/asked.ts';
import type { Overall } from '../../src/shell/overall.ts';
import { hitRows, type HitRow } from '../../src/shell/rows.ts';
import { hit } from './hits.ts';

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

  it('names folders that could not be searched', () => {
    const lines = linesBelow('2 places in 1 file', ready, false, ['docs', 'tools']);
    check(lines, ['2 places in 1 file', 'docs, tools cannot be searched: the log says why']);
  });

  it('keeps dots that say that something goes on', () => {
    const progress = { type: 'discovering', files: 0 } as const;
    const lines = linesBelow('Nothing found.', { type: 'indexing', progress, searchable: true }, false);
    check(lines, ['Nothing found', 'Indexing …']);
    check(linesBelow('Reading...', paused, false), ['Reading...', 'Indexing is paused']);
  });
});

describe('what there is to show', () => {
  const filters = { kinds: [], languages: [], globs: [], within: null };
  const asked: Asked = { type: 'words', text: 'harbour', filters, typing: false };
  const answered = { failure: null, isCut: false, failed: [] };
  const nothing = { rows: [], allTaken: false };

  it('is nothing before there is an answer, or where it failed', () => {
    assert.equal(stateOfResults(null, nothing, null, true), 'none');
    assert.equal(stateOfResults(asked, nothing, { ...answered, failure: 'No.' }, false), 'none');
  });

  it('is no answer yet while files are read', () => {
    assert.equal(stateOfResults(asked, nothing, answered, true), 'early');
    assert.equal(stateOfResults(asked, nothing, answered, false), 'empty');
  });

  it('is an answer where no place is looked at', () => {
    const nowhere = { ...asked, filters: { ...filters, within: [] } };
    assert.equal(stateOfResults(nowhere, nothing, answered, true), 'empty');
  });

  it('is said to be the best of it where there may be more', () => {
    const rows = hitRows([hit('quay.ts'), hit('quay.ts', { startLine: 20, endLine: 22 })], 'harbour');
    const text = (rows: readonly HitRow[], isCut: boolean): string =>
      answerText(asked, { rows, allTaken: false }, { ...answered, isCut });
    assert.equal(text(rows, false), '2 places in 1 file');
    assert.equal(text(rows, true), 'The best 2 places in 1 file');
    const widened = Array.from({ length: 41 }, () => rows).flat();
    assert.equal(text(widened, true), '82 places in 1 file');
  });

  it('is told from nothing where all that was found was dismissed', () => {
    const dismissed = { rows: [], allTaken: true };
    assert.equal(answerText(asked, nothing, answered), 'Nothing found.');
    assert.equal(
      answerText(asked, dismissed, answered),
      'All results were dismissed: Enter shows them again.',
    );
    assert.equal(stateOfResults(asked, dismissed, answered, false), 'dismissed');
    assert.equal(stateOfResults(asked, dismissed, answered, true), 'dismissed');
  });
});
