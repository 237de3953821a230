import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Hit, IndexSummary } from '../../src/engine/types.ts';
import { bin, homing, removeTemporaryFolders, temporaryFolder } from './homing.ts';
import { workspace } from './workspace.ts';

/** Runs what follows as a command that sees no network interface but a loopback that is down. */
const withoutNetwork = ['unshare', '--map-root-user', '--net', '--'];

const mayUnshare = spawnSync(withoutNetwork[0] ?? '', [...withoutNetwork.slice(1), 'true']).status === 0;

/** Absolute paths of everything below a folder, and of itself. */
function everythingIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return [folder, ...names.map((name) => path.join(folder, name))];
}

function filesIn(folder: string): string[] {
  return everythingIn(folder).filter((name) => lstatSync(name).isFile());
}

describe('What is private', function () {
  this.timeout(120_000);
  after(removeTemporaryFolders);

  it('is indexed and searched where there is no network at all', async function () {
    if (!mayUnshare) {
      console.log('      needs a system that lets unshare make a network namespace');
      this.skip();
    }
    await homing(['--version']); // Builds what is run below.
    const [folder, storage] = [temporaryFolder(workspace), temporaryFolder()];
    const run = (args: readonly string[]): string => {
      const command = [...withoutNetwork.slice(1), process.execPath, bin, ...args, '--storage', storage];
      const { status, stdout, stderr } = spawnSync('unshare', command, { encoding: 'utf8', cwd: folder });
      assert.equal(status, 0, stderr);
      return stdout;
    };
    const routes = [...withoutNetwork.slice(1), 'cat', '/proc/net/route'];
    assert.equal(spawnSync('unshare', routes, { encoding: 'utf8' }).stdout.trim().split('\n').length, 1);
    const { files, embedded } = JSON.parse(run(['index', folder, '--json'])) as IndexSummary;
    assert.equal(files, Object.keys(workspace).length);
    assert.ok(embedded > 0);
    const found = run(['search', 'boil potatoes', '--json', '--folder', folder]);
    assert.equal((JSON.parse(found) as { hits: Hit[] }).hits[0]?.path, 'docs/guide.md');
  });

  it('is not reported by the library that runs the model, which would keep what it reports at home', async () => {
    await homing(['--version']); // Builds what is run below.
    const [home, storage, folder] = [temporaryFolder(), temporaryFolder(), temporaryFolder(workspace)];
    // Nothing else: where the library sees that tests run, it is silent by itself.
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, USERPROFILE: home };
    const run = (args: readonly string[], input = ''): void => {
      const command = [bin, ...args, '--storage', storage];
      const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', env, input });
      assert.equal(status, 0, stderr);
    };
    run(['index', folder]);
    run(['embed'], '{"text": "boil potatoes"}');
    run(['doctor']);
    assert.deepEqual(filesIn(home), []);
  });

  it('lies in files that only their owner may read, whatever the mask says', async function () {
    if (process.platform === 'win32') this.skip();
    const storage = path.join(temporaryFolder(), 'storage');
    const mask = process.umask(0);
    try {
      const { code, stderr } = await homing(['index', temporaryFolder(workspace), '--storage', storage]);
      assert.equal(code, 0, stderr);
    } finally {
      process.umask(mask);
    }
    const all = everythingIn(storage);
    assert.ok(
      all.some((name) => name.endsWith('.sqlite')),
      all.join('\n'),
    );
    for (const name of all) {
      const stats = lstatSync(name);
      assert.equal((stats.mode & 0o777).toString(8), stats.isDirectory() ? '700' : '600', name);
    }
  });

  it('is not told on standard error, neither what is asked nor what is in a file', async () => {
    const [word, asked] = ['zwetschgenkern', 'quittenbrot'];
    const folder = temporaryFolder({
      ...workspace,
      'src/secret.ts': `/** ${word} */\nexport const ${word} = '${word}';\n`,
      'src/broken.ts': `export function (((( ${word} {{{ '${word}\n`,
      'notes.ipynb': `{"cells": [${word}`,
      'binary.txt': Buffer.from(`${word}\0\0`),
    });
    const storage = temporaryFolder();
    const at = ['--folder', folder, '--storage', storage];
    const runs = [
      ['index', folder, '--storage', storage],
      ['search', asked, ...at],
      ['search', `${asked} kind:music`, ...at],
      ['search', `${asked} "${asked}" -${asked} path:${asked}/**`, ...at],
      ['search', asked, '-k', '0', ...at],
      ['similar', 'src/secret.ts', ...at],
      ['status', folder, '--storage', storage],
      ['doctor', '--storage', storage],
    ];
    for (const args of runs) {
      const { stderr } = await homing(args);
      for (const private_ of [word, asked])
        assert.ok(!stderr.includes(private_), `${args.join(' ')}: ${stderr}`);
    }
    // Of what is asked, nothing is kept at all.
    for (const name of filesIn(storage)) assert.ok(!readFileSync(name).includes(asked), name);
  });

  it('is gone when it is cleared', async () => {
    const storage = path.join(temporaryFolder(), 'storage');
    const words = ['zwetschgenkern', 'quittenbrot'] as const;
    const folders: string[] = [];
    for (const word of words) {
      const folder = temporaryFolder({ ...workspace, [`${word}.md`]: `# ${word}\n\nOf ${word} alone.\n` });
      const { code, stderr } = await homing(['index', folder, '--storage', storage]);
      assert.equal(code, 0, stderr);
      folders.push(folder);
    }
    const holding = (word: string): string[] =>
      filesIn(storage).filter((name) => readFileSync(name).includes(word));
    for (const word of words) assert.notDeepEqual(holding(word), [], word);
    assert.equal((await homing(['clear', folders[0] ?? '', '--storage', storage])).code, 0);
    // The vectors that folders share stay, under the digest of what they are of; neither names nor texts do.
    assert.deepEqual(holding(words[0]), []);
    assert.deepEqual(holding(path.basename(folders[0] ?? '')), []);
    assert.notDeepEqual(holding(words[1]), []);
    assert.equal((await homing(['clear', '--all', '--storage', storage])).code, 0);
    assert.deepEqual(filesIn(storage), []);
  });
});
