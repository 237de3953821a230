import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Chromium's software Vulkan driver, as Debian's package installs it. */
export const softwareDriver = '/usr/lib/chromium/vk_swiftshader_icd.json';

export function skipWithoutDriver(context: Mocha.Context): void {
  if (existsSync(softwareDriver)) return;
  console.log(`      needs ${softwareDriver} (Debian: chromium, libvulkan1)`);
  context.skip();
}

/** A process of the script beside this one that sees only the Vulkan driver named by `driver`. */
export function forkWithDriver(script: string, args: readonly string[], driver: string): ChildProcess {
  return fork(join(import.meta.dirname, script), args, {
    env: { ...process.env, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
