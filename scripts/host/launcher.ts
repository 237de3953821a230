/**
 * Runs tests in the extension host of VS Code's server, as desktop VS Code's executable would: a value for
 * `runTests({ vscodeExecutablePath })`. It is green only when the workbench says so, every extension host ended
 * well, and tests really ran.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { ScriptError } from '../project.ts';
import { installChromium, installServer } from './install.ts';
import { readResults, resultsVariable } from './results.ts';
import { startServer, type HostExit, type Server } from './server.ts';
import { openPage, workbenchUrl } from './workbench.ts';

/** Seconds a whole run may take, from 1; `HOST_TIMEOUT_SECONDS` overrides it. */
const defaultTimeoutSeconds = 600;
/** Milliseconds that the server gets to tell how the extension host ended, after the workbench has reported. */
const settleMs = 3_000;
/** Milliseconds between two looks at the server's output. */
const watchMs = 200;

export interface LauncherArguments {
  readonly developmentExtensions: readonly string[];
  readonly tests: string | null;
  readonly extensionsFolder: string | null;
  readonly userDataFolder: string | null;
  /** Folder or `.code-workspace` file to open. */
  readonly folder: string | null;
}

/** Reads what desktop VS Code's command line takes; flags without a meaning here are ignored. */
export function parseLauncherArguments(args: readonly string[]): LauncherArguments {
  const values = (flag: string): string[] =>
    args.filter((arg) => arg.startsWith(`--${flag}=`)).map((arg) => toPath(arg.slice(flag.length + 3)));
  const folderUris = [...values('folder-uri'), ...values('file-uri')];
  const bare = args.filter((arg) => !arg.startsWith('-')).map(toPath);
  return {
    developmentExtensions: values('extensionDevelopmentPath'),
    tests: values('extensionTestsPath').at(-1) ?? null,
    extensionsFolder: values('extensions-dir').at(-1) ?? null,
    userDataFolder: values('user-data-dir').at(-1) ?? null,
    folder: folderUris.at(-1) ?? bare.at(-1) ?? null,
  };
}

function toPath(text: string): string {
  return text.startsWith('file:') ? fileURLToPath(text) : resolve(text);
}

/** The exit code for the caller: 0 only when everything is green. */
export async function launch(args: LauncherArguments, log: (line: string) => void): Promise<number> {
  if (args.tests === null) throw new ScriptError('The launcher needs --extensionTestsPath=MODULE.');
  const seconds = Number(process.env['HOST_TIMEOUT_SECONDS'] ?? defaultTimeoutSeconds);
  const [server, chromium] = [await installServer(log), await installChromium(log)];
  const scratch = await mkdtemp(join(tmpdir(), 'homing-host-'));
  try {
    const dataFolder = join(scratch, 'server');
    if (args.userDataFolder !== null) await copySettings(args.userDataFolder, dataFolder);
    const extensionsFolder = args.extensionsFolder ?? join(scratch, 'extensions');
    const running = await startServer({ server, dataFolder, extensionsFolder, driver: true, token: null });
    try {
      const reason = await runTests(
        running,
        { ...args, tests: await moduleOf(args.tests) },
        { chromium, seconds, log },
      );
      if (reason === null) return 0;
      log(`The run failed: ${reason}`);
      return 1;
    } finally {
      await running.stop();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Desktop VS Code takes a folder for its `index`; the server wants the file. */
async function moduleOf(tests: string): Promise<string> {
  if (!existsSync(tests)) throw new ScriptError(`There are no tests at ${tests}: build them first.`);
  return (await stat(tests)).isDirectory() ? join(tests, 'index.js') : tests;
}

async function copySettings(userDataFolder: string, dataFolder: string): Promise<void> {
  const settings = join(userDataFolder, 'User', 'settings.json');
  if (!existsSync(settings)) return;
  const target = join(dataFolder, 'data', 'User', 'settings.json');
  await mkdir(dirname(target), { recursive: true });
  await copyFile(settings, target);
}

interface RunOptions {
  readonly chromium: string;
  readonly seconds: number;
  readonly log: (line: string) => void;
}

/** Null when everything is green, else the reason why not. */
async function runTests(
  server: Server,
  args: LauncherArguments & { readonly tests: string },
  { chromium, seconds, log }: RunOptions,
): Promise<string | null> {
  const { browser, page } = await openPage(chromium);
  const over = new AbortController();
  try {
    const reported = reportOf(page, log);
    const timeout = sleep(seconds * 1000, null, { signal: over.signal });
    timeout.catch(() => undefined);
    const { folder, tests, developmentExtensions } = args;
    await page.goto(workbenchUrl({ port: server.port, folder, tests, developmentExtensions }));
    const code = await Promise.race([await reported, timeout, crash(server, over.signal)].flat());
    if (code === null) return `it took longer than ${seconds} s`;
    return judge(code, await settledExits(server));
  } finally {
    over.abort();
    await browser.close();
  }
}

/** Wires the page's test reports; resolves (inside the array, so that the page can load meanwhile) with the exit code. */
async function reportOf(page: Page, log: (line: string) => void): Promise<readonly [Promise<number>]> {
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => log(format(...args)));
  let report: (code: number) => void = () => undefined;
  const code = new Promise<number>((resolve) => {
    report = resolve;
  });
  await page.exposeFunction('codeAutomationExit', (value: number) => report(value));
  page.on('crash', () => report(-1));
  page.on('close', () => report(-1));
  return [code];
}

/** Settles when an extension host dies: the workbench would restart it, or report 0. */
async function crash(server: Server, signal: AbortSignal): Promise<number> {
  while (!signal.aborted) {
    if (server.hostExits.some((exit) => !isGood(exit))) return -1;
    await sleep(watchMs, undefined, { ref: false });
  }
  return -1;
}

async function settledExits(server: Server): Promise<readonly HostExit[]> {
  for (let waited = 0; waited < settleMs && server.hostExits.length === 0; waited += watchMs)
    await sleep(watchMs);
  return server.hostExits;
}

function isGood(exit: HostExit): boolean {
  return (exit.code === 0 || exit.code === null) && exit.signal === null;
}

function judge(code: number, exits: readonly HostExit[]): string | null {
  const bad = exits.find((exit) => !isGood(exit));
  if (bad !== undefined) return `the extension host ended with code ${bad.code}, signal ${bad.signal}`;
  if (code !== 0) return `the workbench reported code ${code}`;
  if (process.env[resultsVariable] === undefined) return null;
  const results = readResults();
  if (results === null) return 'the tests left no results';
  return results.passed + results.failed === 0 ? 'no tests ran' : null;
}
