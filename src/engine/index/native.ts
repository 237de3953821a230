import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as Usearch from 'usearch';
import { isMusl, packageFolder, platformName } from '../embed/binaries.ts';
import type { Log } from '../types.ts';

/** usearch, for the graphs of large folders; null where it has no binary: exact search serves there too. */
export type Native = typeof Usearch;

let loading: Promise<Native | null> | null = null;
/** Asked once: a status is told many times. */
let absent: string | null | undefined;
let failure: string | null = null;

export function loadNative(log: Log): Promise<Native | null> {
  loading ??= load(log);
  return loading;
}

/**
 * Why there are no graphs, as a phrase; null where usearch is there. Its loader can
 * recurse without end where its binary is missing, so the disk is asked instead.
 */
export function missingNative(): string | null {
  if (absent === undefined) absent = absence();
  return failure ?? absent;
}

function absence(): string | null {
  const folder = packageFolder('usearch');
  const isThere = folder !== null && !isMusl() && holdsBinary(join(folder, 'prebuilds'));
  return isThere ? null : `there is no usearch for ${platformName()}`;
}

/** Its folders are named `platform-arch`, or `platform-arch+arch`. */
function holdsBinary(prebuilds: string): boolean {
  if (!existsSync(prebuilds)) return false;
  return readdirSync(prebuilds).some((name) => {
    const [platform, architectures = ''] = name.split('-');
    if (platform !== process.platform || !architectures.split('+').includes(process.arch)) return false;
    return readdirSync(join(prebuilds, name)).some((file) => file.endsWith('.node'));
  });
}

async function load(log: Log): Promise<Native | null> {
  const missing = missingNative();
  if (missing === null) {
    try {
      return await import('usearch');
    } catch (error) {
      log('warn', `usearch does not load: ${String(error)}`);
      failure = `usearch for ${platformName()} does not load`;
    }
  }
  log('info', `Large folders are searched without a graph: ${missing ?? failure ?? ''}.`);
  return null;
}
