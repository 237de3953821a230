import assert from 'node:assert/strict';
import { othersTurn } from '../../src/shell/turns.ts';

describe('work in turns', () => {
  it('lets others have theirs between two pieces', async () => {
    const order: string[] = [];
    for (const name of ['one', 'two']) {
      order.push(name);
      setTimeout(() => order.push(`after ${name}`), 0);
      await othersTurn();
    }
    assert.deepEqual(order, ['one', 'after one', 'two', 'after two']);
  });
});
