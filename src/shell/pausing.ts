/** Why indexing is paused: a person said so, which outlives a restart, or the computer runs on battery. */
import type * as vscode from 'vscode';

export type PauseReason = 'person' | 'battery';

export interface Pausing {
  readonly reason: PauseReason | null;
  /** What a person says: going on goes on even on battery, until the computer has been plugged in again. */
  set(paused: boolean): void;
  setOnBattery(onBattery: boolean): void;
}

const key = 'indexingPaused';

export function createPausing(
  memento: Pick<vscode.Memento, 'get' | 'update'>,
  onChange: () => void,
): Pausing {
  let person = memento.get<unknown>(key) === true;
  let battery = false;
  let goesOn = false;
  const reason = (): PauseReason | null => {
    if (person) return 'person';
    return battery && !goesOn ? 'battery' : null;
  };
  const change = (act: () => void): void => {
    const before = reason();
    act();
    if (reason() !== before) onChange();
  };
  return {
    get reason() {
      return reason();
    },
    set: (paused) =>
      change(() => {
        person = paused;
        goesOn = !paused && battery;
        void memento.update(key, paused ? true : undefined);
      }),
    setOnBattery: (onBattery) =>
      change(() => {
        battery = onBattery;
        if (!onBattery) goesOn = false;
      }),
  };
}
