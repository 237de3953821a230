/** The facade and the only composer of the stages. Shells (editor, command line, servers) see this file and `types.ts`. */
import type { DatabaseSync } from 'node:sqlite';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { openChunker } from './openChunker.ts';
import type { DiscoverOptions } from './discover/walk.ts';
import type { GitHome } from './discover/gitConfig.ts';
import { DEFAULT_LIMITS } from './discover/readSource.ts';
import { loadManifest } from './embed/manifest.ts';
import { EngineError, indexMissing } from './errors.ts';
import { createOnce } from './once.ts';
import { createQueryEncoder, type QueryEncoder } from './search/embedQuery.ts';
import { createRemembered, type Remembered } from './search/remembered.ts';
import { clearAllIndexes, clearIndex } from './index/clear.ts';
import { changedFiles, checkedOut } from './index/drift.ts';
import { createLooking, type Looking } from './index/looking.ts';
import { indexFolder, type FolderRun } from './index/run.ts';
import { createFolder, locate, requireFolder, requireOutside, type Location } from './index/location.ts';
import { Reader } from './index/reader.ts';
import { probeSqlite } from './index/schema.ts';
import { isClosed, isDamage } from './index/sqliteErrors.ts';
import { countsOf, statusOf } from './index/status.ts';
import { defaultCacheBytes } from './index/vectorCache.ts';
import type { SearchParts } from './search/candidates.ts';
import { search } from './search/search.ts';
import { findSimilar } from './search/similar.ts';
import type {
  Assets,
  Encoders,
  Hit,
  IndexSummary,
  Log,
  Progress,
  SearchRequest,
  SearchResult,
  SimilarRequest,
  Status,
} from './types.ts';

export { clearAllIndexes, clearIndex };

export interface EngineOptions {
  /** Absolute folder to search. */
  readonly root: string;
  /** Absolute folder that holds every index; created when missing, never inside `root`. */
  readonly storage: string;
  readonly assets: Assets;
  readonly encoders: Encoders;
  readonly log: Log;
  /** Milliseconds to wait for another writer of the same folder. Default 30,000. */
  readonly lockTimeoutMs?: number;
  /** Bytes of the vectors that the folders of the storage share, at the most; 0: none. Default 512 MiB. */
  readonly cacheBytes?: number;
  /** Vectors of the Transformer from which a graph of them is kept. Default 150,000. */
  readonly graphFrom?: number;
  /** Where the machine keeps git's configuration. Default: the user's home folder. */
  readonly git?: GitHome;
  /** Globs relative to the root; what matches one is indexed although ignore rules leave it out. Default: as last time. */
  readonly include?: readonly string[];
  /** Globs relative to the root; what matches one is not indexed. Default: as last time. */
  readonly exclude?: readonly string[];
  /** Files that are left out, by path, with the reason; asked whenever the folder is looked through. */
  readonly setAside?: () => ReadonlyMap<string, string>;
  /** Hears of a file before it is read or encoded, so that what ends the process can be named. */
  readonly onFile?: (path: string) => void;
}

export interface IndexOptions {
  /** `static` ends when everything is searchable by the static student; default `student`. */
  readonly until?: 'static' | 'student';
  /** Paths (relative, `/`) to look at instead of the whole folder, as file events tell them. */
  readonly only?: readonly string[];
  /** Paths likewise, as of open editors: files near them are read first. */
  readonly near?: readonly string[];
  readonly signal?: AbortSignal;
  /** Asked after every short step of work, so that others can go first: the next one begins when it resolves. */
  readonly mayGoOn?: () => Promise<void>;
}

