/** When SQLite copies its write-ahead log into the database. Where there is no log, nothing of this does anything. */
import type { DatabaseSync } from 'node:sqlite';

/** Pages after which a commit copies the log: SQLite's own number. */
const atCommit = 1_000;
/** The same where the log is copied by itself as well: for when that comes too late. */
const atLast = 4_000;
/** Commits of a batch of files after which the log is copied: together about 1,000 pages. */
const commitsACopy = 6;

/** Copies the log after some of the commits, which else do it and take twice as long, with the disk's time for both. */
export class LogCopying {
  readonly #database: DatabaseSync;
  #commits = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`PRAGMA wal_autocheckpoint = ${atLast}`);
  }

  /** After a commit. `rest`: called before and after a copy. */
  async committed(rest: () => Promise<void>): Promise<void> {
    this.#commits++;
    if (this.#commits < commitsACopy) return;
    this.#commits = 0;
    await rest();
    try {
      this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {
      // Nothing is lost: a later commit copies it, or says why it cannot. So SQLite does it by itself.
    }
    await rest();
  }

  end(): void {
    if (this.#database.isOpen) this.#database.exec(`PRAGMA wal_autocheckpoint = ${atCommit}`);
  }
}
