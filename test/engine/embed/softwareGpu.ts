import assert from 'node:assert/strict';
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Chromium's software Vulkan driver, as Debian's package installs it. */
export const softwareDriver = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Manifest of a driver with float16, which Chromium's lacks: Mesa's `lvp_icd.json` has it, of a version from 24 on, that WebGPU
 * takes. Debian 12 has an older one.
 */
export const float16Driver = process.env['HOMING_FLOAT16_DRIVER'] ?? '';

export function skipWithoutFloat16(context: Mocha.Context): void {
  if (float16Driver !== '') return;
  console.log('      needs the path of a driver in HOMING_FLOAT16_DRIVER (see softwareGpu.ts)');
  context.skip();
}

export function skipWithoutDriver(context: Mocha.Context): void {
  if (existsSync(softwareDriver)) return;
  console.log(`      needs ${softwareDriver} (Debian: chromium, libvulkan1)`);
  context.skip();
}

/** Skips where no driver can be made, or the Vulkan loader, which alone loads it, is not there. */
export function skipWithoutCompiler(context: Mocha.Context): void {
  const compiles = spawnSync('cc', ['--version']).status === 0;
  const loads = spawnSync('ldconfig -p', { shell: true }).stdout.includes('libvulkan.so.1');
  if (process.platform !== 'linux' || !compiles || !loads) context.skip();
}

/** Makes a driver that ends its process when it is loaded; returns the path of its manifest in `folder`. */
export function endingDriver(folder: string): string {
  const [source, library] = [join(folder, 'driver.c'), join(folder, 'driver.so')];
  writeFileSync(
    source,
    '#include <signal.h>\n__attribute__((constructor)) static void die(void) { raise(SIGKILL); }\n',
  );
  assert.equal(spawnSync('cc', ['-shared', '-fPIC', '-o', library, source]).status, 0);
  const driver = join(folder, 'driver.json');
  const manifest = { file_format_version: '1.0.0', ICD: { library_path: library, api_version: '1.1.0' } };
  writeFileSync(driver, JSON.stringify(manifest));
  return driver;
}

/** A process of the script beside this one that sees only the Vulkan driver named by `driver`. */
export function forkWithDriver(script: string, args: readonly string[], driver: string): ChildProcess {
  return fork(join(import.meta.dirname, script), args, {
    env: { ...process.env, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
