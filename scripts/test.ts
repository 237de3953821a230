/**
 * Everything that `npm test` runs: the repository's rules, the engine under mocha, and the extension inside a real
 * VS Code. Each part tells how many of its checks passed and failed; the sum is the closing line.
 */
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildHostTests } from './buildHostTests.ts';
import { exitCodeOf, outcomeOf } from './command.ts';
import { sumOf, type Counts } from './counts.ts';
import { installHost, installVsix, type Host } from './host/install.ts';
import { writeLargeFolder } from './host/largeFolder.ts';
import { readResults } from './host/results.ts';
import { hostLog, runInHost, type HostOutcome, type HostRun } from './host/runInHost.ts';
import { lint } from './lint.ts';
import { targetNames, universal } from './package/contents.ts';
import { packageFor } from './package/make.ts';
import { binary, projectRoot, say, ScriptError, testBundles } from './project.ts';

/**
 * The browser's VS Code saves by itself, which leaves nothing for the tests to save. Its own git extension asks git about
 * folders that a test has just taken away, and what it throws then would be a test's failure.
 */
const hostSettings = { 'files.autoSave': 'off', 'git.enabled': false };

type Part = () => Promise<Counts>;

/** What runs in plain Node; the tests of test/host need VS Code. */
const engineTests = ['engine', 'protocol', 'worker', 'cli', 'shell', 'project', 'bench'].map(
  (part) => `test/${part}/**/*.test.ts`,
);

/** The engine's test files run so many at a time; every machine has as many cores. */
const lanes = 2;

/**
 * In the order in which they run: what fails fast comes first. Several programs drive each other in most of them, and busy cores
 * keep one waiting for the other: what fails is tried once more, and the report says so.
 */
const parts: Readonly<Record<string, Part>> = {
  lint,
  // Before the engine's tests: those of a GPU take the software driver that comes with the host's Chromium.
  install,
  engine: () => mocha(['--retries', '1', '--parallel', '--jobs', String(lanes), ...engineTests]),
  host,
  package: packages,
  window,
};

/** Runs the named parts, all when none is named; returns the exit code. */
export async function test(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !(name in parts));
  if (unknown !== undefined) {
    throw new ScriptError(`There is no part ${unknown}; there are ${Object.keys(parts).join(', ')}.`);
  }
  const all: Counts[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (names.length > 0 && !names.includes(name)) continue;
    say(`\n── ${name}`);
    all.push(await survive(name, part));
  }
  const { passed, failed, failures, retried } = sumOf(all);
  // Once more, where it is looked for: a report of a thousand lines is often kept by its end alone.
  for (const failure of retried) say(`\nTried again: ${failure}`);
  for (const failure of failures) say(`\nFAILED ${failure}`);
  say(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** A part that cannot even run is one failure; the others still run. */
async function survive(name: string, part: Part): Promise<Counts> {
  try {
    return await part();
  } catch (error) {
    const reason = error instanceof ScriptError ? error.message : String((error as Error).stack);
    const failure = `${name} could not run: ${reason}`;
    say(failure);
    return { passed: 0, failed: 1, failures: [failure], retried: [] };
  }
}

interface MochaOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** True: what it writes is shown when it ends, in one piece. */
  readonly held?: boolean;
}

