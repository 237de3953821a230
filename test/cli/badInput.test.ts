import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  cpSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Hit, IndexSummary } from '../../src/engine/types.ts';
import {
  homing,
  packageRoot,
  removeTemporaryFolders,
  start,
  temporaryFolder,
  writeFiles,
  type Result,
} from './homing.ts';
import { workspace } from './workspace.ts';

/** One sentence on standard error that holds `mention`, nothing else anywhere. */
function checkRefusal(result: Result, code: number, mention: RegExp): void {
  assert.deepEqual([result.code, result.stdout], [code, ''], result.stderr);
  assert.match(result.stderr, /^homing: [^\n]+\.\n$/);
  assert.match(result.stderr, mention);
}

function summaryOf(result: Result): IndexSummary {
  assert.equal(result.code, 0, result.stderr);
  return JSON.parse(result.stdout) as IndexSummary;
}

function hitsOf(result: Result): readonly Hit[] {
  assert.equal(result.code, 0, result.stderr);
  return (JSON.parse(result.stdout) as { hits: readonly Hit[] }).hits;
}

describe('bad input', () => {
  after(removeTemporaryFolders);

  function index(folder: string, storage = temporaryFolder()): Promise<Result> {
    return homing(['index', folder, '--json', '--storage', storage]);
  }

  describe('a folder', () => {
    it('that is not there is named in a sentence', async () => {
      const folder = path.join(temporaryFolder(), 'nowhere');
      const storage = temporaryFolder();
      for (const args of [
        ['index', folder],
        ['status', folder],
        ['search', 'x', '--folder', folder],
        ['search', 'x', '--no-update', '--folder', folder],
      ]) {
        checkRefusal(await homing([...args, '--storage', storage]), 1, /nowhere/);
      }
    });

    it('that is a file is named in a sentence', async () => {
      const folder = temporaryFolder({ 'file.txt': 'text' });
      checkRefusal(await index(path.join(folder, 'file.txt')), 1, /file\.txt/);
    });

    it('without permission is named in a sentence', async function () {
      if (process.platform === 'win32') this.skip();
      // The administrator may read everything, so that one's command runs as nobody.
      const uid = process.getuid?.() === 0 ? 65534 : undefined;
      const folder = temporaryFolder({ 'closed/a.md': '# A\n' });
      const storage = temporaryFolder();
      chmodSync(folder, 0o755);
      chmodSync(storage, 0o777);
      chmodSync(path.join(folder, 'closed'), 0o000);
      const args = ['index', path.join(folder, 'closed'), '--storage', storage];
      const result = await homing(args, uid === undefined ? {} : { uid });
      chmodSync(path.join(folder, 'closed'), 0o755);
      checkRefusal(result, 1, /closed/);
    });

    it('with a part without permission is indexed but for that part, and says so', async function () {
      if (process.platform === 'win32') this.skip();
      const uid = process.getuid?.() === 0 ? 65534 : undefined;
      const folder = temporaryFolder({ ...workspace, 'closed/a.md': '# A\n', 'closed.md': '# B\n' });
      const storage = temporaryFolder();
      chmodSync(folder, 0o755);
      chmodSync(storage, 0o777);
      for (const name of ['closed', 'closed.md']) chmodSync(path.join(folder, name), 0o000);
      const args = ['index', folder, '--json', '--storage', path.join(storage, 'own')];
      const summary = summaryOf(await homing(args, uid === undefined ? {} : { uid }));
      for (const name of ['closed', 'closed.md']) chmodSync(path.join(folder, name), 0o755);
      assert.equal(summary.files, 4);
      assert.deepEqual(summary.skipped.map((one) => one.path.replace(/\/$/, '')).sort(), [
        'closed',
        'closed.md',
      ]);
    });

    it('that is empty can be searched', async () => {
      const args = ['search', 'x', '--json', '--folder', temporaryFolder(), '--storage', temporaryFolder()];
      assert.deepEqual(hitsOf(await homing(args)), []);
    });
  });

  describe('a file', () => {
    it('that is binary is skipped with a reason', async () => {
      const folder = temporaryFolder({ ...workspace, 'src/data.ts': Buffer.from([0x7f, 0x45, 0, 0, 1, 2]) });
      const { files, skipped } = summaryOf(await index(folder));
      assert.equal(files, 4);
      assert.deepEqual(
        skipped.map((one) => one.path),
        ['src/data.ts'],
      );
    });

    it('of 50 MB is skipped with a reason', async () => {
      const folder = temporaryFolder({ ...workspace, 'big.md': '# Big\n' });
      const file = openSync(path.join(folder, 'big.md'), 'r+');
      ftruncateSync(file, 50 * 1024 * 1024);
      closeSync(file);
      const { files, skipped } = summaryOf(await index(folder));
      assert.equal(files, 4);
      assert.deepEqual(
        skipped.map((one) => one.path),
        ['big.md'],
      );
      assert.match(skipped[0]?.reason ?? '', /larger/);
    });

    it('that is not UTF-8 is indexed or skipped with a reason, and nothing else is lost', async () => {
      const latin = Buffer.concat([
        Buffer.from('# Caf'),
        Buffer.from([0xe9]),
        Buffer.from('\n\nEspresso.\n'),
      ]);
      const folder = temporaryFolder({ ...workspace, 'cafe.md': latin });
      const { files, skipped } = summaryOf(await index(folder));
      assert.equal(files + skipped.length, 5);
      assert.ok(files >= 4);
    });

    it('that is deleted while it is read loses nothing else', async () => {
      const folder = temporaryFolder(workspace);
      const names = Array.from({ length: 200 }, (_, number) => `many/${number}.md`);
      writeFiles(
        folder,
        Object.fromEntries(names.map((name) => [name, `# Number ${name}\n\nSome words.\n`])),
      );
      const storage = temporaryFolder();
      const { child, ended } = start(['index', folder, '--json', '--until', 'static', '--storage', storage]);
      child.stdin.end();
      for (const name of names.toReversed()) {
        rmSync(path.join(folder, name));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const { files, skipped } = summaryOf(await ended);
      assert.ok(files >= 4);
      for (const { path: name } of skipped) assert.ok(name.startsWith('many/'));
      const after = summaryOf(await index(folder, storage));
      assert.equal(after.files, 4);
    });
  });

  describe('stored files', () => {
    it('of an index that are broken are made again', async () => {
      const folder = temporaryFolder(workspace);
      const storage = temporaryFolder();
      summaryOf(await index(folder, storage));
      for (const entry of readdirSync(storage, { recursive: true, withFileTypes: true })) {
        if (entry.isFile())
          writeFileSync(path.join(entry.parentPath, entry.name), 'no database at all '.repeat(300));
      }
      const args = [
        'search',
        'vegetable recipe',
        '--mode',
        'dense',
        '--json',
        '--folder',
        folder,
        '--storage',
        storage,
      ];
      assert.equal(hitsOf(await homing(args))[0]?.path, 'docs/guide.md');
    });

    it('of an index that end too early are made again', async () => {
      const folder = temporaryFolder(workspace);
      const storage = temporaryFolder();
      summaryOf(await index(folder, storage));
      for (const entry of readdirSync(storage, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = path.join(entry.parentPath, entry.name);
        writeFileSync(file, readFileSync(file).subarray(0, statSync(file).size / 2));
      }
      const args = [
        'search',
        'vegetable recipe',
        '--mode',
        'dense',
        '--json',
        '--folder',
        folder,
        '--storage',
        storage,
      ];
      assert.equal(hitsOf(await homing(args))[0]?.path, 'docs/guide.md');
    });

    for (const file of ['student/model.onnx', 'student-static/table.int8.bin', 'vocab.txt']) {
      it(`of the model (${file}) with a wrong checksum are refused`, async () => {
        const models = temporaryFolder();
        for (const name of ['vocab.txt', 'student', 'student-static']) {
          cpSync(path.join(packageRoot, 'models', name), path.join(models, name), { recursive: true });
        }
        const bytes = readFileSync(path.join(models, file));
        bytes.writeUInt8(bytes.readUInt8(bytes.length - 2) ^ 1, bytes.length - 2);
        writeFileSync(path.join(models, file), bytes);
        const environment = { HOMING_MODELS: models };
        checkRefusal(
          await homing(['embed', '--device', 'cpu'], { environment, input: '{"text":"x"}\n' }),
          1,
          /checksum|damaged/,
        );
        const args = ['index', temporaryFolder(workspace), '--device', 'cpu', '--storage', temporaryFolder()];
        checkRefusal(await homing(args, { environment }), 1, /checksum|damaged/);
      });
    }

    it('of the model that are missing are named', async () => {
      const environment = { HOMING_MODELS: temporaryFolder() };
      checkRefusal(await homing(['embed'], { environment }), 1, /model/);
    });

    it('that cannot be written are named', async () => {
      const storage = path.join(temporaryFolder({ file: 'no folder' }), 'file', 'storage');
      checkRefusal(await index(temporaryFolder(workspace), storage), 1, /storage/);
    });

    it('are never put inside the folder that is searched', async () => {
      const folder = temporaryFolder(workspace);
      checkRefusal(await index(folder, path.join(folder, '.homing')), 1, /\.homing/);
      assert.ok(!readdirSync(folder).includes('.homing'));
    });
  });

  describe('a query', () => {
    let storage: string;
    let folder: string;

    before(() => {
      storage = temporaryFolder();
      folder = temporaryFolder(workspace);
    });

    it('that is empty is wrong usage', async () => {
      for (const query of ['', '  ']) {
        const args = ['search', query, '--folder', folder, '--storage', storage];
        checkRefusal(await homing(args), 2, /query is empty/);
      }
    });

    it('of 100,000 characters is answered', async () => {
      for (const query of ['boil the potatoes '.repeat(5556), 'x'.repeat(100_000)]) {
        const args = ['search', query, '--json', '--folder', folder, '--storage', storage];
        const hits = hitsOf(await homing(args));
        if (query.startsWith('boil')) assert.equal(hits[0]?.path, 'docs/guide.md');
      }
    });

    it('of nothing but signs is answered or refused in a sentence', async () => {
      for (const query of ['"', '*', '()', 'NEAR(', "'; DROP TABLE", 'a OR', '\u0000', '^', ':']) {
        for (const mode of ['lexical', 'hybrid']) {
          const file = path.join(temporaryFolder({ 'q.jsonl': JSON.stringify({ id: 1, query }) }), 'q.jsonl');
          const args = ['batch', file, '--mode', mode, '--folder', folder, '--storage', storage];
          const { code, stdout, stderr } = await homing(args);
          assert.ok(code === 0 || code === 1, stderr);
          assert.match(stdout, /^\{"id":1,("ms"|"error").*\}\n$/);
          assert.equal(stderr, '');
        }
      }
    });
  });
});
