/** `npm run screenshots -- FOLDER QUESTION QUESTION`: the palette and the sidebar at work, in dark and light, into media/. */
import { join, resolve } from 'node:path';
import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { openPalette, openWindow, queryBox, quickRows, runCommand, untilIndexed } from './host/window.ts';
import { projectRoot, ScriptError } from './project.ts';

const settings = {
  'git.blame.statusBarItem.enabled': false,
  'window.autoDetectColorScheme': true,
  'workbench.preferredDarkColorTheme': 'Default Dark Modern',
  'workbench.preferredLightColorTheme': 'Default Light Modern',
};
const size = { width: 1200, height: 750 };
/** Milliseconds until what was typed is answered, the preview is open and its colours are there. */
const settleMs = 4_000;
/** Milliseconds for a repository of a few thousand chunks on a slow machine. */
const indexedMs = 1_800_000;

export async function takeScreenshots(args: readonly string[]): Promise<number> {
  const [folder, paletteQuestion, sidebarQuestion] = args;
  if (folder === undefined || paletteQuestion === undefined || sidebarQuestion === undefined) {
    throw new ScriptError('npm run screenshots -- FOLDER QUESTION-FOR-THE-PALETTE QUESTION-FOR-THE-SIDEBAR');
  }
  execFileSync(process.execPath, [join(projectRoot, 'esbuild.js')], { cwd: projectRoot });
  const window = await openWindow({ folder: resolve(folder), settings, size });
  const { page } = window;
  try {
    await untilIndexed(page, indexedMs);
    for (const name of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: name });
      await page.locator(`.monaco-workbench.${name === 'dark' ? 'vs-dark' : 'vs'}`).waitFor();
      await runCommand(page, 'View: Close All Editors');
      await runCommand(page, 'View: Show Explorer');
      await showPalette(page, paletteQuestion);
      await page.screenshot({ path: join(projectRoot, 'media', `palette-${name}.png`) });
      await page.keyboard.press('Escape');
      await showSidebar(page, sidebarQuestion);
      await page.screenshot({ path: join(projectRoot, 'media', `sidebar-${name}.png`) });
    }
  } finally {
    await window.close();
  }
  return 0;
}

async function showPalette(page: Page, question: string): Promise<void> {
  await (await openPalette(page)).fill(question);
  await quickRows(page)
    .filter({ hasText: /\.\w+:\d+/ })
    .first()
    .waitFor();
  // Down and up again: the preview follows the row that one moves to.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.waitForTimeout(settleMs);
}

async function showSidebar(page: Page, question: string): Promise<void> {
  await runCommand(page, 'Homing: Show in Sidebar');
  const query = queryBox(page).locator('#query');
  await query.fill(question);
  await page.waitForTimeout(settleMs);
  await query.press('Enter');
  await page.waitForTimeout(settleMs);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(settleMs);
}
