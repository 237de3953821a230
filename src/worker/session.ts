/** What the worker does for each call. */
import { EngineError, messageOf } from '../engine/errors.ts';
import { searchFolders, similarInFolders } from '../engine/folders.ts';
import type { Log, Status } from '../engine/types.ts';
import type { Configuration, FoundHits, Notification, SearchParams } from '../protocol/messages.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { createConfiguring } from './configuring.ts';
import { noScripts, openFolders, type Folders, type Scripts } from './folders.ts';
import { createGate, type Gate } from './gate.ts';
import { createPreparing } from './preparing.ts';

/** Milliseconds that indexing waits after a key: the next one, or its search, comes within them. */
const typingPause = 300;

export interface SessionParts {
  readonly notify: (notification: Notification) => void;
  /** Hears of every configuration, for what concerns the process as a whole. */
  readonly onConfiguration?: (configuration: Configuration) => void;
  readonly scripts?: Scripts;
}

export function createSession({ notify, onConfiguration, scripts = noScripts }: SessionParts): Handlers {
  const log: Log = (level, message) => notify({ type: 'log', level, message });
  const gate = createGate();
  const prepare = createPreparing(gate);
  let opened: Folders | null = null;
  const { inTurn, settled } = createConfiguring();
  const current = (): Folders => {
    if (opened === null) throw new EngineError('closed', 'The search process is not ready: try again.');
    return opened;
  };
  return {
    open: ({ configuration, lost }) =>
      inTurn(async () => {
        onConfiguration?.(configuration);
        // After a death one file is read at a time, so that the next one names the file that is to blame.
        const { readingThread: _, ...safe } = scripts.threads;
        const used = lost === null ? scripts : { ...scripts, threads: safe };
        opened = await openFolders(configuration, { notify, log, gate, scripts: used });
        return opened.suspects.learn(lost);
      }),
    configure: (configuration) =>
      inTurn(() => {
        onConfiguration?.(configuration);
        return current().configure(configuration);
      }),
    search: (params, signal) => settled(() => freshSearch(current(), gate, { params, signal, log })),
    similar: ({ request, placeRoot, within }, signal) =>
      settled(() => {
        const { engines } = current();
        return gate.hold(() => similarInFolders({ engines, within, signal, log }, request, placeRoot));
      }),
    index: async ({ root, only, near }, signal) => {
      const { queue, encoders, freshness } = current();
      for (const each of rootsOf(current(), root)) {
        if (only === null || !freshness.isFollowed(each)) freshness.follow(each);
      }
      await Promise.all(
        rootsOf(current(), root).map((each) => queue.request({ root: each, only, near }, signal)),
      );
      // Where nothing had to be encoded it is not loaded yet, and the first question would wait for it.
      encoders()
        .student()
        .catch(() => undefined);
      return null;
    },
    ...indexHandlers(current, log),
    prepare: () => settled(() => prepare(current().engines)),
    giveWay: () => {
      gate.holdFor(typingPause);
      return done;
    },
  };
}

interface Asked {
  readonly params: SearchParams;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Searches what is as fresh as it can be made in a moment. */
async function freshSearch(
  { engines, freshness }: Folders,
  gate: Gate,
  { params, signal, log }: Asked,
): Promise<FoundHits> {
  const { within } = params;
  const find = (): Promise<FoundHits> =>
    gate.hold(() => searchFolders({ engines, within, signal, log }, params.request));
  const roots = within?.map(({ root }) => root) ?? [...engines.keys()];
  const isTyping = params.request.typing === true;
  if (!isTyping) await freshness.catchUp(roots);
  const found = await find();
  freshness.noticeMissing(found.missing);
  // The next key is answered from what is read again behind this one.
  if (isTyping) freshness.catchUp(roots).catch(() => undefined);
  return (await freshness.catchUpHits(found.hits)) ? find() : found;
}

const done = Promise.resolve(null);

type IndexMethod = 'status' | 'skipped' | 'clear' | 'forgive' | 'pause' | 'resume';

function indexHandlers(current: () => Folders, log: Log): Pick<Handlers, IndexMethod> {
  return {
    status: async () => statuses(current(), log),
    skipped: ({ root }) =>
      Promise.resolve(rootsOf(current(), root).flatMap((each) => current().report.leftOut(each))),
    clear: async ({ root }) => {
      const failures: unknown[] = [];
      // One after the other, because they share a cache; one that another process is at keeps no other from being cleared.
      for (const each of rootsOf(current(), root)) {
        await clear(current(), each).catch((error: unknown) => failures.push(error));
      }
      const [first] = failures;
      if (failures.length > 0) throw first;
      return null;
    },
    forgive: async () => {
      await forgive(current());
      return null;
    },
    pause: () => {
      current().queue.pause();
      return done;
    },
    resume: () => {
      current().queue.resume();
      return done;
    },
  };
}

function rootsOf({ engines }: Folders, root: string | null): readonly string[] {
  return root === null ? [...engines.keys()] : engines.has(root) ? [root] : [];
}

/** Of the folders that can tell: one that is gone from the disk keeps no other from being told of. */
async function statuses({ engines, report }: Folders, log: Log): Promise<readonly Status[]> {
  const found: Status[] = [];
  for (const [root, engine] of [...engines]) {
    try {
      const status = await engine.status();
      found.push(status);
      if (status.lastCommit !== null) report.count(root, status);
    } catch (error) {
      log('warn', `The state of ${root} cannot be told: ${messageOf(error)}`);
    }
  }
  report.send();
  return found;
}

async function clear({ engines, queue, freshness, report }: Folders, root: string): Promise<void> {
  const wasFollowed = freshness.isFollowed(root);
  freshness.unfollow(root);
  await queue.stop(root);
  try {
    await engines.get(root)?.clear();
  } catch (error) {
    report.update(root, { activity: { type: 'idle' } });
    if (wasFollowed) {
      freshness.follow(root);
      // What was under way goes on; a failure shows in the folder's state.
      queue.request({ root, only: null }).catch(() => undefined);
    }
    throw error;
  }
  report.update(root, { activity: { type: 'idle' }, counts: null });
}

/** Reads again what was set aside; resolves when it is up to date. */
async function forgive({ engines, queue, report, suspects }: Folders): Promise<void> {
  const forgiven = suspects.forgive();
  report.send();
  const roots = new Set(forgiven.map(({ root }) => root).filter((root) => engines.has(root)));
  // The whole folder, so that the list of what is left out is told anew.
  await Promise.all([...roots].map((root) => queue.request({ root, only: null })));
}
