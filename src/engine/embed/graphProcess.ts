/**
 * Entry of the process that runs the Transformer's graphs for another one, which answers questions meanwhile; started by
 * `remoteGraphs.ts` with the student's folder and the threads it may use on the CPU. It lives as long as its parent's channel.
 */
import { getPriority, setPriority } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { EngineError, messageOf } from '../errors.ts';
import type { Log } from '../types.ts';
import type { Done, FromProcess, Request, Work } from './graphMessages.ts';
import { loadGraphs, processorOf, type Graphs } from './graphs.ts';
import { loadManifest } from './manifest.ts';
import type { Device, Session } from './session.ts';

const send = (message: FromProcess): void => {
  // With a callback a failing write is told to it; without, it would be thrown as an event.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};
const log: Log = (level, message) => send({ type: 'log', level, message });

/** The parent's priority is a setting that changes while this process runs. */
function followPriority(): void {
  try {
    const priority = getPriority(process.ppid);
    if (priority !== getPriority()) setPriority(priority);
  } catch {
    // Some containers forbid it.
  }
}

/** A session that is opened before it is asked for. */
interface Ahead {
  readonly device: Device;
  readonly session: Session;
}

function createWork(folder: string, threads: number): (work: Work) => Promise<Done> {
  const sessions = new Map<number, Session>();
  let opened = 0;
  // The parent asks for both first, but is busy with its index until it does.
  const graphs = loadManifest(folder, 'student').then((manifest) => loadGraphs(manifest, log));
  let ahead: Promise<Ahead> | null = graphs.then(openAhead.bind(null, threads));
  ahead.catch(() => undefined);
  const open = async (device: Device): Promise<Session> => {
    const first = ahead;
    ahead = null;
    const found = await first;
    if (found === null) return (await graphs).open(device);
    if (isDeepStrictEqual(found.device, device)) return found.session;
    await found.session.release();
    return (await graphs).open(device);
  };
  const session = (number: number): Session => {
    const found = sessions.get(number);
    if (found === undefined) throw new Error(`There is no session ${number}.`);
    return found;
  };
  return async (work) => {
    switch (work.type) {
      case 'load':
        return { type: 'loaded', fallback: (await graphs).fallback };
      case 'open': {
        const number = ++opened;
        sessions.set(number, await open(work.device));
        return { type: 'opened', session: number };
      }
      case 'run': {
        followPriority();
        const vectors = await session(work.session).run(work.batch.map((ids) => Int32Array.from(ids)));
        return { type: 'vectors', vectors: vectors.map((vector) => Array.from(vector)) };
      }
      case 'release':
        await session(work.session).release();
        sessions.delete(work.session);
        return { type: 'released' };
    }
  };
}

async function openAhead(threads: number, graphs: Graphs): Promise<Ahead> {
  const device = processorOf(graphs, threads);
  return { device, session: await graphs.open(device) };
}

function failure(error: unknown): Done {
  const code = error instanceof EngineError ? error.code : null;
  return { type: 'failed', code, message: messageOf(error) };
}

function start(): void {
  process.once('disconnect', () => process.exit(0));
  // A terminal tells both processes; the parent still has texts to encode before its last commit, and ends this one with it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const perform = createWork(process.argv[2] ?? '', Number(process.argv[3]));
  process.on('message', ({ id, work }: Request) => {
    perform(work)
      .catch(failure)
      .then((done) => send({ type: 'done', id, done }), log.bind(null, 'error'));
  });
}

start();
