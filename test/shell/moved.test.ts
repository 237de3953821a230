import assert from 'node:assert/strict';
import fc from 'fast-check';
import { movedRow } from '../../src/shell/moved.ts';
import { hitRows } from '../../src/shell/rows.ts';
import { hit } from './hits.ts';

/** From 1: where a hit of lines 3 to 5 stands in a file that is another by now. */
function checkMoved(file: string, [start, end]: readonly [number, number]): void {
  const [row] = hitRows([hit('a.ts', { startLine: 3, endLine: 5, text: 'open();\n\nclose();' })], '');
  assert.ok(row !== undefined);
  const moved = movedRow(row, file.split('\n'));
  assert.deepEqual([moved.hit.startLine, moved.hit.endLine], [start, end]);
}

describe('a hit', () => {
  it('is where it was in a file that is as it was', () => checkMoved('a\nb\nopen();\n\nclose();\nc', [3, 5]));

  it('is below lines that were put in before it', () =>
    checkMoved('new\nnew\na\nb\nopen();\n\nclose();\nc', [5, 7]));

  it('is above lines that were taken out before it', () => checkMoved('open();\n\nclose();\nc', [1, 3]));

  it('is what is left of it where the file begins within it', () => {
    checkMoved('\nclose();\nc', [1, 2]);
    checkMoved('close();', [1, 1]);
    const [row] = hitRows(
      [hit('a.ts', { startLine: 1, endLine: 3, text: 'one();\ntwo();\nopen();' })],
      'open two',
    );
    assert.ok(row !== undefined);
    const { hit: moved, lines, excerpt } = movedRow(row, ['two();', 'open();']);
    assert.deepEqual([moved.startLine, moved.endLine, moved.text], [1, 2, 'two();\nopen();']);
    for (const { line, text } of [excerpt, ...lines])
      assert.ok(moved.text.split('\n')[line]?.includes(text), text);
  });

  it('is where it was where its lines are gone', () => checkMoved('a\nb\nc\nd\ne', [3, 5]));

  it('is where most of its lines are', () =>
    checkMoved('close();\na\nb\nc\nopen(1);\n\nclose();\nd\nopen();\n\nclose();', [9, 11]));

  it('is the nearest where its lines stand in several places', () =>
    checkMoved('a\nopen();\n\nclose();\nb\nopen();\n\nclose();', [2, 4]));

  it('does not mind other ends of lines', () => checkMoved('new\na\nb\nopen();\r\n\r\nclose();\r', [4, 6]));

  it('is found again wherever lines come before it', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('x', 'y', ' ') }), { maxLength: 30 });
    fc.assert(
      fc.property(lines, (before) =>
        checkMoved([...before, 'open();', '', 'close();'].join('\n'), [before.length + 1, before.length + 3]),
      ),
    );
  });
});
