/** What the shell and the worker say to each other: the calls, the notifications, and the shape of each. */
import type { ErrorCode } from '../engine/errors.ts';
import type { DevicePreference, Progress, Status } from '../engine/types.ts';
import {
  array,
  boolean,
  nothing,
  nullable,
  number,
  object,
  oneOf,
  optional,
  string,
  tagged,
  type Decoder,
} from './decode.ts';
import { foundHits, searchParams, similarParams } from './searchMessages.ts';

export type { FolderHit, FoundHits, Place, SearchParams, SimilarParams } from './searchMessages.ts';

/** The engine's codes, and what only happens between two processes. */
export type FailureCode = ErrorCode | 'workerLost' | 'workerFailing' | 'workerSilent' | 'internal';

/** What went wrong, as data: `message` is one sentence that says what to do. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

export interface FolderConfiguration {
  /** Absolute path. */
  readonly root: string;
  /** Globs relative to the root; what matches one is not indexed. */
  readonly exclude: readonly string[];
  /** Globs relative to the root; what matches one is indexed although rules ignore it. */
  readonly include: readonly string[];
}

/** Everything a worker is told about its surroundings: before anything else, and again when it changes. */
export interface Configuration {
  /** Absolute folder that holds every index. */
  readonly storage: string;
  /** Absolute folder with the models. */
  readonly models: string;
  /** Absolute folder of the npm packages that hold the grammars. */
  readonly grammars: string;
  readonly device: DevicePreference;
  /** 0: the engine decides. */
  readonly threads: number;
  /** How the operating system is to rank the process. */
  readonly priority: Priority;
  /** Bytes of the vectors that all folders share, at the most. */
  readonly cacheBytes: number;
  /** Whether folders are followed: read again by themselves when git checks something out, and before a search. */
  readonly automatic: boolean;
  readonly folders: readonly FolderConfiguration[];
}

export type Priority = 'low' | 'normal';

export interface OpenParams {
  readonly configuration: Configuration;
  /** Process id of the worker before, where that one ended by itself. */
  readonly lost: number | null;
}

/** A file of a folder. */
export interface FolderFile {
  /** Absolute path of the folder that `path` is relative to. */
  readonly root: string;
  readonly path: string;
}

/** What a folder's indexing is at. */
export type Activity =
  | { readonly type: 'idle' }
  /** Its turn comes later, or another process is indexing it. */
  | { readonly type: 'waiting'; readonly for: 'turn' | 'otherProcess' }
  | { readonly type: 'indexing'; readonly progress: Progress }
  | { readonly type: 'failed'; readonly failure: Failure };

export interface Counts {
  readonly files: number;
  readonly chunks: number;
  /** Files that were seen and left out. */
  readonly skipped: number;
}

export interface FolderState {
  readonly root: string;
  readonly activity: Activity;
  /** Null until the folder is known to be indexed. */
  readonly counts: Counts | null;
  /** Another one whenever files were read again or taken out: what was found before may not hold any more. */
  readonly generation: number;
}

export interface WorkerState {
  readonly folders: readonly FolderState[];
  /** Files at which the process ended more than once; they are left out. */
  readonly setAside: readonly FolderFile[];
  readonly paused: boolean;
  /** Where the Transformer runs and why. */
  readonly device: string;
  /** Chunks that it encoded in a second when it last did; null: it has not. */
  readonly speed: number | null;
}

export interface IndexParams {
  /** Null: every folder. */
  readonly root: string | null;
  /** Paths relative to the root that may have changed; null: look at everything. */
  readonly only: readonly string[] | null;
  /** Files that are open: what is near them is read first. */
  readonly near?: readonly FolderFile[] | undefined;
}

export interface FolderParams {
  /** Null: every folder. */
  readonly root: string | null;
}

/** A file that was seen and left out. */
export interface SkippedFile extends FolderFile {
  /** A short phrase for people. */
  readonly reason: string;
}

interface Call<P, R> {
  readonly params: Decoder<P>;
  readonly result: Decoder<R>;
}

const failure: Decoder<Failure> = object<Failure>({ code: string as Decoder<FailureCode>, message: string });

const progress = tagged<Progress>({
  discovering: object({ type: oneOf('discovering'), files: number }),
  reading: object({ type: oneOf('reading'), done: number, total: number }),
  embedding: object({
    type: oneOf('embedding'),
    done: number,
    total: number,
    secondsLeft: nullable(number),
  }),
});

