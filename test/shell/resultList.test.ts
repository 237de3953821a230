import assert from 'node:assert/strict';
import {
  countFiles,
  rowAfter,
  rowLike,
  rowOn,
  rowsWithKeyboard,
  withMore,
  without,
} from '../../src/shell/resultList.ts';
import { groupByFile, hitRows, type HitRow, type Row } from '../../src/shell/rows.ts';
import { documentName, searchEditorText } from '../../src/shell/searchEditorText.ts';
import { hit } from './hits.ts';

const rows = hitRows(
  [hit('b.ts'), hit('a.ts'), hit('b.ts', { startLine: 40, endLine: 42 }), hit('c.md')],
  'two',
);

const places = (list: readonly HitRow[]): readonly string[] =>
  list.map(({ hit: { path, startLine } }) => `${path}:${startLine}`);

describe('a list of results', () => {
  it('counts its files', () => {
    assert.equal(countFiles(rows), 3);
    assert.equal(countFiles([]), 0);
  });

  it('loses what is dismissed: a hit, a line with its hit, a file with all of its hits', () => {
    const [first, second] = rows;
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(places(without(rows, [first])), ['a.ts:10', 'b.ts:40', 'c.md:10']);
    const line = { type: 'line', parent: second, excerpt: second.excerpt } as const;
    assert.deepEqual(places(without(rows, [line])), ['b.ts:10', 'b.ts:40', 'c.md:10']);
    assert.deepEqual(places(without(rows, groupByFile(rows).slice(0, 1))), ['a.ts:10', 'c.md:10']);
    assert.deepEqual(without(rows, []), rows);
  });

  it('goes on with the row below what is dismissed, or above it at the end', () => {
    const after = (...dismissed: readonly Row[]): readonly string[] => {
      const row = rowAfter(rows, dismissed);
      return row === undefined ? [] : places([row]);
    };
    assert.deepEqual(after(...rows.slice(0, 1)), ['a.ts:10']);
    assert.deepEqual(after(...rows.slice(1, 3)), ['c.md:10']);
    assert.deepEqual(after(...rows.slice(2)), ['a.ts:10']);
    assert.deepEqual(after(...groupByFile(rows).slice(0, 1)), ['c.md:10']);
    assert.deepEqual(after(...rows), []);
  });

  it('means the row with the keyboard, and all that are selected where it is one of them', () => {
    const [a, b, c] = rows;
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    assert.deepEqual(rowsWithKeyboard([a], [a, b]), [b]);
    assert.deepEqual(rowsWithKeyboard([], [b]), [b]);
    assert.deepEqual(rowsWithKeyboard([a], []), [a]);
    assert.deepEqual(rowsWithKeyboard([a, b, c], [a, c]), [a, b, c]);
    assert.deepEqual(rowsWithKeyboard([a, b], [a, b]), [a, b]);
  });

  it('takes more of a file in behind its last hit, each place once', () => {
    const more = hitRows([hit('b.ts', { startLine: 40 }), hit('b.ts', { startLine: 70 })], 'two');
    assert.deepEqual(places(withMore(rows, more)), ['b.ts:10', 'a.ts:10', 'b.ts:40', 'b.ts:70', 'c.md:10']);
    assert.equal(withMore(rows, []), rows);
  });
});

describe('going through results', () => {
  const [first, second, third] = hitRows([hit('a.md'), hit('b.md'), hit('c.md')], '');
  assert.ok(first !== undefined && second !== undefined && third !== undefined);
  const rows = [first, second, third];

  it('begins at the first, or backwards at the last', () => {
    assert.equal(rowOn(rows, null, 1), first);
    assert.equal(rowOn(rows, null, -1), third);
    assert.equal(rowOn([first, second], third, 1), first);
    assert.equal(rowOn([], null, 1), undefined);
  });

  it('goes on from the one that was opened, and around the ends', () => {
    assert.equal(rowOn(rows, first, 1), second);
    assert.equal(rowOn(rows, third, 1), first);
    assert.equal(rowOn(rows, first, -1), third);
  });

  it('knows a row whose file has changed by its text, else by its place', () => {
    const moved = hitRows(
      [hit('a.ts', { startLine: 1 }), hit('a.ts', { startLine: 40, text: 'moved' }), hit('b.md')],
      'two',
    );
    const [before] = hitRows([hit('a.ts', { startLine: 2, text: 'moved' })], 'two');
    const [changed] = hitRows([hit('a.ts', { startLine: 39, text: 'changed' })], 'two');
    const [gone] = hitRows([hit('c.md')], 'two');
    assert.ok(before !== undefined && changed !== undefined && gone !== undefined);
    assert.equal(rowLike(moved, before), moved[1]);
    assert.equal(rowLike(moved, changed), moved[1]);
    assert.equal(rowLike(moved, gone), null);
  });

  it('knows a row by its place, though it was found anew', () => {
    assert.equal(rowOn(rows, { ...second }, 1), third);
  });
});

describe('results as a document', () => {
  const text = '// one\ntwo();\nthree\nfour\nfive\nsix\ntwo again';
  const long = hitRows([hit('src/a.ts', { endLine: 16, text }), hit('b.md')], 'two');

  it('name each file, and its lines with those around them', () => {
    assert.equal(
      searchEditorText({ rows: long, title: 'two', isCut: false }, () => null),
      [
        '# Query: two',
        '',
        '2 places in 2 files',
        '',
        'src/a.ts:',
        '  10  // one',
        '  11: two();',
        '  12  three',
        '',
        '  15  six',
        '  16: two again',
        '',
        'b.md:',
        '  10  one',
        '  11: two',
        '  12  three',
        '',
      ].join('\n'),
    );
  });

  it('keep apart what stands apart in a file', () => {
    const apart = hitRows([hit('a.md', { text: 'one' }), hit('a.md', { startLine: 30, text: 'one' })], 'one');
    assert.match(
      searchEditorText({ rows: apart, title: 'one', isCut: false }, () => null),
      /\n {2}10: one\n\n {2}30: one\n/,
    );
  });

  it('name the folder of the workspace where there are several, and keep the query in its line', () => {
    const document = searchEditorText({ rows: long, title: 'two\nthree', isCut: true }, () => 'boats');
    assert.match(document, /^# Query: two three$/m);
    // As the sidebar counts what there may be more of.
    assert.match(document, /^The best 2 places in 2 files$/m);
    assert.match(document, /^boats • src\/a\.ts:$/m);
  });

  it('are called what was asked, without the signs that names may not have', () => {
    assert.equal(documentName('Like src/a.ts:10–16'), 'Like src a ts 10 16');
    assert.equal(documentName('where is "größe" read?'), 'where is größe read');
    assert.equal(documentName('=>'), 'Homing');
    assert.equal(documentName('storm '.repeat(40)).length, 59);
  });
});