export interface Engine {
  readonly root: string;
  /**
   * Brings the index up to date: yields progress, returns the summary. One transaction a batch, so that stopping
   * at any point keeps what was committed; queries work in between. Throws EngineError `indexLocked` when another
   * process keeps writing longer than `lockTimeoutMs`, `aborted` when the signal fires.
   */
  index(options?: IndexOptions): AsyncGenerator<Progress, IndexSummary>;
  /** Searches what is committed. Throws EngineError `queryEmpty`, `queryInvalid` or `indexMissing`. */
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>;
  /** Finds what is like a text or a place. Throws as `search` does. */
  similar(request: SimilarRequest, signal?: AbortSignal): Promise<SearchResult>;
  /** Paths whose size or time is not as indexed, of those named or (null) indexed last, in 10 ms or less; not new files. */
  changed(among: readonly string[] | null): readonly string[];
  /** A text that changes with everything that is committed, and with the index; null where there is none. Throws SQLite's errors. */
  committed(): string | null;
  /** A text that changes with what git has checked out here; null without git, and while git is at work. */
  checkedOut(): string | null;
  /** What is indexed, without a look at the folder: 5 ms at 100,000 chunks. Null where nothing is, or nothing can be read. */
  counts(): Pick<Status, 'files' | 'chunks'> | null;
  /** Compares the index with the folder by size and time, and by the bytes where these prove nothing. */
  status(): Promise<Status>;
  /**
   * Removes the folder's index, after closing what this engine has open of it, and what no other folder uses of the
   * shared vectors. Throws EngineError `indexLocked` where the index is being written.
   */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the index of a folder; nothing is read or written yet. Throws EngineError `folderMissing`, `notAFolder`,
 * `folderUnreadable`, `storageUnwritable`, `sqliteUnsuitable` and what the models' manifests throw.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const root = resolve(options.root);
  requireFolder(root);
  requireOutside(options.storage, root);
  probeSqlite();
  createFolder(options.storage);
  requireOutside(options.storage, root);
  const location = locate(options.storage, root);
  const student = await loadManifest(join(options.assets.models, 'student'), 'student');
  const { id: staticId, dims } = options.encoders.staticStudent;
  const reader = new Reader({ location, studentId: student.id, staticId, dims, log: options.log });
  return new FolderEngine({ ...options, root }, location, student.id, reader);
}

class FolderEngine implements Engine {
  readonly root: string;
  readonly #options: EngineOptions;
  readonly #location: Location;
  readonly #studentId: string;
  readonly #reader: Reader;
  readonly #queryEncoder: QueryEncoder;
  readonly #remembered: Remembered;
  readonly #closing = new AbortController();
  readonly #runs = new Set<FolderRun>();
  readonly #looking: Looking;
  readonly #chunker = createOnce(() => openChunker(this.#options.assets));

  constructor(options: EngineOptions, location: Location, studentId: string, reader: Reader) {
    this.root = options.root;
    this.#options = options;
    this.#location = location;
    this.#studentId = studentId;
    this.#reader = reader;
    this.#queryEncoder = createQueryEncoder(options.encoders, options.log);
    this.#remembered = createRemembered(options.encoders.staticStudent);
    this.#looking = createLooking(options.assets);
  }

