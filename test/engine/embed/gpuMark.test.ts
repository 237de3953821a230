import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
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

  const left = (content: string, daysAgo = 0): void => {
    writeFileSync(file, content);
    const then = (Date.now() - daysAgo * day) / 1_000;
    utimesSync(file, then, then);
  };

  it('goes when the process has survived it', () => {
    const mark = trialMark(file);
    assert.equal(mark.begin(targets), 0);
    mark.trying('webgpu');
    assert.equal(readFileSync(file, 'utf8'), `${process.pid} webgpu`);
    mark.end();
    assert.ok(!existsSync(file));
  });

  it('lets what comes after the one that ended a process be tried, and none where nothing does', () => {
    for (const [at, target] of targets.entries()) {
      left(`${goneProcess} ${target}`);
      const first = trialMark(file).begin(targets);
      if (at < 2) assert.equal(first, at + 1);
      else assert.match(String(first), hindrance);
    }
  });

  it('lets none be tried where it is not known which one it was', () => {
    for (const content of [`${goneProcess}`, `${goneProcess} another`]) {
      left(content);
      assert.match(String(trialMark(file).begin(targets)), hindrance);
    }
  });

  it('is no hindrance of a process that lives, after a week, or where it cannot be read', () => {
    for (const [content, days] of [
      [`${process.pid} webgpu`, 0],
      [`${goneProcess} webgpu`, 8],
      ['something else', 0],
    ] as const) {
      left(content, days);
      assert.equal(trialMark(file).begin(targets), 0, content);
    }
  });

  it('keeps what ended a process, and since when, when the next one has been survived', () => {
    left(`${goneProcess} webgpu, float16`, 3);
    const since = statSync(file).mtimeMs;
    const mark = trialMark(file);
    assert.equal(mark.begin(targets), 1);
    mark.trying('webgpu');
    mark.end();
    assert.ok(Math.abs(statSync(file).mtimeMs - since) < 1_000);
    assert.equal(trialMark(file).begin(targets), 1);
  });

  it('is asked for nothing while the process lives that gave the GPU up', () => {
    const mark = trialMark(file);
    mark.giveUp('it failed');
    assert.equal(mark.begin(targets), 'it failed');
    mark.forgive();
    assert.equal(mark.begin(targets), 0);
  });
});
