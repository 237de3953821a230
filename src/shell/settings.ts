/** The only reader of Homing's settings; package.json documents them, and a test keeps both the same. */
import type * as vscode from 'vscode';
import type { DevicePreference } from '../engine/types.ts';

export const settingDefaults = {
  device: 'auto',
  threads: 0,
  'index.automatic': true,
  'index.pauseOnBattery': false,
  exclude: [],
  include: [],
} as const;

export interface Settings {
  readonly device: DevicePreference;
  /** 0: half of the cores. */
  readonly threads: number;
  /** Whether folders are indexed without being asked. */
  readonly automatic: boolean;
  /** Whether indexing waits while the computer runs on battery. */
  readonly pauseOnBattery: boolean;
}

type Workspace = Pick<typeof vscode.workspace, 'getConfiguration'>;

/** People write settings by hand: what is not what it should be counts as not written. */
export function readSettings(workspace: Workspace): Settings {
  const settings = workspace.getConfiguration('homing');
  const device = settings.get<unknown>('device');
  const threads = settings.get<unknown>('threads');
  const automatic = settings.get<unknown>('index.automatic');
  const pauseOnBattery = settings.get<unknown>('index.pauseOnBattery');
  return {
    device: device === 'cpu' || device === 'gpu' ? device : settingDefaults.device,
    threads: isThreads(threads) ? threads : settingDefaults.threads,
    automatic: typeof automatic === 'boolean' ? automatic : settingDefaults['index.automatic'],
    pauseOnBattery:
      typeof pauseOnBattery === 'boolean' ? pauseOnBattery : settingDefaults['index.pauseOnBattery'],
  };
}

/** Globs of one folder. */
export function readExclude(workspace: Workspace, folder: vscode.Uri): readonly string[] {
  return readGlobs(workspace, folder, 'exclude');
}

/** Globs of one folder. */
export function readInclude(workspace: Workspace, folder: vscode.Uri): readonly string[] {
  return readGlobs(workspace, folder, 'include');
}

function readGlobs(workspace: Workspace, folder: vscode.Uri, key: 'exclude' | 'include'): readonly string[] {
  const globs = workspace.getConfiguration('homing', folder).get<unknown>(key);
  if (!Array.isArray(globs)) return [];
  return (globs as readonly unknown[]).filter((glob) => typeof glob === 'string' && glob !== '') as string[];
}

function isThreads(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 64;
}