const activity = tagged<Activity>({
  idle: object({ type: oneOf('idle') }),
  waiting: object({ type: oneOf('waiting'), for: oneOf('turn', 'otherProcess') }),
  indexing: object({ type: oneOf('indexing'), progress }),
  failed: object({ type: oneOf('failed'), failure }),
});

const folderState = object<FolderState>({
  root: string,
  activity,
  counts: nullable(object<Counts>({ files: number, chunks: number, skipped: number })),
  generation: number,
});

const status = object<Status>({
  folder: string,
  files: number,
  chunks: number,
  pending: number,
  model: string,
  device: string,
  lastCommit: nullable(string),
  fresh: boolean,
});

const folderFile = object<FolderFile>({ root: string, path: string });

const configuration = object<Configuration>({
  storage: string,
  models: string,
  grammars: string,
  device: oneOf('auto', 'cpu', 'gpu'),
  threads: number,
  priority: oneOf('low', 'normal'),
  cacheBytes: number,
  automatic: boolean,
  folders: array(
    object<FolderConfiguration>({ root: string, exclude: array(string), include: array(string) }),
  ),
});

const folderParams = object<FolderParams>({ root: nullable(string) });

function call<P, R>(params: Decoder<P>, result: Decoder<R>): Call<P, R> {
  return { params, result };
}

/** What the shell asks of the worker. */
export const calls = {
  /** The first call, and only once. Answers with the files that are set aside from now on. */
  open: call(object<OpenParams>({ configuration, lost: nullable(number) }), array(folderFile)),
  /** Another configuration; the storage and the assets stay. Answers with the folders that are to be indexed anew. */
  configure: call(configuration, array(string)),
  search: call(searchParams, foundHits),
  /** As `search`, for what is like a text or a place. */
  similar: call(similarParams, foundHits),
  /** Settles when what was asked for is up to date. */
  index: call(
    object<IndexParams>({
      root: nullable(string),
      only: nullable(array(string)),
      near: optional(array(folderFile)),
    }),
    nothing,
  ),
  status: call(nothing, array(status)),
  /** What the last look at each folder left out; a long list is cut. */
  skipped: call(folderParams, array(object<SkippedFile>({ root: string, path: string, reason: string }))),
  /** Removes what is stored; it is not built again by itself. */
  clear: call(folderParams, nothing),
  /** Files that were set aside are read again. */
  forgive: call(nothing, nothing),
  /** Somebody is about to ask: what the first question would wait for is loaded. Settles when it is. */
  prepare: call(nothing, nothing),
  /** Indexing waits for a moment, because somebody types. */
  giveWay: call(nothing, nothing),
  pause: call(nothing, nothing),
  resume: call(nothing, nothing),
};

type Calls = typeof calls;
export type Method = keyof Calls;
export type Params<M extends Method> = ReturnType<Calls[M]['params']>;
export type Result<M extends Method> = ReturnType<Calls[M]['result']>;

/** What the worker tells without being asked. */
export type Notification =
  /** Sent regularly, so that a worker that hangs is told from one that is busy. */
  | { readonly type: 'heartbeat' }
  | { readonly type: 'state'; readonly state: WorkerState }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
    };

export const notification = tagged<Notification>({
  heartbeat: object({ type: oneOf('heartbeat') }),
  state: object({
    type: oneOf('state'),
    state: object<WorkerState>({
      folders: array(folderState),
      setAside: array(folderFile),
      paused: boolean,
      device: string,
      speed: nullable(number),
    }),
  }),
  log: object({
    type: oneOf('log'),
    level: oneOf('debug', 'info', 'warn', 'error'),
    message: string,
  }),
});

/** One message on the wire. */
export type Envelope =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly type: 'notification'; readonly notification: unknown };

const unknown: Decoder<unknown> = (value) => value;

export const envelope = tagged<Envelope>({
  call: object({ type: oneOf('call'), id: number, method: string, params: unknown }),
  cancel: object({ type: oneOf('cancel'), id: number }),
  result: object({ type: oneOf('result'), id: number, result: unknown }),
  failure: object({ type: oneOf('failure'), id: number, failure }),
  notification: object({ type: oneOf('notification'), notification: unknown }),
});
