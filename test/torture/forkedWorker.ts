/** The worker as the editor forks it, and what it holds. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { processPort } from '../../src/protocol/processPort.ts';
import { connect, type Client } from '../../src/protocol/rpc.ts';
import { workerMemory } from '../../src/shell/workerProcess.ts';
import { childrenOf, residentOf } from '../bench/speed/resident.ts';

const project = join(import.meta.dirname, '..', '..');

export interface ForkedWorker {
  readonly child: ChildProcess;
  readonly client: Client;
  /** Bytes it holds in memory, with the process that encodes for it; 0 where the system does not tell. */
  resident(): number;
  end(): Promise<void>;
}

export function forkWorker(): ForkedWorker {
  const child = fork(join(project, 'src', 'worker', 'worker.ts'), [], {
    env: { ...process.env, ...workerMemory.env },
    execArgv: ['--disable-warning=ExperimentalWarning', ...workerMemory.execArgv],
    serialization: 'json',
  });
  const onInvalid = (error: unknown): void => {
    throw error;
  };
  return {
    child,
    client: connect(processPort(child), { onNotification: () => undefined, onInvalid }),
    resident: () =>
      [child.pid ?? 0, ...childrenOf(child.pid ?? 0)].reduce((sum, pid) => sum + residentOf(pid), 0),
    end: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
