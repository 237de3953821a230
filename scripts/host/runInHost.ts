/** Runs a test bundle in the extension host of whichever VS Code is there, and believes only what the tests left. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { cacheFolder } from '../project.ts';
import { readResults, resultsVariable, type Results } from './results.ts';

export interface HostRun {
  /** Executable of VS Code, or our launcher. */
  readonly executable: string;
  /** Absolute folder of the extension under development. */
  readonly extension: string;
  /** Absolute path of the module that exports `run()`. */
  readonly tests: string;
  /** Absolute folder to open. */
  readonly folder: string;
  /** User settings of the window. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folder of installed extensions; default: an empty one. */
  readonly extensionsFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface HostOutcome {
  /** Null when the run left none. */
  readonly results: Results | null;
  /** Null when the host itself ended well. */
  readonly failure: string | null;
}

/** Everything the host wrote in the latest run. */
export const hostLog = join(cacheFolder, 'host.log');

export async function runInHost(run: HostRun): Promise<HostOutcome> {
  const scratch = await mkdtemp(join(tmpdir(), 'homing-run-'));
  const resultsFile = join(scratch, 'results.json');
  const userData = join(scratch, 'user');
  await mkdir(join(userData, 'User'), { recursive: true });
  await mkdir(dirname(hostLog), { recursive: true });
  await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify(run.settings ?? {}));
  const log = createWriteStream(hostLog);
  try {
    const failure = await outcome(() =>
      runTests({
        vscodeExecutablePath: run.executable,
        extensionDevelopmentPath: run.extension,
        extensionTestsPath: run.tests,
        extensionTestsEnv: { ...run.env, [resultsVariable]: resultsFile },
        launchArgs: [
          run.folder,
          `--user-data-dir=${userData}`,
          `--extensions-dir=${run.extensionsFolder ?? join(scratch, 'extensions')}`,
        ],
        stdout: log,
        stderr: log,
      }),
    );
    return { results: readResults(resultsFile), failure };
  } finally {
    log.end();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function outcome(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
