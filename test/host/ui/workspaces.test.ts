/** Windows that are not one trusted folder in one window. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import {
  openPalette,
  openWindow,
  quickRows,
  runCommand,
  untilIndexed,
  type Window,
} from '../../../scripts/host/window.ts';
import { copyWorkspace, type Workspace } from './workspace.ts';

describe('a workspace', function () {
  this.timeout(240_000);
  let workspace: Workspace;
  let window: Window | null;

  beforeEach(() => {
    workspace = copyWorkspace();
    window = null;
  });

  afterEach(async () => {
    await window?.close();
    workspace.remove();
  });

  const rows = (page: Page, text: string | RegExp): Locator => quickRows(page).filter({ hasText: text });

  /** Asks again where the file is not there yet: the editor takes a while to notice a new folder, and rows stay as they are. */
  async function find(page: Page, question: string, file: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      await (await openPalette(page)).pressSequentially(question);
      try {
        await rows(page, file).first().waitFor({ timeout: 6_000 });
        break;
      } catch (error) {
        if (tries === 6) throw error;
      } finally {
        await page.keyboard.press('Escape');
      }
    }
  }

  it('in two windows is indexed by one of them and searched in both', async () => {
    window = await openWindow({ folder: workspace.folder });
    const other = await window.openAnother();
    await untilIndexed(other);
    await find(other, 'compensation because of bad weather', 'refunds.md');
    await window.page.bringToFront();
    await untilIndexed(window.page);
    await find(window.page, 'how far apart are two places', 'great_circle.py');
    assert.doesNotMatch(await window.log(), /\[error\]|ended by itself/);
  });

  it('that is not trusted is searched with the settings of the user alone', async () => {
    mkdirSync(join(workspace.folder, '.vscode'), { recursive: true });
    const hostile = { 'homing.exclude': ['**'], 'homing.index.automatic': false };
    writeFileSync(join(workspace.folder, '.vscode', 'settings.json'), JSON.stringify(hostile));
    window = await openWindow({
      folder: workspace.folder,
      settings: {
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
      },
    });
    const { page } = window;
    await page.locator('[id="status.workspaceTrust"]').waitFor();
    await untilIndexed(page);
    await find(page, 'compensation because of bad weather', 'refunds.md');
    await runCommand(page, 'Homing: Show in Sidebar');
    await page.getByText('This folder is not trusted').waitFor();
    await page.getByRole('button', { name: 'Manage Trust' }).waitFor();
  });

  it('of several folders gains and loses one while the search process goes on', async () => {
    const file = join(dirname(workspace.folder), 'ferry.code-workspace');
    const open = (...names: readonly string[]): void => {
      const folders = names.map((name) => ({ path: join(workspace.folder, name) }));
      writeFileSync(file, JSON.stringify({ folders }));
    };
    open('analytics', 'server');
    window = await openWindow({ folder: file });
    const { page } = window;
    await untilIndexed(page);
    await find(page, 'how far apart are two places', 'analytics/great_circle.py');
    open('analytics', 'server', 'docs');
    await find(page, 'compensation because of bad weather', 'docs/refunds.md');
    await find(page, 'convert money between countries', 'server/payments/exchange.ts');
    // Without its first folder the editor starts every extension anew.
    open('analytics', 'docs');
    await page.locator('.explorer-folders-view').getByText('server').waitFor({ state: 'detached' });
    await (await openPalette(page)).pressSequentially('convert money between countries');
    await rows(page, /:\d+/).first().waitFor();
    await rows(page, 'exchange.ts').first().waitFor({ state: 'detached' });
    const starts = (await window.log()).match(/The search process is ready/g);
    assert.equal(starts?.length, 1);
  });
});
