import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Assets } from '../engine/types.ts';

/** Where the files of the package are. `models` overrides its folder (for trying other weights), null leaves it. */
export function locateAssets(packageRoot: string, models: string | null): Assets {
  const readingThread = path.join(packageRoot, 'dist', 'reading.cjs');
  const aheadThread = path.join(packageRoot, 'dist', 'ahead.cjs');
  return {
    models: models ?? path.join(packageRoot, 'models'),
    grammars: locateGrammars(packageRoot),
    ...(existsSync(readingThread) ? { readingThread } : {}),
    ...(existsSync(aheadThread) ? { aheadThread } : {}),
  };
}

/** npm may have put what a package needs beside the package instead of into it. */
function locateGrammars(packageRoot: string): string {
  const require = createRequire(path.join(packageRoot, 'package.json'));
  try {
    return path.resolve(require.resolve('tree-sitter-wasms/package.json'), '../..');
  } catch {
    return path.join(packageRoot, 'node_modules');
  }
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** Absolute path of the user's home. */
  readonly home: string;
}

/** The user's cache folder: what lies there may be deleted at any time and is made again. */
export function defaultStorage({ platform, environment, home }: Machine): string {
  if (platform === 'win32') {
    return path.join(environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'homing');
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'homing');
  // The XDG specification says that a relative path there must be ignored.
  const cache = environment['XDG_CACHE_HOME'] ?? '';
  return path.join(path.isAbsolute(cache) ? cache : path.join(home, '.cache'), 'homing');
}
