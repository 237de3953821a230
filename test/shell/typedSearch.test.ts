import assert from 'node:assert/strict';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { createTypedSearch } from '../../src/shell/typedSearch.ts';

interface Asked {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly answer: () => void;
  readonly fail: () => void;
}

function setUp(pause = 0) {
  const asked: Asked[] = [];
  const shown: string[] = [];
  const busy: boolean[] = [];
  const typed = createTypedSearch<string, string>({
    pause,
    search: (text, signal) =>
      new Promise((resolve, reject) => {
        asked.push({
          text,
          signal,
          answer: () => resolve(text.toUpperCase()),
          fail: () => reject(new Error(text)),
        });
      }),
    onResult: (text, result) => shown.push(`${text}: ${result}`),
    onError: (text) => shown.push(`${text} failed`),
    onBusy: (now) => busy.push(now),
  });
  return { typed, asked, shown, busy };
}

describe('searching as one types', () => {
  it('shows what was found', async () => {
    const { typed, asked, shown, busy } = setUp();
    typed.now('boat');
    asked[0]?.answer();
    await setImmediate();
    assert.deepEqual(shown, ['boat: BOAT']);
    assert.deepEqual(busy, [true, false]);
  });

  it('asks once for keys in quick succession', async () => {
    const { typed, asked } = setUp(5);
    for (const text of ['b', 'bo', 'boat']) typed.type(text);
    while (asked.length === 0) await sleep(1);
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['boat'],
    );
  });

  it('stops the earlier search and never shows it, however late it comes', async () => {
    const { typed, asked, shown } = setUp();
    typed.now('old');
    typed.now('new');
    assert.equal(asked[0]?.signal.aborted, true);
    asked[1]?.answer();
    await setImmediate();
    asked[0].answer();
    await setImmediate();
    assert.deepEqual(shown, ['new: NEW']);
  });

  it('shows nothing any more once it is cancelled', async () => {
    const { typed, asked, shown, busy } = setUp();
    typed.now('boat');
    typed.cancel();
    asked[0]?.fail();
    await setImmediate();
    assert.deepEqual(shown, []);
    assert.equal(busy.at(-1), false);
  });

  it('shows only answers to the latest text, whatever the order', async () => {
    const event = fc.record({ what: fc.constantFrom('ask', 'answer', 'fail', 'cancel'), which: fc.nat(6) });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const { typed, asked, shown } = setUp();
        let latest: string | null = null;
        let texts = 0;
        for (const { what, which } of events) {
          const before = shown.length;
          if (what === 'ask') typed.now((latest = `q${texts++}`));
          else if (what === 'cancel') {
            typed.cancel();
            latest = null;
          } else if (what === 'answer') asked[which]?.answer();
          else asked[which]?.fail();
          await setImmediate();
          for (const each of shown.slice(before)) assert.ok(latest !== null && each.startsWith(latest));
        }
      }),
    );
  });
});
