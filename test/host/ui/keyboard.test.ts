/** Every flow with the keyboard alone. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openFile, palette, pick, quickRows } from '../../../scripts/host/window.ts';
import { handsOn } from './hands.ts';
import { boxHasKeyboard, eventually, focusedRow, useStage } from './stage.ts';
import { holdSearchProcess } from './workspace.ts';

/** Of the explorer, with a folder or two unfolded. */
const mostRows = 20;

describe('with the keyboard alone', function () {
  this.timeout(240_000);
  const stage = useStage();
  const {
    press,
    type,
    command,
    ask,
    askInSidebar,
    box,
    query,
    activeTab,
    tree,
    result,
    editorText,
    paletteRow,
  } = handsOn(stage);
  let page: Page;

  before(async () => {
    ({ page } = stage);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  it('the palette opens a result, and offers the query again', async () => {
    await ask('check that a login password is correct', 'credentials.ts');
    await press('Enter');
    await activeTab('credentials.ts').waitFor();
    await editorText().waitFor();
    await press('Control+Alt+h');
    await paletteRow('check that a login password is correct').waitFor();
    await press('Enter');
    await paletteRow(/credentials\.ts:\d+/).waitFor();
    await press('Escape');
  });

  it('the palette opens a result beside the editor', async () => {
    await ask('check that a login password is correct', 'credentials.ts');
    await press('Control+Enter');
    const beside = page.locator('.editor-group-container').nth(1);
    await beside.locator('.tab.active', { hasText: 'credentials.ts' }).waitFor();
    await editorText().waitFor();
    await command('View: Close All Editor Groups');
  });

  it('the palette gives the keyboard back to the editor', async () => {
    await openFile(page, 'exchange.ts');
    await ask('check that a login password is correct', 'credentials.ts');
    await press('ArrowDown', 'ArrowUp');
    await activeTab('credentials.ts').waitFor();
    await press('Escape');
    await activeTab('exchange.ts').waitFor();
    await editorText().waitFor();
  });

  it('the palette asks for what is selected', async () => {
    await openFile(page, 'exchange.ts');
    await press('Control+Home', 'Control+Shift+ArrowRight');
    await page.getByText(/\(\d+ selected\)/).waitFor();
    await press('Control+Alt+h');
    await palette(page).and(page.locator(':focus')).waitFor();
    await eventually(async () => assert.match(await palette(page).inputValue(), /^\w+$/));
    await press('Escape');
  });

  it('the palette hands its query to the sidebar', async () => {
    await ask('check that a login password is correct', 'credentials.ts');
    // From the box to the buttons above it; the second is the one.
    await press('Shift+Tab');
    const button = page.locator('.quick-input-widget:visible .action-label:focus');
    await button.waitFor();
    await press('ArrowRight');
    await button.and(page.getByLabel('Show All in the Sidebar')).waitFor();
    await press('Enter');
    await result(/credentials\.ts/).waitFor();
    await boxHasKeyboard(page);
    assert.equal(await query().inputValue(), 'check that a login password is correct');
  });

  it('the sidebar opens a result, also beside the editor', async () => {
    await command('View: Close All Editor Groups');
    await askInSidebar('how far apart are two places on Earth', 'great_circle.py');
    await press('Enter');
    await activeTab('great_circle.py').waitFor();
    await editorText().waitFor();
    await askInSidebar('how far apart are two places on Earth', 'great_circle.py');
    await press('Control+Enter');
    await page.locator('.editor-group-container').nth(1).waitFor();
    await command('View: Close All Editor Groups');
  });

  it('the sidebar copies a path, and puts away the result that has the keyboard', async () => {
    await askInSidebar('compensation because of bad weather', 'refunds.md');
    const status = box().locator('#status');
    const before = await status.innerText();
    await press('Shift+Alt+c');
    const clipboard = (): Promise<string> => page.evaluate<string>('navigator.clipboard.readText()');
    await eventually(async () => assert.ok((await clipboard()).startsWith(stage.workspace.folder)));
    const label = (): Promise<string | null> => focusedRow(page).getAttribute('aria-label');
    const first = await label();
    await press('ArrowDown');
    await eventually(async () => assert.notEqual(await label(), first));
    const second = await label();
    await press('Delete');
    await status.filter({ hasNotText: before }).waitFor();
    // The one below comes in its place, with the keyboard; the first, which is selected still, stays.
    await eventually(async () => assert.notEqual(await label(), second));
    const rows = await tree('Results').getByRole('treeitem').all();
    const labels = await Promise.all(rows.map((row) => row.getAttribute('aria-label')));
    assert.ok(labels.includes(first), labels.join(' | '));
    assert.ok(!labels.includes(second), labels.join(' | '));
    await press('Control+ArrowUp');
    await boxHasKeyboard(page);
  });

  it('the filters narrow the results', async () => {
    await askInSidebar('compensation because of bad weather', 'refunds.md');
    await press('Control+ArrowUp');
    await boxHasKeyboard(page);
    await press('Tab', 'Tab');
    await box().getByRole('button', { name: 'Documents' }).and(box().locator(':focus')).waitFor();
    await press('Space');
    await box().getByRole('button', { name: 'Documents', pressed: true }).waitFor();
    await result(/\.ts, /).waitFor({ state: 'hidden' });
    await press('Space', 'Shift+Tab', 'Shift+Tab');
    await boxHasKeyboard(page);
  });

  it('a folder of the explorer is searched alone', async () => {
    // What is open is selected in the explorer, whatever is selected there.
    await command('View: Close All Editor Groups');
    await command('View: Show Explorer');
    const folder = page.locator('.explorer-folders-view .monaco-list-row.focused', { hasText: 'docs' });
    await page.locator('.explorer-folders-view .monaco-list:focus').waitFor();
    await eventually(async () => {
      await press('Home');
      // As far as it takes, whatever is unfolded above it; the explorer may draw its rows anew meanwhile.
      for (let rows = 0; rows < mostRows && !(await folder.isVisible()); rows++) {
        await press('ArrowDown');
        await folder.waitFor({ timeout: 300 }).catch(() => null);
      }
      assert.ok(await folder.isVisible());
    });
    await press('Shift+F10');
    const entry = page.locator('.monaco-menu .action-item.focused', {
      hasText: 'Search in Folder by Meaning',
    });
    await eventually(async () => {
      await press('ArrowUp');
      await entry.waitFor({ timeout: 100 });
    });
    await press('Enter');
    await boxHasKeyboard(page);
    await type('convert money between countries');
    await result(/refunds\.md|handbook\.md/).waitFor();
    await result(/exchange\.ts/).waitFor({ state: 'hidden' });
    await press('Tab', 'Tab', 'Tab', 'Tab');
    const scope = box().getByRole('combobox', { name: 'Where to look' });
    await scope.and(box().locator(':focus')).waitFor();
    assert.match((await scope.locator('option:checked').textContent()) ?? '', /docs$/);
    await press('Home');
    await result(/exchange\.ts/).waitFor();
  });

  it('what is like the place of the cursor is found, peeked at and left', async () => {
    // Rows of another search could have the keyboard before those of this one.
    await command('Homing: Clear Results');
    await openFile(page, 'exchange.ts');
    await command('Homing: Find Similar');
    await box()
      .getByText(/^Like server\/payments\/exchange\.ts:\d+/)
      .waitFor();
    await focusedRow(page).waitFor();
    await command('Homing: Peek All Results');
    await page.locator('.peekview-widget').waitFor();
    await press('Escape');
    await page.locator('.peekview-widget').waitFor({ state: 'detached' });
  });

  it('whoever works on in the editor keeps the keyboard when what is alike is found', async () => {
    await openFile(page, 'exchange.ts');
    await press('Control+End', 'ArrowUp', 'ArrowUp', 'ArrowUp');
    await page.getByText('Ln 13, Col 1').waitFor();
    const goOn = holdSearchProcess();
    try {
      await command('Homing: Find Similar');
      await tree('Results').and(page.locator(':focus')).waitFor();
      await press('Control+1');
      await editorText().waitFor();
      for (const line of [12, 11]) {
        await press('ArrowUp');
        await page.getByText(`Ln ${line}, Col 1`).waitFor();
      }
    } finally {
      goOn();
    }
    await box()
      .getByText(/^Like server\/payments\/exchange\.ts:(?!1–).*: \d+ places?/)
      .waitFor();
    await press('ArrowUp');
    await page.getByText('Ln 10, Col 1').waitFor();
  });

  it('the index view is read row by row', async () => {
    await command('Homing: Focus on Index View');
    await tree('Index')
      .getByRole('treeitem', { name: /^Up to date/ })
      .waitFor();
    await press('Home');
    await focusedRow(page).filter({ hasText: 'Up to date' }).waitFor();
    await press('End');
    await focusedRow(page)
      .filter({ hasText: /Runs on|Encodes|Restarts/ })
      .waitFor();
  });

  it('the status bar leads to what can be done', async () => {
    await command('Homing: Show What Homing Is Doing');
    await quickRows(page).filter({ hasText: 'Look for Changes' }).first().waitFor();
    await press('Escape');
  });

  it('the walkthrough is read', async () => {
    await command('Homing: Get Started');
    await page
      .getByRole('heading', { name: /Homing/ })
      .first()
      .waitFor();
    await page.locator('.step-list-container .getting-started-step').nth(2).waitFor();
    // While it is open, the Enter that runs a command also presses its step, which takes the keyboard then.
    await page.locator('.getting-started-step:focus').waitFor();
    await command('View: Close All Editors');
  });

  it('a file is opened by its name while the results of a search are there', async () => {
    await askInSidebar('compensation because of bad weather', 'refunds.md');
    await pick(page, 'ControlOrMeta+p', 'handbook.md');
    await activeTab('handbook.md').waitFor();
  });
});
