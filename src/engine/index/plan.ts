import type { SourceFile } from '../types.ts';

/** What the index knows of a file. */
export interface KnownFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Milliseconds since 1970 just before it was read. */
  readonly readAt: number;
  readonly language: string | null;
  readonly kind: string;
}

export interface Plan {
  /** New or possibly changed, in the order in which they were found. */
  readonly toRead: readonly SourceFile[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Milliseconds. A file that was written this shortly before it was read may have been written again within the same
 * tick of the file system's clock (4 ms on Linux, 2 s on FAT are the extremes; most keep 15 ms): its time proves nothing.
 */
const clockTick = 20;

/** What is to be done for `known` to become `found`. Both hold a path once at the most. */
export function planUpdate(known: ReadonlyMap<string, KnownFile>, found: readonly SourceFile[]): Plan {
  const toRead: SourceFile[] = [];
  const unchanged: string[] = [];
  const seen = new Set<string>();
  for (const file of found) {
    seen.add(file.path);
    const before = known.get(file.path);
    if (before !== undefined && isSame(before, file) && isSettled(before, file)) unchanged.push(file.path);
    else toRead.push(file);
  }
  const removed = [...known.keys()].filter((path) => !seen.has(path));
  return { toRead, unchanged, removed };
}

/** As far as size and time tell. */
export function isSame(before: KnownFile, now: SourceFile): boolean {
  return (
    before.size === now.size &&
    before.mtimeMs === now.mtimeMs &&
    before.language === now.language &&
    before.kind === now.kind
  );
}

/**
 * Whether equal size and time prove that the file is as it was read: programs that write a file can put its time back, but
 * not that of its last change.
 */
export function isSettled(before: KnownFile, now: SourceFile): boolean {
  return before.readAt - Math.max(before.mtimeMs, now.ctimeMs) > clockTick;
}
