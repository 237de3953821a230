/** What is asked of the index, apart from search. Every function reads one snapshot, unless it says otherwise. Throws SQLite's errors. */
import type { DatabaseSync } from 'node:sqlite';
import type { ContentKind } from '../types.ts';
import { readMeta } from './meta.ts';
import { prepared } from './prepared.ts';
import { DamagedValue } from './sqliteErrors.ts';
import { unpackTokens } from './tokens.ts';

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

/** Of a file `f` the chunks `c`. */
export const inFile = 'c.id BETWEEN f.firstChunk AND f.lastChunk';

const withoutVector =
  'NOT EXISTS (SELECT 1 FROM vectors v WHERE v.content = c.content AND v.encoder IN (SELECT value FROM json_each(?)))';

/** Chunks looked at between two pauses, by their ids: about 5 ms. */
const idsAtOnce = 4_096;

/**
 * In no order. `encoders`: a vector of any one of these will do. `pause` is called between short steps; the answer holds for
 * what nobody changes meanwhile.
 */
export async function waitingFiles(
  database: DatabaseSync,
  encoders: readonly number[],
  pause: () => Promise<void>,
): Promise<WaitingFile[]> {
  const waiting = new Map<number, Set<number>>();
  const page = database.prepare(
    `SELECT c.file, c.content FROM chunks c WHERE c.id > ? AND c.id <= ? AND ${withoutVector}`,
  );
  const last = Number(database.prepare('SELECT max(id) AS id FROM chunks').get()?.['id'] ?? 0);
  const from = isComplete(database, encoders) ? last : 0;
  for (let id = from; id < last; id += idsAtOnce) {
    for (const { file, content } of page.all(id, id + idsAtOnce, JSON.stringify(encoders))) {
      const contents = waiting.get(Number(file)) ?? new Set();
      waiting.set(Number(file), contents.add(Number(content)));
    }
    await pause();
  }
  const row = database.prepare('SELECT path, kind, size FROM files WHERE id = ?');
  const files: WaitingFile[] = [];
  for (const [id, contents] of waiting) {
    const file = row.get(id) as unknown as Omit<WaitingFile, 'waiting'> | undefined;
    if (file !== undefined) files.push({ ...file, waiting: contents.size });
    await pause();
  }
  return files;
}

/** True where every content, and so every chunk, has a vector of one of the encoders. */
function isComplete(database: DatabaseSync, encoders: readonly number[]): boolean {
  const row = database
    .prepare(
      'SELECT (SELECT count(*) FROM contents) AS contents, ' +
        '(SELECT coalesce(sum(vectors), 0) FROM encoders WHERE id IN (SELECT value FROM json_each(?))) AS vectors',
    )
    .get(JSON.stringify(encoders));
  return row?.['contents'] === row?.['vectors'];
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
      `SELECT c.startLine, c.endLine, c.symbol, c.trail, h.hash AS content FROM files f JOIN chunks c ON ${inFile} ` +
        `JOIN contents h ON h.id = c.content WHERE f.path = ? AND ${withoutVector} ORDER BY c.id`,
    )
    .all(path, JSON.stringify(encoders)) as unknown[] as (Omit<WaitingChunk, 'trail'> & TrailRow)[];
  return rows.map((row) => ({ ...row, trail: namesIn(row.trail) }));
}

/** The number of an encoder in this database, or null. */
export function encoderNumber(database: DatabaseSync, name: string): number | null {
  const row = prepared(database, 'SELECT id FROM encoders WHERE name = ?').get(name);
  return row === undefined ? null : Number(row['id']);
}

/** A chunk as ranking meets it. */
export interface ChunkPlace {
  readonly id: number;
  readonly path: string;
  readonly mtimeMs: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: ContentKind;
  readonly language: string | null;
  readonly symbol: string | null;
  /** What it declares besides. */
  readonly alsoDeclares: readonly string[];
  /** What it passes on from elsewhere. */
  readonly reexports: readonly string[];
  /** 1 where `symbol` is declared in another chunk, else 0. */
  readonly isPart: number;
}

/** In the order of their columns. */
type PlaceRow = readonly [
  id: number,
  path: string,
  mtimeMs: number,
  startLine: number,
  endLine: number,
  kind: ContentKind,
  language: string | null,
  symbol: string | null,
  alsoDeclares: string | null,
  reexports: string | null,
  isPart: number,
];

/** In no order; ids that are gone are left out. */
export function chunkPlaces(database: DatabaseSync, ids: readonly number[]): ChunkPlace[] {
  const statement = prepared(
    database,
    'SELECT c.id, f.path, f.mtime, c.startLine, c.endLine, s.kind, s.language, c.symbol, c.alsoDeclares, c.reexports, c.isPart ' +
      'FROM chunks c JOIN files f ON f.id = c.file JOIN sorts s ON s.id = c.sort ' +
      'WHERE c.id IN (SELECT value FROM json_each(?))',
  );
  // The objects that SQLite makes of rows are slow to look into, and ranking looks into these thousands of times.
  statement.setReturnArrays(true);
  const rows = statement.all(JSON.stringify(ids)) as unknown[] as PlaceRow[];
  return rows.map((row) => ({
    id: row[0],
    path: row[1],
    mtimeMs: row[2],
    startLine: row[3],
    endLine: row[4],
    kind: row[5],
    language: row[6],
    symbol: row[7],
    alsoDeclares: namesIn(row[8]),
    reexports: namesIn(row[9]),
    isPart: row[10],
  }));
}

