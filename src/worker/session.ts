/** What the worker does for each call: one engine a folder, the models shared by all of them. */
import { openEncoders } from '../engine/embed/encoders.ts';
import { openEngine, type Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/errors.ts';
import { textAt } from '../engine/search/similar.ts';
import type { Encoders, Log, SearchResult, Status } from '../engine/types.ts';
import type {
  Configuration,
  FolderConfiguration,
  FoundHits,
  Notification,
  SearchParams,
  SimilarParams,
} from '../protocol/messages.ts';
import { toFailure, type Handlers } from '../protocol/rpc.ts';
import { Freshness } from './freshness.ts';
import { createGate } from './gate.ts';
import { IndexQueue } from './indexQueue.ts';
import { mergeHits } from './mergeHits.ts';
import { createReport, type Report } from './report.ts';

interface Opened {
  readonly encoders: Encoders;
  readonly engines: ReadonlyMap<string, Engine>;
  readonly queue: IndexQueue;
  readonly freshness: Freshness;
  readonly report: Report;
}

export function createSession(notify: (notification: Notification) => void): Handlers {
  const log: Log = (level, message) => notify({ type: 'log', level, message });
  const gate = createGate();
  let opened: Opened | null = null;
  const current = (): Opened => {
    if (opened === null) throw new EngineError('closed', 'The search process is not ready: try again.');
    return opened;
  };
  return {
    open: async (configuration) => {
      opened = await open(configuration, { notify, log, gate });
      return null;
    },
    search: async (params, signal) => {
      const { engines, freshness } = current();
      const find = (): Promise<FoundHits> => gate.hold(() => search(engines, params, signal));
      await freshness.catchUp(params.roots.length > 0 ? params.roots : [...engines.keys()]);
      const found = await find();
      return (await freshness.catchUpHits(found.hits)) ? find() : found;
    },
    similar: async (params, signal) => {
      const { engines } = current();
      return gate.hold(() => similar(engines, params, signal));
    },
    index: async ({ root, only }, signal) => {
      const { queue, encoders, freshness } = current();
      for (const each of rootsOf(current(), root)) {
        if (only === null || !freshness.isFollowed(each)) freshness.follow(each);
      }
      await Promise.all(rootsOf(current(), root).map((each) => queue.request({ root: each, only }, signal)));
      // Where nothing had to be encoded it is not loaded yet, and the first question would wait for it.
      encoders.student().catch(() => undefined);
      return null;
    },
    status: async () => statuses(current()),
    skipped: ({ root }) =>
      Promise.resolve(rootsOf(current(), root).flatMap((each) => current().report.leftOut(each))),
    clear: async ({ root }) => {
      for (const each of rootsOf(current(), root)) await clear(current(), each);
      return null;
    },
    pause: () => {
      current().queue.pause();
      return Promise.resolve(null);
    },
    resume: () => {
      current().queue.resume();
      return Promise.resolve(null);
    },
  };
}

interface Surroundings {
  readonly notify: (notification: Notification) => void;
  readonly log: Log;
  readonly gate: ReturnType<typeof createGate>;
}

async function open(configuration: Configuration, { notify, log, gate }: Surroundings): Promise<Opened> {
  const { models, grammars, device, threads } = configuration;
  const assets = { models, grammars };
  const encoders = await openEncoders({ assets, device, threads, environment: process.env, log });
  const roots = configuration.folders.map(({ root }) => root);
  const report = createReport(roots, () => encoders.deviceReason(), notify);
  const engines = new Map<string, Engine>();
  for (const folder of configuration.folders) {
    try {
      engines.set(folder.root, await openFolder(folder, { configuration, encoders, log }));
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'internal') throw error;
      report.update(folder.root, { activity: { type: 'failed', failure } });
    }
  }
  const queue = new IndexQueue({ engines, gate, report, log });
  return { encoders, engines, queue, freshness: new Freshness({ engines, queue }), report };
}

interface FolderParts {
  readonly configuration: Configuration;
  readonly encoders: Encoders;
  readonly log: Log;
}

function openFolder(
  { root, exclude, include }: FolderConfiguration,
  { configuration, encoders, log }: FolderParts,
): Promise<Engine> {
  const { storage, models, grammars } = configuration;
  return openEngine({ root, storage, assets: { models, grammars }, encoders, log, exclude, include });
}

function rootsOf({ engines }: Opened, root: string | null): readonly string[] {
  return root === null ? [...engines.keys()] : engines.has(root) ? [root] : [];
}

async function search(
  engines: Opened['engines'],
  { request, roots }: SearchParams,
  signal: AbortSignal,
): Promise<FoundHits> {
  return searchFolders({ engines, roots, k: request.k }, (engine) => engine.search(request, signal));
}

/** Other folders than the place's own are asked with its text: they can neither read it nor leave it out. */
async function similar(
  engines: Opened['engines'],
  { request, placeRoot, roots }: SimilarParams,
  signal: AbortSignal,
): Promise<FoundHits> {
  const { place } = request;
  const home = placeRoot !== null && engines.has(placeRoot) ? placeRoot : null;
  const text = request.text ?? (home === null || place === null ? null : await textAt(home, place));
  return searchFolders({ engines, roots, k: request.k }, (engine) =>
    engine.similar({ ...request, text, place: engine.root === home ? place : null }, signal),
  );
}

interface Folders {
  readonly engines: Opened['engines'];
  /** Empty: all. */
  readonly roots: readonly string[];
  readonly k: number;
}

async function searchFolders(
  { engines, roots, k }: Folders,
  find: (engine: Engine) => Promise<SearchResult>,
): Promise<FoundHits> {
  const started = performance.now();
  const missing: string[] = [];
  const lists = [];
  for (const [root, engine] of engines) {
    if (roots.length > 0 && !roots.includes(root)) continue;
    try {
      const { hits } = await find(engine);
      lists.push(hits.map((hit) => ({ ...hit, root })));
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'indexMissing')) throw error;
      missing.push(root);
    }
  }
  return { hits: mergeHits(lists, k), ms: performance.now() - started, missing };
}

async function statuses({ engines, report }: Opened): Promise<readonly Status[]> {
  const found: Status[] = [];
  for (const [root, engine] of engines) {
    const status = await engine.status();
    found.push(status);
    if (status.lastCommit !== null) report.count(root, status);
  }
  report.send();
  return found;
}

async function clear({ engines, queue, freshness, report }: Opened, root: string): Promise<void> {
  freshness.unfollow(root);
  await queue.stop(root);
  await engines.get(root)?.clear();
  report.update(root, { activity: { type: 'idle' }, counts: null });
}
