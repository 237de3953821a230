/** What the search process owes to the machine, and to the folder it follows. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HomingApi } from '../../../src/shell/api.ts';
import { eventually, indexedHoming, workerProcesses, workspaceFolder } from './homing.ts';

/** MiB that the process may have had at once after a few dozen files; the models are in it. */
const mostMemory = 600;

/** The kernel's rank of a process: the larger, the later it has its turn. */
function rankOf(pid: number): number {
  // The name in brackets may hold anything; rank is the 19th column, 17th behind it.
  const columns = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(columns[16]);
}

function openFilesOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(`${folder}/${name}`)];
    } catch {
      return []; // it was closed meanwhile
    }
  });
}

function worker(): number {
  const [pid] = workerProcesses();
  assert.ok(pid !== undefined);
  return pid;
}

describe('the search process, on Linux,', () => {
  before(async function () {
    if (process.platform !== 'linux') this.skip();
    await indexedHoming();
  });

  it('has its turn after the editor', () => {
    assert.ok(rankOf(worker()) > rankOf(process.pid), `${rankOf(worker())}, ${rankOf(process.pid)}`);
  });

  it('has a limit to its memory, and stays far below', () => {
    const started = readFileSync(`/proc/${worker()}/cmdline`, 'utf8').split('\0');
    assert.ok(
      started.some((argument) => /^--max-old-space-size=\d+$/.test(argument)),
      started.join(' '),
    );
    const most = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${worker()}/status`, 'utf8'))?.[1];
    assert.ok(Number(most) / 1024 < mostMemory, `${most} kB`);
  });

  it('leaves the watching of files to the editor, which has a limit of its own', () => {
    const files = openFilesOf(worker());
    assert.notEqual(files.length, 0);
    assert.deepEqual(
      files.filter((file) => file.includes('inotify')),
      [],
    );
  });
});

describe('a folder that changes under an open window', () => {
  let homing: HomingApi;
  const path = (...names: readonly string[]): string => join(workspaceFolder().fsPath, ...names);
  const write = (name: string, text: string) =>
    vscode.workspace.fs.writeFile(vscode.Uri.file(path(name)), Buffer.from(text));

  before(async () => {
    homing = await indexedHoming();
  });

  /** Asks until the file is among what is found, or is not any more. */
  async function until(question: string, file: string, isThere: boolean): Promise<void> {
    await eventually(async () => {
      const hits = await homing.search(question, 20);
      return hits.some((hit) => hit.path === file) === isThere ? true : null;
    });
  }

  it('is searched by its ignore rules as they are now', async () => {
    const rules = readFileSync(path('.gitignore'), 'utf8');
    await until('check that a login password is correct', 'server/auth/credentials.ts', true);
    await write('.gitignore', `${rules}\nserver/auth/\n`);
    await until('check that a login password is correct', 'server/auth/credentials.ts', false);
    await write('.gitignore', rules);
    await until('check that a login password is correct', 'server/auth/credentials.ts', true);
  });

  it('is searched as git has checked it out', async () => {
    const git = (...args: readonly string[]): unknown =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: workspaceFolder().fsPath,
        stdio: 'pipe',
      });
    const buoy = 'def moor_at_buoy(ship):\n    """Ties a ship to a buoy while all piers are taken."""\n';
    git('init', '-q', '-b', 'one');
    try {
      git('add', '-A');
      git('commit', '-q', '-m', 'one');
      git('checkout', '-q', '-b', 'two');
      await write('buoy.py', `${buoy}    return ship.tie()\n`);
      git('add', '-A');
      git('commit', '-q', '-m', 'two');
      await until('ships wait because no pier is free', 'buoy.py', true);
      git('checkout', '-q', 'one');
      await until('ships wait because no pier is free', 'buoy.py', false);
      git('checkout', '-q', 'two');
      await until('ships wait because no pier is free', 'buoy.py', true);
    } finally {
      await rm(path('.git'), { recursive: true, force: true });
      await rm(path('buoy.py'), { force: true });
    }
    await until('ships wait because no pier is free', 'buoy.py', false);
  });
});
