import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { calls, type FoundHits, type Method, type SearchParams } from '../../src/protocol/messages.ts';
import { CallError, connect, serve, type Handlers } from '../../src/protocol/rpc.ts';
import { forkWorker } from '../torture/forkedWorker.ts';
import { often } from '../torture/often.ts';
import { workerConfiguration } from '../worker/configuration.ts';
import { portPair } from './ports.ts';

const found: FoundHits = { hits: [], ms: 1, missing: [], failed: [] };

const question: SearchParams = {
  request: { text: 'x', k: 5, mode: 'hybrid', literal: false, paths: [], languages: [], kinds: [] },
  within: null,
};

const methods = Object.keys(calls) as Method[];

/** What JSON can carry, with the protocol's own words in places where they may hurt. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(null, [], {}, '', -1, 1e308, '__proto__', 'x'.repeat(1e5)),
  },
);
const id = fc.oneof(fc.nat(6), fc.constantFrom<unknown>(-1, 0.5, '1', null, 1e308));
const word = fc.oneof(
  fc.constantFrom(...methods),
  fc.constantFrom('toString', '__proto__', 'constructor', 'hasOwnProperty'),
  fc.string(),
);
const type = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('call', 'cancel', 'result', 'failure', 'notification') },
  { weight: 1, arbitrary: word },
);
const failure = fc.record({ code: fc.oneof(word, value), message: value }, { requiredKeys: [] });
const told = fc.record({
  type: fc.oneof(fc.constantFrom('heartbeat', 'state', 'log'), word),
  level: fc.oneof(fc.constantFrom('debug', 'error'), word),
  message: value,
  state: value,
});
const message = fc.oneof(
  { weight: 1, arbitrary: value },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        type,
        id,
        method: fc.oneof(word, value),
        params: fc.oneof(value, fc.constant(question)),
        result: fc.oneof(value, fc.constant(found)),
        failure: fc.oneof(failure, value),
        notification: fc.oneof(told, value),
      },
      { requiredKeys: ['type'] },
    ),
  },
);
const call = fc.record({
  type: fc.constant('call'),
  id: fc.nat(),
  method: fc.constantFrom(...methods),
  params: value,
});
const messages = fc.array(message, { minLength: 1, maxLength: 12 });

function handlersThat(seen: Method[]): Handlers {
  const answers: Partial<Record<Method, unknown>> = { search: found, similar: found };
  const lists: readonly Method[] = ['open', 'configure', 'status', 'skipped'];
  return Object.fromEntries(
    methods.map((method) => [
      method,
      () => {
        seen.push(method);
        return Promise.resolve(answers[method] ?? (lists.includes(method) ? [] : null));
      },
    ]),
  ) as unknown as Handlers;
}

describe('Noise on the wire', function () {
  this.timeout(120_000 * often);
  const stray: unknown[] = [];
  const note = (reason: unknown): void => void stray.push(reason);

  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));
  afterEach(async () => {
    await setImmediate();
    assert.deepEqual(stray.splice(0), []);
  });

  it('from the worker is told or dropped, and the pending calls still settle', async () => {
    let heard = 0;
    await fc.assert(
      fc.asyncProperty(messages, async (noise) => {
        const { client, server, close } = portPair();
        const connected = connect(client, {
          onNotification: () => heard++,
          onInvalid: (error) => {
            assert.ok(error instanceof TypeError, String(error));
            assert.match(error.message, /^(message|notification)\S* should /);
            heard++;
          },
        });
        const pending = [
          connected.call('search', question),
          connected.call('status', null),
          connected.call('index', { root: null, only: null }),
        ].map((call) =>
          call.then(
            () => null,
            (error: unknown) => error,
          ),
        );
        for (const each of noise) server.send(each);
        await setImmediate();
        close();
        for (const error of await Promise.all(pending))
          assert.ok(error === null || error instanceof CallError);
      }),
      { numRuns: 500 * often },
    );
    assert.ok(heard > 100, 'much of the noise is noticed');
  });

  it('from the shell is refused with a line for the log, and the next call is answered', async () => {
    let [refused, handled] = [0, 0];
    await fc.assert(
      fc.asyncProperty(messages, async (noise) => {
        const { client, server } = portPair();
        const seen: Method[] = [];
        serve(server, handlersThat(seen), (error) => {
          assert.ok(error instanceof TypeError, String(error));
          assert.match(error.message, / should /);
          refused++;
        });
        const connected = connect(client, {
          onNotification: () => assert.fail('the worker tells nothing by itself'),
          onInvalid: (error) => assert.fail(String(error)),
        });
        for (const each of noise) client.send(each);
        await setImmediate();
        handled += seen.length;
        assert.deepEqual(await connected.call('search', question), found);
        assert.deepEqual(await connected.call('status', null), []);
      }),
      { numRuns: 500 * often },
    );
    assert.ok(refused > 100 && handled > 0, `${refused} refused, ${handled} handled`);
  });

  it('in the parameters of a call reaches its handler in the right shape or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...methods), value, async (method, params) => {
        const { client, server } = portPair();
        const seen: Method[] = [];
        serve(server, handlersThat(seen), () => undefined);
        const connected = connect(client, {
          onNotification: () => undefined,
          onInvalid: (error) => assert.fail(String(error)),
        });
        const outcome = await connected.call(method, params as never).then(
          () => 'answered',
          (error: unknown) => (error instanceof CallError ? error.code : 'another error'),
        );
        assert.equal(outcome, seen.length === 1 ? 'answered' : 'internal');
      }),
      { numRuns: 500 * often },
    );
  });

  it('of the channel to a real worker leaves it as it was', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'homing-noise-'));
    const worker = forkWorker();
    try {
      const root = join(scratch, 'folder');
      const fixture = join(import.meta.dirname, '..', 'fixtures', 'workspace', 'analytics');
      cpSync(fixture, root, { recursive: true });
      const configuration = workerConfiguration(join(scratch, 'storage'), [root]);
      await worker.client.call('open', { configuration, lost: null });
      await worker.client.call('index', { root, only: null });
      const refused = new Set<unknown>();
      worker.child.on('message', (answer: { readonly type: string; readonly id?: unknown }) => {
        if (answer.type === 'failure') refused.add(answer.id);
      });
      const noise = fc
        .sample(fc.oneof(message, call), { numRuns: 600 * often })
        .filter((each) => !isObeyed(each));
      const sent = noise.map(withOwnId);
      for (const each of sent) worker.child.send(each as object);
      const { hits } = await worker.client.call('search', {
        ...question,
        request: { ...question.request, text: 'how far apart are two places' },
      });
      assert.ok(hits.some(({ path }) => path === 'great_circle.py'));
      assert.equal(worker.child.exitCode, null);
      const malformed = sent.filter(isCall).filter(({ id, method }) => isNumber(id) && isMethod(method));
      assert.ok(malformed.length > 100 * often, `${malformed.length} malformed calls`);
      assert.deepEqual(
        malformed.filter(({ id }) => !refused.has(id)),
        [],
      );
    } finally {
      await worker.end();
      rmSync(scratch, { recursive: true, force: true });
    }
  });
});

/** A call that a worker in good health obeys, such as to clear its index; JSON's null cannot be sent at all. */
function isObeyed(noise: unknown): boolean {
  if (noise === null) return true;
  if (!isCall(noise) || !isMethod(noise.method)) return false;
  try {
    calls[noise.method].params(noise.params, 'params');
    return true;
  } catch {
    return false;
  }
}

interface Call {
  readonly type: 'call';
  readonly id: unknown;
  readonly method: unknown;
  readonly params: unknown;
}

function isCall(noise: unknown): noise is Call {
  return typeof noise === 'object' && noise !== null && 'type' in noise && noise.type === 'call';
}

function isMethod(value: unknown): value is Method {
  return methods.some((method) => method === value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** Apart from the numbers of the calls that the test makes: an answer to this one must not pass for theirs. */
function withOwnId(noise: unknown, position: number): unknown {
  return isCall(noise) && isNumber(noise.id) ? { ...noise, id: noise.id + 1_000 + 10 * position } : noise;
}
