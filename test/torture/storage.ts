/** Storages that refuse: what the command line says then, and that it searches what there is. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homing, writeFiles, type Result } from '../cli/homing.ts';
import { workspace } from '../cli/workspace.ts';
import { createCorpus } from './corpus.ts';
import { createDice } from './random.ts';

export interface StorageCase {
  readonly needsRoot: boolean;
  /** Rejects where it is not as it should be. `scratch`: an empty folder. */
  readonly check: (scratch: string) => Promise<void>;
}

export const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

function mount(...args: readonly string[]): void {
  execFileSync('mount', args, { stdio: 'pipe' });
}

const unmount = (folder: string): void => void execFileSync('umount', [folder]);

const encodeQuickly = ['--until', 'static', '--device', 'cpu', '--quiet'] as const;

function refused(result: Result, mention: RegExp): void {
  assert.equal(result.code, 1, result.stderr);
  assert.match(result.stderr, mention);
  assert.doesNotMatch(result.stderr, /unexpected|^ {4}at /m);
}

async function answers(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await homing(['search', 'potatoes', '--json', ...args], { environment });
  assert.equal(code, 0, stderr);
  assert.ok((JSON.parse(stdout) as { hits: readonly unknown[] }).hits.length > 0, 'nothing was found');
  return stderr;
}

async function indexed(folder: string, storage: string): Promise<Result> {
  const result = await homing(['index', folder, '--storage', storage, ...encodeQuickly]);
  return result;
}

function folderWith(scratch: string, more = 0): string {
  const root = join(scratch, 'root');
  writeFiles(root, workspace);
  if (more > 0) createCorpus(join(root, 'more'), createDice(11), { files: more, declarations: 12 });
  return root;
}

export const storageCases: Readonly<Record<string, StorageCase>> = {
  'a disk that is full': { needsRoot: true, check: fullDisk },
  'a disk that is full from the start': { needsRoot: true, check: noRoom },
  'a storage that is read-only': { needsRoot: true, check: readOnly },
  'a file system without shared memory': { needsRoot: false, check: withoutSharedMemory },
  'a clock that jumps': { needsRoot: false, check: clockJumps },
  'a folder that is read-only': { needsRoot: true, check: readOnlySources },
};

async function fullDisk(scratch: string): Promise<void> {
  const root = folderWith(scratch);
  const disk = join(scratch, 'disk');
  mkdirSync(disk);
  mount('-t', 'tmpfs', '-o', 'size=1100k', 'tmpfs', disk);
  try {
    const storage = join(disk, 'storage');
    assert.equal((await indexed(root, storage)).code, 0);
    createCorpus(join(root, 'more'), createDice(11), { files: 500, declarations: 12 });
    refused(
      await indexed(root, storage),
      /The disk that holds .* is full: make room, or give Homing another storage\.\n$/,
    );
    const place = ['--folder', root, '--storage', storage];
    await answers([...place, '--no-update']);
    assert.match(await answers(place), /Only what was indexed before is searched/);
    mount('-o', 'remount,size=64m', disk);
    assert.equal((await indexed(root, storage)).code, 0, 'it goes on when there is room');
    assert.equal((await homing(['clear', '--all', '--storage', storage])).code, 0);
    assert.deepEqual(readdirSync(storage), []);
  } finally {
    unmount(disk);
  }
}

async function noRoom(scratch: string): Promise<void> {
  const root = folderWith(scratch);
  const disk = join(scratch, 'disk');
  mkdirSync(disk);
  mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk);
  try {
    writeFileSync(join(disk, 'filler'), Buffer.alloc(60 * 1024));
    refused(await indexed(root, join(disk, 'storage')), /The disk that holds .* is full|cannot be written/);
  } finally {
    unmount(disk);
  }
}

async function readOnly(scratch: string): Promise<void> {
  const root = folderWith(scratch);
  const [storage, sealed] = [join(scratch, 'storage'), join(scratch, 'sealed')];
  assert.equal((await indexed(root, storage)).code, 0);
  mkdirSync(sealed);
  mount('--bind', storage, sealed);
  try {
    mount('-o', 'remount,ro,bind', sealed);
    const place = ['--folder', root, '--storage', sealed];
    await answers([...place, '--no-update']);
    assert.match(await answers(place), /Only what was indexed before is searched/);
    assert.equal((await homing(['status', root, '--storage', sealed])).code, 0);
    refused(await indexed(root, sealed), /cannot be written: give Homing a storage that can be/);
    refused(await homing(['clear', root, '--storage', sealed]), /cannot be written/);
  } finally {
    unmount(sealed);
  }
}

/** SQLite keeps the memory that processes share in a file; where a folder has its name, there is none. */
async function withoutSharedMemory(scratch: string): Promise<void> {
  const root = folderWith(scratch);
  const storage = join(scratch, 'storage');
  assert.equal((await indexed(root, storage)).code, 0);
  const [name = ''] = readdirSync(join(storage, 'folders'));
  const index = join(storage, 'folders', name, 'index.sqlite');
  for (const file of [index, join(storage, 'vectors.sqlite')]) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    mkdirSync(join(`${file}-shm`, 'taken'), { recursive: true });
  }
  for (let round = 0; round < 2; round++) assert.equal((await indexed(root, storage)).code, 0);
  await answers(['--folder', root, '--storage', storage, '--no-update']);
  writeFiles(root, { 'new.md': '# New\n\nPotatoes are peeled before they are boiled.\n' });
  await answers(['--folder', root, '--storage', storage]);
}

/** The engine's clock is set back and forward by years between runs, and the files' times with it. */
async function clockJumps(scratch: string): Promise<void> {
  const root = folderWith(scratch);
  const storage = join(scratch, 'storage');
  const shift = join(scratch, 'shift.mjs');
  writeFileSync(
    shift,
    'const real = Date.now; Date.now = () => real.call(Date) + Number(process.env.CLOCK_SHIFT) * 31_557_600_000;\n',
  );
  for (const [at, years] of [0, 20, -30, 50, 0].entries()) {
    const environment = { NODE_OPTIONS: `--import ${shift}`, CLOCK_SHIFT: String(years) };
    const file = join(root, 'jump.md');
    writeFileSync(file, `# Jump ${at}\n\nThe potatoes of year ${years} are ready, number ${at}.\n`);
    const time = Math.max(1, Date.now() / 1000 + years * 31_557_600);
    utimesSync(file, time, time);
    const args = [
      'search',
      `"number ${at}"`,
      '--mode',
      'lexical',
      '--json',
      '--folder',
      root,
      '--storage',
      storage,
    ];
    const { code, stdout, stderr } = await homing([...args, '--device', 'cpu'], { environment });
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`number ${at}`), `the file of year ${years} was not read again`);
  }
}

async function readOnlySources(scratch: string): Promise<void> {
  const root = folderWith(scratch);
  const sealed = join(scratch, 'sealed');
  mkdirSync(sealed);
  mount('--bind', root, sealed);
  try {
    mount('-o', 'remount,ro,bind', sealed);
    await answers(['--folder', sealed, '--storage', join(scratch, 'storage')]);
  } finally {
    unmount(sealed);
  }
}
