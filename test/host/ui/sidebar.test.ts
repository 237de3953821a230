import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import {
  openWindow,
  quickInput,
  quickRows,
  runCommand,
  untilIndexed,
  type Window,
} from '../../../scripts/host/window.ts';
import { copyWorkspace, type Workspace } from './workspace.ts';

/** What a text area in the page tells. */
interface Scrolled {
  readonly scrollHeight: number;
  readonly clientHeight: number;
  readonly scrollTop: number;
}

describe('the sidebar', function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let window: Window;
  let page: Page;

  before(async () => {
    workspace = copyWorkspace();
    window = await openWindow({ folder: workspace.folder });
    page = window.page;
    await untilIndexed(page);
  });

  after(async () => {
    await window.close();
    workspace.remove();
  });

  /** The page inside the webview's two frames. */
  function box(): FrameLocator {
    return page.frameLocator('iframe.webview').frameLocator('#active-frame');
  }

  const results = () => page.locator('.pane-body .monaco-list-row:visible');

  it('has a query box that fills the tree below it', async () => {
    await runCommand(page, 'Homing: Focus');
    await box().locator('#query').pressSequentially('compensation because of bad weather', { delay: 10 });
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    assert.match(await box().locator('#status').innerText(), /\d+ places? in \d+ files?/);
  });

  it('shows a query that wraps from its first line on', async () => {
    const long = 'compensation because of bad weather '.repeat(4);
    await box().locator('#query').fill(long);
    const [hidden, top] = await box()
      .locator('#query')
      .evaluate((area: Scrolled) => [area.scrollHeight - area.clientHeight, area.scrollTop]);
    assert.deepEqual([hidden, top], [0, 0]);
  });

  it('says what every control is for', async () => {
    await box().getByRole('textbox', { name: 'What to look for, in your own words' }).waitFor();
    await box().getByRole('button', { name: 'Code', pressed: false }).waitFor();
    await box().getByRole('combobox', { name: 'Language' }).waitFor();
    await box().getByRole('combobox', { name: 'Where to look' }).waitFor();
    await box().getByRole('textbox', { name: /globs/ }).waitFor();
  });

  it('narrows the results to documents', async () => {
    await box().getByRole('button', { name: 'Documents' }).click();
    await results().filter({ hasText: 'confirmation.ts' }).first().waitFor({ state: 'hidden' });
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    await box().getByRole('button', { name: 'Documents' }).click();
  });

  it('narrows the results to a path and to a language', async () => {
    await box().getByRole('textbox', { name: /globs/ }).fill('docs/**');
    await results().filter({ hasText: 'confirmation.ts' }).first().waitFor({ state: 'hidden' });
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    await box().getByRole('textbox', { name: /globs/ }).press('Escape');
    await box().getByRole('combobox', { name: 'Language' }).selectOption('typescript');
    await results().filter({ hasText: 'refunds.md' }).first().waitFor({ state: 'hidden' });
    await results().filter({ hasText: 'confirmation.ts' }).first().waitFor();
    await box().getByRole('combobox', { name: 'Language' }).selectOption('');
  });

  it('looks in open editors only, where none is open nowhere', async () => {
    await box().getByRole('combobox', { name: 'Where to look' }).selectOption('openEditors');
    await box().getByText('No file of the workspace is open.').waitFor();
    await box().getByRole('combobox', { name: 'Where to look' }).selectOption('workspace');
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
  });

  it('opens a result with the keyboard alone', async () => {
    await box().locator('#query').fill('check that a login password is correct');
    await results().filter({ hasText: 'credentials.ts' }).first().waitFor();
    await box().locator('#query').press('Enter');
    await results().and(page.locator('.focused')).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.tab.active').waitFor();
  });

  it('goes through earlier queries with the arrow keys, line by line first', async () => {
    const query = box().locator('#query');
    await runCommand(page, 'Homing: Show in Sidebar');
    // The box selects what it holds when it takes the keyboard.
    await query.and(box().locator(':focus')).waitFor();
    await query.fill('how far apart are two places on Earth '.repeat(3));
    await query.press('End');
    await query.press('ArrowUp');
    assert.match(await query.inputValue(), /^how far/);
    await query.press('Control+Home');
    await query.press('ArrowUp');
    assert.equal(await query.inputValue(), 'check that a login password is correct');
    await query.press('ArrowDown');
    assert.match(await query.inputValue(), /^how far/);
  });

  it('shows results by rank or by file, and loses the one that is dismissed', async () => {
    await box().locator('#query').fill('compensation because of bad weather');
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    await runCommand(page, 'Homing: Show Results by Rank');
    await results()
      .filter({ hasText: /docs\/refunds\.md:\d+/ })
      .first()
      .waitFor();
    await runCommand(page, 'Homing: Show Results by File');
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    const before = await box().locator('#status').innerText();
    await box().locator('#query').press('Enter');
    await results().and(page.locator('.focused')).first().waitFor();
    await page.keyboard.press('Delete');
    await box().locator('#status').filter({ hasNotText: before }).waitFor();
  });

  it('says what is indexed', async () => {
    await runCommand(page, 'Homing: Focus on Index View');
    await page.getByRole('treeitem', { name: /^Up to date/ }).waitFor();
    await page.getByRole('treeitem', { name: /^\d+ files, \d+ chunks/ }).waitFor();
    await page.getByRole('treeitem', { name: /^Runs on / }).waitFor();
  });

  it('finds what is like the place of the cursor', async () => {
    await page.keyboard.press('ControlOrMeta+p');
    await quickInput(page).fill('exchange.ts');
    await quickRows(page).filter({ hasText: 'exchange.ts' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: 'exchange.ts' }).waitFor();
    await runCommand(page, 'Homing: Find Similar');
    await box()
      .getByText(/^Like server\/payments\/exchange\.ts:\d+/)
      .waitFor();
  });

  it('opens all results as a document whose lines are links', async () => {
    await results().first().waitFor();
    await page.waitForTimeout(1_500); // the results of the search before take the focus when they come
    await runCommand(page, 'Homing: Open Results in Editor');
    await page.locator('.view-line', { hasText: /^\s*#\s*Query:/ }).waitFor();
    await page.locator('.view-line .detected-link').first().waitFor();
  });

  it('asks before it clears the index', async () => {
    await runCommand(page, 'Homing: Clear Index');
    await page.getByRole('dialog').getByText('Clear the index of this workspace?').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('treeitem', { name: /^\d+ files, \d+ chunks/ }).waitFor();
  });

  it('is told by the status bar that it is paused, and goes on', async () => {
    await runCommand(page, 'Homing: Pause Indexing');
    await page.getByLabel('Homing: Indexing is paused.').first().waitFor();
    await runCommand(page, 'Homing: Resume Indexing');
    await untilIndexed(page);
  });
});
