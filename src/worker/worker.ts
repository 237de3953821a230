/** Entry of the child process that holds the engines. It lives as long as its parent's channel. */
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { processPort } from '../protocol/processPort.ts';
import { serve, type Server } from '../protocol/rpc.ts';
import type { Configuration, Notification } from '../protocol/messages.ts';
import type { Scripts } from './folders.ts';
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

/** Bundled, all scripts lie beside this one. Unbundled, as in tests, they are where they are written. */
function scripts(): Scripts {
  const here = process.argv[1] ?? '';
  const isBundle = here.endsWith('.cjs');
  const script = (bundle: string, source: string): string =>
    isBundle ? join(dirname(here), bundle) : join(dirname(here), '..', 'engine', source);
  return {
    threads: {
      readingThread: script('reading.cjs', 'index/readingThread.ts'),
      aheadThread: script('ahead.cjs', 'discover/aheadThread.ts'),
    },
    encoding: script('encoding.cjs', 'embed/graphProcess.ts'),
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
  const session = createSession({ notify, onConfiguration: applyPriority, scripts: scripts() });
  server = serve(port, session, (error) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    notify({ type: 'log', level: 'error', message });
  });
  setInterval(() => notify({ type: 'heartbeat' }), heartbeatEvery).unref();
}

start();
