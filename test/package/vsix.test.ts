import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AdmZip from 'adm-zip';
import { universal } from '../../scripts/package/contents.ts';
import { sizeLimit, vsixFile } from '../../scripts/package/make.ts';
import { projectRoot } from '../../scripts/project.ts';
import type { Hit, IndexSummary, Status } from '../../src/engine/types.ts';
import { compareContents } from '../project/packageContents.ts';

/** What vsce renames. */
const renamed: Readonly<Record<string, string>> = {
  'LICENSE.txt': 'LICENSE',
  'changelog.md': 'CHANGELOG.md',
  'readme.md': 'README.md',
};

const own = `${process.platform}-${process.arch}`;
/** Those that `npm test` has built. */
const targets = (process.env['HOMING_PACKAGES'] ?? '').split(',').filter((target) => target !== '');
const question = 'compensation because of bad weather';

describe('the built packages', function () {
  this.timeout(240_000);
  const scratch = mkdtempSync(join(tmpdir(), 'homing vsix '));
  const workspace = join(scratch, 'workspace');
  const questions = join(scratch, 'questions.jsonl');
  let lastWarnings = '';

  // A part of the fixture: WebAssembly takes its time.
  before(() => {
    const lines = [1, 2, 3, 4].map((id) => JSON.stringify({ id, query: question }));
    writeFileSync(questions, `${lines.join('\n')}\n`);
    for (const part of ['docs', 'web', 'gate']) {
      const source = join(projectRoot, 'test', 'fixtures', 'workspace', part);
      cpSync(source, join(workspace, part), { recursive: true });
    }
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  /** Absolute folder of an unpacked package. */
  function unpack(target: string, name: string): string {
    const folder = join(scratch, name);
    new AdmZip(vsixFile(target)).extractAllTo(folder);
    return join(folder, 'extension');
  }

  /** The command line of an unpacked package. */
  function run(extension: string, storage: string, args: readonly string[]): string {
    const command = [join(extension, 'bin', 'homing.js'), ...args, '--storage', join(scratch, storage)];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: scratch,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    lastWarnings = stderr;
    return stdout;
  }

  const homing = (extension: string, storage: string, args: readonly string[]): unknown =>
    JSON.parse(run(extension, storage, [...args, '--json']));

  /** Asked again and again: on a busy machine the first answers do not wait until the Transformer has loaded. */
  function places(extension: string, storage: string): readonly string[] {
    const lines = run(extension, storage, ['batch', questions, '--folder', workspace, '-k', '5']);
    const last = JSON.parse(lines.trimEnd().split('\n').at(-1) ?? '') as { readonly hits: readonly Hit[] };
    return last.hits.map(({ path, startLine }) => `${path}:${startLine}`);
  }

  const index = (extension: string, storage: string) =>
    homing(extension, storage, ['index', workspace]) as IndexSummary;
  const device = (extension: string, storage: string) =>
    (homing(extension, storage, ['status', workspace]) as Status).device;

  it('were built: one for this platform where there is one, and the universal one', () => {
    assert.ok(targets.includes(universal));
  });

  for (const target of targets) {
    it(`for ${target} holds what is on the list and stays below 65 MB`, () => {
      const names = new AdmZip(vsixFile(target)).getEntries().map(({ entryName }) => entryName);
      const files = names
        .filter((name) => name.startsWith('extension/'))
        .map((name) => name.slice('extension/'.length))
        .map((name) => renamed[name] ?? name);
      assert.deepEqual(compareContents(target, files), { unexpected: [], missing: [] });
      assert.ok(statSync(vsixFile(target)).size < sizeLimit);
    });
  }

  it('run natively where there are binaries', function () {
    if (!targets.includes(own)) this.skip();
    const extension = unpack(own, 'native');
    assert.equal(index(extension, 'by native').reused, 0);
    assert.match(device(extension, 'by native'), /^cpu: [^;]*$/);
    assert.ok(places(extension, 'by native')[0]?.startsWith('docs/refunds.md:'));
  });

  it('run in WebAssembly where there are none, say why, and find the same', () => {
    const extension = unpack(universal, 'universal');
    assert.ok(index(extension, 'by wasm').embedded > 0);
    assert.match(device(extension, 'by wasm'), /^cpu \(wasm\): there is no native ONNX Runtime for \S+/);
    assert.ok(places(extension, 'by wasm')[0]?.startsWith('docs/refunds.md:'));
  });

  it("serve each other's indexes without encoding again", function () {
    if (!targets.includes(own)) this.skip();
    const [native, wasm] = [join(scratch, 'native', 'extension'), join(scratch, 'universal', 'extension')];
    for (const [extension, storage] of [
      [wasm, 'by native'],
      [native, 'by wasm'],
    ] as const) {
      assert.equal(index(extension, storage).embedded, 0);
      assert.deepEqual(places(extension, storage).slice(0, 3), places(native, 'by native').slice(0, 3));
    }
  });

  it('work where usearch is missing or no library', () => {
    const extension = unpack(universal, 'without usearch');
    const expected = places(join(scratch, 'universal', 'extension'), 'by wasm');
    const prebuilds = join(extension, 'node_modules', 'usearch', 'prebuilds');
    const folder = process.platform === 'darwin' ? 'darwin-arm64+x64' : own;
    writeFileSync(join(prebuilds, folder, 'usearch.node'), 'no library');
    assert.deepEqual(places(extension, 'by wasm'), expected);
    rmSync(prebuilds, { recursive: true });
    assert.deepEqual(places(extension, 'by wasm'), expected);
  });

  it('take WebAssembly where the native runtime is there and does not load', function () {
    const folder = join('node_modules', 'onnxruntime-node');
    const extension = unpack(universal, 'broken runtime');
    for (const part of ['dist', 'package.json']) {
      cpSync(join(projectRoot, folder, part), join(extension, folder, part), { recursive: true });
    }
    const binaries = join(extension, folder, 'bin', 'napi-v6', process.platform, process.arch);
    mkdirSync(binaries, { recursive: true });
    writeFileSync(join(binaries, 'onnxruntime_binding.node'), 'no library');
    const expected = places(join(scratch, 'universal', 'extension'), 'by wasm');
    assert.deepEqual(places(extension, 'by wasm'), expected);
    assert.match(lastWarnings, /The native ONNX Runtime does not load/);
  });
});
