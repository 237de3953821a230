/** Whether the computer runs on battery, as the system tells it. Unknown counts as plugged in: servers know nothing of it. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Disposable } from './disposable.ts';

export type Power = 'battery' | 'mains' | 'unknown';

/** Attributes of one entry of `/sys/class/power_supply`; https://docs.kernel.org/power/power_supply_class.html */
export interface PowerSupply {
  readonly type: string;
  /** `Device` for the battery of a mouse or a headset. */
  readonly scope: string;
  readonly status: string;
  readonly online: string;
}

export function powerOfSupplies(supplies: readonly PowerSupply[]): Power {
  const own = supplies.filter(({ scope }) => scope !== 'Device');
  if (own.some(({ type, online }) => type !== 'Battery' && online === '1')) return 'mains';
  const batteries = own.filter(({ type }) => type === 'Battery');
  if (batteries.some(({ status }) => status === 'Discharging')) return 'battery';
  return batteries.length > 0 ? 'mains' : 'unknown';
}

/** `pmset -g batt` begins with the source that power is drawn from. */
export function powerOfPmset(output: string): Power {
  if (output.includes("drawing from 'Battery Power'")) return 'battery';
  return output.includes("drawing from 'AC Power'") ? 'mains' : 'unknown';
}

/** `BatteryStatus` of each `Win32_Battery`; 1 is discharging. https://learn.microsoft.com/windows/win32/cimwin32prov/win32-battery */
export function powerOfWindows(output: string): Power {
  const states = output.split(/\s+/u).filter((state) => state !== '');
  if (states.length === 0) return 'unknown';
  return states.includes('1') ? 'battery' : 'mains';
}

/** Never rejects. */
export async function readPower(platform: NodeJS.Platform): Promise<Power> {
  try {
    if (platform === 'linux') return powerOfSupplies(await readSupplies('/sys/class/power_supply'));
    if (platform === 'darwin') return powerOfPmset(await outputOf('/usr/bin/pmset', ['-g', 'batt']));
    if (platform === 'win32') return powerOfWindows(await outputOf('powershell.exe', batteryStatus));
    return 'unknown';
  } catch {
    return 'unknown';
  }
}

const batteryStatus = [
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  '(Get-CimInstance -ClassName Win32_Battery).BatteryStatus',
];

/** Attributes that an entry lacks are empty. */
export async function readSupplies(folder: string): Promise<readonly PowerSupply[]> {
  const names = await readdir(folder);
  return Promise.all(
    names.map(async (name) => {
      const read = (attribute: string): Promise<string> =>
        readFile(join(folder, name, attribute), 'utf8').then(
          (text) => text.trim(),
          () => '',
        );
      const [type, scope, status, online] = await Promise.all(
        ['type', 'scope', 'status', 'online'].map(read),
      );
      return { type: type ?? '', scope: scope ?? '', status: status ?? '', online: online ?? '' };
    }),
  );
}

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: 10_000, windowsHide: true });
  return stdout;
}

/** Milliseconds between two looks. On Windows each starts a process. */
const lookEvery = 60_000;

/** Looks now and then; `tell` hears every look. */
function watchPower(tell: (power: Power) => void): Disposable {
  let ended = false;
  const look = async (): Promise<void> => {
    const power = await readPower(process.platform);
    if (!ended) tell(power);
  };
  void look();
  const timer = setInterval(() => void look(), lookEvery);
  return {
    dispose: () => {
      ended = true;
      clearInterval(timer);
    },
  };
}

export interface PowerFollower extends Disposable {
  /** Looks whether it is still wanted. */
  refresh(): void;
}

export interface PowerFollowing {
  readonly isWanted: () => boolean;
  /** Hears false when it is no longer wanted. */
  readonly tell: (onBattery: boolean) => void;
  readonly watch?: (tell: (power: Power) => void) => Disposable;
}

/** Watches while it is wanted, so that no process is started for nothing. */
export function followPower({ isWanted, tell, watch = watchPower }: PowerFollowing): PowerFollower {
  let watching: Disposable | null = null;
  const end = (): void => {
    watching?.dispose();
    watching = null;
  };
  const refresh = (): void => {
    if (isWanted()) watching ??= watch((power) => tell(power === 'battery'));
    else if (watching !== null) {
      end();
      tell(false);
    }
  };
  refresh();
  return { refresh, dispose: end };
}
