/** What the extension host pays for Homing, in a window whose folder takes longer to index than this lasts. */
import assert from 'node:assert/strict';
import { extension } from '../suite/homing.ts';
import { heapInUse, watchWork, type HostWork } from '../measure/hostWork.ts';

/** Milliseconds that the host's thread may be held at a time: a frame of the screen. */
const mostAtATime = 16;
/** Bytes. */
const mostHeap = 15 * 2 ** 20;
/** From the start of the extension on. */
const seconds = 10;

describe('the extension host, while a large folder is indexed', () => {
  let work: HostWork;
  let added: number;

  before(async () => {
    // Without a pause: the window starts it by itself soon.
    const before = heapInUse();
    assert.ok(!extension().isActive, 'it was started before it was measured');
    ({ work } = await watchWork(() => extension().activate(), seconds));
    added = heapInUse() - before;
  });

  it('is asked for all the time that is measured', () => {
    const state = extension().exports.state();
    assert.equal(state.type, 'indexing', JSON.stringify(state));
    assert.equal(work.starts.length, 1);
    assert.ok(work.sum > 0);
  });

  it('is never held longer than 16 ms at a time', () => {
    const { clock, own } = work.longest;
    const starts = work.starts.map((start) => start.own);
    const told = `${own} ms (by the clock ${clock}) in ${work.where.join(', ')}; process started in ${starts.join()}`;
    assert.ok(Math.max(own, ...starts) <= mostAtATime, told);
  });

  it('keeps less than 15 MB for it', () => {
    assert.ok(added < mostHeap, `${(added / 2 ** 20).toFixed(1)} MiB`);
  });
});
