import { realpathSync } from 'node:fs';

/** Without links on the way; the path as it is where nothing is there, or not to be seen. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
