/** The script that gives a terminal the command `homing` of the installed extension. No editor here. */
import { accessSync, constants } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join, win32 } from 'node:path';

/** Stands in every script that we wrote: only those are replaced without asking, and only those removed. */
const mark = 'Written by the VS Code extension Homing';

export interface Started {
  /** Absolute path of a Node, or of an editor that can be one. */
  readonly node: string;
  /** Absolute path of bin/homing.js. */
  readonly script: string;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly home: string;
}

export function scriptName(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'homing.cmd' : 'homing';
}

/** Windows reads scripts in the code page of old, so what lies in the home folder is told by a variable. */
function quotedForWindows(path: string, home: string): string {
  const inHome = home !== '' && path.toLowerCase().startsWith(`${home.toLowerCase()}\\`);
  const escaped = (inHome ? path.slice(home.length) : path).replaceAll('%', '%%');
  return `"${inHome ? '%USERPROFILE%' : ''}${escaped}"`;
}

function quotedForShell(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

/** Passes all arguments on and ends as the command ends. An extension that was updated or removed is told. */
export function scriptText(
  { node, script }: Started,
  { platform, home }: Omit<Machine, 'environment'>,
): string {
  const gone = 'Homing was updated or removed: open VS Code once, or install the command again.';
  if (platform === 'win32') {
    const [quotedNode, quotedScript] = [quotedForWindows(node, home), quotedForWindows(script, home)];
    return [
      '@echo off',
      `rem ${mark}.`,
      'setlocal',
      `if not exist ${quotedScript} (`,
      `  echo homing: ${gone} 1>&2`,
      '  exit /b 1',
      ')',
      'set ELECTRON_RUN_AS_NODE=1',
      `${quotedNode} ${quotedScript} %*`,
      'exit /b %ERRORLEVEL%',
      '',
    ].join('\r\n');
  }
  return [
    '#!/bin/sh',
    `# ${mark}.`,
    `node=${quotedForShell(node)}`,
    `script=${quotedForShell(script)}`,
    'if [ ! -f "$script" ] || [ ! -x "$node" ]; then',
    `  echo 'homing: ${gone}' >&2`,
    '  exit 1',
    'fi',
    'ELECTRON_RUN_AS_NODE=1 exec "$node" "$script" "$@"',
    '',
  ].join('\n');
}

function pathFolders({ platform, environment }: Machine): readonly string[] {
  const path = environment['PATH'] ?? environment['Path'] ?? '';
  return path.split(platform === 'win32' ? win32.delimiter : delimiter).filter((folder) => folder !== '');
}

/** Whether a terminal with this path finds what lies in `folder`. */
export function isOnPath(folder: string, machine: Machine): boolean {
  const plain = (path: string): string => {
    const trimmed = path.replace(/[\\/]+$/u, '');
    return machine.platform === 'win32' ? trimmed.toLowerCase() : trimmed;
  };
  return pathFolders(machine).some((each) => plain(each) === plain(folder));
}

/** Where people keep commands of their own, the best first. */
function usualFolders({ platform, environment, home }: Machine): readonly string[] {
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local');
    return [win32.join(home, '.local', 'bin'), win32.join(local, 'Microsoft', 'WindowsApps')];
  }
  const shared = platform === 'darwin' ? ['/opt/homebrew/bin', '/usr/local/bin'] : ['/usr/local/bin'];
  return [join(home, '.local', 'bin'), join(home, 'bin'), ...shared];
}

/** The first usual folder that is on the path and can be written; else the first, which is made when it is needed. */
export function chooseFolder(machine: Machine, canWrite = isWritable): string {
  const usual = usualFolders(machine);
  return usual.find((folder) => isOnPath(folder, machine) && canWrite(folder)) ?? usual[0] ?? machine.home;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function readScript(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Writes the script to `path`. What someone else put there is replaced only where `mayReplace` says so; false: it stays.
 * Throws the file system's errors.
 */
export async function writeScript(
  path: string,
  text: string,
  mayReplace: () => Promise<boolean>,
): Promise<boolean> {
  const before = await readScript(path);
  if (before !== null && !before.includes(mark) && !(await mayReplace())) return false;
  if (before === text) return true;
  await mkdir(join(path, '..'), { recursive: true });
  // A terminal may be running it: put in place whole.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text);
  await chmod(draft, 0o755);
  await rename(draft, path);
  return true;
}

/** Writes the script anew where ours lies; elsewhere nothing happens. */
export async function renewScript(path: string, text: string): Promise<void> {
  if ((await readScript(path))?.includes(mark) === true)
    await writeScript(path, text, () => Promise.resolve(false));
}

/** Removes our script; false where there is none of ours. */
export async function removeScript(path: string): Promise<boolean> {
  if ((await readScript(path))?.includes(mark) !== true) return false;
  await rm(path);
  return true;
}
