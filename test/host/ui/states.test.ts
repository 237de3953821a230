/** What the sidebar says where there is nothing to show yet, and what it offers to do about that. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import {
  openPalette,
  openWindow,
  queryBox,
  quickInput,
  quickRows,
  runCommand,
  type Window,
} from '../../../scripts/host/window.ts';
import { boxHasKeyboard, eventually, pictureFailures, resultRows } from './stage.ts';
import { copyWorkspace, endSearchProcess, type Workspace } from './workspace.ts';

/** Enough for each stage of indexing to last until it has been seen. */
const fileCount = 4_000;

describe('the sidebar without results', function () {
  this.timeout(240_000);
  let workspace: Workspace;
  let window: Window;
  let page: Page;
  pictureFailures(() => page);

  before(async () => {
    workspace = copyWorkspace();
    writeMany('many');
    window = await openWindow({ folder: null, settings: { 'homing.index.automatic': false } });
    await show(window.page);
  });

  const writeMany = (name: string): void => {
    const folder = join(workspace.folder, name);
    mkdirSync(folder);
    for (let at = 0; at < fileCount; at++)
      writeFileSync(join(folder, `berth${at}.py`), `def berth_${at}():\n    return moor("${name} ${at}")\n`);
  };

  after(async () => {
    await window.close();
    workspace.remove();
  });

  async function show(next: Page): Promise<void> {
    page = next;
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    await runCommand(page, 'Homing: Show in Sidebar');
    await boxHasKeyboard(page);
  }

  const welcome = (text: string): Locator => page.locator('.welcome-view-content').getByText(text);
  const button = (name: string): Locator =>
    page.locator('.welcome-view-content').getByRole('button', { name });
  const below = (text: string | RegExp): Locator => queryBox(page).locator('#status').getByText(text);
  const statusItem = (label: string | RegExp): Locator =>
    page.locator('[id="homing.homing.homing.status"]').getByLabel(label);

  it('asks for a folder where none is open', async () => {
    await welcome('Open a folder to search its code and documents by meaning.').waitFor();
    await button('Open Folder').waitFor();
    await below('Open a folder to search it.').waitFor();
    await (await openPalette(page)).fill('storm');
    const row = quickRows(page).and(page.locator('.focused'));
    await row.filter({ hasText: 'Open a folder to search it.' }).filter({ hasText: 'Open Folder' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('offers no command there that works on folders alone', async () => {
    await page.keyboard.press('F1');
    await quickInput(page).and(page.locator(':focus')).waitFor();
    await page.keyboard.insertText('Homing: In');
    await quickRows(page).filter({ hasText: "Homing: Install 'homing' Command in PATH" }).waitFor();
    assert.equal(await quickRows(page).filter({ hasText: 'Homing: Index Now' }).count(), 0);
    await page.keyboard.press('Escape');
  });

  it('says that folders which are not on disk cannot be searched', async () => {
    await show(await window.openAnother('tmp:/harbour'));
    await welcome('This workspace is not on disk').waitFor();
    await button('Open Folder').waitFor();
    await below('Only folders on disk can be searched.').waitFor();
  });

  it('offers to index a folder that is not indexed, or to go on where that is paused', async () => {
    await show(await window.openAnother(workspace.folder));
    await welcome('This folder is not indexed yet.').waitFor();
    await button('Index Now').waitFor();
    await runCommand(page, 'Homing: Pause Indexing');
    await welcome('Indexing is paused, and nothing is indexed yet.').waitFor();
    await button('Resume Indexing').click();
    await welcome('This folder is not indexed yet.').waitFor();
  });

  it('has its state said in the palette too, as it changes', async () => {
    await (await openPalette(page)).fill('storm');
    const row = quickRows(page).and(page.locator('.focused'));
    await row.filter({ hasText: 'Nothing is indexed yet.' }).waitFor();
    endSearchProcess();
    await row.filter({ hasText: 'The search process ended' }).filter({ hasText: 'Show Status' }).waitFor();
    await row.filter({ hasText: 'Nothing is indexed yet.' }).filter({ hasText: 'Index Now' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('says that files are being read, then what one may ask, and how much is left', async () => {
    await button('Index Now').click();
    await welcome('Reading the files of this folder.').waitFor();
    await welcome('Ask in your own words').waitFor();
    const left = /^Homing: Encoding [\d,]+ of [\d,]+ chunks, (?:less than a minute|about \d+ \w+) left$/;
    await statusItem(left).waitFor();
    await below(/^Encoding [\d,]+ of [\d,]+ chunks, .* left$/).waitFor();
    await runCommand(page, 'Homing: Pause Indexing');
    await statusItem('Homing: Indexing is paused.').waitFor();
  });

  it('asks before it builds a large index anew', async () => {
    await runCommand(page, 'Homing: Rebuild Index');
    await page.getByRole('dialog').getByText('Rebuild the index of this workspace?').waitFor();
    await page.keyboard.press('Escape');
    await statusItem('Homing: Indexing is paused.').waitFor();
  });

  it('says that the search process ended, and lets one start it at once', async () => {
    await eventually(async () => {
      endSearchProcess();
      await welcome('The search process ended by itself').waitFor({ timeout: 1_500 });
    });
    await button('Show Log').waitFor();
    await button('Start Now').click();
    await welcome('Ask in your own words').waitFor();
    await statusItem('Homing: Indexing is paused.').waitFor();
  });

  it('says that nothing was found, and lets one begin again', async () => {
    const query = queryBox(page).locator('#query');
    await query.fill('lang:cobol compensation because of bad weather');
    await welcome('Try other words').waitFor();
    await below('Nothing found').waitFor();
    await button('Clear').click();
    await welcome('Ask in your own words').waitFor();
    assert.equal(await query.inputValue(), '');
  });

  it('does not say so while files are read', async () => {
    const query = queryBox(page).locator('#query');
    await query.fill('path:more/** compensation because of bad weather');
    await welcome('Try other words').waitFor();
    writeMany('more');
    await runCommand(page, 'Homing: Index Now');
    await runCommand(page, 'Homing: Resume Indexing');
    await welcome('Reading the files of this folder.').waitFor();
    await below('Nothing found').waitFor({ state: 'detached' });
    await resultRows(page).filter({ hasText: 'berth' }).first().waitFor();
    await runCommand(page, 'Homing: Pause Indexing');
    await runCommand(page, 'Homing: Clear Results');
  });

  it('says what is wrong with a folder that is gone, and tries again when it is back', async () => {
    const away = `${workspace.folder} away`;
    await queryBox(page).locator('#query').fill('lang:cobol compensation because of bad weather');
    await below('Nothing found').waitFor();
    renameSync(workspace.folder, away);
    await runCommand(page, 'Homing: Restart Search Process');
    await welcome('The folder cannot be read').waitFor();
    await button('Show Log').waitFor();
    await below('Nothing found').waitFor({ state: 'detached' });
    await below('The folder cannot be read.').waitFor();
    renameSync(away, workspace.folder);
    await button('Try Again').click();
    await welcome('Try other words').waitFor();
    await queryBox(page).locator('#query').fill('compensation because of bad weather');
    await resultRows(page).filter({ hasText: 'refunds.md' }).first().waitFor();
  });
});
