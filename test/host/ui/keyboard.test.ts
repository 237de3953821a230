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
  const hands = handsOn(stage);
  let page: Page;

  before(async () => {
    ({ page } = stage);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  it('the palette opens a result, and offers the query again', async () => {
    await hands.ask('check that a login password is correct', 'credentials.ts');
    await hands.press('Enter');
    await hands.activeTab('credentials.ts').waitFor();
    await hands.editorText().waitFor();
    await hands.press('Control+Alt+h');
    await hands.paletteRow('check that a login password is correct').waitFor();
    await hands.press('Enter');
    await hands.paletteRow(/credentials\.ts:\d+/).waitFor();
    await hands.press('Escape');
  });

  it('the palette opens a result beside the editor', async () => {
    await hands.ask('check that a login password is correct', 'credentials.ts');
    await hands.press('Control+Enter');
    const beside = page.locator('.editor-group-container').nth(1);
    await beside.locator('.tab.active', { hasText: 'credentials.ts' }).waitFor();
    await hands.editorText().waitFor();
    await hands.command('View: Close All Editor Groups');
  });

  it('the palette gives the keyboard back to the editor', async () => {
    await openFile(page, 'exchange.ts');
    await hands.ask('check that a login password is correct', 'credentials.ts');
    await hands.press('ArrowDown', 'ArrowUp');
    await hands.activeTab('credentials.ts').waitFor();
    await hands.press('Escape');
    await hands.activeTab('exchange.ts').waitFor();
    await hands.editorText().waitFor();
  });

  it('the palette gives the keyboard back to a terminal, and to the explorer', async () => {
    await openFile(page, 'exchange.ts');
    await hands.command('Terminal: Create New Terminal');
    const terminal = page.locator('.terminal .xterm-helper-textarea:focus');
    await terminal.waitFor();
    const lookAndLeave = async (): Promise<void> => {
      await page.keyboard.insertText('check that a login password is correct');
      await hands.paletteRow('credentials.ts').waitFor();
      await hands.press('ArrowDown', 'ArrowUp');
      await hands.activeTab('credentials.ts').waitFor();
      await hands.press('Escape');
      await hands.activeTab('exchange.ts').waitFor();
    };
    await hands.press('Control+Alt+h');
    await palette(page).and(page.locator(':focus')).waitFor();
    await lookAndLeave();
    await terminal.waitFor();
    await hands.command('Terminal: Kill the Active Terminal Instance');
    await hands.command('View: Show Explorer');
    const explorer = page.locator('.explorer-folders-view .monaco-list:focus');
    await explorer.waitFor();
    await hands.press('Control+Alt+h');
    await palette(page).and(page.locator(':focus')).waitFor();
    await lookAndLeave();
    await explorer.waitFor();
  });

  it('the palette leaves what is shown to whoever clicks into it', async () => {
    await openFile(page, 'exchange.ts');
    await hands.ask('check that a login password is correct', 'credentials.ts');
    await hands.press('ArrowDown', 'ArrowUp');
    await hands.activeTab('credentials.ts').waitFor();
    await page.locator('.editor-group-container.active .view-lines').click();
    await palette(page).waitFor({ state: 'hidden' });
    await hands.editorText().waitFor();
    await hands.activeTab('credentials.ts').waitFor();
    await hands.command('View: Close All Editors');
  });

  it('the palette asks for what is selected', async () => {
    await openFile(page, 'exchange.ts');
    await hands.press('Control+Home', 'Control+Shift+ArrowRight');
    await page.getByText(/\(\d+ selected\)/).waitFor();
    await hands.press('Control+Alt+h');
    await palette(page).and(page.locator(':focus')).waitFor();
    await eventually(async () => assert.match(await palette(page).inputValue(), /^\w+$/));
    await hands.press('Escape');
  });

  it('the palette hands its query to the sidebar', async () => {
    await hands.ask('check that a login password is correct', 'credentials.ts');
    // From the box to the buttons above it; the second is the one.
    await hands.press('Shift+Tab');
    const button = page.locator('.quick-input-widget:visible .action-label:focus');
    await button.waitFor();
    await hands.press('ArrowRight');
    await button.and(page.getByLabel('Show All in the Sidebar')).waitFor();
    await hands.press('Enter');
    await hands.result(/credentials\.ts/).waitFor();
    await boxHasKeyboard(page);
    assert.equal(await hands.query().inputValue(), 'check that a login password is correct');
  });

  it('the palette has keys for its buttons', async () => {
    await hands.command('Homing: Clear Results');
    await hands.ask('how far apart are two places on Earth', 'great_circle.py');
    await hands.press('Alt+F12');
    await page.locator('.peekview-widget').waitFor();
    await hands.press('Escape');
    await hands.ask('how far apart are two places on Earth', 'great_circle.py');
    await hands.press('Alt+Enter');
    await hands.result(/great_circle\.py/).waitFor();
    await boxHasKeyboard(page);
  });

  it('the sidebar opens a result, also beside the editor', async () => {
    await hands.command('View: Close All Editor Groups');
    await hands.askInSidebar('how far apart are two places on Earth', 'great_circle.py');
    await hands.press('Enter');
    await hands.activeTab('great_circle.py').waitFor();
    await hands.editorText().waitFor();
    await hands.askInSidebar('how far apart are two places on Earth', 'great_circle.py');
    await hands.press('Control+Enter');
    await page.locator('.editor-group-container').nth(1).waitFor();
    await hands.command('View: Close All Editor Groups');
  });

  it('the sidebar copies a path, and puts away the result that has the keyboard', async () => {
    await hands.askInSidebar('compensation because of bad weather', 'refunds.md');
    const status = hands.box().locator('#status');
    const before = await status.innerText();
    await hands.press('Shift+Alt+c');
    const clipboard = (): Promise<string> => page.evaluate<string>('navigator.clipboard.readText()');
    await eventually(async () => assert.ok((await clipboard()).startsWith(stage.workspace.folder)));
    const label = (): Promise<string | null> => focusedRow(page).getAttribute('aria-label');
    const first = await label();
    await hands.press('ArrowDown');
    await eventually(async () => assert.notEqual(await label(), first));
    const second = await label();
    await hands.press('Delete');
    await status.filter({ hasNotText: before }).waitFor();
    // The one below comes in its place, with the keyboard; the first, which is selected still, stays.
    await eventually(async () => assert.notEqual(await label(), second));
    const rows = await hands.tree('Results').getByRole('treeitem').all();
    const labels = await Promise.all(rows.map((row) => row.getAttribute('aria-label')));
    assert.ok(labels.includes(first), labels.join(' | '));
    assert.ok(!labels.includes(second), labels.join(' | '));
    await hands.press('Control+ArrowUp');
    await boxHasKeyboard(page);
  });

  it('the filters narrow the results', async () => {
    await hands.askInSidebar('compensation because of bad weather', 'refunds.md');
    await hands.press('Control+ArrowUp');
    await boxHasKeyboard(page);
    await hands.press('Tab', 'Tab');
    await hands.box().getByRole('button', { name: 'Documents' }).and(hands.box().locator(':focus')).waitFor();
    await hands.press('Space');
    await hands.box().getByRole('button', { name: 'Documents', pressed: true }).waitFor();
    await hands.result(/\.ts, /).waitFor({ state: 'hidden' });
    await hands.press('Space', 'Shift+Tab', 'Shift+Tab');
    await boxHasKeyboard(page);
  });

  it('a folder of the explorer is searched alone', async () => {
    // What is open is selected in the explorer, whatever is selected there.
    await hands.command('View: Close All Editor Groups');
    await hands.command('View: Show Explorer');
    const folder = page.locator('.explorer-folders-view .monaco-list-row.focused', { hasText: 'docs' });
    await page.locator('.explorer-folders-view .monaco-list:focus').waitFor();
    await eventually(async () => {
      await hands.press('Home');
      // As far as it takes, whatever is unfolded above it; the explorer may draw its rows anew meanwhile.
      for (let rows = 0; rows < mostRows && !(await folder.isVisible()); rows++) {
        await hands.press('ArrowDown');
        await folder.waitFor({ timeout: 300 }).catch(() => null);
      }
      assert.ok(await folder.isVisible());
    });
    await hands.press('Shift+F10');
    const entry = page.locator('.monaco-menu .action-item.focused', {
      hasText: 'Search in Folder by Meaning',
    });
    await eventually(async () => {
      await hands.press('ArrowUp');
      await entry.waitFor({ timeout: 100 });
    });
    await hands.press('Enter');
    await boxHasKeyboard(page);
    await hands.type('convert money between countries');
    await hands.result(/refunds\.md|handbook\.md/).waitFor();
    await hands.result(/exchange\.ts/).waitFor({ state: 'hidden' });
    await hands.press('Tab', 'Tab', 'Tab', 'Tab');
    const scope = hands.box().getByRole('combobox', { name: 'Where to look' });
    await scope.and(hands.box().locator(':focus')).waitFor();
    assert.match((await scope.locator('option:checked').textContent()) ?? '', /docs$/);
    await hands.press('Home');
    await hands.result(/exchange\.ts/).waitFor();
  });

  it('what is like the place of the cursor is found, peeked at and left', async () => {
    // Rows of another search could have the keyboard before those of this one.
    await hands.command('Homing: Clear Results');
    await openFile(page, 'exchange.ts');
    await hands.command('Homing: Find Similar');
    await hands
      .box()
      .locator('#status')
      .getByText(/^Like server\/payments\/exchange\.ts:\d+/)
      .waitFor();
    await focusedRow(page).waitFor();
    await hands.command('Homing: Peek All Results');
    await page.locator('.peekview-widget').waitFor();
    await hands.press('Escape');
    await page.locator('.peekview-widget').waitFor({ state: 'detached' });
  });

  it('whoever works on in the editor keeps the keyboard when what is alike is found', async () => {
    await openFile(page, 'exchange.ts');
    // The file may have been open before, so that keys still go to the picker that closes.
    await eventually(async () => {
      await hands.press('Control+End', 'ArrowUp', 'ArrowUp', 'ArrowUp');
      await page.getByText('Ln 13, Col 1').waitFor({ timeout: 1_000 });
    });
    const goOn = holdSearchProcess();
    try {
      await hands.command('Homing: Find Similar');
      await hands.tree('Results').and(page.locator(':focus')).waitFor();
      await hands.press('Control+1');
      await hands.editorText().waitFor();
      for (const line of [12, 11]) {
        await hands.press('ArrowUp');
        await page.getByText(`Ln ${line}, Col 1`).waitFor();
      }
    } finally {
      goOn();
    }
    await hands
      .box()
      .locator('#status')
      .getByText(/^Like server\/payments\/exchange\.ts:(?!1–).*: (?:The best )?\d+ places?/)
      .waitFor();
    await hands.press('ArrowUp');
    await page.getByText('Ln 10, Col 1').waitFor();
  });

  it('the index view is read row by row', async () => {
    await hands.command('Homing: Focus on Index View');
    await hands
      .tree('Index')
      .getByRole('treeitem', { name: /^Up to date/ })
      .waitFor();
    await hands.press('Home');
    await focusedRow(page).filter({ hasText: 'Up to date' }).waitFor();
    await hands.press('End');
    await focusedRow(page)
      .filter({ hasText: /Runs on|Speed|Restarts/ })
      .waitFor();
  });

  it('the status bar leads to what can be done', async () => {
    await hands.command('Homing: Show Status');
    await quickRows(page).filter({ hasText: 'Show What Is Indexed' }).first().waitFor();
    await hands.press('Escape');
  });

  it('the walkthrough is read', async () => {
    await hands.command('Homing: Open Walkthrough');
    await page
      .getByRole('heading', { name: /Homing/ })
      .first()
      .waitFor();
    await page.locator('.step-list-container .getting-started-step').nth(2).waitFor();
    // While it is open, the Enter that runs a command also presses its step, which takes the keyboard then.
    await page.locator('.getting-started-step:focus').waitFor();
    await hands.command('View: Close All Editors');
  });

  it('a file is opened by its name while the results of a search are there', async () => {
    await hands.askInSidebar('compensation because of bad weather', 'refunds.md');
    await pick(page, 'ControlOrMeta+p', 'handbook.md');
    await hands.activeTab('handbook.md').waitFor();
  });
});
