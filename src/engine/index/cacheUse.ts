/** What the folders of a storage use of the vectors that they share. */
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../errors.ts';
import type { Log } from '../types.ts';
import { openCacheFile, removeCacheFile } from './cacheFile.ts';
import { giveBack } from './freePages.ts';
import { unwritable, type Location } from './location.ts';
import { openForReading } from './schema.ts';
import { isBusy, isUnwritable } from './sqliteErrors.ts';

/** Rows looked at between two pauses: about 10 ms. */
const rowsAtOnce = 2_000;
/** Milliseconds that clearing waits for another process's commit. */
const patience = 5_000;

/** Removes the shared vectors, whoever has them open. Throws EngineError `indexLocked`, `storageUnwritable`. */
export async function clearCache(path: string, log: Log): Promise<void> {
  if (!existsSync(path)) return;
  try {
    removeCacheFile(path);
  } catch {
    // Windows removes no file that another process has open: then nothing is left in it.
    await keepUsed(path, [], log);
  }
}

/**
 * Removes from the shared vectors what the index of none of `folders` holds. An index that can not be read holds nothing:
 * it is built anew anyway. Throws EngineError `indexLocked`, `storageUnwritable`.
 */
export async function keepUsed(path: string, folders: readonly Location[], log: Log): Promise<void> {
  if (!existsSync(path)) return;
  let cache: DatabaseSync | null = null;
  try {
    cache = openCacheFile(path);
    cache.exec(`PRAGMA busy_timeout = ${patience}; PRAGMA secure_delete = ON`);
    cache.exec(
      'CREATE TEMP TABLE used(content BLOB, encoder INTEGER, PRIMARY KEY(content, encoder)) WITHOUT ROWID',
    );
    for (const folder of folders) await noteUse(cache, folder, log);
    await removeUnused(cache);
    while (giveBack(cache)) await setImmediate();
  } catch (error) {
    if (isBusy(error)) throw locked(error);
    if (isUnwritable(error)) throw unwritable(path, error);
    log('warn', `The shared vectors are damaged and removed: ${String(error)}`);
    cache?.close();
    cache = null;
    removeCacheFile(path);
  } finally {
    cache?.close();
  }
}

function locked(cause: unknown): EngineError {
  return new EngineError(
    'indexLocked',
    'Another process is writing the vectors that folders share: try again.',
    {
      cause,
    },
  );
}

async function noteUse(cache: DatabaseSync, folder: Location, log: Log): Promise<void> {
  if (!existsSync(folder.database)) return;
  let index: DatabaseSync | null = null;
  try {
    index = openForReading(folder.database);
    const page = index.prepare(
      'SELECT c.id, c.hash AS content, e.name FROM contents c JOIN vectors v ON v.content = c.id ' +
        'JOIN encoders e ON e.id = v.encoder WHERE c.id > ? ORDER BY c.id LIMIT ?',
    );
    const note = cache.prepare(
      'INSERT OR IGNORE INTO temp.used SELECT ?, id FROM main.encoders WHERE name = ?',
    );
    for (let last = 0; ;) {
      const rows = page.all(last, rowsAtOnce) as unknown[] as UsedRow[];
      for (const { content, name } of rows) note.run(content, name);
      const end = rows.at(-1);
      if (end === undefined) return;
      last = end.id;
      await setImmediate();
    }
  } catch (error) {
    log('warn', `An index does not say which vectors it uses: ${String(error)}`);
  } finally {
    index?.close();
  }
}

interface UsedRow {
  readonly id: number;
  readonly content: Uint8Array;
  readonly name: string;
}

/** What is added meanwhile stays. */
async function removeUnused(cache: DatabaseSync): Promise<void> {
  const most = Number(cache.prepare('SELECT max(id) AS id FROM vectors').get()?.['id'] ?? 0);
  const endOfPage = cache.prepare(
    'SELECT max(id) AS id FROM (SELECT id FROM vectors WHERE id > ? AND id <= ? ORDER BY id LIMIT ?)',
  );
  const remove = cache.prepare(
    'DELETE FROM vectors WHERE id > ? AND id <= ? AND NOT EXISTS ' +
      '(SELECT 1 FROM temp.used u WHERE u.content = vectors.content AND u.encoder = vectors.encoder)',
  );
  for (let last = 0; ;) {
    const end = endOfPage.get(last, most, rowsAtOnce)?.['id'];
    if (typeof end !== 'number') return;
    remove.run(last, end);
    last = end;
    await setImmediate();
  }
}
