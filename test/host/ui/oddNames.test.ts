/** File names as nobody should choose them, and as they are found in the wild. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import {
  openPalette,
  openWindow,
  quickRows,
  runCommand,
  untilIndexed,
  type Window,
} from '../../../scripts/host/window.ts';
import { copyWorkspace, type Workspace } from './workspace.ts';

/** Each with the word that finds it. */
const names = new Map([
  ['two  spaces .py', 'aardvark'],
  ['#hash %41 & plus+.py', 'bobcat'],
  ['$(home) $(x).py', 'capybara'],
  ['[brackets] {braces} (round).py', 'dormouse'],
  ['größe 測試 🦉.py', 'echidna'],
  ['it\'s `quoted` "twice".py', 'ferret'],
  ['<b>bold &amp; ?.py', 'gazelle'],
  ['back\\slash : colon * star | pipe.py', 'hedgehog'],
  ['**stars** _under_ ~tilde~.py', 'ibex'],
]);

describe('file names', function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let window: Window;
  let page: Page;

  before(async function () {
    if (process.platform === 'win32') this.skip();
    workspace = copyWorkspace();
    mkdirSync(join(workspace.folder, 'odd'));
    for (const [name, word] of names) {
      writeFileSync(
        join(workspace.folder, 'odd', name),
        `def ${word}_count(zoo):\n    return len(zoo.${word})\n`,
      );
    }
    window = await openWindow({ folder: workspace.folder });
    page = window.page;
    await untilIndexed(page);
  });

  after(async () => {
    await window.close();
    workspace.remove();
  });

  it('are shown as they are, and open, whatever is in them', async () => {
    for (const [name, word] of names) {
      await openPalette(page);
      await page.keyboard.type(`${word}_count`);
      const first = quickRows(page)
        .filter({ hasText: `${word}_count` })
        .first();
      await first.waitFor();
      const shown = (await first.innerText()).replaceAll('\u00a0', ' ');
      assert.ok(shown.includes(`odd/${name}:`), `${shown} instead of ${name}`);
      await page.keyboard.press('Enter');
      await page
        .locator('.view-line', { hasText: `${word}_count` })
        .first()
        .waitFor();
    }
  });

  it('are shown as they are in the sidebar', async () => {
    await runCommand(page, 'Homing: Show in Sidebar');
    const query = page.frameLocator('iframe.webview').frameLocator('#active-frame').locator('#query');
    for (const [name, word] of names) {
      await query.fill(`${word}_count`);
      const row = page.locator('.pane-body .monaco-list-row', { hasText: `${word}_count` }).first();
      await row.waitFor();
      const files = await page.locator('.pane-body .monaco-list-row .label-name').allInnerTexts();
      const shown = files.map((each) => each.replaceAll('\u00a0', ' '));
      assert.ok(shown.includes(name), `${shown.join(' | ')} instead of ${name}`);
    }
  });
});
