import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { createPausing } from '../../src/shell/pausing.ts';
import {
  followPower,
  powerOfPmset,
  powerOfSupplies,
  powerOfWindows,
  readPower,
  readSupplies,
  type Power,
  type PowerSupply,
} from '../../src/shell/power.ts';
import { readSettings } from '../../src/shell/settings.ts';

function supply(type: string, more: Partial<PowerSupply> = {}): PowerSupply {
  return { type, scope: '', status: '', online: '', ...more };
}

describe('the power of the computer', () => {
  it('on Linux is the battery where it is discharging and nothing is plugged in', () => {
    const battery = supply('Battery', { status: 'Discharging' });
    assert.equal(powerOfSupplies([supply('Mains', { online: '0' }), battery]), 'battery');
    assert.equal(powerOfSupplies([supply('USB', { online: '1' }), battery]), 'mains');
    assert.equal(powerOfSupplies([supply('Battery', { status: 'Full' })]), 'mains');
  });

  it('on Linux has nothing to do with the battery of a mouse', () => {
    const mouse = supply('Battery', { status: 'Discharging', scope: 'Device' });
    assert.equal(powerOfSupplies([mouse]), 'unknown');
    assert.equal(powerOfSupplies([]), 'unknown');
  });

  it('on macOS is what power is drawn from', () => {
    assert.equal(powerOfPmset("Now drawing from 'Battery Power'\n -InternalBattery-0\t87%;"), 'battery');
    assert.equal(powerOfPmset("Now drawing from 'AC Power'\n"), 'mains');
    assert.equal(powerOfPmset('pmset: command not found'), 'unknown');
  });

  it('on Windows is the battery where one is discharging', () => {
    assert.equal(powerOfWindows('1\r\n'), 'battery');
    assert.equal(powerOfWindows('2\r\n'), 'mains');
    assert.equal(powerOfWindows('\r\n'), 'unknown');
  });

  it('is unknown on systems that are not known', async () => {
    assert.equal(await readPower('aix'), 'unknown');
  });

  it('is read from the files of the kernel, some of which are missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'homing-power-'));
    try {
      mkdirSync(join(folder, 'BAT0'));
      writeFileSync(join(folder, 'BAT0', 'type'), 'Battery\n');
      writeFileSync(join(folder, 'BAT0', 'status'), 'Discharging\n');
      assert.deepEqual(await readSupplies(folder), [supply('Battery', { status: 'Discharging' })]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** A computer, the setting, and the pause that they lead to. */
function setUp(pauseOnBattery?: boolean) {
  const settings = new Map<string, unknown>([['index.pauseOnBattery', pauseOnBattery]]);
  const workspace = {
    getConfiguration: () =>
      ({ get: (key: string) => settings.get(key) }) as unknown as vscode.WorkspaceConfiguration,
  };
  const told = new Set<(power: Power) => void>();
  const pausing = createPausing({ get: () => undefined, update: () => Promise.resolve() }, () => undefined);
  const follower = followPower({
    isWanted: () => readSettings(workspace).pauseOnBattery,
    tell: (onBattery) => pausing.setOnBattery(onBattery),
    watch: (tell) => {
      told.add(tell);
      return { dispose: () => void told.delete(tell) };
    },
  });
  return {
    pausing,
    follower,
    watched: () => told.size,
    runOn: (power: Power) => {
      for (const tell of told) tell(power);
    },
    set: (value: boolean) => {
      settings.set('index.pauseOnBattery', value);
      follower.refresh();
    },
  };
}

describe('indexing, on battery,', () => {
  it('goes on where nobody has set that it is paused, and nobody looks', () => {
    for (const setting of [undefined, false]) {
      const { pausing, watched, runOn } = setUp(setting);
      runOn('battery');
      assert.deepEqual([pausing.reason, watched()], [null, 0]);
    }
  });

  it('is paused by a setting until the computer is plugged in', () => {
    const { pausing, runOn } = setUp(true);
    runOn('unknown');
    assert.equal(pausing.reason, null);
    runOn('battery');
    assert.equal(pausing.reason, 'battery');
    runOn('mains');
    assert.equal(pausing.reason, null);
  });

  it('follows the setting while it changes', () => {
    const { pausing, follower, set, watched, runOn } = setUp(false);
    set(true);
    set(true);
    runOn('battery');
    assert.deepEqual([pausing.reason, watched()], ['battery', 1]);
    set(false);
    assert.deepEqual([pausing.reason, watched()], [null, 0]);
    set(true);
    follower.dispose();
    assert.equal(watched(), 0);
  });
});
