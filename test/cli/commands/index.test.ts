import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { IndexSummary, Status } from '../../../src/engine/types.ts';
import { homing, removeTemporaryFolders, temporaryFolder, writeFiles } from '../homing.ts';
import { workspace } from '../workspace.ts';

async function index(folder: string, storage: string, ...more: readonly string[]): Promise<IndexSummary> {
  const { code, stdout, stderr } = await homing(['index', folder, '--json', '--storage', storage, ...more]);
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  assert.match(stdout, /^\{.*\}\n$/);
  return JSON.parse(stdout) as IndexSummary;
}

describe('homing index', () => {
  after(removeTemporaryFolders);

  it('tells what it did in one object', async () => {
    const summary = await index(temporaryFolder(workspace), temporaryFolder());
    assert.deepEqual(Object.keys(summary), ['files', 'chunks', 'embedded', 'reused', 'skipped', 'seconds']);
    assert.equal(summary.files, 4);
    assert.ok(summary.chunks >= 4);
    assert.equal(summary.embedded, summary.chunks);
    assert.equal(summary.reused, 0);
    assert.deepEqual(summary.skipped, []);
    assert.ok(summary.seconds > 0);
  });

  it('encodes only what changed the second time', async () => {
    const folder = temporaryFolder(workspace);
    const storage = temporaryFolder();
    const first = await index(folder, storage);
    const same = await index(folder, storage);
    assert.deepEqual([same.embedded, same.reused, same.chunks], [0, first.chunks, first.chunks]);

    writeFiles(folder, {
      'src/log.ts': 'export function log(line: string): void {\n  lines.push(line);\n}\n',
    });
    const more = await index(folder, storage);
    assert.deepEqual([more.embedded, more.reused, more.files], [1, first.chunks, 5]);

    rmSync(path.join(folder, 'docs'), { recursive: true });
    const less = await index(folder, storage);
    assert.equal(less.files, 4);
    assert.equal(less.embedded, 0);
  });

  it('takes in and leaves out what globs say, and searches keep to it', async () => {
    const folder = temporaryFolder({
      ...workspace,
      '.gitignore': 'build/\n',
      'build/lighthouse.ts': 'export const lighthouseKeeper = 1;\n',
      'build/.env': 'LIGHTHOUSE=1\n',
    });
    const storage = temporaryFolder();
    const places = async (...more: readonly string[]): Promise<string> => {
      const args = [
        'lighthouseKeeper password',
        '--json',
        '-k',
        '50',
        '--folder',
        folder,
        '--storage',
        storage,
      ];
      const { stdout } = await homing(['search', ...args, ...more]);
      const { hits } = JSON.parse(stdout) as { hits: readonly { path: string }[] };
      return [...new Set(hits.map(({ path: place }) => place))].sort().join(' ');
    };
    const plain = await index(folder, storage);
    const chosen = ['--include', 'build/**', '--exclude=docs/**', '--exclude', 'src/http.*'];
    const narrowed = await index(folder, storage, ...chosen);
    assert.equal(narrowed.files, plain.files - 1);
    assert.deepEqual(narrowed.skipped, [{ path: 'build/.env', reason: 'may hold secrets' }]);
    const kept = '.gitignore build/lighthouse.ts src/upload.ts tools/colours.py';
    assert.equal(await places(), kept, 'the search brings the index up to date as it was told');
    const status = await homing(['status', folder, '--json', '--storage', storage]);
    assert.equal((JSON.parse(status.stdout) as Status).fresh, true);
    await index(folder, storage);
    assert.equal(await places(), '.gitignore docs/guide.md src/http.ts src/upload.ts tools/colours.py');
  });

  it('stops at the static vectors when told so, and goes on from there', async () => {
    const folder = temporaryFolder(workspace);
    const storage = temporaryFolder();
    await index(folder, storage, '--until', 'static');
    const status = await homing(['status', folder, '--json', '--storage', storage]);
    const { files, pending, chunks } = JSON.parse(status.stdout) as Status;
    assert.deepEqual([files, pending], [4, 4]);
    const rest = await index(folder, storage);
    assert.deepEqual([rest.embedded, rest.chunks], [chunks, chunks]);
  });

  it('says what it skipped and why, but not what ignore rules leave out', async () => {
    const folder = temporaryFolder({
      ...workspace,
      '.gitignore': 'ignored/\n',
      'ignored/notes.md': '# Notes\n\nNobody should find this.\n',
      'picture.bin': Buffer.from([0, 1, 2, 3, 0, 255, 254]),
    });
    const summary = await index(folder, temporaryFolder());
    assert.deepEqual(
      summary.skipped.map(({ path }) => path),
      ['picture.bin'],
    );
    assert.match(summary.skipped[0]?.reason ?? '', /binary/);
  });

  it('takes the current directory where no folder is named, and keeps out of it', async () => {
    const folder = temporaryFolder(workspace);
    const cache = temporaryFolder();
    const environment = { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, HOME: cache };
    const { code, stdout, stderr } = await homing(['index'], { cwd: folder, environment });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^4 files, \d+ chunks: \d+ encoded, 0 reused, [\d.]+ s\n$/);
    const again = await index(folder, path.join(cache, 'homing'));
    assert.deepEqual([again.files, again.embedded], [4, 0]);
  });

  it('indexes an empty folder', async () => {
    const summary = await index(temporaryFolder(), temporaryFolder());
    assert.deepEqual([summary.files, summary.chunks, summary.skipped.length], [0, 0, 0]);
  });
});
