import type { DatabaseSync } from 'node:sqlite';
import type { Chunker } from '../chunk/chunker.ts';
import { discoverFolders } from '../discover/discover.ts';
import { DEFAULT_LIMITS } from '../discover/readSource.ts';
import type { DiscoverOptions } from '../discover/walk.ts';
import type { Encoder, IndexSummary, Log, Progress, Skipped, SourceFile, StaticEncoder } from '../types.ts';
import { fillVectors, type SharedVectors } from './fillVectors.ts';
import { giveBack, sizeOf } from './freePages.ts';
import { knownAmong, knownFiles } from './knownFiles.ts';
import type { LastLook, Looking } from './looking.ts';
import { keepMeta, readMeta } from './meta.ts';
import { Planning, type Plan } from './plan.ts';
import { readFiles, type ReadingParts } from './readFiles.ts';
import { inReadingOrder } from './readingOrder.ts';
import type { ReadingPool } from './readingPool.ts';
import { keepSelection, withSelection } from './selection.ts';
import { createPause, giveWay, type PauseParts } from './slices.ts';
import type { Store } from './store.ts';
import type { VectorCache } from './vectorCache.ts';

export interface IndexingParts extends PauseParts {
  readonly root: string;
  readonly store: Store;
  readonly discovery: DiscoverOptions;
  readonly chunker: () => Promise<Chunker>;
  /** Starts threads that read files, in place of those of before; null where there are none. Whoever asks closes them. */
  readonly pool: () => Promise<ReadingPool | null>;
  readonly log: Log;
  readonly staticStudent: StaticEncoder;
  /** Id of the Transformer, which may be asked for before it is loaded. */
  readonly studentId: string;
  readonly student: () => Promise<Encoder>;
  /** Vectors that other folders and branches have. */
  readonly cache: VectorCache;
  readonly looking: Looking;
  readonly until: 'static' | 'student';
  readonly only?: readonly string[] | undefined;
  /** Paths relative to the root; files near them are read first. */
  readonly near?: readonly string[] | undefined;
  /** Hears of a file before it is read or encoded. */
  readonly onFile?: ((path: string) => void) | undefined;
}

/** Vectors kept although no chunk refers to them, for when a branch comes back: as many, or as many as there are chunks. */
const leastOrphans = 20_000;
/** Files found between two reports. */
const reportEvery = 256;
/** Times that files which change while they are encoded are read again; what changes on waits for its file event. */
const mostPasses = 3;

/**
 * Brings the index up to date: finds files, reads those that are new or changed, then encodes. The caller holds the
 * writer's lock. Throws EngineError `aborted` and what discovery and encoders throw, and SQLite's errors.
 */
export async function* runIndexer(given: IndexingParts): AsyncGenerator<Progress, IndexSummary> {
  const started = performance.now();
  const { store } = given;
  const discovery = withSelection(given.discovery, store.database);
  keepSelection(store.database, discovery);
  const parts = { ...given, discovery };
  const encoders = {
    student: store.encoderNumber(parts.studentId),
    staticStudent: store.encoderNumber(parts.staticStudent.id),
  };
  store.prefer(encoders.student);
  await store.keepTokensOf(parts.staticStudent.id, createPause(parts));
  await store.keepEncoders(Object.values(encoders), createPause(parts));
  let embedded = 0;
  const stale = new Set<string>();
  // An index that was just begun, because another one was cleared or damaged, has nothing of the other files.
  let only = readMeta(store.database, 'complete') === 1 ? parts.only : undefined;
  const skipped = new Map<string, string>();
  for (let pass = 0; pass < mostPasses; pass++) {
    const plan = yield* look({ ...parts, only }, skipped);
    const reading: ReadingParts = {
      root: parts.root,
      limits: limitsOf(parts),
      chunker: parts.chunker,
      pool: isMuch(plan.toRead) ? await parts.pool() : null,
      log: parts.log,
      staticStudent: parts.staticStudent,
      store,
      encoders,
      shared: sharedOf(parts),
      onFile: parts.onFile,
      signal: parts.signal,
      mayGoOn: parts.mayGoOn,
    };
    const quick = yield* read(reading, plan, { skipped, lastLook: parts.looking.lastLook });
    // Encoding can take an hour, and an idle thread gives no memory back.
    reading.pool?.close();
    if (parts.until === 'static') embedded += quick;
    if (only === undefined) keepMeta(store.database, 'complete', 1);
    stale.clear();
    const onStale = (path: string): void => void stale.add(path);
    embedded += yield* encode(parts, encoders, onStale);
    if (stale.size === 0) break;
    only = [...stale];
  }
  // A file event costs little; the whole is tidied up when the whole is looked at.
  if (parts.only === undefined) {
    await store.prune(leastOrphans, createPause(parts));
    await parts.cache.tidy(createPause(parts));
    await shrink(store.database, createPause(parts));
  }
  keepMeta(store.database, 'running', 0);
  return summarize(parts, skipped, embedded, started);
}

/** Share of the file that may hold nothing: what is written next goes there. */
const mostFree = 1 / 32;

/** Merged words and removed files leave free pages behind, which nobody may ever need again. */
async function shrink(database: DatabaseSync, pause: () => Promise<void>): Promise<void> {
  const { used, free } = sizeOf(database);
  if (free <= (used + free) * mostFree) return;
  while (giveBack(database)) await pause();
}

function sharedOf({ cache, studentId, staticStudent }: IndexingParts): SharedVectors {
  return { cache, key: { id: studentId, dims: staticStudent.dims } };
}

