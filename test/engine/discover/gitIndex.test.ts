import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGitIndex } from '../../../src/engine/discover/gitIndex.ts';
import { type Workplace, git, makeWorkplace, writeFiles } from './folders.ts';

describe('An index of git', () => {
  let place: Workplace;
  beforeEach(() => (place = makeWorkplace()));
  afterEach(() => place.remove());

  for (const version of ['2', '4']) {
    it(`of version ${version} that ends early, whatever count of entries it tells, is none`, () => {
      const root = join(place.folder, 'project');
      const names = Array.from({ length: 20 }, (_, at) => `${'a-long-name-'.repeat(12)}${at}`);
      writeFiles(root, Object.fromEntries(names.map((name) => [name, ''])));
      git(place, root, 'init', '-q');
      git(place, root, 'add', '.');
      git(place, root, 'update-index', '--index-version', version);
      const file = join(root, '.git', 'index');
      assert.equal(readGitIndex(file, 'sha1')?.length, names.length);
      const bytes = readFileSync(file);
      // Without the checksum, and what follows the entries; to go through four thousand million would take half an hour.
      for (let length = bytes.length - 60; length > 12; length -= 7) {
        for (const count of [names.length, 2 ** 32 - 1]) {
          const damaged = Buffer.from(bytes.subarray(0, length));
          damaged.writeUInt32BE(count, 8);
          writeFileSync(file, damaged);
          assert.equal(readGitIndex(file, 'sha1'), null, `${length} bytes, ${count} entries`);
        }
      }
    });
  }
});
