import type { DatabaseSync } from 'node:sqlite';

/** Does all of `work` or nothing, with the right to write from the start. Throws SQLite's errors and those of `work`. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // An error of SQLite's may have ended it.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
