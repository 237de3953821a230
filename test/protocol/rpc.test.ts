import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { EngineError } from '../../src/engine/errors.ts';
import type { FoundHits, Notification, SearchParams } from '../../src/protocol/messages.ts';
import {
  CallError,
  connect,
  serve,
  type Client,
  type Handlers,
  type Server,
} from '../../src/protocol/rpc.ts';
import { portPair, type PortPair } from './ports.ts';

const found: FoundHits = { hits: [], ms: 1, missing: [], failed: [] };

const question: SearchParams = {
  request: { text: 'x', k: 5, mode: 'hybrid', literal: false, paths: [], languages: [], kinds: [] },
  within: null,
};

interface Connection extends PortPair {
  readonly connected: Client;
  readonly serving: Server;
  readonly told: Notification[];
  readonly invalid: unknown[];
  readonly errors: unknown[];
}

function connection(handlers: Partial<Handlers>): Connection {
  const pair = portPair();
  const told: Notification[] = [];
  const invalid: unknown[] = [];
  const errors: unknown[] = [];
  const nothing = (): Promise<null> => Promise.resolve(null);
  const all: Handlers = {
    open: () => Promise.resolve([]),
    configure: () => Promise.resolve([]),
    search: () => Promise.resolve(found),
    similar: () => Promise.resolve(found),
    index: nothing,
    status: () => Promise.resolve([]),
    skipped: () => Promise.resolve([]),
    clear: nothing,
    forgive: nothing,
    prepare: nothing,
    giveWay: nothing,
    pause: nothing,
    resume: nothing,
    ...handlers,
  };
  const serving = serve(pair.server, all, (error) => errors.push(error));
  const connected = connect(pair.client, {
    onNotification: (notification) => told.push(notification),
    onInvalid: (error) => invalid.push(error),
  });
  return { ...pair, connected, serving, told, invalid, errors };
}

const hasCode = (code: string) => (error: unknown) => error instanceof CallError && error.code === code;

