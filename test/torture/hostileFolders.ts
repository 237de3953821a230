/** Folders that hold what is no text to read, and names that nobody would give: the command line must get through. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Hit, IndexSummary } from '../../src/engine/types.ts';
import { start, writeFiles, type Result } from '../cli/homing.ts';

export interface HostileFolder {
  readonly needs?: 'linux' | 'root';
  /** Resolves with what came of it, in words; rejects where it is not as it should be. `share`: of the full size. */
  readonly check: (scratch: string, share: number) => Promise<string>;
}

const patience = 15 * 60_000; // milliseconds after which a command is taken to hang

async function homing(args: readonly string[]): Promise<Result> {
  const { child, ended } = start(args);
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  const result = await ended;
  clearTimeout(timer);
  assert.equal(result.code, 0, `${args[0] ?? ''} ended with ${String(result.code)}: ${result.stderr}`);
  return result;
}

interface Place {
  readonly root: string;
  readonly storage: string;
}

const sound = { 'sound.md': '# Sound\n\nA quince is not a plum, whatever lies beside it.\n' };

function placeIn(scratch: string): Place {
  const root = join(scratch, 'folder');
  writeFiles(root, sound);
  return { root, storage: join(scratch, 'storage') };
}

async function index({ root, storage }: Place): Promise<IndexSummary> {
  const { stdout } = await homing([
    ...['index', root, '--storage', storage, '--until', 'static', '--device', 'cpu', '--json', '--quiet'],
  ]);
  const summary = JSON.parse(stdout) as IndexSummary;
  const found = await search({ root, storage }, 'quince or plum');
  assert.ok(
    found.some(({ path }) => path === 'sound.md'),
    'the sound file is not found',
  );
  return summary;
}

async function search({ root, storage }: Place, query: string): Promise<readonly Hit[]> {
  const place = ['--folder', root, '--storage', storage, '--no-update', '--device', 'cpu'];
  const { stdout } = await homing(['search', query, '--mode', 'lexical', '-k', '100', '--json', ...place]);
  return (JSON.parse(stdout) as { hits: readonly Hit[] }).hits;
}

const reasons = ({ skipped }: IndexSummary): Readonly<Record<string, string>> =>
  Object.fromEntries(skipped.map(({ path, reason }) => [path, reason]));

export const hostileFolders: Readonly<Record<string, HostileFolder>> = {
  'a file of 1 GB, and lines of 200 MB': { check: beyondMeasure },
  'very many files in one folder': { check: many },
  'names with line ends, escapes and quotes': { needs: 'linux', check: names },
  'names that are not valid UTF-8': { needs: 'linux', check: invalidNames },
  'folders in folders, deeper than a path may be long': { needs: 'linux', check: deep },
  'links in a circle, and to what has no end': { needs: 'linux', check: links },
  'pipes, sockets and devices': { needs: 'root', check: devices },
  "pipes in the place of rules and git's own files": { needs: 'linux', check: pipes },
  'rules that can be tried in every way': { check: rules },
};

async function beyondMeasure(scratch: string): Promise<string> {
  const place = placeIn(scratch);
  const sparse = join(place.root, 'sparse.txt');
  writeFileSync(sparse, '');
  truncateSync(sparse, 2 ** 30);
  const line = join(place.root, 'line.md');
  const file = openSync(line, 'w');
  const part = Buffer.alloc(2_000_000, 'a word of it ');
  for (let at = 0; at < 100; at++) writeSync(file, part);
  closeSync(file);
  const others = ['line.js', 'line.json', 'line.ipynb', 'line'];
  for (const name of others) linkSync(line, join(place.root, name));
  const summary = await index(place);
  assert.equal(summary.files, 1);
  assert.deepEqual(
    Object.keys(reasons(summary)).sort(),
    ['line', ...others.slice(0, 3), 'line.md', 'sparse.txt'].sort(),
  );
  for (const reason of Object.values(reasons(summary))) assert.match(reason, /^larger than [18] MiB$/);
  return 'left out by their size';
}

async function many(scratch: string, share: number): Promise<string> {
  const place = placeIn(scratch);
  const wanted = Math.max(2_000, Math.round(100_000 * share));
  const folder = join(place.root, 'many');
  mkdirSync(folder);
  for (let at = 0; at < wanted; at++)
    writeFileSync(
      join(folder, `note ${at}.md`),
      `# Note ${at}\n\nOf number n${at}, which stands nowhere else.\n`,
    );
  const began = performance.now();
  const { files } = await index(place);
  assert.equal(files, wanted + 1);
  const seconds = Math.round((performance.now() - began) / 1000);
  const last = `n${wanted - 1}`;
  const [first] = await search(place, last);
  assert.equal(first?.path, `many/note ${wanted - 1}.md`);
  return `${wanted} files indexed in ${seconds} s, and the last one found`;
}

async function checkNames(place: Place, odd: readonly string[]): Promise<void> {
  odd.forEach((name, at) => writeFileSync(join(place.root, name), `# Odd\n\nThis is the text odd${at}x.\n`));
  const summary = await index(place);
  assert.deepEqual(reasons(summary), {});
  for (const [at, name] of odd.entries()) {
    const [first] = await search(place, `odd${at}x`);
    assert.equal(first?.path, name);
  }
}

