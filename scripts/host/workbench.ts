/** The workbench in Chromium, cut off from every network but this machine's own loopback. */
import { chromium, type Browser, type Page } from 'playwright-core';

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export interface WorkbenchAddress {
  readonly port: number;
  /** Absolute folder, or a `.code-workspace` file; null: an empty window. */
  readonly folder: string | null;
  readonly token?: string | null;
  /** Absolute path of extensions under development; needs a server with its driver. */
  readonly developmentExtensions?: readonly string[];
  /** Absolute path of the module that exports `run()`; needs a server with its driver. */
  readonly tests?: string;
  /** Of one extension, as in `homing.homing=debug`. */
  readonly logLevel?: string;
}

export function workbenchUrl(address: WorkbenchAddress): string {
  const authority = `127.0.0.1:${address.port}`;
  const url = new URL(`http://${authority}/`);
  const { folder, token } = address;
  if (folder !== null)
    url.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  if (token !== undefined && token !== null) url.searchParams.set('tkn', token);
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = (address.developmentExtensions ?? []).map((path) => [
    'extensionDevelopmentPath',
    remote(path),
  ]);
  if (address.logLevel !== undefined) payload.push(['logLevel', address.logLevel]);
  if (address.tests !== undefined) payload.push(['extensionTestsPath', remote(address.tests)]);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const defaultSize: Size = { width: 1280, height: 800 };

/** A page that is not loaded yet, so that the caller can expose functions to it first. */
export async function openPage(
  executable: string,
  size?: Size,
): Promise<{ readonly browser: Browser; readonly page: Page }> {
  const browser = await chromium.launch({
    executablePath: executable,
    args: chromiumArguments,
    // The caller decides what an interrupt means.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  return { browser, page: await localPage(browser, size) };
}

/** Another page of the same browser. */
export async function localPage(browser: Browser, size: Size = defaultSize): Promise<Page> {
  const page = await browser.newPage({ viewport: size });
  await page.route('**/*', (route) => {
    const { hostname, protocol } = new URL(route.request().url());
    const local = hostname === '127.0.0.1' || !protocol.startsWith('http');
    return local ? route.continue() : route.abort();
  });
  return page;
}
