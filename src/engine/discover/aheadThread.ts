/**
 * Entry of a thread that lists folders and asks for the stats of files, from the last folder to the first, while a walk
 * comes towards it (see ahead.ts). It needs nothing but Node, so that it begins at once.
 */
import { lstatSync, readdirSync, type Dirent, type Stats } from 'node:fs';
import { parentPort } from 'node:worker_threads';

/** What is asked for. All arrays are shared memory. */
export interface AheadRequest {
  /** Absolute. */
  readonly root: string;
  /** A folder, a NUL, the names in it with slashes between them, a NUL, the next folder, and so on. */
  readonly folders: string;
  /** For each folder, and then for each block of files: 0 free, 1 taken, 2 told; the last is 1 when the walk is over. */
  readonly claims: Int32Array;
  /** Files of a block, all in one folder. */
  readonly blockSize: number;
  /** For each folder where its listing begins and ends in `listings`. */
  readonly places: Uint32Array;
  /** A listing is the kinds of the entries as one text, a NUL, and their names with slashes between them. */
  readonly listings: Uint8Array;
  /** For each file of each block its size, time of change and time of the last change of anything; −1: not told. */
  readonly stats: Float64Array;
}

function answer(request: AheadRequest): void {
  const { root, folders, claims, blockSize } = request;
  const parts = folders.split('\0');
  let block = claims.length - 1;
  let used = 0;
  for (let folder = parts.length / 2 - 1; folder >= 0; folder--) {
    const path = parts[2 * folder] ?? '';
    const place = path === '' ? root : `${root}/${path}`;
    if (claim(claims, folder)) used = tellListing(request, { folder, place, used });
    const names = (parts[2 * folder + 1] ?? '').split('/');
    for (let from = names.length - 1 - ((names.length - 1) % blockSize); from >= 0; from -= blockSize) {
      block--;
      if (Atomics.load(claims, claims.length - 1) === 1) return;
      if (!claim(claims, block)) continue;
      tellStats(request, (block - parts.length / 2) * blockSize, place, names.slice(from, from + blockSize));
      Atomics.store(claims, block, 2);
    }
  }
}

function claim(claims: Int32Array, at: number): boolean {
  return Atomics.compareExchange(claims, at, 0, 1) === 0;
}

interface Listed {
  readonly folder: number;
  /** Absolute. */
  readonly place: string;
  /** Bytes of `listings`. */
  readonly used: number;
}

/** Returns the bytes that are used then. What does not fit, and what can not be told as text, the walk lists itself. */
function tellListing({ claims, places, listings }: AheadRequest, { folder, place, used }: Listed): number {
  const entries = entriesOf(place);
  if (entries === null) return used;
  const text = `${entries.map(kindOf).join('')}\0${entries.map(({ name }) => name).join('/')}`;
  if (text.includes('\ufffd') || used + 3 * text.length > listings.length) return used;
  const end = used + Buffer.from(listings.buffer).write(text, used);
  places[2 * folder] = used;
  places[2 * folder + 1] = end;
  Atomics.store(claims, folder, 2);
  return end;
}

function entriesOf(place: string): Dirent[] | null {
  try {
    return readdirSync(place, { withFileTypes: true });
  } catch {
    return null;
  }
}

function kindOf(entry: Dirent): string {
  return entry.isFile() ? 'f' : entry.isDirectory() ? 'd' : '?';
}

function tellStats({ stats }: AheadRequest, from: number, folder: string, names: readonly string[]): void {
  for (const [at, name] of names.entries()) {
    const found = regularFile(`${folder}/${name}`);
    const place = 3 * (from + at);
    stats[place] = found?.size ?? -1;
    stats[place + 1] = found?.mtimeMs ?? -1;
    stats[place + 2] = found?.ctimeMs ?? -1;
  }
}

/** Of anything else the walk finds out for itself what it is, or why that cannot be told. */
function regularFile(place: string): Stats | null {
  try {
    const stats = lstatSync(place, { throwIfNoEntry: false });
    return stats?.isFile() === true ? stats : null;
  } catch {
    return null;
  }
}

parentPort?.on('message', (request: AheadRequest) => answer(request));
