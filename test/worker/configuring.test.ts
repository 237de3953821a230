import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../../src/engine/errors.ts';
import { createConfiguring } from '../../src/worker/configuring.ts';

const closed = (): EngineError => new EngineError('closed', 'The index was closed.');

describe('A question while settings change', () => {
  it('is asked again where its answer came from what was closed meanwhile', async () => {
    const { inTurn, settled } = createConfiguring();
    let found: readonly string[] = ['old'];
    const asked = settled(async () => {
      const before = found;
      await wait(20);
      // Whoever searches passes over an engine that was closed.
      return before === found ? found : [];
    });
    await wait(5);
    await inTurn(async () => {
      found = [];
      await wait(5);
      found = ['new'];
    });
    assert.deepEqual(await asked, ['new']);
  });

  it('is asked again where it failed because of it, and fails where nothing else is configured', async () => {
    const { inTurn, settled } = createConfiguring();
    let isOpen = true;
    const ask = async (): Promise<string> => {
      await wait(20);
      if (!isOpen) throw closed();
      return 'answer';
    };
    isOpen = false;
    const asked = settled(ask);
    await wait(5);
    await inTurn(() => Promise.resolve(void (isOpen = true)));
    assert.equal(await asked, 'answer');
    isOpen = false;
    await assert.rejects(settled(ask), { code: 'closed' });
  });

  it('waits for the configuration that is under way', async () => {
    const { inTurn, settled } = createConfiguring();
    let isOpen = false;
    const configured = inTurn(async () => {
      await wait(20);
      isOpen = true;
    });
    assert.equal(await settled(() => Promise.resolve(isOpen)), true);
    await configured;
  });

  it('is not held up by a configuration that failed', async () => {
    const { inTurn, settled } = createConfiguring();
    const failing = inTurn(() => Promise.reject(new Error('no such folder')));
    await assert.rejects(failing, /no such folder/);
    assert.equal(await settled(() => Promise.resolve(1)), 1);
  });
});
