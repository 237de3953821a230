/** The facade and the only composer of the stages. Shells (editor, command line, servers) see this file and `types.ts`. */
import type {
  Assets,
  Encoders,
  IndexSummary,
  Log,
  Progress,
  SearchRequest,
  SearchResult,
  Status,
} from './types.ts';

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
}

export interface IndexOptions {
  /** `static` ends when everything is searchable by the static student; default `student`. */
  readonly until?: 'static' | 'student';
  /** Paths (relative, `/`) to look at instead of the whole folder, as file events tell them. */
  readonly only?: readonly string[];
  readonly signal?: AbortSignal;
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
  /** Compares the index with the folder by size and time. */
  status(): Promise<Status>;
  close(): Promise<void>;
}