interface TrailRow {
  readonly trail: string | null;
}

/** Null: there are none. Throws DamagedValue where they are no names. */
function namesIn(names: string | null): readonly string[] {
  if (names === null) return nothing;
  try {
    const found: unknown = JSON.parse(names);
    if (Array.isArray(found)) return found as string[];
  } catch {
    // As any other value that is no list.
  }
  throw new DamagedValue();
}

const nothing: readonly string[] = [];

/** What a chunk has names for. */
export interface NamedChunk {
  readonly chunk: number;
  /** What it declares. */
  readonly names: readonly string[];
  readonly reexports: readonly string[];
}

interface NamedRow {
  readonly id: number;
  readonly symbol: string | null;
  readonly alsoDeclares: string | null;
  readonly reexports: string | null;
}

/** Chunks that have names, in the order of their ids, at most `most` of those after `after`. */
export function namedChunks(database: DatabaseSync): (after: number, most: number) => readonly NamedChunk[] {
  const statement = database.prepare(
    'SELECT id, symbol, alsoDeclares, reexports FROM chunks ' +
      'WHERE id > ? AND (symbol IS NOT NULL OR reexports IS NOT NULL) ORDER BY id LIMIT ?',
  );
  return (after, most) => {
    const rows = statement.all(after, most) as unknown[] as NamedRow[];
    return rows.map(({ id, symbol, alsoDeclares, reexports }) => ({
      chunk: id,
      names: symbol === null ? nothing : [symbol, ...namesIn(alsoDeclares)],
      reexports: namesIn(reexports),
    }));
  };
}

/** Whether the index still has one of these chunks. */
export function isAnyThere(database: DatabaseSync, chunks: readonly number[]): boolean {
  const some = 'SELECT 1 FROM chunks WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1';
  return prepared(database, some).get(JSON.stringify(chunks)) !== undefined;
}

/** What a hit needs to know of its chunk beyond its place; of hundreds that are ranked a few are shown. */
export interface ChunkDetail {
  /** What encloses it, outermost first. */
  readonly trail: readonly string[];
  /** What it declares. */
  readonly names: readonly string[];
  /** Hash of its lines. */
  readonly lines: Uint8Array;
}

interface DetailRow extends TrailRow {
  readonly lines: Uint8Array;
  readonly symbol: string | null;
  readonly alsoDeclares: string | null;
}

/** Tells the details of a chunk, null where it is gone; each is read once. */
export function chunkDetails(database: DatabaseSync): (id: number) => ChunkDetail | null {
  const known = new Map<number, ChunkDetail | null>();
  const statement = prepared(database, 'SELECT trail, lines, symbol, alsoDeclares FROM chunks WHERE id = ?');
  const read = (id: number): ChunkDetail | null => {
    const row = statement.get(id) as unknown as DetailRow | undefined;
    if (row === undefined) return null;
    const { trail, lines, symbol, alsoDeclares } = row;
    const names = [...(symbol === null ? [] : [symbol]), ...namesIn(alsoDeclares)];
    return { lines, trail: namesIn(trail), names };
  };
  return (id) => {
    const detail = known.get(id) ?? read(id);
    known.set(id, detail);
    return detail;
  };
}

/** What the static student of this id sees in chunks, see tokens.ts; without those that are gone, or were read by another. */
export function chunkTokens(
  database: DatabaseSync,
  staticId: string,
  ids: readonly number[],
): Map<number, Int32Array> {
  if (readMeta(database, 'tokensOf') !== staticId) return new Map();
  const rows = prepared(
    database,
    'SELECT c.id, h.tokens FROM chunks c JOIN contents h ON h.id = c.content ' +
      'WHERE c.id IN (SELECT value FROM json_each(?)) AND h.tokens IS NOT NULL',
  ).all(JSON.stringify(ids)) as unknown[] as { id: number; tokens: Uint8Array }[];
  return new Map(rows.map(({ id, tokens }) => [id, unpackTokens(tokens)]));
}

/** A chunk of a document as its neighbours meet it. */
export interface DocumentPart {
  readonly id: number;
  readonly startLine: number;
  readonly endLine: number;
  /** Hash of its lines. */
  readonly lines: Uint8Array;
}

/** Tells the chunks of a document, in order; each file is read once. */
export function documentParts(database: DatabaseSync): (path: string) => readonly DocumentPart[] {
  const known = new Map<string, readonly DocumentPart[]>();
  const statement = prepared(
    database,
    `SELECT c.id, c.startLine, c.endLine, c.lines FROM files f JOIN chunks c ON ${inFile} ` +
      "JOIN sorts s ON s.id = c.sort WHERE f.path = ? AND s.kind = 'docs' ORDER BY c.id",
  );
  return (path) => {
    const parts = known.get(path) ?? (statement.all(path) as unknown[] as DocumentPart[]);
    known.set(path, parts);
    return parts;
  };
}
