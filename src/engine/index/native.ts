import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as Usearch from 'usearch';
import { isMusl, packageFolder, platformName } from '../embed/binaries.ts';
import type { Encoders, Log } from '../types.ts';

/** The native vector search, or null where it has no binary: then our own exact search serves. */
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
 * Why our own search serves in the native one's place, as a phrase; null where the native one serves. Its loader can
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

/** Where the student runs and why, and what stands in for a native part that is missing: one line for people. */
export function describeDevice(encoders: Encoders): string {
  const missing = missingNative();
  const device = encoders.deviceReason();
  return missing === null ? device : `${device}; vectors are compared by the built-in search: ${missing}`;
}

async function load(log: Log): Promise<Native | null> {
  const missing = missingNative();
  if (missing === null) {
    try {
      return await import('usearch');
    } catch (error) {
      log('warn', `The native vector search does not load: ${String(error)}`);
      failure = `usearch for ${platformName()} does not load`;
    }
  }
  log('info', `The built-in search compares vectors: ${missing ?? failure ?? ''}.`);
  return null;
}
