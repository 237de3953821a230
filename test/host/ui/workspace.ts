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
