import type { DatabaseSync } from 'node:sqlite';
import type { TextDigest } from '../types.ts';

/** Chunks whose digests are remembered: those of some dozen questions. About a kilobyte each. */
const mostDigests = 4_096;

/**
 * Digests of chunks that ranked well of late: from key to key most of the best stay the same. A chunk's id stands for its
 * lines for ever, as long as the index is the same.
 */
export class Digests {
  /** Least recently used first. */
  readonly #digests = new Map<number, TextDigest>();
  #database: DatabaseSync | null = null;

  /** Forgets what another index had. */
  follow(database: DatabaseSync): void {
    if (this.#database !== database) this.#digests.clear();
    this.#database = database;
  }

  get(chunk: number): TextDigest | null {
    const digest = this.#digests.get(chunk);
    if (digest === undefined) return null;
    this.#digests.delete(chunk);
    this.#digests.set(chunk, digest);
    return digest;
  }

  keep(chunk: number, digest: TextDigest): TextDigest {
    this.#digests.set(chunk, digest);
    for (const oldest of this.#digests.keys()) {
      if (this.#digests.size <= mostDigests) break;
      this.#digests.delete(oldest);
    }
    return digest;
  }
}
