/** What the index knows of files. Throws SQLite's errors. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { KnownFiles } from './plan.ts';
import { prepared } from './prepared.ts';
import type { ReadBefore } from './readFile.ts';

/** Rows read between two pauses: about a millisecond, and few enough to be garbage before it is gathered. */
const rowsAtOnce = 512;

const columns = 'id, path, size, mtime, readAt, language, kind, skipped';

/** As `columns` has them. */
type Row = readonly [number, string, number, number, number, string | null, string, string | null];

/** All of them. `pause` is called between short steps; the answer holds for what nobody changes meanwhile. */
export async function knownFiles(database: DatabaseSync, pause: () => Promise<void>): Promise<KnownFiles> {
  const known = new KnownFiles();
  const page = rowsOf(database, 'id > ? ORDER BY id LIMIT ?');
  for (let after: number | undefined = 0; after !== undefined;) {
    const rows = page.all(after, rowsAtOnce) as unknown[] as Row[];
    addAll(known, rows);
    after = rows.length < rowsAtOnce ? undefined : rows.at(-1)?.[0];
    await pause();
  }
  return known;
}

/** Those at or below the paths, none of which is the root's. */
export function knownAmong(database: DatabaseSync, paths: readonly string[]): KnownFiles {
  const known = new KnownFiles();
  // All that begins with `path/` lies before `path0`.
  const among = rowsOf(database, "path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0')");
  const seen = new Set<number>();
  for (const path of paths) {
    const rows = among.all(path) as unknown[] as Row[];
    addAll(
      known,
      rows.filter(([id]) => !seen.has(id)),
    );
    for (const [id] of rows) seen.add(id);
  }
  return known;
}

/** Rows as arrays: to make objects of thousands takes twice as long as to read them. */
function rowsOf(database: DatabaseSync, condition: string): StatementSync {
  const statement = database.prepare(`SELECT ${columns} FROM files WHERE ${condition}`);
  statement.setReturnArrays(true);
  return statement;
}

function addAll(known: KnownFiles, rows: readonly Row[]): void {
  for (const [, path, size, mtimeMs, readAt, language, kind, skipped] of rows) {
    known.add(path, { size, mtimeMs, readAt, language, kind, skipped });
  }
}

/** What makes the file's chunks as they are stand for its bytes; null where there are none. */
export function readBefore(database: DatabaseSync, path: string): ReadBefore | null {
  const sql = 'SELECT lower(hex(hash)) AS hash, language, kind FROM files WHERE path = ? AND skipped IS NULL';
  return (prepared(database, sql).get(path) as unknown as ReadBefore | undefined) ?? null;
}
