import type { SourceFile } from '../types.ts';

const unlikely =
  /(?:^|[/._-])(?:tests?|specs?|fixtures?|vendor|third_party|examples?|mocks?|snapshots?)(?:[/._-]|$)/i;

/** Whether people seldom look for what is in a file: tests and the like. */
export function isUnlikely(path: string): boolean {
  return unlikely.test(path);
}

/**
 * The order in which files are read: those of the folders nearest to `near` (paths relative to the root) first, and of
 * equally near ones what people look for before tests and the like; otherwise as they were found.
 */
export function inReadingOrder(files: readonly SourceFile[], near: readonly string[]): readonly SourceFile[] {
  const from = near.map(foldersOf);
  const distances = new Map<string, number>();
  const distanceOf = (path: string): number => {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const known = distances.get(folder);
    if (known !== undefined) return known;
    const distance = Math.min(...from.map((each) => stepsBetween(each, foldersOf(path))));
    distances.set(folder, distance);
    return distance;
  };
  return files
    .map((file) => ({ file, distance: distanceOf(file.path), late: isUnlikely(file.path) ? 1 : 0 }))
    .sort((a, b) => a.distance - b.distance || a.late - b.late)
    .map(({ file }) => file);
}

function foldersOf(path: string): readonly string[] {
  return path.split('/').slice(0, -1);
}

/** Folders up and down from one to the other. */
function stepsBetween(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return a.length + b.length - 2 * shared;
}
