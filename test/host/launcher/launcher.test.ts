import assert from 'node:assert/strict';
import { join } from 'node:path';
import { launcherExecutable } from '../../../scripts/host/install.ts';
import { parseLauncherArguments } from '../../../scripts/host/launcher.ts';
import { runInHost, type HostOutcome } from '../../../scripts/host/runInHost.ts';
import { parseHostExits } from '../../../scripts/host/server.ts';

const fixture = join(import.meta.dirname, 'fixture');

function runEnding(ending: string, env: Readonly<Record<string, string>> = {}): Promise<HostOutcome> {
  return runInHost({
    executable: launcherExecutable,
    extension: fixture,
    tests: join(fixture, 'tests.cjs'),
    folder: join(import.meta.dirname, '..', '..', 'fixtures', 'workspace'),
    settings: { 'editor.tabSize': 7 },
    env: { ...env, HOST_TEST_ENDING: ending },
  });
}

const good = 'says where it is';
/** How a run may end badly, and what the run is given for it. */
const badEndings = new Map<string, Readonly<Record<string, string>>>([
  ['fails', {}],
  ['exits', {}],
  ['crashes', {}],
  ['leaves no results', {}],
  ['runs no tests', {}],
  ['hangs', { HOST_TIMEOUT_SECONDS: '15' }],
]);

/** Each run is a start of VS Code, most of which is waiting: two at a time take little longer than one. */
const runsAtATime = 2;

/** Starts the runs one after the other in each lane, and tells how each will have ended. */
function startRuns(): ReadonlyMap<string, Promise<HostOutcome>> {
  const lanes: Promise<unknown>[] = Array.from({ length: runsAtATime }, () => Promise.resolve());
  const outcomes = [[good, {}] as const, ...badEndings].map(([ending, env], at) => {
    const outcome = (lanes[at % runsAtATime] ?? Promise.resolve()).then(() => runEnding(ending, env));
    lanes[at % runsAtATime] = outcome.catch(() => undefined);
    return [ending, outcome] as const;
  });
  return new Map(outcomes);
}

describe('the launcher', function () {
  this.timeout(240_000);
  let outcomes: ReadonlyMap<string, Promise<HostOutcome>>;

  before(() => {
    outcomes = startRuns();
  });

  it('is green when the tests pass, in the folder and with the settings it was given', async () => {
    const outcome = await outcomes.get(good);
    assert.equal(outcome?.failure, null);
    assert.match(outcome.results?.report ?? '', /folder .*fixtures\/workspace, tab size 7/);
  });

  for (const ending of badEndings.keys()) {
    it(`is red when the run ${ending}`, async () => {
      const outcome = await outcomes.get(ending);
      assert.ok(outcome !== undefined && outcome.failure !== null);
    });
  }

  it('says what is missing when there are no tests', async () => {
    const missing = join(fixture, 'nothing.cjs');
    const { failure, results } = await runInHost({
      executable: launcherExecutable,
      extension: fixture,
      tests: missing,
      folder: fixture,
    });
    assert.notEqual(failure, null);
    assert.equal(results, null);
  });
});

describe("the launcher's arguments", () => {
  it('are those of the desktop, with flags that mean nothing here left aside', () => {
    const args = parseLauncherArguments([
      '--no-sandbox',
      '--disable-extensions',
      '--extensionDevelopmentPath=/one',
      '--extensionDevelopmentPath=/two',
      '--extensionTestsPath=/tests/index.cjs',
      '--user-data-dir=/user',
      '--extensions-dir=/extensions',
      '--folder-uri=file:///a%20b',
    ]);
    assert.deepEqual(args, {
      developmentExtensions: ['/one', '/two'],
      tests: '/tests/index.cjs',
      extensionsFolder: '/extensions',
      userDataFolder: '/user',
      folder: '/a b',
    });
  });
});

describe("the server's words about extension hosts", () => {
  it('are read as code and signal', () => {
    const output = [
      '[1] <1> Extension Host Process exited with code: 0, signal: null.',
      '[2] <2> Extension Host Process exited with code: null, signal: SIGSEGV.',
    ].join('\n');
    assert.deepEqual(parseHostExits(output), [
      { code: 0, signal: null },
      { code: null, signal: 'SIGSEGV' },
    ]);
  });
});
