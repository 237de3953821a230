/** What the tests of a window share: the window, a copy of the fixture in it, and where on the screen things are. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import {
  openWindow,
  queryBox,
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

export interface StageOptions extends Pick<WindowOptions, 'settings' | 'size' | 'language'> {
  /** Called with the folder before it is opened. */
  readonly prepare?: (folder: string) => void;
}

/** Opens one window before the tests of a suite, with everything indexed, and closes it after them. */
export function useStage({ prepare, ...options }: StageOptions = {}): Stage {
  let workspace: Workspace | null = null;
  let window: Window | null = null;
  before(async () => {
    workspace = copyWorkspace();
    prepare?.(workspace.folder);
    window = await openWindow({ folder: workspace.folder, ...options });
    window.page.setDefaultTimeout(eventuallyMs);
    await untilIndexed(window.page);
  });
  pictureFailures(() => window?.page ?? null);
  after(async () => {
    await window?.close();
    workspace?.remove();
  });
  return {
    get window() {
      return present(window);
    },
    get page() {
      return present(window).page;
    },
    get workspace() {
      return present(workspace);
    },
  };
}

/** Leaves a picture of a page in which a test failed. */
export function pictureFailures(pageOf: () => Page | null): void {
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
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
