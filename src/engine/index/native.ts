import type * as Usearch from 'usearch';
import type { Log } from '../types.ts';

/** The native vector search, or null where it has no binary: then our own exact search serves. */
export type Native = typeof Usearch;

/** What usearch ships, as `platform-arch`. Its loader can recurse without end where none fits, so it is not asked. */
const prebuilt: ReadonlySet<string> = new Set([
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64',
  'linux-x64',
  'win32-x64',
]);

let loading: Promise<Native | null> | null = null;

export function loadNative(log: Log): Promise<Native | null> {
  loading ??= load(log);
  return loading;
}

async function load(log: Log): Promise<Native | null> {
  const platform = `${process.platform}-${process.arch}`;
  if (!prebuilt.has(platform) || isMusl()) {
    log('info', `The native vector search has no build for ${platform}: the built-in one serves.`);
    return null;
  }
  try {
    return await import('usearch');
  } catch (error) {
    log('warn', `The native vector search can not be loaded: the built-in one serves. ${String(error)}`);
    return null;
  }
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime === undefined;
}
