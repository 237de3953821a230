/** What the tests of a window share: the window, a copy of the fixture in it, and where on the screen things are. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import {
  openWindow,
  queryBox,
  runCommand,
  untilIndexed,
  type Window,
  type WindowOptions,
} from '../../../scripts/host/window.ts';
import { copyWorkspace, type Workspace } from './workspace.ts';

/** Milliseconds; the machine may have other things to do. */
const eventuallyMs = 60_000;
const lookEvery = 200;

/** What a window looked like when a test failed in it, by the test's name. */
const pictures = join(import.meta.dirname, '..', '..', '..', '.cache', 'failed');

export interface Stage {
  readonly window: Window;
  readonly page: Page;
  readonly workspace: Workspace;
}

export interface StageOptions extends Pick<WindowOptions, 'settings' | 'size' | 'language' | 'logLevel'> {
  /** Called with the folder before it is opened. */
  readonly prepare?: (folder: string) => void;
}

interface Opened {
  readonly window: Window;
  readonly workspace: Workspace;
}

/** The window of all suites that want nothing else of it: to open one takes longer than most tests. */
let shared: Opened | null = null;

after(async () => {
  if (shared !== null) await close(shared);
});

/** A window for the tests of a suite, with everything indexed. Without options it is one that other suites use too. */
export function useStage(options: StageOptions = {}): Stage {
  const isShared = Object.keys(options).length === 0;
  let opened: Opened | null = null;
  before(async () => {
    if (isShared && shared !== null) await tidy(shared.window.page);
    opened = isShared ? (shared ??= await open(options)) : await open(options);
  });
  pictureFailures(() => opened?.window.page ?? null);
  afterEach(async function () {
    // A list or a help that is left open would take the keys of the second try.
    if (!isDone(this.currentTest)) await opened?.window.page.keyboard.press('Escape');
  });
  after(async () => {
    if (!isShared && opened !== null) await close(opened);
  });
  return {
    get window() {
      return present(opened).window;
    },
    get page() {
      return present(opened).window.page;
    },
    get workspace() {
      return present(opened).workspace;
    },
  };
}

async function open({ prepare, ...options }: StageOptions): Promise<Opened> {
  const workspace = copyWorkspace();
  prepare?.(workspace.folder);
  const window = await openWindow({ folder: workspace.folder, ...options });
  await untilIndexed(window.page);
  return { window, workspace };
}

async function close({ window, workspace }: Opened): Promise<void> {
  await window.close();
  workspace.remove();
}

/** As it was at first, whatever the suite before has left. */
async function tidy(page: Page): Promise<void> {
  for (const command of ['View: Close All Editor Groups', 'Homing: Clear Results', 'View: Show Explorer']) {
    await page.keyboard.press('Escape');
    await runCommand(page, command);
  }
}

/** False where a test failed, also where it is tried once more: then it has no state. */
function isDone(test: Mocha.Test | undefined): boolean {
  return test?.state === 'passed' || test?.state === 'pending';
}

/** Leaves a picture of a page in which a test failed. */
export function pictureFailures(pageOf: () => Page | null): void {
  afterEach(async function () {
    if (this.currentTest === undefined || isDone(this.currentTest)) return;
    const name = this.currentTest.fullTitle().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
    const path = join(pictures, `${name}.png`);
    await pageOf()?.screenshot({ path });
    process.stderr.write(`The window then: ${path}\n`);
  });
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('The stage is there within tests alone.');
  return value;
}

/** Rows of the sidebar's trees. */
export function resultRows(page: Page): Locator {
  return page.locator('.pane-body .monaco-list-row:visible');
}

/** The row of the sidebar's trees that has the keyboard; a list remembers one also while the keyboard is elsewhere. */
export function focusedRow(page: Page): Locator {
  return page.locator('.pane-body .monaco-list:focus .monaco-list-row.focused');
}

/** Milliseconds: the editor gives a webview the keyboard twice, this apart, and keys in between are lost. */
const webviewFocusMs = 100;

/** Waits until the sidebar's box has the keyboard for good. */
export async function boxHasKeyboard(page: Page): Promise<void> {
  const box = queryBox(page);
  await box.locator('#query').and(box.locator(':focus')).waitFor();
  await sleep(webviewFocusMs);
}

/** Tries what throws until it does not: for what is not told by an element that comes or goes. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const end = performance.now() + eventuallyMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(lookEvery);
    }
  }
}
