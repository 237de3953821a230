import type { DatabaseSync } from 'node:sqlite';
import type { TextDigest } from '../types.ts';
import { Recent } from './recent.ts';

/** Chunks whose digests are remembered: those of some dozen questions. About a kilobyte each. */
const mostDigests = 4_096;

/**
 * Digests of chunks that ranked well of late: from key to key most of the best stay the same. A chunk's id stands for its
 * lines for ever, as long as the index is the same.
 */
export class Digests {
  readonly #digests = new Recent<number, TextDigest>(mostDigests);
  #database: DatabaseSync | null = null;

  /** Forgets what another index had. */
  follow(database: DatabaseSync): void {
    if (this.#database !== database) this.#digests.clear();
    this.#database = database;
  }

  get(chunk: number): TextDigest | null {
    return this.#digests.get(chunk) ?? null;
  }

  keep(chunk: number, digest: TextDigest): TextDigest {
    this.#digests.set(chunk, digest);
    return digest;
  }
}
