import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trialMark } from '../../../src/engine/embed/gpuMark.ts';

describe('the note of a trial of the GPU', () => {
  const targets = ['webgpu, float16', 'webgpu', 'directml'];
  const hindrance = /^its driver ended the process when the GPU was last tried/;
  /** More than any system gives. */
  const goneProcess = 999_999_999;
  const day = 24 * 3_600_000;
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'homing-mark-'));
    file = join(folder, 'gpu-trial');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const left = (note: unknown, daysAgo = 0): void => {
    writeFileSync(file, JSON.stringify(note));
    const then = (Date.now() - daysAgo * day) / 1_000;
    utimesSync(file, then, then);
  };
  const gone = (trying: string | null, ...ended: string[]): unknown => ({ pid: goneProcess, trying, ended });

  it('goes when the process has survived it', () => {
    const mark = trialMark(file);
    assert.deepEqual(mark.begin(targets), targets);
    mark.trying('webgpu');
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
      pid: process.pid,
      trying: 'webgpu',
      ended: [],
    });
    mark.end();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('leaves out what has ended a process, and lets none be tried where that is all', () => {
    for (const [note, expected] of [
      [gone('webgpu, float16'), ['webgpu', 'directml']],
      [gone('webgpu'), ['webgpu, float16', 'directml']],
      [gone('webgpu', 'webgpu, float16'), ['directml']],
      [gone(null, 'webgpu, float16'), ['webgpu', 'directml']],
      [gone('another'), targets],
    ] as const) {
      left(note);
      assert.deepEqual(trialMark(file).begin(targets), expected);
    }
    left(gone('directml', 'webgpu, float16', 'webgpu'));
    assert.match(String(trialMark(file).begin(targets)), hindrance);
  });

  it('is no hindrance of a process that lives, after a week, or where it cannot be read', () => {
    for (const [note, days] of [
      [{ pid: process.pid, trying: 'webgpu', ended: [] }, 0],
      [gone('webgpu'), 8],
      ['something else', 0],
      [{}, 0],
    ] as const) {
      left(note, days);
      assert.deepEqual(trialMark(file).begin(targets), targets);
    }
    writeFileSync(file, '{');
    assert.deepEqual(trialMark(file).begin(targets), targets);
  });

  it('keeps what ended a process, and since when, when the others have been survived', () => {
    left(gone('webgpu, float16'), 3);
    const since = statSync(file).mtimeMs;
    const mark = trialMark(file);
    mark.begin(targets);
    mark.trying('webgpu');
    mark.end();
    assert.ok(Math.abs(statSync(file).mtimeMs - since) < 1_000);
    assert.deepEqual(trialMark(file).begin(targets), ['webgpu', 'directml']);
  });

  it('of another process is not taken away', () => {
    const mark = trialMark(file);
    mark.begin(targets);
    mark.trying('webgpu');
    left({ pid: goneProcess, trying: 'webgpu, float16', ended: [] });
    mark.end();
    assert.deepEqual(trialMark(file).begin(targets), ['webgpu', 'directml']);
  });

  it('is asked for nothing while the process lives that gave the GPU up', () => {
    const mark = trialMark(file);
    mark.giveUp('it failed');
    assert.equal(mark.begin(targets), 'it failed');
    mark.forgive();
    assert.deepEqual(mark.begin(targets), targets);
  });
});
