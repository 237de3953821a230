import assert from 'node:assert/strict';
import { join } from 'node:path';
import { packagedFiles, packagedTargets } from '../../scripts/package.ts';

describe('the package', () => {
  for (const target of packagedTargets) {
    it(`for ${target} holds what runs there and nothing of another platform`, async () => {
      const files = await packagedFiles(target);
      const native = files.filter((file) => /\.(node|so[.\d]*|dylib|dll)$/.test(file));
      assert.ok(native.some((file) => file.endsWith('onnxruntime_binding.node')));
      assert.ok(native.some((file) => file.includes('usearch')));
      const [platform = '', architecture = ''] = target.split('-');
      for (const file of native) {
        assert.match(file, new RegExp(platform), file);
        assert.match(file, new RegExp(architecture), file);
      }
    });
  }

  it('holds the models and a grammar for each language that has one', async () => {
    const files = await packagedFiles('linux-x64');
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

  it('holds no tests, sources or development tools', async () => {
    const files = await packagedFiles('linux-x64');
    assert.deepEqual(
      files.filter((file) =>
        /\.ts$|\.map$|^(test|scripts|src|out|\.)|\.test\.|node_modules\/node-linux/.test(file),
      ),
      [],
    );
  });
});
