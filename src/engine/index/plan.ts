import { sourceFile, type FoundFile, type FoundFolder } from '../discover/discover.ts';
import { placesOf } from '../discover/placesOf.ts';
import type { Skipped, SourceFile } from '../types.ts';

/** What the index knows of a file, but its path. */
export interface KnownFile {
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
  /** How many are as they were. */
  readonly unchanged: number;
  /** Those of them that have no chunks, with the reason. */
  readonly skipped: readonly Skipped[];
  /** Paths. */
  readonly removed: readonly string[];
}

/**
 * Files by folder: one list of all takes several times as long to make and to ask. Numbers stand in columns: what is known
 * of a file takes about 190 bytes, and is kept from one look to the next.
 */
export class KnownFiles {
  readonly #folders = new Map<string, KnownFolder>();
  /** The one that the last file was added to: the next one is mostly in it as well. */
  #latest: KnownFolder | null = null;
  /** Most files have what many others have. */
  readonly #sorts = new Map<string, Sort>();

  /** A path once at the most. */
  add(path: string, file: KnownFile): void {
    const end = Math.max(0, path.lastIndexOf('/'));
    const isAsBefore = this.#latest?.path.length === end && path.startsWith(this.#latest.path);
    if (!isAsBefore) {
      const folder = path.slice(0, end);
      this.#latest = this.#folders.get(folder) ?? new KnownFolder(folder);
      this.#folders.set(folder, this.#latest);
    }
    this.#latest?.add(path.slice(end === 0 ? 0 : end + 1), file, this.#sortOf(file));
  }

  #sortOf({ language, kind, skipped }: KnownFile): Sort {
    const key = `${kind} ${language ?? ''} ${skipped ?? ''}`;
    const known = this.#sorts.get(key);
    if (known !== undefined) return known;
    const sort = { language, kind, skipped };
    this.#sorts.set(key, sort);
    return sort;
  }

  folder(path: string): KnownFolder | null {
    return this.#folders.get(path) ?? null;
  }

  folders(): Iterable<KnownFolder> {
    return this.#folders.values();
  }

  /** Paths of those that were not met. */
  *left(): Generator<string> {
    for (const folder of this.#folders.values()) yield* folder.left();
  }

  /** For another look: none was met. */
  beginAgain(): void {
    for (const folder of this.#folders.values()) folder.beginAgain();
  }
}

type Sort = Pick<KnownFile, 'language' | 'kind' | 'skipped'>;

/** The files of one folder that the index knows. */
export class KnownFolder {
  readonly path: string;
  readonly names: string[] = [];
  readonly #sorts: Sort[] = [];
  /** For each file its size, its time and when it was read. */
  readonly #numbers: number[] = [];
  #placeOf: ((name: string) => number) | null = null;
  #met: boolean[] = [];
  #isMetAgain = false;

  constructor(path: string) {
    this.path = path;
  }

  add(name: string, { size, mtimeMs, readAt }: KnownFile, sort: Sort): void {
    this.names.push(name);
    this.#sorts.push(sort);
    this.#numbers.push(size, mtimeMs, readAt);
  }

  /** Null where it is not known, or was met before. */
  meet(name: string): KnownFile | null {
    this.#placeOf ??= placesOf(this.names);
    const place = this.#placeOf(name);
    const sort = this.#sorts[place];
    if (sort === undefined || this.#met[place] === true) return null;
    this.#met[place] = true;
    // The one that is there is part of a path, all of which it keeps in memory.
    if (!this.#isMetAgain) this.names[place] = name;
    const { language, kind, skipped } = sort;
    const number = (at: number): number => this.#numbers[3 * place + at] ?? -1;
    return { size: number(0), mtimeMs: number(1), readAt: number(2), language, kind, skipped };
  }

  *left(): Generator<string> {
    for (const [place, name] of this.names.entries()) {
      if (this.#met[place] !== true) yield this.path === '' ? name : `${this.path}/${name}`;
    }
  }

  beginAgain(): void {
    this.#placeOf = null;
    this.#met = [];
    this.#isMetAgain = true;
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
  readonly #skipped: Skipped[] = [];
  #unchanged = 0;

  constructor(known: KnownFiles) {
    this.#known = known;
  }

  /** A folder can come once at the most. */
  add({ folder, files }: FoundFolder): void {
    const known = this.#known.folder(folder);
    for (const file of files) {
      const before = known?.meet(file.name) ?? null;
      if (before === null || !isSame(before, file) || !isSettled(before, file)) {
        this.#toRead.push(sourceFile(folder, file));
        continue;
      }
      this.#unchanged++;
      if (before.skipped === null) continue;
      this.#skipped.push({ path: sourceFile(folder, file).path, reason: before.skipped });
    }
  }

  /** After the last folder. */
  plan(): Plan {
    const removed = [...this.#known.left()];
    return { toRead: this.#toRead, unchanged: this.#unchanged, skipped: this.#skipped, removed };
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
