import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../scripts/project.ts';

export interface Workspace {
  /** Absolute folder: a copy that tests may change. */
  readonly folder: string;
  /** Paths of the hits of `homing search` in the files as they were when it was asked first, best first. */
  search(query: string, limit: number): readonly string[];
  remove(): void;
}

export function copyWorkspace(): Workspace {
  const scratch = mkdtempSync(join(tmpdir(), 'homing-ui-'));
  const folder = join(scratch, 'ferrybook');
  cpSync(join(projectRoot, 'test', 'fixtures', 'workspace'), folder, { recursive: true });
  const homing = (command: string, ...args: readonly string[]): string =>
    execFileSync(
      process.execPath,
      [join(projectRoot, 'bin', 'homing.js'), command, '--storage', join(scratch, 'index'), ...args],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
  let isIndexed = false;
  return {
    folder,
    search: (query, limit) => {
      if (!isIndexed) homing('index', folder);
      isIndexed = true;
      const answer = homing('search', '--folder', folder, '-k', String(limit), '--json', '--', query);
      return (JSON.parse(answer) as { hits: { path: string }[] }).hits.map((hit) => hit.path);
    },
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

/** Stops the search processes of this test's windows where they are, until the function that it returns is called. */
export function holdSearchProcess(): () => void {
  const held = searchProcesses();
  for (const pid of held) process.kill(pid, 'SIGSTOP');
  return () => held.forEach((pid) => void process.kill(pid, 'SIGCONT'));
}

/** Ends them, as a crash would. */
export function endSearchProcess(): void {
  for (const pid of searchProcesses()) process.kill(pid, 'SIGKILL');
}

function searchProcesses(): readonly number[] {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((parts) => parts !== null)
    .map(([, pid, parent, args = '']) => ({ pid: Number(pid), parent: Number(parent), args }));
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number | undefined): boolean =>
    pid === process.pid || (pid !== undefined && pid > 1 && isOurs(parents.get(pid)));
  const held = processes.filter(({ pid, args }) => /[/\\]worker\.cjs/.test(args) && isOurs(pid));
  if (held.length === 0) throw new Error('There is no search process.');
  return held.map(({ pid }) => pid);
}
