import { sep } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathFilter } from '../discover/glob.ts';
import { realPathOf } from '../discover/realPath.ts';
import { Recent } from '../embed/recent.ts';
import { readMeta } from '../index/meta.ts';

/** A condition on a chunk `c` of a sort `s`, and the one value that it is given. */
export interface Condition {
  readonly sql: string;
  readonly value: string;
}

interface Path {
  readonly file: number;
  /** In Unicode's form C. */
  readonly path: string;
}

interface Allowed {
  readonly conditions: readonly Condition[];
  readonly ids: ReadonlySet<number>;
}

/** Lists of globs of which it is kept which files match, up to a megabyte each: a question has three at the most. */
const mostGlobs = 3;
/** Chunks that are kept of those that filters let through, some 40 bytes each. */
const mostKept = 500_000;

/**
 * What the filters of the last question let through: from key to key they stay the same, and with 100,000 files it takes
 * 0.1 s to match a path, with 300,000 chunks 0.4 s to choose those of code. It holds until something is committed.
 */
export class KnownFilters {
  readonly #database: DatabaseSync;
  readonly #matching = new Recent<string, string>(mostGlobs);
  #revision: string | number | null = null;
  #paths: readonly Path[] | null = null;
  #allowed: Allowed | null = null;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Those of files whose paths match one of the globs, or are one sign by sign, as JSON; globs may begin with the folder's
   * own path. Throws SQLite's errors.
   */
  filesMatching(written: readonly string[], root: string): string {
    this.#follow();
    const globs = written.map((glob) => withoutRoot(glob.normalize('NFC'), root));
    return this.#matching.of(JSON.stringify(globs), () => {
      const paths = (this.#paths ??= readPaths(this.#database));
      // `app/[slug]/page.tsx` is a name before it is a pattern.
      const literal = globs.filter((glob) => signs.test(glob) && paths.some(({ path }) => isAt(path, glob)));
      const others = globs.filter((glob) => !literal.includes(glob));
      const matches = pathFilter(others);
      return JSON.stringify(
        paths.flatMap(({ file, path }) =>
          matches(path) || literal.some((each) => isAt(path, each)) ? [file] : [],
        ),
      );
    });
  }

  /** Of the chunks that meet all conditions. Throws SQLite's errors. */
  idsWhere(conditions: readonly Condition[]): ReadonlySet<number> {
    this.#follow();
    if (this.#allowed !== null && areSame(this.#allowed.conditions, conditions)) return this.#allowed.ids;
    const ids = readIds(this.#database, conditions);
    this.#allowed = ids.size > mostKept ? null : { conditions, ids };
    return ids;
  }

  #follow(): void {
    const revision = readMeta(this.#database, 'revision');
    if (revision === this.#revision) return;
    this.#revision = revision;
    this.#matching.clear();
    this.#paths = null;
    this.#allowed = null;
  }
}

const known = new WeakMap<DatabaseSync, KnownFilters>();

/** Of one index as one connection sees it. */
export function knownFilters(database: DatabaseSync): KnownFilters {
  const filters = known.get(database) ?? new KnownFilters(database);
  known.set(database, filters);
  return filters;
}

function areSame(a: readonly Condition[], b: readonly Condition[]): boolean {
  return (
    a.length === b.length && a.every(({ sql, value }, at) => sql === b[at]?.sql && value === b[at].value)
  );
}

function readPaths(database: DatabaseSync): readonly Path[] {
  const statement = database.prepare('SELECT id, path FROM files');
  // Objects take twice as long to make.
  statement.setReturnArrays(true);
  const rows = statement.all() as unknown[] as [number, string][];
  // Systems write accents in different forms, and so do keyboards.
  return rows.map(([file, path]) => ({ file, path: path.normalize('NFC') }));
}

/** As one value: an object a row takes three times as long. */
function readIds(database: DatabaseSync, conditions: readonly Condition[]): ReadonlySet<number> {
  const row = database
    .prepare(
      'SELECT json_group_array(c.id) AS ids FROM chunks c JOIN sorts s ON s.id = c.sort ' +
        `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    )
    .get(...conditions.map(({ value }) => value));
  return new Set(JSON.parse(String(row?.['ids'])) as number[]);
}

/** Whoever copies the path of a file has an absolute one. */
function withoutRoot(glob: string, root: string): string {
  const top = [root, realPathOf(root)]
    .map((each) => each.split(sep).join('/').normalize('NFC').replace(/\/$/, ''))
    .find((each) => each !== '' && isAt(glob, each));
  return top === undefined ? glob : glob.slice(top.length);
}

/** What makes a glob more than a name. */
const signs = /[[\]{}()*?!]/;

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(place.endsWith('/') ? place : `${place}/`);
}
