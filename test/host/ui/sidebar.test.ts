import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { openFile, queryBox, quickInput, runCommand, untilIndexed } from '../../../scripts/host/window.ts';
import { boxHasKeyboard, eventually, focusedRow, resultRows, useStage } from './stage.ts';

/** What a text area in the page tells. */
interface Scrolled {
  readonly scrollHeight: number;
  readonly clientHeight: number;
  readonly scrollTop: number;
}

describe('the sidebar', function () {
  this.timeout(180_000);
  const stage = useStage();
  let page: Page;

  before(() => void ({ page } = stage));

  const box = (): FrameLocator => queryBox(page);
  const results = () => resultRows(page);

  it('has a query box that fills the tree below it', async () => {
    await runCommand(page, 'Homing: Show in Sidebar');
    await box().locator('#query').pressSequentially('compensation because of bad weather');
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    await box()
      .locator('#status')
      .getByText(/\d+ places? in \d+ files?/)
      .waitFor();
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

  it('counts the results on its icon', async () => {
    const badge = page.locator('.activitybar .action-item.checked .badge-content');
    await eventually(async () => {
      const said = await box().locator('#status').textContent();
      assert.equal(await badge.textContent(), /(\d+) places?/.exec(said ?? '')?.[1]);
    });
  });

  it('runs no script but its own', async () => {
    const policy = box().locator('meta[http-equiv="Content-Security-Policy"]');
    assert.match(
      (await policy.getAttribute('content')) ?? '',
      /^default-src 'none'; .*script-src 'nonce-[\w-]{22}'$/u,
    );
    await box()
      .locator('body')
      .evaluate(
        '(body) => { const script = document.createElement("script"); script.textContent = "document.title = 1"; body.append(script); }',
      );
    assert.equal(await box().locator('title').textContent(), 'Homing');
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
    const scope = box().getByRole('combobox', { name: 'Where to look' });
    try {
      // A preview of the suite before may come late.
      await eventually(async () => {
        await scope.selectOption('workspace');
        await runCommand(page, 'View: Close All Editors');
        await scope.selectOption('openEditors');
        await box()
          .locator('#status')
          .getByText('No file of the workspace is open.')
          .waitFor({ timeout: 3_000 });
      });
    } finally {
      await scope.selectOption('workspace');
    }
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
  });

  it('opens a result with the keyboard alone', async () => {
    await box().locator('#query').fill('check that a login password is correct');
    await results().filter({ hasText: 'credentials.ts' }).first().waitFor();
    await box().locator('#query').press('Enter');
    await focusedRow(page).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.tab.active').waitFor();
  });

  it('goes through earlier queries with the arrow keys, line by line first', async () => {
    const query = box().locator('#query');
    await runCommand(page, 'Homing: Show in Sidebar');
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
    await query.press('Escape');
    assert.equal(await query.inputValue(), '');
    await query.press('ArrowUp');
    assert.match(await query.inputValue(), /^how far/);
    await query.fill(await query.inputValue());
    for (const key of ['Control+Home', 'ArrowUp']) await query.press(key);
    assert.equal(await query.inputValue(), 'check that a login password is correct');
  });

  it('marks what it opens, for a moment', async () => {
    await box().locator('#query').fill('check that a login password is correct');
    await results().filter({ hasText: 'credentials.ts' }).first().waitFor();
    await box().locator('#query').press('Enter');
    await focusedRow(page).waitFor();
    await page.keyboard.press('Enter');
    const marks = page.locator('.view-overlays [class*="TextEditorDecorationType"]');
    await marks.first().waitFor();
    await marks.first().waitFor({ state: 'detached' });
    await page.locator('.tab.active', { hasText: 'credentials.ts' }).waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('says why a row is there, and which lines matched', async () => {
    await box().locator('#query').fill('check that a login password is correct');
    await results().filter({ hasText: 'verifySecret' }).first().waitFor();
    await box().locator('#query').press('Enter');
    await focusedRow(page).filter({ hasText: 'verifySecret' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+i');
    const told = page.locator('.monaco-hover', { hasText: /server\/auth\/credentials\.ts:\d+/ });
    await told.filter({ hasText: /Found\sby\s.*meaning\s\d+%/ }).waitFor();
    await told.filter({ hasText: />\s+\d+\s+\S/ }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('opens what is dragged into the editor at its place', async () => {
    const from = await results().filter({ hasText: 'verifySecret' }).first().boundingBox();
    const to = await page.locator('.editor-group-container').first().boundingBox();
    assert.ok(from !== null && to !== null);
    await page.mouse.move(from.x + 40, from.y + from.height / 2);
    await page.mouse.down();
    // By and by: the editor shows where it takes what is above it.
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 20 });
    await page.locator('.editor-group-overlay-indicator').waitFor();
    await page.mouse.up();
    await page.locator('.tab.active', { hasText: 'credentials.ts' }).waitFor();
    await page.getByText(/^Ln (?:1[6-9]|20), Col 1$/).waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('shows results by rank or by file, and loses the one that is dismissed', async () => {
    await box().locator('#query').fill('compensation because of bad weather');
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    await runCommand(page, 'Homing: Show Results by Rank');
    await results()
      .filter({ hasText: /refunds\.md:\d+\s+docs/ })
      .first()
      .waitFor();
    await runCommand(page, 'Homing: Show Results by File');
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    const before = await box().locator('#status').innerText();
    await box().locator('#query').press('Enter');
    await focusedRow(page).waitFor();
    const dismissed = await focusedRow(page).getAttribute('aria-label');
    await page.keyboard.press('Delete');
    await box().locator('#status').filter({ hasNotText: before }).waitFor();
    // The keyboard goes on by itself: what is typed elsewhere before that is lost.
    await eventually(async () =>
      assert.notEqual(await focusedRow(page).getAttribute('aria-label'), dismissed),
    );
  });

  it('adds what else the file of a row has', async () => {
    const status = box().locator('#status');
    await box().locator('#query').fill('check that a login password is correct');
    await results().filter({ hasText: 'verifySecret' }).first().waitFor();
    await box().locator('#query').press('Enter');
    await focusedRow(page).filter({ hasText: 'verifySecret' }).waitFor();
    const all = await status.innerText();
    await page.keyboard.press('Delete');
    await status.filter({ hasNotText: all }).waitFor();
    await focusedRow(page).filter({ hasText: 'hashSecret' }).waitFor();
    await page.keyboard.press('Control+Alt+m');
    await results().filter({ hasText: 'verifySecret' }).first().waitFor();
  });

  it('says what is indexed', async () => {
    await runCommand(page, 'Homing: Focus on Index View');
    await page.getByRole('treeitem', { name: /^Up to date/ }).waitFor();
    await page.getByRole('treeitem', { name: /^\d+ files, \d+ chunks/ }).waitFor();
    await page.getByRole('treeitem', { name: /^Runs on / }).waitFor();
  });

  it('keeps its links in a document that is saved, closed and opened from its file', async () => {
    const name = 'found.code-search';
    const line = (text: RegExp) => page.locator('.view-line', { hasText: text }).first();
    await runCommand(page, 'Homing: Show in Sidebar');
    await boxHasKeyboard(page);
    await box().locator('#query').fill('compensation because of bad weather');
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    await runCommand(page, 'Homing: Open Results in Editor');
    await line(/#\s*Query:/).waitFor();
    await page.keyboard.press('Control+s');
    // The dialog proposes a name once it has looked around, and takes no answer while it looks around again.
    const proposed = /\/compensation because of bad weather\.code-search$/;
    await eventually(async () => assert.match(await quickInput(page).inputValue(), proposed));
    await quickInput(page).fill(join(stage.workspace.folder, name));
    await eventually(async () => {
      if (await quickInput(page).isVisible()) await quickInput(page).press('Enter');
      await page.locator('.tab.active', { hasText: 'found' }).waitFor({ timeout: 2_000 });
    });
    // It is a search editor from now on, which takes the keyboard.
    const searchEditor = page.locator('.search-editor :focus');
    await searchEditor.waitFor();
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'View: Show Explorer');
    // Rows below the fold are not there.
    await page.getByRole('button', { name: 'Collapse Folders in Explorer' }).click();
    await page.getByRole('treeitem', { name }).first().dblclick();
    await searchEditor.waitFor();
    await line(/^\s*5:\s*##\s*Storm/).click();
    await page.keyboard.press('F12');
    await page.locator('.tab.active', { hasText: 'refunds.md' }).waitFor();
    await page.getByText(/^Ln 5, Col \d+$/).waitFor();
    await page.locator('.tab', { hasText: 'Search: found' }).click();
    // Whatever code was found beside it: what comes second is the model's business.
    const code = line(/^(?!docs\/)\S+\.\w+:/);
    const [, file = ''] = /([^/]+):/.exec((await code.textContent()) ?? '') ?? [];
    assert.notEqual(file, '');
    await code.click();
    await runCommand(page, 'Open Link');
    await page.locator('.tab.active', { hasText: file }).waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('finds what is like the place of the cursor', async () => {
    await openFile(page, 'exchange.ts');
    await runCommand(page, 'Homing: Find Similar');
    await box()
      .locator('#status')
      .getByText(/^Like server\/payments\/exchange\.ts:\d+/)
      .waitFor();
    await focusedRow(page).and(page.locator('.selected')).waitFor();
  });

  it('opens all results as a document whose lines are links', async () => {
    await runCommand(page, 'Homing: Open Results in Editor');
    await page.locator('.view-line', { hasText: /^\s*#\s*Query:/ }).waitFor();
    await page.locator('.view-line .detected-link').first().waitFor();
    await runCommand(page, 'View: Close All Editors');
    // Nobody is asked whether to keep it.
    await page.locator('.tab').first().waitFor({ state: 'detached' });
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
