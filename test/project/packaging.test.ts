import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentsOf, targetNames } from '../../scripts/package/contents.ts';
import { noticesFile, thirdPartyNotices } from '../../scripts/package/notices.ts';
import { packagedFiles } from '../../scripts/package/stage.ts';
import { projectRoot } from '../../scripts/project.ts';
import { compareContents, knownTargets } from './packageContents.ts';

describe('the packages', () => {
  it('are made for the platforms that have binaries, and one for all others', () => {
    assert.deepEqual([...targetNames].sort(), [...knownTargets].sort());
  });

  for (const target of knownTargets) {
    it(`for ${target} hold what is on the list, and nothing else`, async () => {
      assert.deepEqual(compareContents(target, await packagedFiles(target)), { unexpected: [], missing: [] });
    });
  }

  it('hold the one dylib that the binding loads', () => {
    const folder = 'node_modules/onnxruntime-node/bin/napi-v6/darwin/arm64';
    const binding = readFileSync(join(projectRoot, folder, 'onnxruntime_binding.node'));
    assert.ok(binding.includes('@rpath/libonnxruntime.1.dylib\0'));
  });

  it('are refused for a platform without', () => {
    assert.throws(() => contentsOf('plan9-mips'), /There is no package for plan9-mips; there is linux-x64,/);
  });
});

describe('THIRD_PARTY_NOTICES.md', () => {
  it('is what `npm run notices` writes', async () => {
    assert.equal(readFileSync(noticesFile, 'utf8'), await thirdPartyNotices());
  });

  it('names every package that is packed, with its version', async () => {
    const text = await thirdPartyNotices();
    for (const name of new Set(targetNames.flatMap((target) => contentsOf(target).packages))) {
      const manifest = readFileSync(join(projectRoot, 'node_modules', name, 'package.json'), 'utf8');
      const { version } = JSON.parse(manifest) as { version: string };
      assert.ok(text.includes(`### ${name} ${version} (`), name);
    }
  });
});
