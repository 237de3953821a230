import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Workplace, git, makeWorkplace, writeFiles } from '../engine/discover/folders.ts';

const SCRIPT = fileURLToPath(new URL('gitListing.ts', import.meta.url));

describe('The listing that is held against git’s', () => {
  let place: Workplace;
  let root: string;

  before(() => {
    place = makeWorkplace();
    root = join(place.folder, 'project');
    writeFiles(root, { 'a.ts': '', 'é.ts': '', '.gitignore': '*.log\n', 'x.log': '' });
    git(place, root, 'init', '-q');
  });
  after(() => place.remove());

  function compare(): { readonly code: number | null; readonly output: string } {
    const env = { PATH: process.env['PATH'], HOME: place.home };
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, root], { encoding: 'utf8', env });
    return { code: status, output: stdout };
  }

  it('loses no file whose name is not valid UTF-8, nor what lies in a folder of such a name', function () {
    if (process.platform !== 'linux') this.skip();
    const named = (bytes: string): Buffer =>
      Buffer.concat([Buffer.from(`${root}/`), Buffer.from(bytes, 'latin1')]);
    writeFileSync(named('na\xefve.ts'), '');
    mkdirSync(named('caf\xe9'));
    writeFileSync(named('caf\xe9/b.ts'), '');
    git(place, root, 'add', '-A');
    const { code, output } = compare();
    assert.match(output, /git 5 .*ours 5 .*missing 0, extra 0/, output);
    assert.equal(code, 0);
  });

  it('fails where git has a file that we have not', () => {
    writeFiles(root, { '.homingignore': 'a.ts\n' });
    const { code, output } = compare();
    assert.match(output, /missing 1, extra 0/, output);
    assert.equal(code, 1);
  });
});
