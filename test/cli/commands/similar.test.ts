import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Hit } from '../../../src/engine/types.ts';
import { homing, removeTemporaryFolders, temporaryFolder } from '../homing.ts';
import { workspace } from '../workspace.ts';

describe('homing similar', () => {
  let folder: string;
  let storage: string;

  before(() => {
    folder = temporaryFolder(workspace);
    storage = temporaryFolder();
  });
  after(removeTemporaryFolders);

  const similar = (place: string, ...args: readonly string[]) =>
    homing(['similar', path.join(folder, place), '--folder', folder, '--storage', storage, ...args]);

  it('finds what is like a place, and not the place', async () => {
    const { code, stdout, stderr } = await similar('tools/colours.py:1-4', '--json', '--explain');
    assert.equal(code, 0, stderr);
    const { query, hits } = JSON.parse(stdout) as { query: string; hits: readonly Hit[] };
    assert.equal(query, 'tools/colours.py:1-4');
    assert.ok(hits.length > 0);
    for (const hit of hits) {
      assert.ok(hit.path !== 'tools/colours.py' || hit.startLine > 4);
      assert.ok(hit.why !== undefined);
    }
  });
  it('takes a place as compilers write it', async () => {
    for (const place of ['tools/colours.py:3:5', 'tools/colours.py:3:5:']) {
      const { code, stdout, stderr } = await similar(place, '--json', '--no-update');
      assert.equal(code, 0, stderr);
      assert.equal((JSON.parse(stdout) as { query: string }).query, 'tools/colours.py:3-3');
    }
  });
  it('takes a path as hits have it', async () => {
    const place = 'tools/colours.py:1-4';
    const { code, stdout, stderr } = await homing([
      ...['similar', place, '--folder', folder, '--storage', storage, '--json'],
    ]);
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as { query: string }).query, place);
  });

  it('takes a folder by a link to it, and searches it once however it is named', async () => {
    const link = path.join(temporaryFolder(), 'link');
    symlinkSync(folder, link, 'junction');
    const within = ['--storage', storage, '--json'];
    const linked = await homing(['similar', 'tools/colours.py:1-4', '--folder', link, ...within], {
      cwd: folder,
    });
    assert.equal(linked.code, 0, linked.stderr);
    const both = await homing(['search', 'colours', '--folder', folder, '--folder', link, ...within]);
    const { hits } = JSON.parse(both.stdout) as { hits: readonly Hit[] };
    const places = hits.map((hit) => `${hit.path}:${hit.startLine}`);
    assert.ok(places.length > 0);
    assert.equal(new Set(places).size, places.length);
  });

  it('says what it cannot compare', async () => {
    const outside = await homing(['similar', import.meta.filename, '--folder', folder, '--storage', storage]);
    assert.equal(outside.code, 1);
    assert.match(outside.stderr, /is not in .*: name its folder with --folder\.\n$/);
    const none = await similar('none.ts');
    assert.equal(none.code, 1);
    assert.match(none.stderr, /^homing: There is no file .*none\.ts: name one that exists\.\n$/);
    assert.equal((await similar('src/http.ts:3-1')).code, 2);
  });
});
