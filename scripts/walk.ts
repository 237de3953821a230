/**
 * `npm run walk -- VSIX FOLDER QUESTION`: with the keyboard alone from installing a package to opening a result, a picture
 * a step, into media/walk.
 */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { openWindow, quickRows, untilSearchable } from './host/window.ts';
import { projectRoot, ScriptError } from './project.ts';

const size = { width: 1100, height: 688 };
/** Milliseconds until what a key did is to be seen. */
const settleMs = 2_000;
/** Milliseconds: a package is unpacked, an extension starts, a folder is read. */
const patientMs = 120_000;

interface Walk {
  readonly vsix: string;
  /** Takes a picture of the step that was just made. */
  readonly picture: (name: string) => Promise<void>;
}

export async function takeWalk(args: readonly string[]): Promise<number> {
  const [vsix, folder, question] = args;
  if (vsix === undefined || folder === undefined || question === undefined) {
    throw new ScriptError('npm run walk -- VSIX FOLDER QUESTION');
  }
  const pictures = join(projectRoot, 'media', 'walk');
  await mkdir(pictures, { recursive: true });
  // What stands beside it in its own folder is nobody's business.
  const downloads = await mkdtemp(join(tmpdir(), 'downloads-'));
  const downloaded = join(downloads, basename(vsix));
  await copyFile(vsix, downloaded);
  const window = await openWindow({ folder: resolve(folder), size, bare: true });
  const { page } = window;
  let step = 0;
  const picture = async (name: string): Promise<void> => {
    await page.waitForTimeout(settleMs);
    step++;
    await page.screenshot({ path: join(pictures, `${step}-${name}.png`) });
  };
  try {
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: patientMs });
    await page.waitForTimeout(settleMs);
    await install(page, { vsix: downloaded, picture });
    await search(page, question, picture);
  } finally {
    await window.close();
    await rm(downloads, { recursive: true });
  }
  return 0;
}

async function install(page: Page, { vsix, picture }: Walk): Promise<void> {
  const command = quickRows(page).filter({ hasText: 'Install from VSIX' }).first();
  // A workbench that still loads may close the palette again.
  for (let tries = 1; !(await command.isVisible()); tries++) {
    if (tries > 5) throw new ScriptError('The workbench does not list its commands.');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await page.waitForTimeout(settleMs);
    await page.keyboard.type('Install from VSIX', { delay: 20 });
    await page.waitForTimeout(settleMs);
  }
  await picture('install-from-vsix');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(settleMs);
  // The dialog takes nothing while it looks around, which it does first.
  const file = quickRows(page)
    .filter({ hasText: basename(vsix) })
    .first();
  for (let tries = 1; !(await file.isVisible()); tries++) {
    if (tries > 5) throw new ScriptError('The dialog does not take the name of the package.');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(vsix);
    await page.waitForTimeout(settleMs);
  }
  await picture('choose-the-package');
  await page.keyboard.press('Enter');
  await page.locator('[id="homing.homing.homing.status"]').waitFor({ timeout: patientMs });
  await picture('installed-and-indexing');
}

async function search(page: Page, question: string, picture: Walk['picture']): Promise<void> {
  await untilSearchable(page, patientMs);
  await page.keyboard.press('Control+Alt+h');
  await page.getByPlaceholder('Say what you are looking for, in your own words').waitFor();
  await page.keyboard.type(question, { delay: 30 });
  await quickRows(page).filter({ hasText: /:\d+/ }).first().waitFor({ timeout: patientMs });
  await picture('ask');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const row = await quickRows(page).and(page.locator('.focused')).innerText();
  const [, file = ''] = /([^/\s]+):\d+/u.exec(row) ?? [];
  await page.locator('.tab.active', { hasText: file }).waitFor({ timeout: patientMs });
  await picture('look-at-a-result');
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await picture('open-it');
}
