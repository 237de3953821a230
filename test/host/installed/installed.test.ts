import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { hitRows } from '../../../src/shell/rows.ts';
import { eventually, extension, indexedHoming, workspaceFolder } from '../suite/homing.ts';

const file = process.env['HOST_TEST_PACKAGE'] ?? '';

describe(`the installed ${file}`, () => {
  it('stands on its own, away from the repository', () => {
    const folder = process.env['HOST_TEST_EXTENSIONS'];
    assert.ok(folder !== undefined);
    assert.ok(extension().extensionPath.startsWith(folder), extension().extensionPath);
  });

  it('indexes the folder and answers by meaning', async function () {
    // In WebAssembly, on a machine with other things to do.
    this.timeout(300_000);
    const homing = await indexedHoming();
    const [status] = await homing.status();
    assert.equal(status?.fresh, true);
    const hits = await homing.search('compensation because of bad weather', 3);
    assert.ok(hits.some((hit) => hit.path === 'docs/refunds.md'));
  });

  it('says what it runs on', async () => {
    const [status] = await (await indexedHoming()).status();
    const native = /^(cpu: |gpu \(webgpu(, float16)?\): )./;
    const wasm = /^cpu \(wasm\): there is no native ONNX Runtime for [^;]*$/;
    assert.match(status?.device ?? '', file.includes('universal') ? wasm : native);
  });

  it('opens a result', async () => {
    const question = 'compensation because of bad weather';
    const [row] = hitRows(await (await indexedHoming()).search(question, 1), question);
    assert.ok(row !== undefined);
    const { hit } = row;
    await vscode.commands.executeCommand('homing.openHit', row);
    const expected = vscode.Uri.joinPath(workspaceFolder(), hit.path).toString();
    const editor = await eventually(() => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.toString() === expected ? active : null;
    });
    const cursor = editor.selection.active.line + 1;
    assert.ok(cursor >= hit.startLine && cursor <= hit.endLine);
  });

  it('gives terminals the command homing, and takes it away again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'homing command '));
    const command = join(folder, process.platform === 'win32' ? 'homing.cmd' : 'homing');
    const homing = (...args: readonly string[]): string =>
      execFileSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
    try {
      await vscode.commands.executeCommand('homing.installCommand', vscode.Uri.file(folder));
      const { version } = extension().packageJSON as { readonly version: string };
      assert.equal(homing('--version'), `${version}\n`);
      const search = ['search', 'compensation because of bad weather', '--json', '-k', '3'];
      const place = ['--folder', workspaceFolder().fsPath, '--storage', join(folder, 'storage')];
      assert.match(homing(...search, ...place), /"path":"docs\/refunds\.md"/);
      await vscode.commands.executeCommand('homing.uninstallCommand');
      assert.ok(!existsSync(command));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
