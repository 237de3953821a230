import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gpuMayExist, type Environment } from '../../../src/engine/embed/gpuDriver.ts';

describe('the drivers of a GPU', () => {
  const before = process.cwd();
  let scratch: string;

  beforeEach(function () {
    // Drivers of the machine itself are found whatever the environment says.
    if (process.platform === 'win32' || gpuMayExist(nowhere, 'linux')) this.skip();
    scratch = mkdtempSync(join(tmpdir(), 'homing-drivers-'));
  });

  afterEach(() => {
    process.chdir(before);
    if (scratch) rmSync(scratch, { recursive: true, force: true });
  });

  const nowhere: Environment = { XDG_CONFIG_DIRS: '/nonexistent', XDG_DATA_DIRS: '/nonexistent' };
  const find = (environment: Environment): boolean => gpuMayExist({ ...nowhere, ...environment }, 'linux');

  function install(folder: string): void {
    const place = join(scratch, folder, 'vulkan', 'icd.d');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'driver.json'), '{}');
  }

  it('are found below the home folder and where the environment says', () => {
    assert.equal(find({ HOME: scratch }), false);
    install('.local/share');
    assert.equal(find({ HOME: scratch }), true);
    assert.equal(find({ HOME: '/nonexistent' }), false);
    assert.equal(find({ XDG_DATA_DIRS: `/nonexistent:${join(scratch, '.local/share')}` }), true);
    assert.equal(find({ VK_DRIVER_FILES: '/somewhere.json' }), true);
  });

  it('are not looked for in the working folder where there is no home', () => {
    for (const folder of ['.config', '.local/share', 'undefined/.config', '']) install(folder);
    process.chdir(scratch);
    assert.equal(find({}), false);
    assert.equal(find({ HOME: '' }), false);
    assert.equal(find({ XDG_DATA_DIRS: '/nonexistent:' }), false);
  });
});
