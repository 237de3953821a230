import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { readMeta } from '../index/meta.ts';
import type { ContentKind } from '../types.ts';

/** Rows read at once: about 5 ms. */
const pageRows = 16_384;
/** Chunks of one kind up to which they are compared with a query one by one, about 10 ms. */
const mostSeparate = 65_536;

/** How many chunks of each kind a folder has, and which ones are of the rarer kind, in memory. */
export class Lanes {
  #database: DatabaseSync | null = null;
  #revision = -1;
  #counts: Readonly<Record<ContentKind, number>> = { code: 0, docs: 0 };
  #rarer: ReadonlySet<number> = new Set();

  get counts(): Readonly<Record<ContentKind, number>> {
    return this.#counts;
  }

  get rarerKind(): ContentKind {
    return this.#counts.docs <= this.#counts.code ? 'docs' : 'code';
  }

  /** Chunks of the rarer kind; empty where there are too many to be told apart. */
  get rarer(): ReadonlySet<number> {
    return this.#rarer;
  }

  get areBothThere(): boolean {
    return this.#counts.code > 0 && this.#counts.docs > 0;
  }

  /** Reads them again where something was committed since. Throws SQLite's errors. */
  async follow(database: DatabaseSync): Promise<void> {
    const revision = Number(readMeta(database, 'revision') ?? 0);
    if (this.#database === database && this.#revision === revision) return;
    const count = database.prepare('SELECT count(*) AS count FROM chunks WHERE kind = ?');
    const countOf = (kind: ContentKind): number => Number(count.get(kind)?.['count']);
    const counts = { code: countOf('code'), docs: countOf('docs') };
    const rarer = counts.docs <= counts.code ? 'docs' : 'code';
    const rarerIds = counts[rarer] > mostSeparate ? new Set<number>() : await idsOf(database, rarer);
    this.#database = database;
    this.#revision = revision;
    this.#counts = counts;
    this.#rarer = rarerIds;
  }
}

async function idsOf(database: DatabaseSync, kind: ContentKind): Promise<Set<number>> {
  const ids = new Set<number>();
  const statement = database.prepare('SELECT id FROM chunks WHERE kind = ? AND id > ? ORDER BY id LIMIT ?');
  let last = 0;
  for (;;) {
    const rows = statement.all(kind, last, pageRows);
    for (const row of rows) ids.add((last = Number(row['id'])));
    if (rows.length < pageRows) return ids;
    await setImmediate();
  }
}
