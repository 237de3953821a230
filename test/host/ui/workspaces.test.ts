/** Windows that are not one trusted folder in one window. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import {
  openPalette,
  openWindow,
  queryBox,
  quickRows,
  runCommand,
  untilIndexed,
  type Window,
} from '../../../scripts/host/window.ts';
import { pictureFailures } from './stage.ts';
import { copyWorkspace, type Workspace } from './workspace.ts';

/** Milliseconds until the editor has noticed that a file was written, and what is new is indexed. */
const noticedMs = 60_000;

describe('a workspace', function () {
  this.timeout(240_000);
  let workspace: Workspace;
  let window: Window | null;
  pictureFailures(() => window?.page ?? null);

  beforeEach(() => {
    workspace = copyWorkspace();
    window = null;
  });

  afterEach(async () => {
    await window?.close();
    workspace.remove();
  });

  const rows = (page: Page, text: string | RegExp): Locator => quickRows(page).filter({ hasText: text });

  /** Types into the palette; waits for a row of the file. */
  async function ask(page: Page, question: string, file: string): Promise<void> {
    await (await openPalette(page)).pressSequentially(question);
    await rows(page, file).first().waitFor({ timeout: noticedMs });
  }

  async function find(page: Page, question: string, file: string): Promise<void> {
    await ask(page, question, file);
    await page.keyboard.press('Escape');
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
    // The palette stays open: its rows follow the folders.
    await ask(page, 'convert money between countries', 'server/payments/exchange.ts');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('compensation because of bad weather');
    await rows(page, /:\d+/).first().waitFor();
    open('analytics', 'server', 'docs');
    await rows(page, 'docs/refunds.md').first().waitFor({ timeout: noticedMs });
    await page.keyboard.press('Control+a');
    await page.keyboard.type('convert money between countries');
    await rows(page, 'server/payments/exchange.ts').first().waitFor();
    // Without its first folder the editor would start every extension anew.
    open('analytics', 'docs');
    await rows(page, 'exchange.ts').first().waitFor({ state: 'detached', timeout: noticedMs });
    await rows(page, /:\d+/).first().waitFor();
    await page.keyboard.press('Escape');
    await runCommand(page, 'Homing: Show in Sidebar');
    await queryBox(page).locator('#query').fill('compensation because of bad weather');
    await page.getByRole('treeitem', { name: 'docs/refunds.md, ' }).first().waitFor();
    const starts = (await window.log()).match(/The search process is ready/g);
    assert.equal(starts?.length, 1);
  });
});