  async *index(options: IndexOptions = {}): AsyncGenerator<Progress, IndexSummary> {
    this.#requireOpen();
    const { encoders, lockTimeoutMs, cacheBytes } = this.#options;
    const signals = [this.#closing.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const run = indexFolder({
      ...this.#options,
      location: this.#location,
      reader: this.#reader,
      lockTimeoutMs: lockTimeoutMs ?? 30_000,
      cacheBytes: cacheBytes ?? defaultCacheBytes,
      discovery: this.#discovery(),
      looking: this.#looking,
      chunker: this.#chunker,
      staticStudent: encoders.staticStudent,
      studentId: this.#studentId,
      student: () => encoders.student(),
      ...options,
      until: options.until ?? 'student',
      signal: AbortSignal.any(signals),
    });
    this.#runs.add(run);
    try {
      return yield* run.steps;
    } catch (error) {
      this.#requireOpen();
      throw error;
    } finally {
      run.release();
      this.#runs.delete(run);
    }
  }

  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult> {
    return this.#find((parts) => search(parts, request, signal), request);
  }

  similar(request: SimilarRequest, signal?: AbortSignal): Promise<SearchResult> {
    return this.#find((parts) => findSimilar(parts, request, signal));
  }

  async #find(
    find: (parts: SearchParts) => Promise<readonly Hit[]>,
    { typing, mode }: Partial<SearchRequest> = {},
  ): Promise<SearchResult> {
    const started = performance.now();
    const prepare = (): void => (mode === 'lexical' ? undefined : this.#queryEncoder.prepare());
    const findNow = async (): Promise<SearchResult> => {
      const snapshot = await this.#reader.snapshot(prepare);
      if (snapshot === null) throw indexMissing(this.root);
      // Where the same is asked again soon, as of the next key or file, an answer now comes before a better one.
      const isHurried = snapshot.vectors.student.size === 0 && (typing === true || this.#runs.size > 0);
      const embed: SearchParts['embed'] = (text, role) => this.#queryEncoder(text, role, isHurried);
      const { staticStudent } = this.#options.encoders;
      const parts = { root: this.root, snapshot, limits: DEFAULT_LIMITS, embed, staticStudent };
      const hits = await find({ ...parts, ...this.#remembered });
      if (isHurried) prepare();
      return { hits, ms: performance.now() - started };
    };
    return this.#reading(findNow, (error) => {
      throw indexMissing(this.root, error);
    });
  }

  status(): Promise<Status> {
    return this.#reading(
      () => this.#statusOf(this.#reader.database()),
      () => this.#statusOf(null),
    );
  }

  /** Once more where the index was closed meanwhile, to be removed or built anew; where it is damaged, `withoutIndex`. */
  async #reading<T>(work: () => Promise<T>, withoutIndex: (cause: unknown) => Promise<T>): Promise<T> {
    this.#requireOpen();
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        this.#requireOpen();
        if (isClosed(error) && attempt === 0) continue;
        if (!isDamage(error)) throw error;
        this.#reader.condemn();
        this.#options.log('error', 'The index is damaged: the next indexing builds it anew.');
        return withoutIndex(error);
      }
    }
  }

  async #statusOf(database: DatabaseSync | null): Promise<Status> {
    const { signal } = this.#closing;
    const parts = { root: this.root, database, discovery: this.#discovery(), limits: DEFAULT_LIMITS, signal };
    const { folder, files, chunks, pending, ...rest } = await statusOf(parts, this.#studentId);
    const device = this.#options.encoders.deviceReason();
    return { folder, files, chunks, pending, model: this.#studentId, device, ...rest };
  }

  counts(): Pick<Status, 'files' | 'chunks'> | null {
    return this.#glance(countsOf, null, 'What is indexed');
  }

  changed(among: readonly string[] | null): readonly string[] {
    return this.#glance((database) => changedFiles(database, this.root, among), [], 'What has changed');
  }

  /** What the database tells at once; `without` where there is none, or where it cannot be read. */
  #glance<T>(look: (database: DatabaseSync) => T, without: T, what: string): T {
    this.#requireOpen();
    try {
      const database = this.#reader.database();
      return database === null ? without : look(database);
    } catch (error) {
      this.#options.log('warn', `${what} can not be told: ${String(error)}`);
      return without;
    }
  }

  committed(): string | null {
    return this.#reader.committed();
  }

  checkedOut(): string | null {
    return checkedOut(this.root, this.#discovery().git);
  }

  async clear(): Promise<void> {
    this.#requireOpen();
    this.#reader.close();
    await clearIndex({ root: this.root, storage: this.#options.storage, log: this.#options.log });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const run of this.#runs) run.release();
    this.#reader.end();
    await this.#looking.aheadThread?.close();
  }

  #requireOpen(): void {
    if (this.#closing.signal.aborted) {
      throw new EngineError('closed', 'The search engine of this folder was closed: open it again.');
    }
  }

  #discovery(): DiscoverOptions {
    const { git, include, exclude, setAside } = this.#options;
    return { git: git ?? { home: homedir() }, include, exclude, setAside: setAside?.() ?? new Map() };
  }
}
