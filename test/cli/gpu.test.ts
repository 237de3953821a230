import assert from 'node:assert/strict';
import type { IndexSummary } from '../../src/engine/types.ts';
import { endingDriver, skipWithoutCompiler } from '../engine/embed/softwareGpu.ts';
import { homing, removeTemporaryFolders, temporaryFolder } from './homing.ts';
import { workspace } from './workspace.ts';

describe('a driver that ends its process', function () {
  this.timeout(120_000);

  before(function () {
    skipWithoutCompiler(this);
  });
  after(removeTemporaryFolders);

  it('costs a command nothing but the GPU', async () => {
    const driver = endingDriver(temporaryFolder());
    const environment = { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
    const storage = temporaryFolder();
    const index = (folder: string) =>
      homing(['index', folder, '--json', '--device', 'gpu', '--storage', storage], { environment });
    const { code, stdout, stderr } = await index(temporaryFolder(workspace));
    assert.equal(code, 0, stderr);
    const { chunks, embedded } = JSON.parse(stdout) as IndexSummary;
    assert.ok(chunks >= 4 && embedded === chunks);
    const said = (way: string): string =>
      `While the GPU (${way}) was tried: The process that encodes ended (SIGKILL).`;
    assert.ok(stderr.includes(said('webgpu, float16')), stderr);
    // It may be float16 alone that it does not survive.
    const second = await index(temporaryFolder({ 'other.md': '# Other\n\nwords of another folder\n' }));
    assert.ok(second.code === 0 && second.stderr.includes(said('webgpu')), second.stderr);
    const third = await index(temporaryFolder({ 'third.md': '# Third\n\nwords of a third folder\n' }));
    assert.deepEqual([third.code, third.stderr], [0, '']);
  });
});