async function names(scratch: string): Promise<string> {
  const place = placeIn(scratch);
  const odd = [
    ...[
      'a\nb.md',
      '\n.md',
      '\u001b[31mred\u001b[0m.md',
      '\u0007.md',
      '"quoted\'.md',
      'back\\slash.md',
      ' .md',
    ],
    ...['-rf.md', '--json.md', '*.md', '?.md', '[a].md', '{a,b}.md', '!a.md', '#a.md', '$(a).md', '`a`.md'],
    ...['\u202eright.md', 'e\u0301.md', '\u00e9.md', '日本.md', '👩‍👩‍👧.md', '\u2028.md', '%2e%2e.md', '...md'],
    ...[`${'x'.repeat(252)}.md`, '__proto__.md', 'constructor.md', 'con.md', 'a:b.md', 'a|b.md', 'a;b&c.md'],
  ];
  await checkNames(place, odd);
  const { stdout } = await homing([
    ...[
      'search',
      'text odd',
      '--folder',
      place.root,
      '--storage',
      place.storage,
      '--device',
      'cpu',
      '-k',
      '100',
    ],
  ]);
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u202e\u2028]/u);
  return `${odd.length} names, each file found by its text; nothing of them reaches a terminal as a command`;
}

async function invalidNames(scratch: string): Promise<string> {
  const place = placeIn(scratch);
  const bytes = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]];
  for (const each of bytes) {
    const name = Buffer.concat([Buffer.from(`${place.root}/bad`), Buffer.from(each), Buffer.from('.md')]);
    writeFileSync(name, '# Bad\n');
    mkdirSync(Buffer.concat([Buffer.from(`${place.root}/folder`), Buffer.from(each)]));
  }
  const summary = await index(place);
  assert.equal(summary.files, 1);
  assert.ok(summary.skipped.length > 0);
  for (const { reason } of summary.skipped) assert.equal(reason, 'name is not valid UTF-8');
  return 'left out, and they alone';
}

async function deep(scratch: string, share: number): Promise<string> {
  const place = placeIn(scratch);
  const levels = Math.max(300, Math.round(3_000 * share));
  const child = `
    process.chdir(process.argv[1]);
    for (let at = 0; at < ${levels}; at++) {
      require('fs').writeFileSync('deep.md', '# Deep' + at + 'x');
      require('fs').mkdirSync('f');
      process.chdir('f');
    }`;
  execFileSync(process.execPath, ['-e', child, place.root]);
  const { files, skipped } = await index(place);
  assert.ok(files > 150, `${files} files`);
  // Beyond what a path may have nothing can be read by it.
  assert.ok(levels < 2_000 || skipped.some(({ reason }) => reason === 'name too long'), 'no reason was told');
  return `${levels} levels: ${files - 1} files indexed, what lies deeper left out with a reason`;
}

async function links(scratch: string): Promise<string> {
  const place = placeIn(scratch);
  const { root } = place;
  mkdirSync(join(root, 'a'));
  const made = {
    self: 'self',
    'one.md': 'two.md',
    'two.md': 'one.md',
    up: '..',
    'a/back': '../a',
    here: '.',
  };
  const ends = {
    'zero.md': '/dev/zero',
    'random.txt': '/dev/urandom',
    'nowhere.md': 'nowhere',
    'out.md': '/etc/passwd',
  };
  for (const [name, target] of Object.entries({ ...made, ...ends })) symlinkSync(target, join(root, name));
  const { files, skipped } = await index(place);
  assert.equal(files, 1);
  for (const { reason } of skipped) assert.equal(reason, 'symbolic link');
  assert.equal(skipped.length, Object.keys({ ...made, ...ends }).length);
  return 'named, none followed';
}

async function devices(scratch: string): Promise<string> {
  const place = placeIn(scratch);
  const { root } = place;
  execFileSync('mkfifo', [join(root, 'pipe.md')]);
  const kinds: readonly (readonly string[])[] = [
    ['zero.md', 'c', '1', '5'],
    ['random.txt', 'c', '1', '9'],
    ['terminal.ts', 'c', '5', '0'],
    ['disk.md', 'b', '7', '0'],
  ];
  for (const [name = '', ...device] of kinds) execFileSync('mknod', [join(root, name), ...device]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, 'socket.md'), resolve));
  try {
    const summary = await index(place);
    assert.equal(summary.files, 1);
    assert.equal(summary.skipped.length, kinds.length + 2);
    for (const { reason } of summary.skipped) assert.equal(reason, 'not a regular file');
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  return 'named, none opened';
}

async function pipes(scratch: string): Promise<string> {
  const gits = [
    '.git/config',
    '.git/HEAD',
    '.git/index',
    '.git/info/exclude',
    '.git/commondir',
    '.git/packed-refs',
  ];
  const all = ['.gitignore', '.homingignore', '.git', ...gits];
  for (const [at, name] of all.entries()) {
    const folder = join(scratch, String(at));
    const place = placeIn(folder);
    if (gits.includes(name)) execFileSync('git', ['init', '-q', place.root]);
    const path = join(place.root, name);
    if (existsSync(path)) execFileSync('rm', [path]);
    execFileSync('mkfifo', [path]);
    await index(place);
  }
  return `${all.length} places, none waited for`;
}

async function rules(scratch: string): Promise<string> {
  const place = placeIn(scratch);
  const stars = [
    '*a'.repeat(60),
    '**/'.repeat(60) + 'a',
    '*'.repeat(500) + 'b',
    `${'[!b]*'.repeat(40)}b`,
    '[',
    '\\',
  ];
  writeFiles(place.root, {
    '.gitignore': [
      ...stars,
      `!${'*?'.repeat(60)}b`,
      ...Array.from({ length: 2_000 }, (_, at) => `x${at}*y*z`),
    ].join('\n'),
    [`${'a'.repeat(200)}.md`]: '# Long\n',
    [`${'a/'.repeat(60)}${'a'.repeat(100)}.md`]: '# Deep\n',
  });
  const { files } = await index(place);
  assert.ok(files >= 3);
  return 'each file looked at in time';
}
