/** What is asked of the index, apart from search. Every function reads one snapshot. Throws SQLite's errors. */
import type { DatabaseSync } from 'node:sqlite';
import type { ContentKind } from '../types.ts';
import type { KnownFile } from './plan.ts';

export interface KnownPath extends KnownFile {
  readonly hash: string;
  readonly skipped: string | null;
}

interface FileRow {
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
  readonly readAt: number;
  readonly hash: string;
  readonly language: string | null;
  readonly kind: ContentKind;
  readonly skipped: string | null;
}

export function knownFiles(database: DatabaseSync): Map<string, KnownPath> {
  const known = new Map<string, KnownPath>();
  const statement = database.prepare(
    'SELECT path, size, mtime, readAt, hash, language, kind, skipped FROM files ORDER BY path',
  );
  for (const row of statement.iterate() as Iterable<unknown> as Iterable<FileRow>) {
    const { mtime, ...rest } = row;
    known.set(row.path, { ...rest, mtimeMs: mtime });
  }
  return known;
}

export interface Counts {
  /** Files that have been read; those that were skipped are not among them. */
  readonly files: number;
  readonly chunks: number;
}

export function countAll(database: DatabaseSync): Counts {
  const row = database
    .prepare(
      'SELECT (SELECT count(*) FROM files WHERE skipped IS NULL) AS files, (SELECT count(*) FROM chunks) AS chunks',
    )
    .get();
  return { files: Number(row?.['files']), chunks: Number(row?.['chunks']) };
}

/** A file with chunks that have a vector of none of the encoders asked for. */
export interface WaitingFile {
  readonly path: string;
  readonly kind: ContentKind;
  readonly size: number;
  /** Distinct contents. */
  readonly waiting: number;
}

const withoutVector =
  'NOT EXISTS (SELECT 1 FROM vectors v WHERE v.content = c.content AND v.encoder IN (SELECT value FROM json_each(?)))';

/** `encoders`: a vector of any one of these will do. */
export function waitingFiles(database: DatabaseSync, encoders: readonly number[]): WaitingFile[] {
  const rows = database
    .prepare(
      'SELECT f.path, f.kind, f.size, count(DISTINCT c.content) AS waiting FROM chunks c JOIN files f ON f.id = c.file ' +
        `WHERE ${withoutVector} GROUP BY c.file ORDER BY f.path`,
    )
    .all(JSON.stringify(encoders));
  return rows as unknown[] as WaitingFile[];
}

export interface WaitingChunk {
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol: string | null;
  readonly trail: readonly string[];
  readonly content: Uint8Array;
}

export function waitingChunks(
  database: DatabaseSync,
  encoders: readonly number[],
  path: string,
): WaitingChunk[] {
  const rows = database
    .prepare(
      'SELECT c.startLine, c.endLine, c.symbol, c.trail, c.content FROM chunks c JOIN files f ON f.id = c.file ' +
        `WHERE f.path = ? AND ${withoutVector} ORDER BY c.startLine`,
    )
    .all(path, JSON.stringify(encoders)) as unknown[] as (Omit<WaitingChunk, 'trail'> & { trail: string })[];
  return rows.map((row) => ({ ...row, trail: JSON.parse(row.trail) as string[] }));
}

/** Of `contents`, as hex, those that have a vector of one of the encoders. */
export function knownContents(
  database: DatabaseSync,
  encoders: readonly number[],
  contents: readonly Uint8Array[],
): Set<string> {
  const numbers = JSON.stringify(encoders);
  const statement = database.prepare(
    'SELECT 1 FROM vectors WHERE content = ? AND encoder IN (SELECT value FROM json_each(?))',
  );
  const known = contents.filter((content) => statement.get(content, numbers) !== undefined);
  return new Set(known.map((content) => Buffer.from(content).toString('hex')));
}

/** The number of an encoder in this database, or null. */
export function encoderNumber(database: DatabaseSync, name: string): number | null {
  const row = database.prepare('SELECT id FROM encoders WHERE name = ?').get(name);
  return row === undefined ? null : Number(row['id']);
}

/** A chunk as searches meet it. */
export interface ChunkPlace {
  readonly id: number;
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: ContentKind;
  readonly language: string | null;
  readonly symbol: string | null;
  readonly trail: readonly string[];
  /** Hash of its lines. */
  readonly lines: Uint8Array;
}

/** In no order; ids that are gone are left out. */
export function chunkPlaces(database: DatabaseSync, ids: readonly number[]): ChunkPlace[] {
  const rows = database
    .prepare(
      'SELECT c.id, f.path, f.size, f.mtime AS mtimeMs, c.startLine, c.endLine, c.kind, c.language, c.symbol, c.trail, ' +
        'c.lines FROM chunks c JOIN files f ON f.id = c.file WHERE c.id IN (SELECT value FROM json_each(?))',
    )
    .all(JSON.stringify(ids)) as unknown[] as (Omit<ChunkPlace, 'trail'> & { trail: string })[];
  return rows.map((row) => ({ ...row, trail: JSON.parse(row.trail) as string[] }));
}
