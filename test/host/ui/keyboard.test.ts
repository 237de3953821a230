/** Every flow with the keyboard alone: nothing here touches the mouse, or fills a field but by keys. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { openWindow, quickRows, untilIndexed, type Window } from '../../../scripts/host/window.ts';
import { copyWorkspace, type Workspace } from './workspace.ts';

/** Milliseconds in which a list that is still changing changes. */
const settledMs = 700;

describe('with the keyboard alone', function () {
  this.timeout(180_000);
  let workspace: Workspace;
  let window: Window;
  let page: Page;

  before(async () => {
    workspace = copyWorkspace();
    window = await openWindow({ folder: workspace.folder });
    page = window.page;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await untilIndexed(page);
  });

  after(async () => {
    await window.close();
    workspace.remove();
  });

  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const type = (text: string): Promise<void> => page.keyboard.type(text, { delay: 10 });
  const palette = (): Locator => page.getByPlaceholder('Say what you are looking for, in your own words');
  const activeTab = (name: string): Locator => page.locator('.tab.active', { hasText: name });
  const tree = (name: string): Locator => page.getByRole('tree', { name });
  const focusedRow = (): Locator => page.locator('.pane-body .monaco-list.element-focused .focused');
  const box = () => page.frameLocator('iframe.webview').frameLocator('#active-frame');

  /** Types into what a key opens, until a row offers it. What takes the focus meanwhile closes it: then once more. */
  async function pick(key: string, text: string): Promise<void> {
    const row = quickRows(page).filter({ hasText: text }).first();
    for (let tries = 1; ; tries++) {
      await press(key);
      try {
        await page.locator('.quick-input-widget:visible input:focus').first().waitFor({ timeout: 5_000 });
        await type(text);
        await row.waitFor({ timeout: 8_000 });
        break;
      } catch (error) {
        if (tries === 3) throw error;
        await press('Escape');
      }
    }
    await press('Enter');
  }

  const command = (title: string): Promise<void> => pick('F1', title);

  /** In the palette, which the shortcut opens. */
  async function ask(text: string): Promise<void> {
    await press('Control+Alt+h');
    await palette().waitFor();
    await press('Control+a');
    await type(text);
    await quickRows(page).filter({ hasText: /:\d+/ }).first().waitFor();
    await page.waitForTimeout(settledMs);
  }

  async function openFile(name: string): Promise<void> {
    await pick('ControlOrMeta+p', name);
    await activeTab(name).waitFor();
  }

  /** In the sidebar, with the keyboard on the first result. */
  async function askInSidebar(text: string, file: string): Promise<void> {
    await command('Homing: Show in Sidebar');
    await box().locator('#query:focus').waitFor();
    await page.waitForTimeout(settledMs);
    await press('Control+a');
    await type(text);
    await tree('Results').getByRole('treeitem', { name: file }).first().waitFor();
    await press('Enter');
    await focusedRow().waitFor();
  }

  it('the palette opens a result, and offers the query again', async () => {
    await ask('check that a login password is correct');
    await press('Enter');
    await activeTab('credentials.ts').waitFor();
    await press('Control+Alt+h');
    await quickRows(page).filter({ hasText: 'check that a login password is correct' }).first().waitFor();
    await press('Enter');
    await quickRows(page)
      .filter({ hasText: /credentials\.ts:\d+/ })
      .first()
      .waitFor();
    await press('Escape');
  });

  it('the palette asks for what is selected', async () => {
    await openFile('exchange.ts');
    await press('Control+Home');
    await press('Control+Shift+ArrowRight');
    await press('Control+Alt+h');
    await palette().waitFor();
    await page.waitForTimeout(settledMs);
    assert.match(await palette().inputValue(), /^\w+$/);
    await press('Escape');
  });

  it('the palette hands its query to the sidebar', async () => {
    await ask('compensation because of bad weather');
    // From the box to the buttons above it; the second is the one.
    await press('Shift+Tab');
    const button = page.locator('.quick-input-widget:visible .action-label:focus');
    await button.waitFor();
    await press('ArrowRight');
    await button.and(page.getByLabel('Show All in the Sidebar')).waitFor();
    await press('Enter');
    await tree('Results')
      .getByRole('treeitem', { name: /refunds\.md/ })
      .first()
      .waitFor();
    assert.equal(await box().locator('#query').inputValue(), 'compensation because of bad weather');
  });

  it('the sidebar opens a result, also beside the editor', async () => {
    await askInSidebar('how far apart are two places on Earth', 'great_circle.py');
    await press('ArrowDown', 'Control+Enter');
    await page.locator('.tab', { hasText: 'great_circle.py' }).first().waitFor();
    assert.equal(await page.locator('.editor-group-container').count(), 2);
    await command('View: Close All Editor Groups');
  });

  it('the sidebar copies a path, finds more in a file, and puts a result away', async () => {
    await askInSidebar('compensation because of bad weather', 'refunds.md');
    const status = box().locator('#status');
    const before = await status.innerText();
    await press('Shift+Alt+c');
    await page.waitForTimeout(settledMs);
    const path = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.ok(path.startsWith(workspace.folder), path);
    await press('Delete');
    await status.filter({ hasNotText: before }).waitFor();
    await press('Control+ArrowUp');
    await box().locator('#query:focus').waitFor();
  });

  it('the filters narrow the results', async () => {
    await askInSidebar('compensation because of bad weather', 'refunds.md');
    await press('Control+ArrowUp');
    await box().locator('#query:focus').waitFor();
    await press('Tab', 'Tab');
    await box().getByRole('button', { name: 'Documents' }).and(box().locator(':focus')).waitFor();
    await press('Space');
    await box().getByRole('button', { name: 'Documents', pressed: true }).waitFor();
    await tree('Results')
      .getByRole('treeitem', { name: /\.ts, / })
      .first()
      .waitFor({ state: 'hidden' });
    await press('Space', 'Shift+Tab', 'Shift+Tab');
    await box().locator('#query:focus').waitFor();
  });

  it('what is like the place of the cursor is found, peeked at and left', async () => {
    await openFile('exchange.ts');
    await command('Homing: Find Similar');
    await box()
      .getByText(/^Like server\/payments\/exchange\.ts:\d+/)
      .waitFor();
    await focusedRow().waitFor();
    await command('Homing: Peek All Results');
    await page.locator('.peekview-widget').waitFor();
    await press('Escape');
    await page.locator('.peekview-widget').waitFor({ state: 'detached' });
  });

  it('the index view is read row by row', async () => {
    await command('Homing: Focus on Index View');
    await tree('Index')
      .getByRole('treeitem', { name: /^Up to date/ })
      .waitFor();
    await press('ArrowDown');
    await focusedRow()
      .filter({ hasText: /files/ })
      .or(focusedRow().filter({ hasText: 'Up to date' }))
      .waitFor();
    await press('End');
    await focusedRow()
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
  });
});