async function mocha(
  args: readonly string[],
  { env = {}, held = false }: MochaOptions = {},
): Promise<Counts> {
  const scratch = await mkdtemp(join(tmpdir(), 'homing-mocha-'));
  const results = join(scratch, 'results.json');
  const reporter = join(projectRoot, 'scripts', 'mochaReporter.cjs');
  try {
    const all = ['--reporter', reporter, ...args];
    const { code, output } = await outcomeOf(process.execPath, [binary('mocha'), ...all], {
      cwd: projectRoot,
      env: { ...process.env, ...env, MOCHA_RESULTS: results },
      show: !held,
    });
    process.stdout.write(output);
    const counts = readResults(results);
    if (counts === null) throw new ScriptError(`mocha left no results (exit code ${code}).`);
    if (code !== 0 && counts.failed === 0) throw new ScriptError(`mocha ended with code ${code}.`);
    return counts;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The VS Code that the later parts run in, and what comes with it; nothing is counted. */
async function install(): Promise<Counts> {
  await findHost();
  return sumOf([]);
}

/** The extension inside the extension host: what it does, and what it costs there. */
async function host(): Promise<Counts> {
  const { executable } = await builtHost();
  const run = { executable, extension: projectRoot };
  return sumOf([await insideHost(run), await limits(run)]);
}

/** What failed is tried once more in a window of its own: an extension starts once in each, and so it is measured once. */
async function limits(run: Omit<HostRun, 'tests' | 'folder'>): Promise<Counts> {
  const once = (): Promise<Counts> =>
    insideHost({ ...run, env: { HOST_TEST_SUITES: 'limits' } }, writeLargeFolder);
  const first = await once();
  if (first.failed === 0) return first;
  const second = await once();
  return { ...second, retried: [...first.failures, ...second.retried] };
}

/** The window as a person sees it, and the launcher itself: both need the browser host. */
async function window(): Promise<Counts> {
  const { kind } = await builtHost();
  if (kind === 'browser') return sumOf(await Promise.all((await windowLanes()).map(inWindow)));
  say('Left out: the desktop host cannot be driven.');
  return sumOf([]);
}

function inWindow(specs: readonly string[]): Promise<Counts> {
  return mocha(['--retries', '1', ...specs], { held: true });
}

/** Suites that share a window run one after the other, beside those that have windows of their own. */
async function windowLanes(): Promise<readonly (readonly string[])[]> {
  const suites = await readdir(join(projectRoot, 'test', 'host', 'ui'));
  const [shared, own]: [string[], string[]] = [[], ['test/host/launcher/*.test.ts']];
  for (const name of suites.filter((each) => each.endsWith('.test.ts')).sort()) {
    const suite = join('test', 'host', 'ui', name);
    const text = await readFile(join(projectRoot, suite), 'utf8');
    (text.includes('useStage()') ? shared : own).push(suite);
  }
  return [shared, own];
}

type BuiltHost = Pick<Host, 'kind' | 'executable'>;

let built: Promise<BuiltHost> | null = null;

/** Built once, whatever the parts that want it. */
function builtHost(): Promise<BuiltHost> {
  return (built ??= buildHost());
}

async function buildHost(): Promise<BuiltHost> {
  const code = await node(join(projectRoot, 'esbuild.js'), []);
  if (code !== 0) throw new ScriptError(`The build failed with code ${code}.`);
  await buildHostTests();
  return findHost();
}

/** The packages for this platform and for any: what is in them, what they do alone, and what they do in VS Code. */
async function packages(): Promise<Counts> {
  const { executable, kind } = await builtHost();
  const own = `${process.platform}-${process.arch}`;
  const targets = targetNames.filter((target) => target === own || target === universal);
  const files = (await Promise.all(targets.map(packageFor))).map(({ file }) => file);
  const counts = [await mocha(['test/package/*.test.ts'], { env: { HOMING_PACKAGES: targets.join(',') } })];
  for (const file of files) counts.push(await installed(file, { executable, kind }));
  return sumOf(counts);
}

/** The package as a user installs it, beside an extension that is nothing but a reason to start tests. */
async function installed(vsix: string, { executable, kind }: BuiltHost): Promise<Counts> {
  const scratch = await mkdtemp(join(tmpdir(), 'homing-installed-'));
  const extensionsFolder = join(scratch, 'extensions');
  try {
    await installVsix(kind, vsix, extensionsFolder);
    return await insideHost({
      executable,
      extension: join(projectRoot, 'test', 'host', 'launcher', 'fixture'),
      extensionsFolder,
      env: {
        HOST_TEST_SUITES: 'installed',
        HOST_TEST_EXTENSIONS: extensionsFolder,
        HOST_TEST_PACKAGE: basename(vsix),
      },
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function findHost(): Promise<BuiltHost> {
  const own = process.env['VSCODE_EXECUTABLE'];
  if (own !== undefined)
    return { kind: own.endsWith('launcher.mjs') ? 'browser' : 'desktop', executable: own };
  return installHost(say);
}

async function insideHost(
  run: Omit<HostRun, 'tests' | 'folder'>,
  fill: (folder: string) => Promise<void> = copyFixture,
): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'homing-workspace-'));
  try {
    await fill(folder);
    const tests = join(testBundles, 'host', 'index.cjs');
    return countsOf(await runInHost({ settings: hostSettings, ...run, tests, folder }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The tests write into the workspace. */
function copyFixture(folder: string): Promise<void> {
  return cp(join(projectRoot, 'test', 'fixtures', 'workspace'), folder, { recursive: true });
}

function countsOf({ results, failure }: HostOutcome): Counts {
  say(results?.report ?? 'The tests inside VS Code left no report.');
  const ending = failure === null ? null : `VS Code: ${failure}. What it wrote is in ${hostLog}.`;
  if (ending !== null) say(ending);
  const { passed, failed, failures, retried } = results ?? sumOf([]);
  if (failed > 0 || (ending === null && passed > 0)) return { passed, failed, failures, retried };
  return { passed, failed: 1, failures: [ending ?? 'VS Code: no test has run.'], retried };
}

function node(script: string, args: readonly string[]): Promise<number> {
  return exitCodeOf(process.execPath, [script, ...args], { cwd: projectRoot });
}
