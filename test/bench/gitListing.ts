/**
 * Holds what discovery lists against what git lists: node test/bench/gitListing.ts FOLDER…
 * For each folder: files that git lists (`git ls-files -co --exclude-standard`) and that are there, files that we list,
 * what either has alone, and how many of ours are left out, by reason. Fails where there is a difference.
 */
import { isUtf8 } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, resolve } from 'node:path';
import { discover } from '../../src/engine/discover/discover.ts';

/** Names shown of those that differ. */
const SHOWN = 5;

function listedByGit(folder: string): Set<string> {
  const args = ['ls-files', '-z', '-co', '--exclude-standard'];
  const output = execFileSync('git', args, { cwd: folder, maxBuffer: 2 ** 30, encoding: 'latin1' });
  // Submodules and other repositories come as folders; what was deleted is tracked all the same.
  const paths = output.split('\0').filter((path) => path !== '' && isFile(folder, path));
  return new Set(paths.map(listedAs));
}

/** What stands for a path of these bytes in our list: a folder whose name is not valid UTF-8 is not entered. */
function listedAs(bytes: string): string {
  const names = bytes.split('/').map((name) => Buffer.from(name, 'latin1'));
  const invalid = names.findIndex((name) => !isUtf8(name));
  return (invalid === -1 ? names : names.slice(0, invalid + 1)).map(String).join('/');
}

/** By its bytes: as text, a name that is not valid UTF-8 is another. */
function isFile(folder: string, path: string): boolean {
  const place = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
  return lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === false;
}

interface Ours {
  readonly paths: ReadonlySet<string>;
  readonly kept: number;
  /** Reason → how many. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly repositories: number;
}

async function listedByUs(folder: string): Promise<Ours> {
  const configHome = process.env['XDG_CONFIG_HOME'] ?? null;
  const paths = new Set<string>();
  const reasons = new Map<string, number>();
  let kept = 0;
  let repositories = 0;
  for await (const found of discover(folder, { git: { home: homedir(), configHome } })) {
    if (found.type === 'file') {
      kept++;
      paths.add(found.file.path);
    } else if (found.reason === 'a repository of its own') {
      repositories++;
    } else {
      paths.add(found.path);
      reasons.set(found.reason, (reasons.get(found.reason) ?? 0) + 1);
    }
  }
  return { paths, kept, reasons, repositories };
}

async function compare(folder: string): Promise<boolean> {
  const theirs = listedByGit(folder);
  const ours = await listedByUs(folder);
  const missing = [...theirs].filter((path) => !ours.paths.has(path));
  const extra = [...ours.paths].filter((path) => !theirs.has(path));
  const reasons = [...ours.reasons]
    .sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${count} ${reason}`);
  console.log(
    [
      basename(folder).padEnd(20),
      `git ${theirs.size}`.padEnd(11),
      `ours ${ours.paths.size}`.padEnd(12),
      `missing ${missing.length}, extra ${extra.length}`.padEnd(23),
      `kept ${ours.kept}`.padEnd(11),
      reasons.join(', '),
      ours.repositories === 0 ? '' : `(${ours.repositories} repositories not entered)`,
    ].join(' '),
  );
  for (const path of missing.slice(0, SHOWN)) console.log(`  only git: ${path}`);
  for (const path of extra.slice(0, SHOWN)) console.log(`  only we:  ${path}`);
  return missing.length + extra.length === 0;
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('Name the folders to compare: node test/bench/gitListing.ts FOLDER…');
  process.exit(2);
}
let equal = true;
for (const folder of folders) equal = (await compare(resolve(folder))) && equal;
process.exitCode = equal ? 0 : 1;
