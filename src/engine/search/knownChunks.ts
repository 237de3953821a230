import type { DatabaseSync } from 'node:sqlite';
import { Recent } from '../embed/recent.ts';
import { readMeta } from '../index/meta.ts';
import { chunkPlaces, chunkTokens, type ChunkPlace } from '../index/queries.ts';
import type { StaticEncoder } from '../types.ts';

/** Places that are kept, some 200 bytes each: a question has about 500 candidates. */
const mostPlaces = 4_096;
/** Chunks whose tokens are kept, some 300 bytes each. */
const mostTokens = 1_024;

/**
 * What was read of chunks for the last questions: from key to key most of the candidates stay the same. A chunk's id stands
 * for its lines for ever, as long as the index is the same; its place may change or go, and is forgotten when anything was committed.
 */
export class KnownChunks {
  readonly #places = new Recent<number, ChunkPlace>(mostPlaces);
  readonly #tokens = new Recent<number, Int32Array>(mostTokens);
  #database: DatabaseSync | null = null;
  #revision = '';

  /** In no order; ids that are gone are left out. Throws SQLite's errors. */
  places(database: DatabaseSync, ids: readonly number[]): ChunkPlace[] {
    this.#follow(database);
    const read = (unknown: readonly number[]): (readonly [number, ChunkPlace])[] =>
      chunkPlaces(database, unknown).map((place) => [place.id, place]);
    return [...take(this.#places, ids, read).values()];
  }

  /**
   * Ids in ascending order, each once, by chunk; without those that are gone, or that another static student has read. Throws
   * SQLite's errors.
   */
  tokens(student: StaticEncoder, database: DatabaseSync, ids: readonly number[]): Map<number, Int32Array> {
    this.#follow(database);
    return take(this.#tokens, ids, (unknown) => [...chunkTokens(database, student.id, unknown)]);
  }

  /** Forgets what another index had, and what may have changed in this one. */
  #follow(database: DatabaseSync): void {
    const revision = String(readMeta(database, 'revision'));
    if (this.#database === database && this.#revision === revision) return;
    this.#places.clear();
    if (this.#database !== database) this.#tokens.clear();
    this.#database = database;
    this.#revision = revision;
  }
}

/** What is known of the ids; the rest is read, and known from now on. */
function take<T>(
  known: Recent<number, T>,
  ids: readonly number[],
  read: (unknown: readonly number[]) => readonly (readonly [number, T])[],
): Map<number, T> {
  const found = new Map<number, T>();
  const unknown: number[] = [];
  for (const id of ids) {
    const each = known.get(id);
    if (each === undefined) unknown.push(id);
    else found.set(id, each);
  }
  for (const [id, each] of unknown.length === 0 ? [] : read(unknown)) {
    known.set(id, each);
    found.set(id, each);
  }
  return found;
}
