/** The only reader of Homing's settings; package.json documents them, and a test keeps both the same. */
import type * as vscode from 'vscode';
import type { DevicePreference } from '../engine/types.ts';
import type { Priority } from '../protocol/messages.ts';

export const settingDefaults = {
  device: 'auto',
  threads: 0,
  priority: 'low',
  'index.automatic': true,
  'index.pauseOnBattery': false,
  'index.cacheSize': 512,
  exclude: [],
  include: [],
} as const;

const mostThreads = 64;
/** MiB. */
const mostCacheSize = 65_536;

export interface Settings {
  readonly device: DevicePreference;
  /** 0: half of the cores. */
  readonly threads: number;
  /** How the operating system is to rank the search process. */
  readonly priority: Priority;
  /** Whether folders are indexed without being asked. */
  readonly automatic: boolean;
  /** Whether indexing waits while the computer runs on battery. */
  readonly pauseOnBattery: boolean;
  /** MiB of the vectors that all folders share, at the most; 0: none. */
  readonly cacheSize: number;
}

type Workspace = Pick<typeof vscode.workspace, 'getConfiguration'>;

/** People write settings by hand: what is not what it should be counts as not written. */
export function readSettings(workspace: Workspace): Settings {
  const settings = workspace.getConfiguration('homing');
  const device = settings.get<unknown>('device');
  const threads = settings.get<unknown>('threads');
  const automatic = settings.get<unknown>('index.automatic');
  const pauseOnBattery = settings.get<unknown>('index.pauseOnBattery');
  const cacheSize = settings.get<unknown>('index.cacheSize');
  return {
    device: device === 'cpu' || device === 'gpu' ? device : settingDefaults.device,
    threads: isWhole(threads, mostThreads) ? threads : settingDefaults.threads,
    priority: settings.get<unknown>('priority') === 'normal' ? 'normal' : settingDefaults.priority,
    automatic: typeof automatic === 'boolean' ? automatic : settingDefaults['index.automatic'],
    pauseOnBattery:
      typeof pauseOnBattery === 'boolean' ? pauseOnBattery : settingDefaults['index.pauseOnBattery'],
    cacheSize: isWhole(cacheSize, mostCacheSize) ? cacheSize : settingDefaults['index.cacheSize'],
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

function isWhole(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}
