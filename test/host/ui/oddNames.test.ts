/** File names as nobody should choose them, and as they are found in the wild. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openPalette, queryBox, quickRows, runCommand } from '../../../scripts/host/window.ts';
import { eventually, resultRows, useStage } from './stage.ts';

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
  let page: Page;

  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  const stage = useStage({
    prepare: (folder) => {
      mkdirSync(join(folder, 'odd'));
      for (const [name, word] of names)
        writeFileSync(join(folder, 'odd', name), `def ${word}_count(zoo):\n    return len(zoo.${word})\n`);
    },
  });

  before(() => {
    ({ page } = stage);
  });

  it('are shown as they are, and open, whatever is in them', async () => {
    for (const [name, word] of names) {
      await openPalette(page);
      await page.keyboard.type(`${word}_count`);
      // The row that Enter takes; rows of what was asked before make way for it.
      const first = quickRows(page).and(page.locator('.focused'));
      await eventually(async () => {
        const shown = (await first.innerText()).replaceAll('\u00a0', ' ');
        assert.ok(shown.includes(`odd/${name}:`), `${shown} instead of ${name}`);
      });
      await page.keyboard.press('Enter');
      await page
        .locator('.view-line', { hasText: `${word}_count` })
        .first()
        .waitFor();
    }
  });

  it('are shown as they are in the sidebar', async () => {
    await runCommand(page, 'Homing: Show in Sidebar');
    const query = queryBox(page).locator('#query');
    for (const [name, word] of names) {
      await query.fill(`${word}_count`);
      await resultRows(page)
        .filter({ hasText: `${word}_count` })
        .first()
        .waitFor();
      await eventually(async () => {
        const files = await resultRows(page).locator('.label-name').allInnerTexts();
        const shown = files.map((each) => each.replaceAll('\u00a0', ' '));
        assert.ok(shown.includes(name), `${shown.join(' | ')} instead of ${name}`);
      });
    }
  });
});
