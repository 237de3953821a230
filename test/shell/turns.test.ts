import assert from 'node:assert/strict';
import { inTurns } from '../../src/shell/turns.ts';

describe('work in turns', () => {
  it('lets others have theirs between two steps', async () => {
    const order: string[] = [];
    const step = (name: string) => () => {
      order.push(name);
      setTimeout(() => order.push(`after ${name}`), 0);
    };
    await inTurns([step('one'), step('two')]);
    assert.deepEqual(order, ['one', 'after one', 'two']);
  });

  it('says what a step could not do, and does none after it', async () => {
    const order: string[] = [];
    const steps = [
      () => {
        throw new Error('cannot');
      },
      () => void order.push('two'),
    ];
    await assert.rejects(inTurns(steps), /cannot/);
    assert.deepEqual(order, []);
  });
});
