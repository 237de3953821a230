import assert from 'node:assert/strict';
import { extension, indexedHoming } from '../suite/homing.ts';

describe('the installed package', () => {
  it('stands on its own, away from the repository', () => {
    const folder = process.env['HOST_TEST_EXTENSIONS'];
    assert.ok(folder !== undefined);
    assert.ok(extension().extensionPath.startsWith(folder), extension().extensionPath);
  });

  it('indexes the folder and answers by meaning', async () => {
    const homing = await indexedHoming();
    const [status] = await homing.status();
    assert.equal(status?.fresh, true);
    const hits = await homing.search('compensation because of bad weather', 3);
    assert.ok(hits.some((hit) => hit.path === 'docs/refunds.md'));
  });
});
