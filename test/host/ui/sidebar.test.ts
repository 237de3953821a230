import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import { openWindow, runCommand, untilIndexed, type Window } from '../../../scripts/host/window.ts';
import { copyWorkspace, type Workspace } from './workspace.ts';

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

  it('narrows the results to documents', async () => {
    await box().getByRole('button', { name: 'Documents' }).click();
    await results().filter({ hasText: 'confirmation.ts' }).first().waitFor({ state: 'hidden' });
    await results().filter({ hasText: 'refunds.md' }).first().waitFor();
    await box().getByRole('button', { name: 'Documents' }).click();
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
});
