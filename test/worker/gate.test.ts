import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGate, type Gate } from '../../src/worker/gate.ts';

/** Whether indexing would go on by now. */
async function isOpen(gate: Gate): Promise<boolean> {
  return Promise.race([gate.open().then(() => true), Promise.resolve().then(() => sleep(0, false))]);
}

describe('the gate before indexing', () => {
  it('is closed while any search runs', async () => {
    const gate = createGate();
    const ends: (() => void)[] = [];
    const search = (): Promise<void> => gate.hold(() => new Promise((resolve) => ends.push(resolve)));
    const [first, second] = [search(), search()];
    assert.equal(await isOpen(gate), false);
    ends[0]?.();
    await first;
    assert.equal(await isOpen(gate), false);
    ends[1]?.();
    await second;
    assert.equal(await isOpen(gate), true);
  });

  it('is closed for a while after a key, and opens by itself', async () => {
    const gate = createGate();
    gate.holdFor(30);
    gate.holdFor(60);
    assert.equal(await isOpen(gate), false);
    await gate.open();
    assert.equal(await isOpen(gate), true);
  });

  it('opens after a search that failed', async () => {
    const gate = createGate();
    await assert.rejects(gate.hold(() => Promise.reject(new Error('lost'))));
    assert.equal(await isOpen(gate), true);
  });
});
