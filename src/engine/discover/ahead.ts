/**
 * Folders and files that are known from before are listed and asked for by a second thread while a walk goes on: that is
 * most of what a look through an unchanged folder takes. The thread begins with the last folder, the walk asks for itself
 * where the thread has not been yet, and neither ever waits for the other: without a thread nothing is different but slower.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { AheadRequest } from './aheadThread.ts';
import { placesOf } from './placesOf.ts';

/** What a walk needs of `Stats`. */
export interface EntryStats {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  isFile(): boolean;
  isSymbolicLink(): boolean;
}

/** What a walk needs of a `Dirent`. */
export interface Named {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** What the thread has told of a folder: null where it did not, and the walk has to ask. */
export interface FolderAhead {
  listing(): Named[] | null;
  /** They hold until the next file is asked for. */
  stats(name: string): EntryStats | null;
}

export interface KnownNames {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Of its files, one at the least. */
  readonly names: readonly string[];
}

/** One walk's. */
export interface Ahead {
  /** Null for a folder that was not named. */
  of(folder: string): FolderAhead | null;
  /** The walk is over. */
  end(): void;
}

/** Files below which the walk has asked for all of them before a thread has begun. Estimated. */
const leastFiles = 2_000;
/** Files that are asked for by one or the other. */
const blockSize = 32;
/** Room for listings, in bytes for each folder and each known file: what is not known needs some of it as well. */
const folderBytes = 256;
const fileBytes = 64;
/** Milliseconds that the thread is kept for the next walk: it takes 4 MB, and to start it as long as a fifth of a walk. */
const keptFor = 60_000;

/** The thread, started when it is needed. */
export class AheadThread {
  readonly #script: string;
  #worker: Worker | null = null;
  #leave: NodeJS.Timeout | undefined;

  constructor(script: string) {
    this.#script = script;
  }

  /** Null where the files are few, there is one core, or no thread can be had. `root`: absolute. */
  begin(root: string, known: Iterable<KnownNames>): Ahead | null {
    const folders = [...known];
    const files = folders.reduce((sum, { names }) => sum + names.length, 0);
    if (files < leastFiles || availableParallelism() < 2) return null;
    try {
      return this.#begin(root, folders, files);
    } catch {
      // Too many threads, or too little memory: the walk does without.
      return null;
    }
  }

  #begin(root: string, folders: readonly KnownNames[], files: number): Ahead {
    const shared = new Shared(folders, files);
    const text = folders.map(({ path, names }) => `${path}\0${names.join('/')}`).join('\0');
    const { claims, places, listings, stats } = shared;
    const request: AheadRequest = { root, folders: text, claims, blockSize, places, listings, stats };
    clearTimeout(this.#leave);
    this.#started().postMessage(request);
    return {
      of: (folder) => shared.of(folder),
      end: () => {
        Atomics.store(claims, claims.length - 1, 1);
        clearTimeout(this.#leave);
        this.#leave = setTimeout(() => void this.close(), keptFor).unref();
      },
    };
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 256 };
    const worker = new Worker(this.#script, { name: 'homing-ahead', resourceLimits });
    worker.unref();
    const forget = (): void => {
      if (this.#worker === worker) this.#worker = null;
    };
    // Whatever ends it, the walk asks for the rest.
    worker.on('error', forget);
    worker.on('exit', forget);
    return (this.#worker = worker);
  }

  async close(): Promise<void> {
    clearTimeout(this.#leave);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

interface AskedFolder {
  readonly names: readonly string[];
  /** Its number. */
  readonly at: number;
  /** Number of its first block. */
  readonly block: number;
}

/** What both threads see: which of them takes what, and what the other one has told. */
class Shared {
  readonly claims: Int32Array;
  readonly places: Uint32Array;
  readonly listings: Uint8Array;
  readonly stats: Float64Array;
  readonly #folders = new Map<string, AskedFolder>();
  readonly #text: Buffer;
  /** One for all: thousands of them would be garbage at once. */
  readonly #told = { size: -1, mtimeMs: -1, ctimeMs: -1, isFile: () => true, isSymbolicLink: () => false };

  constructor(folders: readonly KnownNames[], files: number) {
    let block = 0;
    for (const [at, { path, names }] of folders.entries()) {
      this.#folders.set(path, { names, at, block });
      block += Math.ceil(names.length / blockSize);
    }
    const listed = folders.length * folderBytes + files * fileBytes;
    this.claims = new Int32Array(new SharedArrayBuffer(4 * (folders.length + block + 1)));
    this.places = new Uint32Array(new SharedArrayBuffer(4 * 2 * folders.length));
    this.listings = new Uint8Array(new SharedArrayBuffer(listed));
    this.stats = new Float64Array(new SharedArrayBuffer(8 * 3 * block * blockSize));
    this.#text = Buffer.from(this.listings.buffer);
  }

  of(folder: string): FolderAhead | null {
    const asked = this.#folders.get(folder);
    if (asked === undefined) return null;
    const placeOf = placesOf(asked.names);
    let last = -1;
    let isTold = false;
    return {
      listing: () => (this.#isTold(asked.at) ? this.#listing(asked.at) : null),
      stats: (name) => {
        const place = placeOf(name);
        if (place === -1) return null;
        const block = asked.block + Math.floor(place / blockSize);
        if (block !== last) isTold = this.#isTold(this.#folders.size + block);
        last = block;
        return isTold ? this.#statsAt(asked.block * blockSize + place) : null;
      },
    };
  }

  /** What is free is the walk's from now on. */
  #isTold(claim: number): boolean {
    return Atomics.compareExchange(this.claims, claim, 0, 1) === 2;
  }

  #listing(folder: number): Named[] {
    const text = this.#text.toString('utf8', this.places[2 * folder], this.places[2 * folder + 1]);
    const end = text.indexOf('\0');
    if (end === 0) return [];
    const names = text.slice(end + 1).split('/');
    return names.map((name, at) => ({ name, kind: kinds[text.charAt(at)] ?? 'other' }));
  }

  #statsAt(file: number): EntryStats | null {
    const size = this.stats[3 * file] ?? -1;
    if (size === -1) return null;
    this.#told.size = size;
    this.#told.mtimeMs = this.stats[3 * file + 1] ?? -1;
    this.#told.ctimeMs = this.stats[3 * file + 2] ?? -1;
    return this.#told;
  }
}

const kinds: Readonly<Record<string, Named['kind']>> = { f: 'file', d: 'folder' };
