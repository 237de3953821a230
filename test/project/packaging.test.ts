import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nativeFolders, packagedFiles, packagedTargets } from '../../scripts/package.ts';
import { projectRoot } from '../../scripts/project.ts';

describe('the package', function () {
  // vsce looks at every file of the repository, the installed hosts among them.
  this.timeout(180_000);
  let files: readonly string[];

  before(async () => {
    files = await packagedFiles('linux-x64');
  });

  it('holds what runs on its platform and nothing of another', () => {
    const native = files.filter((file) => /\.(node|so[.\d]*|dylib|dll)$/.test(file));
    assert.ok(native.some((file) => file.endsWith('onnxruntime_binding.node')));
    assert.ok(native.some((file) => file.includes('usearch')));
    for (const file of native) {
      assert.match(file, /linux/, file);
      assert.match(file, /x64/, file);
    }
  });

  for (const target of packagedTargets) {
    it(`for ${target} finds its native files where it looks for them`, () => {
      for (const folder of nativeFolders(target)) {
        const names = readdirSync(join(projectRoot, folder));
        assert.ok(
          names.some((name) => name.endsWith('.node')),
          folder,
        );
      }
    });
  }

  it('holds the models and a grammar for each language that has one', () => {
    for (const needed of [
      'models/vocab.txt',
      'models/student/manifest.json',
      'models/student-static/manifest.json',
      join('node_modules', 'web-tree-sitter', 'tree-sitter.wasm'),
      join('node_modules', 'tree-sitter-wasms', 'out', 'tree-sitter-python.wasm'),
    ]) {
      assert.ok(files.includes(needed), needed);
    }
  });

  it('holds no tests, sources or development tools', () => {
    assert.deepEqual(
      files.filter((file) =>
        /\.ts$|\.map$|^(test|scripts|src|out|\.)|\.test\.|node_modules\/node-linux/.test(file),
      ),
      [],
    );
  });
});
