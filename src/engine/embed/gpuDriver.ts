import { readdirSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Environment variables as a process sees them. */
export type Environment = Readonly<Record<string, string | undefined>>;

function holdsDriver(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.json'));
  } catch {
    return false;
  }
}

/**
 * Whether a Vulkan loader would find a driver at all, on Linux. Asked first, because the runtime's native code writes
 * three lines to standard error where none is found. Where the loader looks: Vulkan-Loader, "Driver Discovery on Linux".
 */
function vulkanDriverListed(environment: Environment): boolean {
  const named = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'];
  if (named.some((name) => environment[name])) return true;
  // Services and containers may have no home; a path that begins nowhere would be looked for in the working folder.
  const home = environment['HOME'];
  const below = (folder: string): readonly string[] => (home ? [join(home, folder)] : []);
  const split = (list: string | undefined, otherwise: readonly string[]): readonly string[] =>
    list ? list.split(delimiter) : otherwise;
  const roots = [
    ...split(environment['XDG_CONFIG_HOME'], below('.config')),
    ...split(environment['XDG_CONFIG_DIRS'], ['/etc/xdg']),
    '/etc',
    ...split(environment['XDG_DATA_HOME'], below('.local/share')),
    ...split(environment['XDG_DATA_DIRS'], ['/usr/local/share', '/usr/share']),
  ];
  return roots.filter((root) => isAbsolute(root)).some((root) => holdsDriver(join(root, 'vulkan/icd.d')));
}

/** False where trying the GPU is known to be in vain. */
export function gpuMayExist(environment: Environment, platform: string = process.platform): boolean {
  return platform !== 'linux' || vulkanDriverListed(environment);
}
