/** Entry of the child process that holds the engines. It lives as long as its parent's channel. */
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { processPort } from '../protocol/processPort.ts';
import { serve, type Server } from '../protocol/rpc.ts';
import type { Configuration, Notification } from '../protocol/messages.ts';
import type { ThreadScripts } from './folders.ts';
import { createSession } from './session.ts';

/** Milliseconds between two signs of life; the parent waits for many times as long. */
const heartbeatEvery = 5_000;

function applyPriority({ priority }: Configuration): void {
  const { PRIORITY_BELOW_NORMAL, PRIORITY_NORMAL } = constants.priority;
  try {
    setPriority(priority === 'low' ? PRIORITY_BELOW_NORMAL : PRIORITY_NORMAL);
  } catch {
    // Some containers forbid it; then it runs as everything does.
  }
}

/** The bundles beside this one; none where this runs unbundled. */
function threadScripts(): ThreadScripts {
  const script = (name: string): string => join(dirname(process.argv[1] ?? ''), name);
  const [reading, stat] = [script('reading.cjs'), script('ahead.cjs')];
  return {
    ...(existsSync(reading) ? { readingThread: reading } : {}),
    ...(existsSync(stat) ? { aheadThread: stat } : {}),
  };
}

function start(): void {
  // As on the command line: the optimising compiler spends more on the grammars' huge functions than it saves.
  setFlagsFromString('--no-wasm-tier-up --no-wasm-dynamic-tiering');
  // Garbage is gathered when a heap has grown by a quarter: V8 lets it double and more, in each of the threads that read.
  setFlagsFromString('--heap-growing-percent=25');
  // The channel alone keeps the process alive, and it ends with it, whatever is under way: every commit is safe.
  process.once('disconnect', () => process.exit(0));
  // Assigned below, before the first call can arrive.
  let server: Server | null = null;
  const notify = (notification: Notification): void => server?.notify(notification);
  const port = processPort(process);
  const session = createSession({ notify, onConfiguration: applyPriority, threads: threadScripts() });
  server = serve(port, session, (error) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    notify({ type: 'log', level: 'error', message });
  });
  setInterval(() => notify({ type: 'heartbeat' }), heartbeatEvery).unref();
}

start();
