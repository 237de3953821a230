import type { Log } from '../types.ts';
import { createFolder, createPrivateFile, removeDatabase, unwritable, type Location } from './location.ts';
import { keepMeta, readMeta, writeMeta } from './meta.ts';
import { createTables, openForWriting, schemaOf } from './schema.ts';
import { isDamage, isUnwritable } from './sqliteErrors.ts';
import { Store } from './store.ts';

/**
 * Opens the index for writing; the caller holds the writer's lock. A damaged index, or one of another version, is
 * removed and begun anew: everything in it can be made again. Throws EngineError `storageUnwritable`.
 */
export function openStore(location: Location, log: Log): Store {
  try {
    // The second one is empty.
    const store = openSound(location, log) ?? openSound(location, log);
    if (store !== null) return store;
  } catch (error) {
    if (isUnwritable(error)) throw unwritable(location.folder, error);
    throw error;
  }
  throw unwritable(location.folder, new Error('What was just written is damaged.'));
}

/** Null after an unsound one was removed. */
function openSound(location: Location, log: Log): Store | null {
  createFolder(location.folder);
  createPrivateFile(location.database);
  const database = openOrNull(location, log);
  if (database === null) return null;
  try {
    const schema = schemaOf(database);
    if (schema === 'none') createTables(database);
    if (schema !== 'other' && (readMeta(database, 'running') !== 1 || isWhole(database))) {
      keepMeta(database, 'root', location.root);
      return new Store(database);
    }
    log('warn', schema === 'other' ? 'The index is of another version: it is built anew.' : damaged);
  } catch (error) {
    if (!isDamage(error)) {
      database.close();
      throw error;
    }
    log('warn', damaged);
  }
  database.close();
  removeDatabase(location);
  return null;
}

/**
 * Has the next indexing build the index anew: a search may come upon damage in a page that indexing does not look at.
 * Needs no writer's lock, being one statement.
 */
export function condemn(location: Location): void {
  let database: ReturnType<typeof openForWriting> | null = null;
  try {
    database = openForWriting(location.database);
    writeMeta(database, 'schema', 0);
  } catch {
    // Then whoever writes comes upon the damage too.
  }
  // One that stays open would remove the log of the next index when it is closed.
  database?.close();
}

const damaged = 'The index is damaged: it is built anew.';

function openOrNull(location: Location, log: Log): ReturnType<typeof openForWriting> | null {
  try {
    return openForWriting(location.database);
  } catch (error) {
    if (!isDamage(error)) throw error;
    log('warn', damaged);
    removeDatabase(location);
    return null;
  }
}

/** After a run that was killed, the pages are looked through. */
function isWhole(database: Store['database']): boolean {
  return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok';
}
