import assert from 'node:assert/strict';
import { createPausing, type PauseReason } from '../../src/shell/pausing.ts';

function setUp(stored: Record<string, unknown> = {}) {
  const changes: (PauseReason | null)[] = [];
  const memento = {
    get: (key: string) => stored[key] as never,
    update: (key: string, value: unknown) => {
      stored[key] = value;
      return Promise.resolve();
    },
  };
  const pausing = createPausing(memento, () => changes.push(pausing.reason));
  return { pausing, changes, stored };
}

describe('a pause of indexing', () => {
  it('outlives a restart when a person wanted it', () => {
    const { pausing, stored } = setUp();
    pausing.set(true);
    assert.equal(setUp(stored).pausing.reason, 'person');
    pausing.set(false);
    assert.equal(setUp(stored).pausing.reason, null);
  });

  it('lasts while the computer runs on battery', () => {
    const { pausing, changes } = setUp();
    pausing.setOnBattery(true);
    pausing.setOnBattery(true);
    pausing.setOnBattery(false);
    assert.deepEqual(changes, ['battery', null]);
  });

  it('ends on battery when a person says so, until the computer was plugged in', () => {
    const { pausing } = setUp();
    pausing.setOnBattery(true);
    pausing.set(false);
    pausing.setOnBattery(true);
    assert.equal(pausing.reason, null);
    pausing.setOnBattery(false);
    pausing.setOnBattery(true);
    assert.equal(pausing.reason, 'battery');
  });

  it('that a person wanted does not end with the battery', () => {
    const { pausing, changes } = setUp();
    pausing.set(true);
    pausing.setOnBattery(true);
    pausing.setOnBattery(false);
    assert.deepEqual(changes, ['person']);
  });
});
