/** What is shown while one moves through results, and what the editor group shows after that. */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { createOpener } from '../../../src/shell/opener.ts';
import { createPreview } from '../../../src/shell/preview.ts';
import { hitRows, type HitRow } from '../../../src/shell/rows.ts';
import { hit } from '../../shell/hits.ts';
import { eventually, workspaceFolder } from './homing.ts';

/** Milliseconds in which what would come too late comes. */
const late = 1_000;
/** Characters of a file that opens later than what is asked for next. */
const large = 6_000_000;

function uriOf(path: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder(), path);
}

function rowOf(path: string): HitRow {
  const [row] = hitRows([hit(path, { root: workspaceFolder().fsPath, startLine: 2, endLine: 4 })], '');
  assert.ok(row !== undefined);
  return row;
}

async function write(path: string, content: string | Buffer): Promise<vscode.Uri> {
  await vscode.workspace.fs.writeFile(uriOf(path), Buffer.from(content));
  return uriOf(path);
}

function tabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.activeTabGroup.tabs;
}

function activeTab(): vscode.Tab | undefined {
  return vscode.window.tabGroups.activeTabGroup.activeTab;
}

function isFile(tab: vscode.Tab | undefined, path: string): boolean {
  return tab?.input instanceof vscode.TabInputText && tab.input.uri.path === uriOf(path).path;
}

async function showsFile(path: string): Promise<void> {
  await eventually(() => (isFile(activeTab(), path) ? true : null));
}

/** What a tab is, and of which files. */
function tellTab({ input, label, isPreview }: vscode.Tab): unknown {
  const parts = Object.entries(input ?? {}).map(([name, part]) => `${name}: ${String(part)}`);
  return { label, isPreview, parts };
}

const options = [{ preview: true }, { preview: false }];

describe('the preview of a result', () => {
  const files = ['preview.ipynb', 'preview.png'];
  const closeAll = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');

  beforeEach(closeAll);

  after(async () => {
    await closeAll();
    for (const file of files) await rm(uriOf(file).fsPath, { force: true });
  });

  /** Moves over rows of these files and leaves again: what was there is there again, and nothing else. */
  async function leavesAsItWas(...paths: readonly string[]): Promise<void> {
    const before = await eventually(() => (activeTab()?.isActive === true ? tabs().map(tellTab) : null));
    const active = tabs().findIndex(({ isActive }) => isActive);
    const preview = createPreview(() => Promise.resolve());
    for (const path of paths) {
      preview.show(rowOf(path));
      await showsFile(path);
    }
    await preview.restore();
    preview.dispose();
    await eventually(() =>
      tabs()[active]?.isActive === true && tabs().length === before.length ? true : null,
    );
    assert.deepEqual(tabs().map(tellTab), before);
  }

  for (const option of options) {
    const kept = option.preview ? 'that it takes the place of' : 'that stays open';

    it(`gives way to a comparison ${kept}, with its name and its selection`, async () => {
      const sides = [uriOf('docs/refunds.md'), uriOf('docs/handbook.md')] as const;
      await vscode.commands.executeCommand('vscode.diff', ...sides, 'Refunds as they were', option);
      const editor = await eventually(() => vscode.window.activeTextEditor ?? null);
      editor.selection = new vscode.Selection(3, 1, 4, 2);
      await leavesAsItWas('gate/main.go', 'web/cart.js');
      await eventually(() => {
        const { document, selection } = vscode.window.activeTextEditor ?? {};
        if (document?.uri.path !== sides[1].path || selection === undefined) return null;
        return selection.isEqual(new vscode.Selection(3, 1, 4, 2)) ? true : null;
      });
    });

    it(`gives way to a notebook ${kept}`, async () => {
      const cell = { cell_type: 'markdown', metadata: {}, source: ['# Tides'] };
      const text = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
      const uri = await write('preview.ipynb', text);
      await vscode.commands.executeCommand('vscode.openWith', uri, 'jupyter-notebook', option);
      assert.ok(activeTab()?.input instanceof vscode.TabInputNotebook);
      await leavesAsItWas('gate/main.go');
    });

    it(`gives way to a picture ${kept}`, async () => {
      const dot =
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
      const uri = await write('preview.png', Buffer.from(dot, 'base64'));
      await vscode.commands.executeCommand('vscode.open', uri, option);
      await eventually(() => (activeTab()?.input instanceof vscode.TabInputCustom ? true : null));
      await leavesAsItWas('gate/main.go');
    });

    it(`gives way to a file ${kept}, with its selection`, async () => {
      const editor = await vscode.window.showTextDocument(uriOf('docs/refunds.md'), option);
      editor.selection = new vscode.Selection(1, 0, 2, 0);
      await leavesAsItWas('gate/main.go');
      assert.ok(vscode.window.activeTextEditor?.selection.isEqual(new vscode.Selection(1, 0, 2, 0)));
    });
  }

  it('gives way to a tab without a file, also from a file that was open behind it', async () => {
    await vscode.window.showTextDocument(uriOf('web/cart.js'), { preview: false });
    vscode.window.createWebviewPanel('tides', 'Tides', vscode.ViewColumn.Active);
    await eventually(() => (activeTab()?.input instanceof vscode.TabInputWebview ? true : null));
    await leavesAsItWas('gate/main.go');
    await leavesAsItWas('web/cart.js');
    await leavesAsItWas('web/cart.js', 'gate/main.go');
  });

  it('leaves nothing where nothing was open', async () => {
    const preview = createPreview(() => Promise.resolve());
    preview.show(rowOf('gate/main.go'));
    await showsFile('gate/main.go');
    await preview.restore();
    preview.dispose();
    assert.equal(tabs().length, 0);
  });
});

describe('a file that opens late', () => {
  /** Another one each time: what was open stays so for a while behind the editor. */
  let file = '';
  let count = 0;
  const isOpen = (path: string): boolean =>
    vscode.workspace.textDocuments.some(({ uri }) => uri.path === uriOf(path).path);

  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    file = `late${++count}.txt`;
    await write(file, 'The tide comes in late.\n'.repeat(large / 24));
  });

  afterEach(() => rm(uriOf(file).fsPath));

  it('is not shown over the one that was asked for after it', async () => {
    const opener = createOpener();
    const first = opener.open(rowOf(file));
    await opener.open(rowOf('gate/main.go'));
    await first;
    await sleep(late);
    opener.dispose();
    assert.ok(isFile(activeTab(), 'gate/main.go'), activeTab()?.label);
  });

  it('is not previewed over the one that was accepted after it', async () => {
    const opener = createOpener();
    const preview = createPreview(() => Promise.resolve());
    preview.show(rowOf(file));
    await sleep(0);
    await preview.keep();
    assert.equal(isOpen(file), false, 'it was waited for');
    await opener.open(rowOf('gate/main.go'));
    await eventually(() => (isOpen(file) ? true : null));
    await sleep(late);
    preview.dispose();
    opener.dispose();
    assert.ok(isFile(activeTab(), 'gate/main.go'), activeTab()?.label);
  });
});
