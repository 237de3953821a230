import { sourceFile, type FoundFile, type FoundFolder } from '../discover/discover.ts';
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
  /** Why it has no chunks, or null. */
  readonly skipped: string | null;
}

export interface Plan {
  /** New or possibly changed, in the order in which they were found. */
  readonly toRead: readonly SourceFile[];
  readonly unchanged: readonly KnownFile[];
  /** Paths. */
  readonly removed: readonly string[];
}

/** Files by folder, each to be met once at the most: one list of all takes several times as long to make and to ask. */
export class KnownFiles {
  readonly #folders = new Map<string, KnownFolder>();
  /** The one that the last file was added to: the next one is mostly in it as well. */
  #latest: { readonly path: string; readonly folder: KnownFolder } | null = null;

  /** A path once at the most. */
  add(file: KnownFile): void {
    const end = Math.max(0, file.path.lastIndexOf('/'));
    const isAsBefore = this.#latest?.path.length === end && file.path.startsWith(this.#latest.path);
    if (!isAsBefore) {
      const path = file.path.slice(0, end);
      const folder = this.#folders.get(path) ?? new KnownFolder(path);
      this.#folders.set(path, folder);
      this.#latest = { path, folder };
    }
    this.#latest?.folder.add(file);
  }

  folder(path: string): KnownFolder | null {
    return this.#folders.get(path) ?? null;
  }

  /** Those that were not met. */
  *left(): Generator<KnownFile> {
    for (const folder of this.#folders.values()) yield* folder.left();
  }
}

/** The files of one folder that the index knows. */
export class KnownFolder {
  readonly #prefix: number;
  readonly #files: (KnownFile | null)[] = [];
  #places: Map<string, number> | null = null;
  /** Place of the file that is expected: files are met in the order in which they were read, but those read again. */
  #next = 0;

  constructor(path: string) {
    this.#prefix = path === '' ? 0 : path.length + 1;
  }

  add(file: KnownFile): void {
    this.#files.push(file);
  }

  /** Null where it is not known, or was met before. */
  meet(name: string): KnownFile | null {
    const at = this.#placeOf(name);
    const file = at === null ? null : (this.#files[at] ?? null);
    if (at === null || file === null) return null;
    this.#files[at] = null;
    this.#next = at + 1;
    return file;
  }

  #placeOf(name: string): number | null {
    const expected = this.#files[this.#next]?.path;
    const isNext = expected?.length === this.#prefix + name.length && expected.endsWith(name);
    if (isNext) return this.#next;
    this.#places ??= new Map(this.#files.map((file, at) => [file?.path.slice(this.#prefix) ?? '', at]));
    return this.#places.get(name) ?? null;
  }

  *left(): Generator<KnownFile> {
    for (const file of this.#files) if (file !== null) yield file;
  }
}

/**
 * Milliseconds. A file that was written this shortly before it was read may have been written again within the same
 * tick of the file system's clock (4 ms on Linux, 2 s on FAT are the extremes; most keep 15 ms): its time proves nothing.
 */
const clockTick = 20;

/** What is to be done for what is known to become what is found, told folder by folder. */
export class Planning {
  readonly #known: KnownFiles;
  readonly #toRead: SourceFile[] = [];
  readonly #unchanged: KnownFile[] = [];

  constructor(known: KnownFiles) {
    this.#known = known;
  }

  /** A folder can come once at the most. */
  add({ folder, files }: FoundFolder): void {
    const known = this.#known.folder(folder);
    for (const file of files) {
      const before = known?.meet(file.name) ?? null;
      if (before !== null && isSame(before, file) && isSettled(before, file)) this.#unchanged.push(before);
      else this.#toRead.push(sourceFile(folder, file));
    }
  }

  /** After the last folder. */
  plan(): Plan {
    const removed = [...this.#known.left()].map(({ path }) => path);
    return { toRead: this.#toRead, unchanged: this.#unchanged, removed };
  }
}

/** As far as size and time tell. */
export function isSame(before: KnownFile, now: FoundFile): boolean {
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
export function isSettled(before: KnownFile, now: FoundFile): boolean {
  return before.readAt - Math.max(before.mtimeMs, now.ctimeMs) > clockTick;
}
