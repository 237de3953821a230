import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chooseFolder,
  isOnPath,
  removeScript,
  renewScript,
  scriptName,
  scriptText,
  writeScript,
} from '../../src/shell/terminalCommand.ts';

const unix = { platform: 'linux', home: '/home/ada' } as const;
const windows = { platform: 'win32', home: String.raw`C:\Users\Ada` } as const;
const yes = (): Promise<boolean> => Promise.resolve(true);
const no = (): Promise<boolean> => Promise.resolve(false);
const never = (): Promise<boolean> => Promise.reject(new Error('nobody may be asked'));

describe("the terminal's command", () => {
  let scratch: string;
  let path: string;

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), "homing it's a command "));
    path = join(scratch, 'bin', 'homing');
  });

  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  /** Installs a command that prints its arguments and ends with 3. */
  async function install(): Promise<void> {
    const script = join(scratch, 'say.mjs');
    const node = join(scratch, 'a node');
    writeFileSync(script, 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 3;\n');
    symlinkSync(process.execPath, node);
    assert.ok(await writeScript(path, scriptText({ node, script }, unix), never));
  }

  it('passes every argument on as it is, and ends as the command ends', async function () {
    if (process.platform === 'win32') this.skip();
    await install();
    const args = ['search', 'two words', '', '*', '$HOME', "it's", '"quoted"', '--', '-x'];
    const { status, stdout } = spawnSync(path, args, { encoding: 'utf8' });
    assert.deepEqual([status, JSON.parse(stdout)], [3, args]);
    assert.deepEqual(readdirSync(join(scratch, 'bin')), ['homing']);
  });

  it('says what to do when the extension has gone', async function () {
    if (process.platform === 'win32') this.skip();
    await install();
    rmSync(join(scratch, 'say.mjs'));
    const { status, stdout, stderr } = spawnSync(path, ['x'], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^homing: Homing was updated or removed: .*\n$/);
  });

  it('replaces its own earlier self without asking, and what others wrote only when it may', async () => {
    mkdirSync(join(scratch, 'bin'));
    writeFileSync(path, 'of another');
    const text = scriptText({ node: '/node', script: '/homing.js' }, unix);
    assert.equal(await writeScript(path, text, no), false);
    assert.equal(readFileSync(path, 'utf8'), 'of another');
    assert.equal(await writeScript(path, text, yes), true);
    const later = scriptText({ node: '/node', script: '/newer/homing.js' }, unix);
    assert.equal(await writeScript(path, later, never), true);
    assert.equal(readFileSync(path, 'utf8'), later);
  });

  it('follows an update only where it was installed', async () => {
    const [text, later] = ['/old.js', '/new.js'].map((script) => scriptText({ node: '/node', script }, unix));
    assert.ok(text !== undefined && later !== undefined);
    await renewScript(path, later);
    assert.deepEqual(readdirSync(scratch), []);
    await writeScript(path, text, never);
    await renewScript(path, later);
    assert.equal(readFileSync(path, 'utf8'), later);
    writeFileSync(path, 'of another');
    await renewScript(path, later);
    assert.equal(readFileSync(path, 'utf8'), 'of another');
  });

  it('is removed only where it is ours', async () => {
    assert.equal(await removeScript(path), false);
    await writeScript(path, scriptText({ node: '/node', script: '/homing.js' }, unix), never);
    assert.equal(await removeScript(path), true);
    assert.deepEqual(readdirSync(join(scratch, 'bin')), []);
    writeFileSync(path, 'of another');
    assert.equal(await removeScript(path), false);
  });

  it('goes where the path leads and one may write, else where commands usually are', () => {
    const choose = (path: string, ...writable: readonly string[]): string =>
      chooseFolder({ ...unix, environment: { PATH: path } }, (folder) => writable.includes(folder));
    assert.equal(choose('/usr/bin:/home/ada/bin', '/home/ada/bin'), '/home/ada/bin');
    assert.equal(
      choose('/home/ada/bin:/home/ada/.local/bin/', '/home/ada/.local/bin', '/home/ada/bin'),
      '/home/ada/.local/bin',
    );
    assert.equal(choose('/usr/local/bin:/usr/bin'), '/home/ada/.local/bin');
    assert.equal(choose('', '/usr/local/bin'), '/home/ada/.local/bin');
  });

  it('on Windows is a batch file that names the home folder by its variable', () => {
    assert.deepEqual([scriptName('win32'), scriptName('linux')], ['homing.cmd', 'homing']);
    const node = String.raw`C:\Users\Ada\Programs\Code.exe`;
    const script = String.raw`C:\100%\homing.js`;
    const lines = scriptText({ node, script }, windows).split('\r\n');
    assert.ok(lines.includes(String.raw`"%USERPROFILE%\Programs\Code.exe" "C:\100%%\homing.js" %*`));
    assert.ok(lines.includes('set ELECTRON_RUN_AS_NODE=1'));
    const environment = { Path: String.raw`C:\Windows;c:\users\ada\appdata\local\Microsoft\WindowsApps` };
    const apps = String.raw`C:\Users\Ada\AppData\Local\Microsoft\WindowsApps`;
    assert.ok(isOnPath(apps, { ...windows, environment }));
    assert.equal(
      chooseFolder({ ...windows, environment }, () => true),
      apps,
    );
  });
});
