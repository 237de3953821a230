import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { defaultStorage, locateAssets } from '../../src/cli/locate.ts';

const packageRoot = path.resolve(import.meta.dirname, '../..');

describe('the default storage', () => {
  const home = path.resolve('/home/me');

  it('is in the cache folder of each system', () => {
    assert.equal(
      defaultStorage({ platform: 'linux', environment: {}, home }),
      path.join(home, '.cache/homing'),
    );
    assert.equal(
      defaultStorage({ platform: 'darwin', environment: {}, home }),
      path.join(home, 'Library/Caches/homing'),
    );
    assert.equal(
      defaultStorage({ platform: 'win32', environment: { LOCALAPPDATA: path.resolve('/local') }, home }),
      path.join(path.resolve('/local'), 'homing'),
    );
  });

  it('follows XDG_CACHE_HOME when that is absolute', () => {
    const at = (folder: string) =>
      defaultStorage({ platform: 'linux', environment: { XDG_CACHE_HOME: folder }, home });
    assert.equal(at(path.resolve('/fast')), path.join(path.resolve('/fast'), 'homing'));
    assert.equal(at('relative'), path.join(home, '.cache/homing'));
    assert.equal(at(''), path.join(home, '.cache/homing'));
  });
});

describe('the files of the package', () => {
  it('are where they are said to be', () => {
    const assets = locateAssets(packageRoot, null);
    assert.ok(existsSync(path.join(assets.grammars, 'tree-sitter-wasms/out/tree-sitter-typescript.wasm')));
    assert.equal(assets.models, path.join(packageRoot, 'models'));
  });

  it('may come with other models', () => {
    assert.equal(locateAssets(packageRoot, '/other').models, '/other');
  });
});
