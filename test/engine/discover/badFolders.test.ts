import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { discover } from '../../../src/engine/discover/discover.ts';
import { EngineError } from '../../../src/engine/errors.ts';
import { type Workplace, git, makeWorkplace, seen, writeFiles } from './folders.ts';

const DISCOVER = fileURLToPath(new URL('../../../src/engine/discover/discover.ts', import.meta.url));

describe('discover, of folders that are not as they should be,', () => {
  let place: Workplace;
  let root: string;

  beforeEach(() => {
    place = makeWorkplace();
    root = join(place.folder, 'project');
    mkdirSync(root);
  });
  afterEach(() => place.remove());

  it('follows a link that is the folder itself', async () => {
    writeFiles(root, { 'a.ts': '' });
    const link = join(place.folder, 'link');
    symlinkSync(root, link);
    assert.deepEqual(
      (await seen(place, link)).files.map(({ path }) => path),
      ['a.ts'],
    );
  });

  it('skips pipes and sockets without touching them', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(root, 'socket'), done));
    try {
      assert.deepEqual(await seen(place, root), {
        files: [],
        skipped: { pipe: 'not a regular file', socket: 'not a regular file' },
      });
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  it('skips names that are not valid UTF-8, and them alone', async function () {
    if (process.platform !== 'linux') this.skip();
    writeFiles(root, { '.gitignore': '*.log\n', 'fine.ts': '', '\ufffd.ts': '' });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff]), Buffer.from('.ts')]), '');
    writeFileSync(Buffer.concat([Buffer.from(`${root}/bad`), Buffer.from([0xff]), Buffer.from('.log')]), '');
    const { files, skipped } = await seen(place, root);
    assert.deepEqual(files.map(({ path }) => path).sort(), ['.gitignore', 'fine.ts', '\ufffd.ts']);
    assert.deepEqual(skipped, { 'bad\ufffd.ts': 'name is not valid UTF-8' });
  });

  it('says nothing of such names where a rule of the same bytes ignores them', async function () {
    if (process.platform !== 'linux') this.skip();
    git(place, root, 'init', '-q');
    const named = (bytes: string): Buffer =>
      Buffer.concat([Buffer.from(`${root}/`), Buffer.from(bytes, 'latin1')]);
    writeFiles(root, { '.gitignore': Buffer.from('\xef\xbb\xbfout\xff.ts\nrest\xfe*\n', 'latin1') });
    for (const name of ['out\xff.ts', 'rest\xfe.ts', 'bad\xfd.ts']) writeFileSync(named(name), '');
    const { skipped } = await seen(place, root);
    assert.deepEqual(skipped, { 'bad\ufffd.ts': 'name is not valid UTF-8' });
    const ofGit = git(place, root, 'ls-files', '-co', '--exclude-standard');
    assert.equal(ofGit, '.gitignore\n"bad\\375.ts"\n');
  });

  it('skips a folder without permission and goes on', function () {
    const runAs = unprivileged();
    if (runAs === null) this.skip();
    writeFiles(root, { 'a/closed/x.ts': '', 'a/open.ts': '', 'z.ts': '' });
    chmodSync(join(root, 'a', 'closed'), 0);
    chmodSync(place.folder, 0o755);
    const script = `
      import { discover } from ${JSON.stringify(pathToFileURL(DISCOVER).href)};
      const found = [];
      for await (const one of discover(process.argv[1], { git: { home: null, systemConfig: null } }))
        found.push(one.type === 'file' ? one.file.path : one.path + ': ' + one.reason);
      console.log(JSON.stringify(found));`;
    const output = runAs([process.execPath, '--input-type=module-typescript', '-e', script, root]);
    assert.deepEqual(JSON.parse(output), ['z.ts', 'a/open.ts', 'a/closed: permission denied']);
  });

  async function failure(folder: string): Promise<EngineError> {
    const error: unknown = await discover(folder, { git: { home: null } })
      .next()
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    assert.ok(error instanceof EngineError);
    return error;
  }

  it('names a folder that is not there', async () => {
    const error = await failure(join(root, 'nowhere'));
    assert.equal(error.code, 'folderMissing');
    assert.match(error.message, /nowhere/);
  });

  it('names a file that was given as a folder', async () => {
    writeFiles(root, { 'a.txt': '' });
    assert.equal((await failure(join(root, 'a.txt'))).code, 'notAFolder');
    assert.equal((await failure(join(root, 'a.txt', 'below'))).code, 'notAFolder');
  });

  it('stops when told to', async () => {
    writeFiles(root, { 'a.ts': '', 'b.ts': '', 'c.ts': '' });
    const controller = new AbortController();
    const paths: string[] = [];
    await assert.rejects(
      async () => {
        for await (const found of discover(root, { git: { home: null } }, controller.signal)) {
          if (found.type === 'file') paths.push(found.file.path);
          controller.abort();
        }
      },
      (error) => error instanceof EngineError && error.code === 'aborted',
    );
    assert.deepEqual(paths, ['a.ts']);
  });
});

/** Runs a command as a user whom permissions bind; null where that cannot be had. */
function unprivileged(): ((command: readonly string[]) => string) | null {
  if (process.platform === 'win32') return null;
  const run = (command: readonly string[]): string =>
    execFileSync(command[0] ?? '', command.slice(1), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  if (process.getuid?.() !== 0) return run;
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const runAsNobody = (command: readonly string[]): string => run([...asNobody, ...command]);
  try {
    // Node and the sources must be readable to that user too.
    runAsNobody([process.execPath, '-e', `require('fs').readFileSync(${JSON.stringify(DISCOVER)})`]);
    return runAsNobody;
  } catch {
    return null;
  }
}