describe('a call', () => {
  it('is answered with what its handler returns', async () => {
    const { connected } = connection({
      search: ({ request }) => Promise.resolve({ ...found, missing: [request.text] }),
    });
    assert.deepEqual((await connected.call('search', question)).missing, ['x']);
  });

  it('fails with the code and the sentence of an engine error', async () => {
    const { connected, errors } = connection({
      search: () => Promise.reject(new EngineError('queryEmpty', 'Say what to look for.')),
    });
    await assert.rejects(connected.call('search', question), {
      name: 'CallError',
      code: 'queryEmpty',
      message: 'Say what to look for.',
    });
    assert.deepEqual(errors, []);
  });

  it('fails with `internal` for any other error, which the other side hears of', async () => {
    const bug = new RangeError('out of range');
    const { connected, errors } = connection({ status: () => Promise.reject(bug) });
    await assert.rejects(connected.call('status', null), hasCode('internal'));
    assert.deepEqual(errors, [bug]);
  });

  it('with malformed parameters never reaches its handler', async () => {
    let reached = false;
    const { connected } = connection({
      search: () => {
        reached = true;
        return Promise.resolve(found);
      },
    });
    const malformed = {
      request: { ...question.request, k: 'many' },
      within: null,
    } as unknown as SearchParams;
    await assert.rejects(connected.call('search', malformed), /search\.request\.k should be a number/);
    const nowhere = { ...question, within: [{ root: '/a' }] } as unknown as SearchParams;
    await assert.rejects(connected.call('search', nowhere), /search\.within\[0\]\.path should be a string/);
    assert.equal(reached, false);
  });

  it('with a malformed answer fails', async () => {
    const { connected } = connection({
      search: () => Promise.resolve({ hits: 'none' } as unknown as FoundHits),
    });
    await assert.rejects(connected.call('search', question), /search\.hits should be a list/);
  });

  it('rejects with `aborted` at once when it is cancelled, and its handler is told', async () => {
    let handled: AbortSignal | null = null;
    const { connected } = connection({
      search: (_params, signal) => {
        handled = signal;
        return new Promise(() => undefined);
      },
    });
    const controller = new AbortController();
    const call = connected.call('search', question, controller.signal);
    await setImmediate();
    controller.abort();
    await assert.rejects(call, hasCode('aborted'));
    await setImmediate();
    assert.equal((handled as AbortSignal | null)?.aborted, true);
  });

  it('is not sent when its signal has fired before', async () => {
    let reached = false;
    const { connected } = connection({
      status: () => {
        reached = true;
        return Promise.resolve([]);
      },
    });
    await assert.rejects(connected.call('status', null, AbortSignal.abort()), hasCode('aborted'));
    await setImmediate();
    assert.equal(reached, false);
  });

  it('rejects with `workerLost` when the other side goes away, and so does every later one', async () => {
    const { connected, close } = connection({ index: () => new Promise(() => undefined) });
    const waiting = connected.call('index', { root: null, only: null });
    await setImmediate();
    close();
    await assert.rejects(waiting, hasCode('workerLost'));
    await assert.rejects(connected.call('status', null), hasCode('workerLost'));
  });

  it('stops its handler when the caller goes away', async () => {
    let handled: AbortSignal | null = null;
    const { connected, close } = connection({
      index: (_params, signal) => {
        handled = signal;
        return new Promise(() => undefined);
      },
    });
    connected.call('index', { root: null, only: null }).catch(() => undefined);
    await setImmediate();
    close();
    assert.equal((handled as AbortSignal | null)?.aborted, true);
  });

  it('settles exactly once, whatever happens in whatever order', async () => {
    const events = fc.array(
      fc.record({
        what: fc.constantFrom('call', 'answer', 'refuse', 'cancel', 'close', 'noise'),
        which: fc.nat(9),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(events, async (happenings) => {
        const answers: ((settle: 'answer' | 'refuse') => void)[] = [];
        const { connected, client, server, close } = connection({
          search: () =>
            new Promise((resolve, reject) => {
              answers.push((how) => {
                if (how === 'answer') resolve(found);
                else reject(new EngineError('closed', 'It is closed.'));
              });
            }),
        });
        const controllers: AbortController[] = [];
        const settled: Promise<string>[] = [];
        for (const { what, which } of happenings) {
          if (what === 'call') {
            const controller = new AbortController();
            controllers.push(controller);
            settled.push(
              connected.call('search', question, controller.signal).then(
                () => 'answered',
                (error: unknown) => (error as CallError).code,
              ),
            );
          } else if (what === 'cancel') controllers[which]?.abort();
          else if (what === 'close') close();
          else if (what === 'noise') {
            for (const port of [client, server]) {
              try {
                port.send({ type: 'result', id: which, surprise: true });
              } catch {
                // A closed port may throw.
              }
            }
          } else answers[which]?.(what);
          await setImmediate();
        }
        close();
        const outcomes = await Promise.all(settled);
        assert.equal(outcomes.length, controllers.length);
        for (const outcome of outcomes) {
          // Noise answers with no result: that is a failure of the protocol, told as such.
          assert.ok(['answered', 'closed', 'aborted', 'workerLost', 'internal'].includes(outcome), outcome);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a notification', () => {
  it('arrives as it was sent', async () => {
    const { serving, told } = connection({});
    const sent: Notification[] = [
      { type: 'heartbeat' },
      { type: 'log', level: 'warn', message: 'careful' },
      {
        type: 'state',
        state: {
          folders: [
            {
              root: '/a',
              activity: {
                type: 'indexing',
                progress: { type: 'embedding', done: 1, total: 2, secondsLeft: null },
              },
              counts: { files: 1, chunks: 2, skipped: 0 },
              generation: 3,
            },
          ],
          setAside: [],
          speed: 41.5,
          paused: false,
          device: 'cpu',
        },
      },
    ];
    for (const notification of sent) serving.notify(notification);
    await setImmediate();
    assert.deepEqual(told, sent);
  });

  it('of an unknown kind is told apart and changes nothing', async () => {
    const { server, connected, told, invalid } = connection({});
    server.send({ type: 'notification', notification: { type: 'gossip' } });
    server.send('nonsense');
    await setImmediate();
    assert.equal(invalid.length, 2);
    assert.deepEqual(told, []);
    assert.deepEqual(await connected.call('status', null), []);
  });
});
