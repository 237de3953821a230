import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** MiB. Electron's memory cage ends at 4 GiB; indexing a large repository stays far below this. */
const heapLimit = 2_048;
/** MiB for what was just made. V8 would take 16, three times over, and keep them: 100 MB more after a large folder. */
const youngLimit = 4;

/**
 * Of glibc, which other systems pass over: threads share two heaps, and what is freed goes back to the system. By itself it
 * keeps up to 64 MB for each thread that there was.
 */
const allocator = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** How the worker is kept small; the bench measures it so. */
export const workerMemory = {
  env: allocator,
  execArgv: [`--max-old-space-size=${heapLimit}`, `--max-semi-space-size=${youngLimit}`],
} as const;

/** Starts the worker under the editor's own Node. Nothing of the user's Node settings reaches it. */
export function forkWorker(extensionFolder: string): ChildProcess {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return fork(join(extensionFolder, 'dist', 'worker.cjs'), [], {
    env: { ...env, ...workerMemory.env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: ['--disable-warning=ExperimentalWarning', ...workerMemory.execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
  });
}