/** Bytes from which threads read: below, this one has read them before the first thread has begun. Estimated. */
const muchText = 1024 * 1024;

function isMuch(files: readonly SourceFile[]): boolean {
  return files.reduce((sum, { size }) => sum + size, 0) >= muchText;
}

function limitsOf(parts: IndexingParts): ReadingParts['limits'] {
  return { maxBytes: parts.discovery.maxBytes ?? DEFAULT_LIMITS.maxBytes };
}

/** What is there compared with what is known. */
async function* look(parts: IndexingParts, skipped: Map<string, string>): AsyncGenerator<Progress, Plan> {
  const { lastLook, aheadThread } = parts.looking;
  const { database } = parts.store;
  const only = barePaths(parts.only);
  yield { type: 'discovering', files: 0 };
  const isWhole = only === undefined;
  const known = isWhole
    ? (lastLook.take(database) ?? (await knownFiles(database, createPause(parts))))
    : knownAmong(database, only);
  const planning = new Planning(known);
  const ahead = isWhole ? (aheadThread?.begin(parts.root, known.folders()) ?? null) : null;
  const rest = (): Promise<void> => giveWay(parts);
  const options = {
    ...parts.discovery,
    ...(isWhole ? {} : { only }),
    names: parts.looking.names(),
    ahead,
    rest,
  };
  let files = 0;
  let reported = 0;
  try {
    for await (const found of discoverFolders(parts.root, options, parts.signal)) {
      planning.add(found);
      for (const { path, reason } of found.skipped) skipped.set(path, reason);
      files += found.files.length;
      if (files - reported < reportEvery) continue;
      reported = files;
      yield { type: 'discovering', files };
    }
  } finally {
    ahead?.end();
  }
  yield { type: 'discovering', files };
  const changes = planning.plan();
  for (const { path, reason } of changes.skipped) skipped.set(path, reason);
  if (isWhole && changes.toRead.length + changes.removed.length === 0) lastLook.keep(database, known);
  return { ...changes, toRead: inReadingOrder(changes.toRead, parts.near ?? []) };
}

/** Undefined where the whole folder is meant. */
function barePaths(only: readonly string[] | undefined): readonly string[] | undefined {
  const bare = only?.map((path) => path.replace(/^(?:\.\/)+|\/+$/g, ''));
  return bare?.some((path) => path === '' || path === '.') === true ? undefined : bare;
}

/** Returns how many static vectors were made. */
async function* read(
  reading: ReadingParts,
  { removed, toRead }: Plan,
  { skipped, lastLook }: { readonly skipped: Map<string, string>; readonly lastLook: LastLook },
): AsyncGenerator<Progress, number> {
  const pause = createPause(reading);
  const { database } = reading.store;
  for (let from = 0; from < removed.length; from += 32) {
    reading.store.removeFiles(removed.slice(from, from + 32));
    await pause();
  }
  if (!lastLook.isDone(database, 'words')) await reading.store.tidyWords(pause);
  lastLook.noteDone(database, 'words');
  const total = toRead.length;
  yield { type: 'reading', done: 0, total };
  let embedded = 0;
  for (const { path } of toRead) skipped.delete(path);
  for await (const outcome of readFiles(reading, toRead)) {
    embedded += outcome.embedded;
    for (const { path, reason } of outcome.skipped) skipped.set(path, reason);
    yield { type: 'reading', done: outcome.done, total };
  }
  return embedded;
}

/** Returns how many vectors of the encoder that was aimed at were made. */
async function* encode(
  parts: IndexingParts,
  encoders: ReadingParts['encoders'],
  onStale: (path: string) => void,
): AsyncGenerator<Progress, number> {
  const common = {
    root: parts.root,
    limits: limitsOf(parts),
    store: parts.store,
    lastLook: parts.looking.lastLook,
    onStale,
    onFile: parts.onFile,
    signal: parts.signal,
    mayGoOn: parts.mayGoOn,
  };
  // Chunks of an index that another static student made wait for one of this; there are none otherwise.
  const either = [encoders.student, encoders.staticStudent];
  const quick = {
    ...common,
    encoder: () => Promise.resolve(parts.staticStudent),
    number: encoders.staticStudent,
    sufficient: either,
    shared: null,
  };
  const quickly = yield* report(fillVectors(quick));
  if (parts.until === 'static') return quickly;
  const aimed = { encoder: parts.student, number: encoders.student, sufficient: [encoders.student] };
  return yield* report(fillVectors({ ...common, ...aimed, shared: sharedOf(parts) }));
}

async function* report(filling: ReturnType<typeof fillVectors>): AsyncGenerator<Progress, number> {
  const started = performance.now();
  let made = 0;
  for await (const { done, total, embedded } of filling) {
    made = embedded;
    const rate = done / (performance.now() - started);
    const secondsLeft = done === 0 ? null : (total - done) / rate / 1000;
    yield { type: 'embedding', done, total, secondsLeft };
  }
  return made;
}

function summarize(
  parts: IndexingParts,
  skipped: ReadonlyMap<string, string>,
  embedded: number,
  started: number,
): IndexSummary {
  const { files, chunks } = parts.looking.lastLook.counts(parts.store.database);
  const list: Skipped[] = [...skipped].map(([path, reason]) => ({ path, reason }));
  // Chunks of files that changed while they were read were encoded and are gone: they count no more.
  const kept = Math.min(embedded, chunks);
  return {
    files,
    chunks,
    embedded: kept,
    reused: chunks - kept,
    skipped: list.sort((a, b) => (a.path < b.path ? -1 : 1)),
    seconds: (performance.now() - started) / 1000,
  };
}
