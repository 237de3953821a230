/** Not a test but a measurement inside the extension host, for `npm run bench:host`. */
import childProcess from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import type { HomingApi } from '../../../src/shell/api.ts';

/** Microseconds between two looks of the profiler. */
const samplingInterval = 500;
/** Nanoseconds in a millisecond. */
const nanoseconds = 1e6;

/** Bytes that are in use once everything that is not has been given back. */
async function heapInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let times = 0; times < 3; times++) {
    collect();
    await sleep(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Milliseconds that a process was started for, by the clock and of the processor's time of the host's thread. */
interface Start {
  readonly clock: number;
  readonly own: number;
}

/** What Homing starts from now on: its search process, once. */
function watchStarts(): readonly Start[] {
  const starts: Start[] = [];
  const { fork } = childProcess;
  const timed = (...args: Parameters<typeof fork>): ReturnType<typeof fork> => {
    const [before, clock] = [process.threadCpuUsage(), performance.now()];
    try {
      return fork(...args);
    } finally {
      const { user, system } = process.threadCpuUsage(before);
      starts.push({ clock: performance.now() - clock, own: (user + system) / 1000 });
    }
  };
  childProcess.fork = timed as typeof fork;
  return starts;
}

interface OwnWork {
  readonly longest: number;
  readonly sum: number;
  /** Functions on top of the stack in the longest stretch. */
  readonly where: readonly string[];
}

/** Stretches of samples in a row with a frame of Homing's on the stack, in milliseconds. */
function ownWork({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): OwnWork {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const urls = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.url]));
  const isOwn = (id: number): boolean => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      if (/[/\\]dist[/\\]extension\.cjs$/.test(urls.get(at) ?? '')) return true;
    }
    return false;
  };
  const own = new Map(nodes.map(({ id }) => [id, isOwn(id)]));
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
  let [longest, sum, present] = [0, 0, 0];
  let where: readonly string[] = [];
  let seen = new Set<string>();
  samples.forEach((id, at) => {
    if (own.get(id) !== true) {
      [present, seen] = [0, new Set()];
      return;
    }
    // A delta is the time since the sample before.
    const delta = (timeDeltas[at] ?? 0) / 1000;
    present += delta;
    sum += delta;
    seen.add(names.get(id) ?? '');
    if (present > longest) [longest, where] = [present, [...seen]];
  });
  return { longest, sum, where };
}

describe('the extension host', function () {
  const seconds = Number(process.env['MEASURE_SECONDS'] ?? '60');
  this.timeout((seconds + 120) * 1000);

  it('is measured', async () => {
    const inspector = new Session();
    inspector.connect();
    await inspector.post('Profiler.enable');
    await inspector.post('Profiler.setSamplingInterval', { interval: samplingInterval });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const homing = vscode.extensions.getExtension<HomingApi>('homing.homing');
    const starts = watchStarts();
    await inspector.post('Profiler.start');
    delay.enable();
    const api = await homing?.activate();
    await sleep(seconds * 1000);
    delay.disable();
    const { profile } = await inspector.post('Profiler.stop');
    inspector.disconnect();
    const measured = {
      delays: {
        median: delay.percentile(50) / nanoseconds,
        high: delay.percentile(99) / nanoseconds,
        most: delay.max / nanoseconds,
      },
      own: ownWork(profile),
      starts,
      heap: await heapInUse(),
      seconds,
      state: JSON.stringify(api?.state() ?? null),
    };
    writeFileSync(process.env['MEASURE_FILE'] ?? '', JSON.stringify(measured));
    const kept = process.env['MEASURE_PROFILE'] ?? '';
    if (kept !== '') writeFileSync(kept, JSON.stringify(profile));
  });
});
