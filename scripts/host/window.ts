/** A window of VS Code as a user sees it, with Homing installed from this repository, for tests and screenshots. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { installChromium, installServer, linkExtension } from './install.ts';
import { startServer } from './server.ts';
import { localPage, openPage, workbenchUrl, type Size } from './workbench.ts';

/** What would only stand in the way of a window with one purpose. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  // Alt would give the keyboard to the menu, whose first entry makes a file.
  'window.customMenuBarAltFocus': false,
  'workbench.tips.enabled': false,
};

/** Nobody is there to be asked. */
const trusting = { 'security.workspace.trust.enabled': false };

type Settings = Readonly<Record<string, unknown>>;

/** Milliseconds: the workbench loads, the extension starts, a small folder is indexed. */
const readyMs = 120_000;

/** Milliseconds until what a key did is to be seen, unless something else is said; the machine may be busy. */
const patientMs = 60_000;

export interface WindowOptions {
  /** Absolute folder, or `.code-workspace` file, to open; null: an empty window. */
  readonly folder: string | null;
  readonly settings?: Settings;
  readonly size?: Size;
  /** Of one extension, as in `homing.homing=debug`. */
  readonly logLevel?: string;
  /** True: Homing is not installed yet. */
  readonly bare?: boolean;
  /** Display language of extensions, as in `de`; the editor itself has no other language here. */
  readonly language?: string;
}

export interface Window {
  readonly page: Page;
  /** Another window of the same editor: with the same folder, or this one. */
  openAnother(folder?: string): Promise<Page>;
  /** What Homing has logged so far. */
  log(): Promise<string>;
  close(): Promise<void>;
}

export async function openWindow(options: WindowOptions): Promise<Window> {
  const { folder, settings, size, logLevel, bare, language } = options;
  const silent = (): void => undefined;
  const scratch = await mkdtemp(join(tmpdir(), 'homing-window-'));
  const extensionsFolder = join(scratch, 'extensions');
  const dataFolder = join(scratch, 'server');
  await writeSettings(dataFolder, { ...trusting, ...settings });
  if (bare === true) await mkdir(extensionsFolder, { recursive: true });
  else await linkExtension(extensionsFolder);
  const server = await startServer({
    server: await installServer(silent),
    dataFolder,
    extensionsFolder,
    driver: false,
    token: null,
  });
  const { browser, page } = await openPage(await installChromium(silent), size);
  page.setDefaultTimeout(patientMs);
  const urlOf = (opened: string | null): string =>
    workbenchUrl({ port: server.port, folder: opened, ...(logLevel === undefined ? {} : { logLevel }) });
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    if (language !== undefined)
      await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
    await page.goto(urlOf(folder), { timeout: readyMs });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    page,
    openAnother: async (another) => {
      const other = await localPage(browser, size);
      other.setDefaultTimeout(patientMs);
      await other.goto(urlOf(another ?? folder), { timeout: readyMs });
      return other;
    },
    log: () => logIn(dataFolder),
    close,
  };
}

async function logIn(dataFolder: string): Promise<string> {
  const logs = join(dataFolder, 'data', 'logs');
  const names = await readdir(logs, { recursive: true });
  const own = names.filter((name) => basename(name) === 'Homing.log').sort();
  return (await Promise.all(own.map((name) => readFile(join(logs, name), 'utf8')))).join('');
}

/** User settings of a server. */
export async function writeSettings(dataFolder: string, settings: Settings): Promise<void> {
  const file = join(dataFolder, 'data', 'User', 'settings.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...quietSettings, ...settings }, null, 2)}\n`);
}

/** Waits until everything can be found, whether the Transformer still encodes or not. */
export async function untilSearchable(page: Page, timeout = readyMs): Promise<void> {
  await statusItem(page)
    .getByLabel(/^Homing: (?:Encoding |[\d,]+ files?, )/)
    .waitFor({ timeout });
}

/** Waits until everything can be found, while the Transformer encodes. */
export async function untilEncoding(page: Page, timeout = readyMs): Promise<void> {
  await statusItem(page)
    .getByLabel(/^Homing: Encoding /)
    .waitFor({ timeout });
}

function statusItem(page: Page): Locator {
  return page.locator('[id="homing.homing.homing.status"]');
}

/** Waits until Homing says how much it has indexed. */
export async function untilIndexed(page: Page, timeout = readyMs): Promise<void> {
  await statusItem(page)
    .getByLabel(/^Homing: [\d.,]+ \p{L}+, [\d.,]+ \p{L}+$/u)
    .waitFor({ timeout });
}

/** Milliseconds for a list to open and to offer what was typed, and how often it is tried. */
const offeredMs = 4_000;
const mostTries = 10;

/**
 * Opens a list with a key, puts in a text, and takes the row that offers it, as a person would, who tries once more where
 * something else has closed the list meanwhile. The text comes at once, as from the clipboard: the list of commands would
 * look through all of them again at every letter, which takes ten times as long.
 */
export async function pick(page: Page, key: string, text: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    await page.keyboard.press(key);
    try {
      await quickInput(page).and(page.locator(':focus')).waitFor({ timeout: offeredMs });
      await page.keyboard.insertText(text);
      await activeRow(page).filter({ hasText: text }).waitFor({ timeout: offeredMs });
      break;
    } catch (error) {
      if (tries === mostTries) throw error;
      await page.keyboard.press('Escape');
    }
  }
  await page.keyboard.press('Enter');
}

/** Runs a command by its title, as people do who know no shortcut. */
export function runCommand(page: Page, title: string): Promise<void> {
  return pick(page, 'F1', title);
}

/** Milliseconds for a window to begin anew, and how often it is told to: what takes the keyboard away takes Enter with it. */
const reloadMs = 20_000;
const mostReloads = 3;

/** Loads the window again as people do it: what is to be kept is written before. */
export async function reloadWindow(page: Page): Promise<void> {
  for (let tries = 1; ; tries++) {
    const loaded = page.waitForEvent('load', { timeout: reloadMs }).then(
      () => true,
      () => false,
    );
    await runCommand(page, 'Developer: Reload Window');
    if (await loaded) return;
    if (tries === mostReloads) throw new Error('The window did not load again.');
  }
}

/** Opens a file by its name, with the keyboard in it. */
export async function openFile(page: Page, name: string): Promise<void> {
  await pick(page, 'ControlOrMeta+p', name);
  await page.locator('.tab.active', { hasText: name }).waitFor();
  await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
}

/** Opens Homing's palette; returns its text box once the keyboard is in it. */
export async function openPalette(page: Page): Promise<Locator> {
  await runCommand(page, 'Homing: Search by Meaning');
  const box = palette(page).and(page.locator(':focus'));
  await box.waitFor();
  return box;
}

/** The text box of Homing's palette. */
export function palette(page: Page): Locator {
  return page.getByPlaceholder('Say what you are looking for, in your own words');
}

/** The page of the sidebar's query box, inside the webview's two frames. */
export function queryBox(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview[src*="extensionId=homing.homing"]').frameLocator('#active-frame');
}

/** The text box of whatever quick pick is open. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible .quick-input-box input');
}

export function quickRows(page: Page): Locator {
  return page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row');
}

/** The row of an open quick pick that Enter takes. */
function activeRow(page: Page): Locator {
  return quickRows(page).and(page.locator('.focused'));
}
