import assert from 'node:assert/strict';
import { createReporter, duration, progressText, type ReporterOptions } from '../../src/cli/reporter.ts';

function recorded(options: Partial<ReporterOptions>) {
  const written: string[] = [];
  let time = 0;
  const reporter = createReporter({
    write: (text) => written.push(text),
    isTerminal: false,
    columns: 80,
    quiet: false,
    now: () => time,
    ...options,
  });
  return {
    reporter,
    written,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

describe('progress on standard error', () => {
  it('is one line that rewrites itself on a terminal and is gone at the end', () => {
    const { reporter, written, pass } = recorded({ isTerminal: true });
    reporter.progress({ type: 'discovering', files: 12 });
    reporter.progress({ type: 'discovering', files: 13 });
    pass(1000);
    reporter.progress({ type: 'reading', done: 1, total: 1 });
    reporter.clear();
    reporter.clear();
    assert.deepEqual(written, [
      '\r\u001b[KLooking for files: 12 found',
      '\r\u001b[KReading 1 of 1 file',
      '\r\u001b[K',
    ]);
  });

  it('is a line now and then in a log, and none when all is quickly done', () => {
    const { reporter, written, pass } = recorded({});
    for (let done = 0; done < 100; done++) {
      pass(100);
      reporter.progress({ type: 'embedding', done, total: 2000, secondsLeft: 40 });
    }
    assert.deepEqual(written, [
      'homing: Encoding 49 of 2,000 chunks, about 40 s left\n',
      'homing: Encoding 99 of 2,000 chunks, about 40 s left\n',
    ]);
  });

  it('fits the width of the terminal', () => {
    const { reporter, written } = recorded({ isTerminal: true, columns: 20 });
    reporter.progress({ type: 'embedding', done: 1, total: 2_000_000, secondsLeft: 40 });
    assert.ok((written[0] ?? '').length <= 3 + 1 + 19);
  });

  it('is silent when asked to be quiet, but for warnings', () => {
    const { reporter, written, pass } = recorded({ quiet: true });
    pass(60_000);
    reporter.progress({ type: 'discovering', files: 1 });
    reporter.note('by the way');
    reporter.warning('take\u001bcare');
    assert.deepEqual(written, ['homing: take␛care\n']);
  });

  it('gives way to a sentence', () => {
    const { reporter, written } = recorded({ isTerminal: true });
    reporter.progress({ type: 'discovering', files: 1 });
    reporter.note('by the way');
    assert.deepEqual(written.slice(1), ['\r\u001b[K', 'homing: by the way\n']);
  });

  it('tells the time left only when there is one to tell', () => {
    assert.equal(
      progressText({ type: 'embedding', done: 0, total: 1, secondsLeft: null }),
      'Encoding 0 of 1 chunk',
    );
    const times: readonly (readonly [number, string])[] = [
      [0, '1 s'],
      [59, '59 s'],
      [59.7, '1 min'],
      [90, '2 min'],
      [3599, '1 h 0 min'],
      [7500, '2 h 5 min'],
    ];
    for (const [seconds, text] of times) assert.equal(duration(seconds), text);
  });
});
