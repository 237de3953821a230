import assert from 'node:assert/strict';
import { hitRows, type HitRow } from '../../src/shell/rows.ts';
import { createShown } from '../../src/shell/shown.ts';
import { hit } from './hits.ts';

/** Rows of one file, one a line of the argument: where it begins and what it says. */
function rowsOf(...lines: readonly [number, string][]): readonly HitRow[] {
  return hitRows(
    lines.map(([startLine, text]) => hit('a.ts', { startLine, endLine: startLine, text })),
    'storm',
  );
}

function texts(rows: readonly HitRow[]): readonly string[] {
  return rows.map((row) => row.hit.text);
}

describe('what is shown of an answer', () => {
  it('stays without what was taken away when the same is asked again, wherever it is by now', () => {
    const shown = createShown();
    const [first, second] = rowsOf([1, 'storm'], [9, 'gale']);
    assert.ok(first !== undefined && second !== undefined);
    shown.answer([first, second], false);
    shown.take([first]);
    assert.deepEqual(texts(shown.rows), ['gale']);
    shown.answer(rowsOf([3, 'storm\nand rain'], [11, 'gale']), true);
    assert.deepEqual(texts(shown.rows), ['gale']);
    shown.answer(rowsOf([3, 'storm'], [11, 'gale']), false);
    assert.deepEqual(texts(shown.rows), ['storm', 'gale']);
  });

  it('is known to be empty because all was taken away, until the question is another', () => {
    const shown = createShown();
    const storm = rowsOf([1, 'storm']);
    assert.equal(shown.allTaken, false);
    shown.answer(storm, false);
    assert.equal(shown.allTaken, false);
    shown.take(storm);
    assert.equal(shown.allTaken, true);
    shown.answer(rowsOf([3, 'storm']), true);
    assert.equal(shown.allTaken, true);
    shown.answer([], true);
    assert.equal(shown.allTaken, false);
    shown.answer(storm, false);
    assert.deepEqual([texts(shown.rows), shown.allTaken], [['storm'], false]);
  });

  it('goes on from what was opened last, also where lines were put above it', () => {
    const shown = createShown();
    shown.answer(rowsOf([1, 'storm'], [9, 'gale']), false);
    shown.current = shown.rows[1] ?? null;
    shown.answer(rowsOf([4, 'storm'], [12, 'gale']), true);
    assert.equal(shown.current, shown.rows[1]);
    shown.answer(rowsOf([4, 'storm']), false);
    assert.equal(shown.current, null);
  });

  it('knows of which files all was asked for, and shows again what is asked for again', () => {
    const shown = createShown();
    const [first] = rowsOf([1, 'storm']);
    assert.ok(first !== undefined);
    shown.answer([first], false);
    shown.take([first]);
    shown.widen(first, rowsOf([1, 'storm'], [20, 'breeze']));
    assert.deepEqual(texts(shown.rows), ['storm', 'breeze']);
    assert.deepEqual(shown.widened, [{ root: first.hit.root, path: 'a.ts' }]);
    shown.answer(rowsOf([2, 'storm']), true);
    assert.deepEqual([texts(shown.rows), shown.widened.length], [['storm'], 1]);
    shown.answer([], false);
    assert.deepEqual(shown.widened, []);
  });
});
