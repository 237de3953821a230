/** Which native parts of other packages are there for this machine: asked of the disk, never by loading them. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** Absolute folder of an npm package as `import` would find it, or null. */
export function packageFolder(name: string): string | null {
  const candidates = (require.resolve.paths(name) ?? []).map((folder) => join(folder, name));
  return candidates.find((folder) => existsSync(join(folder, 'package.json'))) ?? null;
}

let musl: boolean | null = null;

/** True where the C library is not glibc, for which every native part here was built. */
export function isMusl(): boolean {
  musl ??= process.platform === 'linux' && !hasGlibc();
  return musl;
}

function hasGlibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime !== undefined;
}

/** For people: `linux-x64`, `linux-x64 (musl)`. */
export function platformName(): string {
  return `${process.platform}-${process.arch}${isMusl() ? ' (musl)' : ''}`;
}
