import assert from 'node:assert/strict';
import { extentOf, extentOfAnswer, isEarly, isMore } from '../../src/shell/extent.ts';
import type { Overall } from '../../src/shell/overall.ts';

const ready: Overall = { type: 'ready', counts: { files: 2, chunks: 3, skipped: 0 } };
const reading: Overall = {
  type: 'indexing',
  searchable: true,
  progress: { type: 'reading', done: 1, total: 2 },
};
const encoding: Overall = {
  type: 'indexing',
  searchable: true,
  progress: { type: 'embedding', done: 1, total: 3, secondsLeft: null },
};

/** Whether what was found in one state is asked for again in another. */
function isAskedAgain(found: Overall, now: Overall, missing: readonly string[] = []): boolean {
  return isMore(extentOf(now), extentOfAnswer(found, missing));
}

describe('an answer', () => {
  it('is asked for again when all files are read, and when all is encoded', () => {
    assert.ok(isAskedAgain(reading, encoding));
    assert.ok(isAskedAgain(reading, ready));
    assert.ok(isAskedAgain(encoding, ready));
  });

  it('stays while nothing more can be found', () => {
    assert.ok(!isAskedAgain(reading, reading));
    assert.ok(!isAskedAgain(encoding, encoding));
    assert.ok(!isAskedAgain(ready, ready));
    assert.ok(!isAskedAgain(ready, reading));
  });

  it('that lacks a folder is asked for again at the end, not at every step', () => {
    assert.ok(!isAskedAgain(encoding, encoding, ['/boats']));
    assert.ok(isAskedAgain(encoding, ready, ['/boats']));
    assert.ok(isAskedAgain(ready, ready, ['/boats']));
  });

  it('from before a pause is asked for again after it', () => {
    assert.ok(isAskedAgain({ type: 'paused', searchable: true, because: 'person' }, encoding));
  });

  it('without hits comes early while files are read, or where a folder has nothing yet', () => {
    const paused: Overall = { type: 'paused', searchable: true, because: 'person' };
    for (const overall of [reading, { type: 'starting' } as const]) assert.ok(isEarly(overall, []));
    for (const overall of [encoding, paused, ready]) assert.ok(!isEarly(overall, []));
    for (const overall of [encoding, paused]) assert.ok(isEarly(overall, ['/boats']));
    assert.ok(!isEarly(ready, ['/boats']));
  });
});
