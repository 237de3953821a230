import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { processPort } from '../../src/protocol/processPort.ts';
import { connect, type Client } from '../../src/protocol/rpc.ts';

const entry = join(import.meta.dirname, '..', '..', 'src', 'worker', 'worker.ts');

function start(): ChildProcess {
  return fork(entry, [], { execArgv: ['--disable-warning=ExperimentalWarning'], serialization: 'json' });
}

function connectTo(child: ChildProcess): Client {
  return connect(processPort(child), {
    onNotification: () => undefined,
    onInvalid: (error) => {
      throw error;
    },
  });
}

describe('the worker process', () => {
  it('answers calls, failures by their code', async () => {
    const child = start();
    const client = connectTo(child);
    await assert.rejects(client.call('status', null), { code: 'closed' });
    child.kill();
    await once(child, 'exit');
  });

  it('ends when its parent goes away', async () => {
    const child = start();
    const client = connectTo(child);
    await assert.rejects(client.call('pause', null), { code: 'closed' });
    child.disconnect();
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
  });

  it('lets every pending call settle when it is killed', async () => {
    const child = start();
    const client = connectTo(child);
    await assert.rejects(client.call('pause', null), { code: 'closed' });
    child.kill('SIGSTOP');
    const pending = [client.call('status', null), client.call('resume', null)];
    child.kill('SIGKILL');
    for (const call of pending) await assert.rejects(call, { code: 'workerLost' });
  });
});
