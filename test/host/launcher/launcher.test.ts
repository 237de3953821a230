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

describe('the launcher', function () {
  this.timeout(120_000);

  it('is green when the tests pass, in the folder and with the settings it was given', async () => {
    const { results, failure } = await runEnding('says where it is');
    assert.equal(failure, null);
    assert.match(results?.report ?? '', /folder .*fixtures\/workspace, tab size 7/);
  });

  for (const ending of ['fails', 'exits', 'crashes', 'leaves no results', 'runs no tests']) {
    it(`is red when the run ${ending}`, async () => {
      assert.notEqual((await runEnding(ending)).failure, null);
    });
  }

  it('is red when the run hangs longer than it may', async () => {
    assert.notEqual((await runEnding('hangs', { HOST_TIMEOUT_SECONDS: '15' })).failure, null);
  });

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
