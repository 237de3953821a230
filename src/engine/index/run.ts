import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { DEFAULT_LIMITS } from '../discover/readSource.ts';
import { EngineError } from '../errors.ts';
import { buildGraph, graphThreshold, parseGraphRecord, removeOtherGraphs } from './graph.ts';
import type { Assets, IndexSummary, Log, Progress } from '../types.ts';
import { runIndexer, type IndexingParts } from './indexer.ts';
import { isInUse, removeDatabase, unwritable, type Location } from './location.ts';
import { keepMeta, readMeta, writeMeta } from './meta.ts';
import { loadNative } from './native.ts';
import { openStore } from './openStore.ts';
import type { Reader } from './reader.ts';
import { openReadingPool, type ReadingPool } from './readingPool.ts';
import { isBusy, isDamage, isUnwritable } from './sqliteErrors.ts';
import type { PauseParts } from './slices.ts';
import type { Store } from './store.ts';
import { VectorCache } from './vectorCache.ts';
import { acquireWriterLock, type WriterLock } from './writerLock.ts';

/** What it takes to keep a graph. */
export interface GraphParts extends PauseParts {
  readonly location: Location;
  /** Of the same folder; a graph is built from its vectors. */
  readonly reader: Reader;
  readonly studentId: string;
  /** Vectors of the Transformer from which a graph is kept. Default: `graphThreshold`. */
  readonly graphFrom?: number | undefined;
  readonly log: Log;
}

export interface FolderRunParts extends GraphParts, Omit<IndexingParts, 'root' | 'store' | 'cache' | 'pool'> {
  readonly lockTimeoutMs: number;
  /** Bytes of the file of the shared vectors at the most; 0: none. */
  readonly cacheBytes: number;
  readonly assets: Assets;
}

/** One run of the indexer with the lock and the database that it holds. */
export interface FolderRun {
  readonly steps: AsyncGenerator<Progress, IndexSummary>;
  /** Gives up lock and database, at any time and any number of times. */
  release(): void;
}

interface Held {
  pool: ReadingPool | null;
  lock: WriterLock | null;
  store: Store | null;
  cache: VectorCache | null;
}

export function indexFolder(parts: FolderRunParts): FolderRun {
  const held: Held = { lock: null, store: null, cache: null, pool: null };
  return { steps: steps(parts, held), release: () => release(held) };
}

async function* steps(parts: FolderRunParts, held: Held): AsyncGenerator<Progress, IndexSummary> {
  const { location, log } = parts;
  try {
    held.lock = await acquireWriterLock(location, parts.lockTimeoutMs, parts.signal);
    const cache = (held.cache = new VectorCache(location.cache, parts.cacheBytes, log));
    for (let attempt = 0; ; attempt++) {
      try {
        held.store = openStore(location, log);
        const pool = (): Promise<ReadingPool | null> => openPool(parts, held);
        const summary = yield* runIndexer({ ...parts, root: location.root, store: held.store, cache, pool });
        if (parts.only === undefined && parts.until === 'student') await renewGraph(parts, held.store);
        return summary;
      } catch (error) {
        closeStore(held);
        if (!isDamage(error) || attempt > 0) throw error;
        log('warn', 'The index is damaged: it is built anew.');
        parts.reader.close();
        removeDatabase(location);
      }
    }
  } catch (error) {
    if (isUnwritable(error)) throw unwritable(location.folder, error);
    // As an index of another version that the window of another version has open.
    if (isBusy(error) || isInUse(error)) {
      throw new EngineError('indexLocked', 'Another process uses this index: try again later.', {
        cause: error,
      });
    }
    throw error;
  } finally {
    release(held);
  }
}

/** Null where there are no threads, or none that can be started: then this one reads. */
async function openPool(parts: FolderRunParts, held: Held): Promise<ReadingPool | null> {
  const { assets, location, discovery, staticStudent, log } = parts;
  if (assets.readingThread === undefined) return null;
  held.pool?.close();
  held.pool = null;
  const limits = { maxBytes: discovery.maxBytes ?? DEFAULT_LIMITS.maxBytes };
  const data = { root: location.root, limits, assets, table: staticStudent.table ?? null };
  try {
    const options = { staticId: staticStudent.id, signal: parts.signal };
    const pool = await openReadingPool(assets.readingThread, data, options);
    if (parts.signal?.aborted === true) pool.close();
    else held.pool = pool;
  } catch (error) {
    if (parts.signal?.aborted !== true) log('warn', `Files are read by the main thread: ${String(error)}`);
  }
  return held.pool;
}

function closeStore(held: Held): void {
  const { store } = held;
  held.store = null;
  if (store?.database.isOpen !== true) return;
  try {
    keepMeta(store.database, 'running', 0);
    // Gives the log's space back where no reader stands in the way; it is not waited for.
    if (hasLog(store.database))
      store.database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Then the next run looks the database through, as it should.
  }
  store.database.close();
}

/** Whether anything was written since the log was last given back. */
function hasLog(database: DatabaseSync): boolean {
  return (statSync(`${database.location()}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function release(held: Held): void {
  held.pool?.close();
  held.pool = null;
  held.cache?.close();
  held.cache = null;
  closeStore(held);
  held.lock?.release();
  held.lock = null;
}

/** Share of the vectors, 0 to 1, by which the graph may be behind before it is built again. Estimated. */
const mostLag = 0.1;

/** Where there are many vectors, a graph of them; it is written before the index refers to it. */
export async function renewGraph(parts: GraphParts, { database }: Store): Promise<void> {
  const snapshot = await parts.reader.snapshot();
  if (snapshot === null) return;
  const { vectors } = snapshot;
  if (vectors.student.size < (parts.graphFrom ?? graphThreshold)) {
    if (readMeta(database, 'graph') !== null) writeMeta(database, 'graph', '');
    await removeOtherGraphs(parts.location, null);
    return;
  }
  if (vectors.graphLag <= vectors.student.size * mostLag) {
    // What a run that was killed had begun to write.
    await removeOtherGraphs(parts.location, graphInUse(database));
    return;
  }
  const native = await loadNative(parts.log);
  if (native === null) return;
  // A revision can need a second graph where the first was damaged; a name is never used twice.
  const generation = Number(readMeta(database, 'revision') ?? 0) * 1_000 + (Date.now() % 1_000);
  const place = { location: parts.location, encoder: parts.studentId, generation };
  try {
    const record = await buildGraph(native, vectors.student, place, parts);
    writeMeta(database, 'graph', JSON.stringify(record));
    await removeOtherGraphs(parts.location, record.file);
  } catch (error) {
    if (error instanceof EngineError || isDamage(error)) throw error;
    parts.log('warn', `The vector graph can not be written, exact search serves: ${String(error)}`);
    await removeOtherGraphs(parts.location, graphInUse(database));
  }
}

/** The file that the index refers to. */
export function graphInUse(database: DatabaseSync): string | null {
  return parseGraphRecord(readMeta(database, 'graph'))?.file ?? null;
}
