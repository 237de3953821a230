/**
 * What is shown of an answer, as people change it. Where the same is asked again, rows that were taken away stay away, and the
 * one that was opened last stays the one. Pure.
 */
import type { FolderHit } from '../protocol/messages.ts';
import type { Place } from './question.ts';
import { keyOf, rowLike, withMore, without } from './resultList.ts';
import { fileOf, type HitRow, type Row } from './rows.ts';

export interface Shown {
  readonly rows: readonly HitRow[];
  /** Something was found, and all of it was taken away. */
  readonly allTaken: boolean;
  /** The one that was opened last. */
  current: HitRow | null;
  /** Files of which all was asked for. */
  readonly widened: readonly Place[];
  /** `again`: of the same question as before. */
  answer(rows: readonly HitRow[], again: boolean): void;
  take(dismissed: readonly Row[]): void;
  /** `more`: what else a row's file has. */
  widen(row: Row, more: readonly HitRow[]): void;
}

export function createShown(): Shown {
  let rows: readonly HitRow[] = [];
  let current: HitRow | null = null;
  let widened: readonly Place[] = [];
  /** Rows that were taken away, by what stays of them: their lines move, and their texts grow and are edited. */
  let taken: ReadonlySet<string> = new Set();
  /** How many rows the answer had with them. */
  let found = 0;
  return {
    get rows() {
      return rows;
    },
    get allTaken() {
      return found > 0 && rows.length === 0;
    },
    get current() {
      return current;
    },
    set current(row) {
      current = row;
    },
    get widened() {
      return widened;
    },
    answer: (answered, again) => {
      if (!again) [taken, widened] = [new Set(), []];
      found = answered.length;
      rows = answered.filter(({ hit }) => !taken.has(lastingKey(hit)));
      current = again && current !== null ? rowLike(rows, current) : null;
    },
    take: (dismissed) => {
      const left = without(rows, dismissed);
      const kept = new Set(left.map(keyOf));
      const gone = rows.filter((row) => !kept.has(keyOf(row)));
      taken = new Set([...taken, ...gone.map(({ hit }) => lastingKey(hit))]);
      rows = left;
    },
    widen: (row, more) => {
      const { root, path } = fileOf(row);
      const isKnown = widened.some((file) => file.root === root && file.path === path);
      if (!isKnown) widened = [...widened, { root, path }];
      const asked = new Set(more.map(({ hit }) => lastingKey(hit)));
      taken = new Set([...taken].filter((key) => !asked.has(key)));
      rows = withMore(rows, more);
    },
  };
}

function lastingKey({ root, path, symbol, text }: FolderHit): string {
  const [first = ''] = text.trimStart().split('\n');
  return [root, path, symbol ?? '', first.trim()].join('\0');
}
