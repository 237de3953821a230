import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Hit, IndexSummary, Status } from '../../src/engine/types.ts';
import {
  bin,
  homing,
  packageRoot,
  removeTemporaryFolders,
  start,
  temporaryFolder,
  writeFiles,
} from './homing.ts';
import { workspace } from './workspace.ts';

/** A Node of the machine that is too old to run the engine itself; null where there is none. */
function oldNode(): string | null {
  const candidates = ['/usr/bin/node', '/usr/local/bin/node', '/opt/homebrew/bin/node'];
  for (const candidate of candidates.filter((file) => existsSync(file))) {
    const { stdout } = spawnSync(candidate, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    const [major = 0, minor = 0] = stdout.split('.').map(Number);
    if (major < 22 || (major === 22 && minor < 16)) return candidate;
  }
  return null;
}

/** A folder whose encoding takes a while. */
function largeWorkspace(): string {
  const folder = temporaryFolder(workspace);
  const words = 'the quick brown fox jumps over the lazy dog and tells nobody about it '.repeat(12);
  const names = Array.from({ length: 300 }, (_, number) => `many/${number}.md`);
  writeFiles(
    folder,
    Object.fromEntries(names.map((name) => [name, `# Number ${name}\n\n${name} ${words}\n`])),
  );
  return folder;
}

async function commits(folder: string, storage: string): Promise<void> {
  for (;;) {
    const { stdout } = await homing(['status', folder, '--json', '--storage', storage]);
    if (stdout !== '' && (JSON.parse(stdout) as Status).lastCommit !== null) return;
  }
}

describe('the process', () => {
  after(removeTemporaryFolders);

  it('tells its version and its help on standard output', async () => {
    const { version } = JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')) as {
      version: string;
    };
    assert.deepEqual(await homing(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await homing(['search', '--help']);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, /--literal/);
  });

  it('tells wrong usage in one sentence on standard error', async () => {
    for (const args of [[], ['find'], ['search', 'x', '--best'], ['search', 'x', '-k', '0']]) {
      const { code, stdout, stderr } = await homing(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^homing: [^\n]+\.\n$/);
    }
  });

  it('starts itself again under the Node of its package when its own is too old', async function () {
    const node = oldNode();
    if (node === null) this.skip();
    const folder = temporaryFolder(workspace);
    const args = ['search', 'boil potatoes', '--json', '--folder', folder, '--storage', temporaryFolder()];
    const { code, stdout, stderr } = await homing(args, { node });
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal((JSON.parse(stdout) as { hits: Hit[] }).hits[0]?.path, 'docs/guide.md');
    assert.equal((await homing(['search', ''], { node })).code, 2);
  });

  it('says what to install when there is no such Node', async function () {
    const node = oldNode();
    if (node === null) this.skip();
    const { code, stdout, stderr } = await homing(['--version'], {
      node,
      environment: { HOMING_RESTARTED: '1' },
    });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      /^homing: Node [\d.]+ is too old: install Node 24 or newer, or 22 from 22\.16 on[^\n]*\n$/,
    );
  });

  it('knows which versions are too old', async () => {
    const answers = [];
    for (const version of ['22.15.1', '22.16.0', '23.11.0', '24.0.0', '26.1.0']) {
      const versions = `{ value: { ...process.versions, node: '${version}' } }`;
      const code = encodeURIComponent(`Object.defineProperty(process, 'versions', ${versions});`);
      const environment = { HOMING_RESTARTED: '1', NODE_OPTIONS: `--import=data:text/javascript,${code}` };
      answers.push((await homing(['--version'], { environment })).code);
    }
    assert.deepEqual(answers, [1, 0, 1, 0, 0]);
  });

  it('says in one sentence that its Node cannot load it, after it has tried its own', async () => {
    const environment = { NODE_OPTIONS: '--no-experimental-sqlite' };
    const { code, stdout, stderr } = await homing(['--version'], { environment });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^homing: Node [\d.]+ cannot load Homing \([^\n]*node:sqlite\): see [^\n]*\.\n$/);
  });

  it('says what to do when it is not built', () => {
    const copy = temporaryFolder({ 'bin/homing.js': '', 'package.json': '{"type":"module"}' });
    copyFileSync(bin, path.join(copy, 'bin/homing.js'));
    const { status, stderr } = spawnSync(process.execPath, [path.join(copy, 'bin/homing.js')], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /^homing: [^\n]*npm run build[^\n]*\n$/);
  });

  it('ends quietly when nobody reads its results any more', async () => {
    const { child, ended } = start(['embed', '--lines', '--model', 'student-static']);
    child.stdin.write('some words\n'.repeat(20_000));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [0, '']);
  });

  // With a driver there may be a GPU, and the model runs in a process of its own.
  const withGpu = { VK_DRIVER_FILES: '/nonexistent.json' };
  for (const [name, node, environment] of [
    ['by Ctrl-C', process.execPath, {}],
    ['by Ctrl-C, started by an older Node', oldNode(), {}],
    ['by Ctrl-C where a GPU may be used', process.execPath, withGpu],
  ] as const) {
    it(`stops at its last commit ${name}, and goes on from there`, async function () {
      if (process.platform === 'win32' || node === null) this.skip();
      const folder = largeWorkspace();
      const storage = temporaryFolder();
      const { child, ended } = start(['index', folder, '--json', '--storage', storage], {
        node,
        environment,
        detached: true,
      });
      await commits(folder, storage);
      // As a terminal does: all its processes at once.
      process.kill(-(child.pid ?? NaN), 'SIGINT');
      const { code, stdout, stderr } = await ended;
      assert.deepEqual([code, stdout, stderr], [130, '', '']);
      const rest = await homing(['index', folder, '--json', '--storage', storage]);
      assert.equal(rest.code, 0, rest.stderr);
      const { files, chunks, embedded, reused } = JSON.parse(rest.stdout) as IndexSummary;
      assert.equal(files, 304);
      assert.equal(embedded + reused, chunks);
    });
  }

  it('stops waiting for a line when it is interrupted', async function () {
    if (process.platform === 'win32') this.skip();
    const { child, ended } = start(['embed', '--lines', '--model', 'student-static']);
    child.stdin.write('some words\n');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [143, '']);
  });

  it('waits for another writer of the same folder', async () => {
    const folder = temporaryFolder(workspace);
    const storage = temporaryFolder();
    const args = ['index', folder, '--json', '--storage', storage];
    const results = await Promise.all([homing(args), homing(args), homing(args)]);
    const summaries = results.map(({ code, stdout, stderr }) => {
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout) as IndexSummary;
    });
    const chunks = summaries[0]?.chunks ?? 0;
    assert.ok(chunks >= 4);
    assert.deepEqual(new Set(summaries.map((summary) => summary.chunks)), new Set([chunks]));
    assert.equal(
      summaries.reduce((sum, { embedded }) => sum + embedded, 0),
      chunks,
    );
  });

  it('waits for a writer before it clears', async () => {
    const folder = largeWorkspace();
    const storage = temporaryFolder();
    const writer = start(['index', folder, '--json', '--until', 'static', '--storage', storage]);
    await commits(folder, storage);
    const cleared = await homing(['clear', folder, '--storage', storage]);
    assert.equal(cleared.code, 0, cleared.stderr);
    assert.equal((await writer.ended).code, 0);
    const { stdout } = await homing(['status', folder, '--json', '--storage', storage]);
    assert.equal((JSON.parse(stdout) as Status).chunks, 0);
  });

  it('searches what another process has indexed so far', async () => {
    const folder = largeWorkspace();
    const storage = temporaryFolder();
    const { child, ended } = start(['index', folder, '--storage', storage]);
    await commits(folder, storage);
    const args = ['search', 'quick fox', '--json', '-k', '1', '--folder', folder, '--storage', storage];
    const { code, stdout } = await homing(args);
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as { hits: Hit[] }).hits.length, 1);
    child.kill('SIGTERM');
    await ended;
  });

  it('leaves nothing in the folder', async () => {
    const folder = temporaryFolder(workspace);
    await homing(['search', 'anything', '--folder', folder, '--storage', temporaryFolder()], { cwd: folder });
    assert.deepEqual(readdirSync(folder).sort(), ['docs', 'src', 'tools']);
  });
});
