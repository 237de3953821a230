import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** MiB. Electron's memory cage ends at 4 GiB; indexing a large repository stays far below this. */
const heapLimit = 2_048;
/** MiB for what was just made. V8 would take 16, three times over, and keep them: 100 MB more after a large folder. */
const youngLimit = 4;

/** Starts the worker under the editor's own Node. Nothing of the user's Node settings reaches it. */
export function forkWorker(extensionFolder: string): ChildProcess {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return fork(join(extensionFolder, 'dist', 'worker.cjs'), [], {
    env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      `--max-old-space-size=${heapLimit}`,
      `--max-semi-space-size=${youngLimit}`,
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
  });
}
