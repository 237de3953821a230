/** Runs the real command line as a program would: its own process, the real model, folders of its own. */
import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

export const packageRoot = path.resolve(import.meta.dirname, '../..');
export const bin = path.join(packageRoot, 'bin', 'homing.js');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
  /** Absolute path of the Node that starts the command; default: this one. */
  readonly node?: string;
  readonly uid?: number;
  /** True: in a process group of its own, as a terminal starts it, and signals it. */
  readonly detached?: boolean;
}

export type Process = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts `homing`; `ended` resolves when its streams are closed. */
export function start(
  args: readonly string[],
  options: RunOptions = {},
): { child: Process; ended: Promise<Result> } {
  build();
  const { cwd, environment, node, uid, detached = false } = options;
  const child = spawn(node ?? process.execPath, [bin, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: cwd ?? tmpdir(),
    detached,
    env: {
      ...process.env,
      NO_COLOR: '',
      FORCE_COLOR: '',
      HOMING_DEBUG: '',
      NODE_OPTIONS: '',
      ...environment,
    },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  // The command may end without having read its input.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Result>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...output });
    });
  });
  return { child, ended };
}

export function homing(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { child, ended } = start(args, options);
  child.stdin.end(options.input ?? '');
  return ended;
}

/** Files by path; folders are made as needed. */
export type Files = Readonly<Record<string, string | Buffer>>;

const folders: string[] = [];

/** A fresh folder under the system's temporary one, gone at the end of the run. */
export function temporaryFolder(files: Files = {}): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'homing cli '));
  folders.push(folder);
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

const bundle = path.join(packageRoot, 'dist', 'cli.cjs');
let isBuilt = false;

/** The bundle is what users run, so it is what is tested: built again when a source is newer. */
function build(): void {
  if (isBuilt) return;
  const sources = readdirSync(path.join(packageRoot, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => modified(path.join(entry.parentPath, entry.name)));
  const newest = Math.max(...sources);
  if (newest > modified(bundle)) {
    const { stderr } = spawnSync(process.execPath, ['esbuild.js'], { cwd: packageRoot, encoding: 'utf8' });
    if (newest > modified(bundle)) throw new Error(stderr);
  }
  isBuilt = true;
}

/** Milliseconds since 1970; 0 for a file that is not there. */
function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
