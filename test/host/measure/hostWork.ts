/** How long Homing holds the thread of the extension host it runs in, and what it keeps of its memory. */
import childProcess from 'node:child_process';
import { Session, type Profiler } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Microseconds between two looks of the profiler. */
const samplingInterval = 500;
/** Milliseconds between two looks at the processor's time. */
const lookEvery = 1;
/** Nanoseconds in a millisecond. */
const nanoseconds = 1e6;

/** Bytes that are in use once everything that is not has been given back. */
export function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What has a finalizer goes the second time.
  for (let times = 0; times < 3; times++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Milliseconds, by the clock and of the processor's time of the host's thread. */
interface Times {
  readonly clock: number;
  readonly own: number;
}

export interface HostWork {
  /** Of the event loop, whoever holds it; milliseconds. */
  readonly delays: { readonly median: number; readonly high: number; readonly most: number };
  /** The longest stretches of Homing's own work, each by itself, and all of it by the clock. */
  readonly longest: Times;
  readonly sum: number;
  /** Functions on top of the stack in the longest stretch of the processor's time. */
  readonly where: readonly string[];
  /** Starts of the search process, of which there should be one. */
  readonly starts: readonly Start[];
}

interface Start extends Times {
  /** Microseconds of the profiler's clock. */
  readonly at: number;
}

/** Watches from before `act` until so many seconds after it. The profile is what the work was read from. */
export async function watchWork(
  act: () => PromiseLike<unknown>,
  seconds: number,
): Promise<{ readonly work: HostWork; readonly profile: Profiler.Profile }> {
  const inspector = new Session();
  inspector.connect();
  await inspector.post('Profiler.enable');
  await inspector.post('Profiler.setSamplingInterval', { interval: samplingInterval });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const starts = watchStarts();
  const looks: Look[] = [look()];
  const looking = setInterval(() => looks.push(look()), lookEvery);
  try {
    await inspector.post('Profiler.start');
    delay.enable();
    await act();
    await sleep(seconds * 1000);
  } finally {
    clearInterval(looking);
    delay.disable();
    starts.end();
  }
  looks.push(look());
  const { profile } = await inspector.post('Profiler.stop');
  inspector.disconnect();
  const work = { delays: delaysOf(delay), ...ownWork(profile, looks, starts.all), starts: starts.all };
  return { work, profile };
}

function delaysOf(delay: ReturnType<typeof monitorEventLoopDelay>): HostWork['delays'] {
  return {
    median: delay.percentile(50) / nanoseconds,
    high: delay.percentile(99) / nanoseconds,
    most: delay.max / nanoseconds,
  };
}

/** Both in microseconds; the profiler's clock is the one of `hrtime`. */
interface Look {
  readonly at: number;
  readonly cpu: number;
}

function look(): Look {
  const { user, system } = process.threadCpuUsage();
  return { at: Number(process.hrtime.bigint() / 1000n), cpu: user + system };
}

function watchStarts(): { readonly all: readonly Start[]; end(): void } {
  const all: Start[] = [];
  const { fork } = childProcess;
  const timed = (...args: Parameters<typeof fork>): ReturnType<typeof fork> => {
    // Other extensions have processes too.
    if (!String(args[0]).endsWith('worker.cjs')) return fork(...args);
    const before = look();
    try {
      return fork(...args);
    } finally {
      const after = look();
      all.push({ at: before.at, clock: (after.at - before.at) / 1000, own: (after.cpu - before.cpu) / 1000 });
    }
  };
  childProcess.fork = timed as typeof fork;
  return { all, end: () => void (childProcess.fork = fork) };
}

/** Samples in a row with a frame of Homing's on the stack, and no turn's end between them; microseconds. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly where: ReadonlySet<string>;
}

function ownWork(
  profile: Profiler.Profile,
  looks: readonly Look[],
  starts: readonly Start[],
): Pick<HostWork, 'longest' | 'sum' | 'where'> {
  let [clock, own, sum] = [0, 0, 0];
  let where: readonly string[] = [];
  let at = 0;
  for (const stretch of stretchesOf(profile, looks)) {
    const byClock = stretch.end - stretch.start;
    // A start waits for the new process, and is timed for itself.
    const waited = starts
      .filter((start) => start.at >= stretch.start && start.at < stretch.end)
      .reduce((all, start) => all + (start.clock - start.own) * 1000, 0);
    // A busy machine gives the core to others meanwhile. Looks are taken between turns, so that what the thread worked
    // between the looks around the stretch is no less than what it worked in it.
    while ((looks[at + 1]?.at ?? Infinity) <= stretch.start) at++;
    const after = looks.slice(at).find((each) => each.at >= stretch.end) ?? looks.at(-1);
    const worked = (after?.cpu ?? Infinity) - (looks[at]?.cpu ?? 0);
    const byProcessor = Math.min(byClock - waited, worked);
    sum += byClock;
    clock = Math.max(clock, byClock);
    if (byProcessor > own) [own, where] = [byProcessor, [...stretch.where]];
  }
  return { longest: { clock: clock / 1000, own: own / 1000 }, sum: sum / 1000, where };
}

function stretchesOf(
  { nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile,
  looks: readonly Look[],
): readonly Stretch[] {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const isOwn = (id: number): boolean => {
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      if (/[/\\]dist[/\\]extension\.cjs$/.test(frames.get(at)?.url ?? '')) return true;
    }
    return false;
  };
  const own = new Map(nodes.map(({ id }) => [id, isOwn(id)]));
  const stretches: Stretch[] = [];
  let start: number | null = null;
  let where = new Set<string>();
  let now = startTime;
  let next = 0;
  samples.forEach((id, at) => {
    const before = now;
    // A delta is the time since the sample before, where the profiler was late a long one: what the thread did in it is
    // known of the end alone. Starts of processes, in which it cannot look, are timed for themselves.
    now += timeDeltas[at] ?? 0;
    if (own.get(id) === true) {
      start ??= Math.max(before, now - samplingInterval);
      const name = frames.get(id)?.functionName ?? '';
      where.add(name);
      // Nobody can look while the thread is held: at a look one turn has ended, and the others had theirs.
      for (let look = looks[next]; look !== undefined && look.at <= now; look = looks[++next]) {
        if (look.at <= start) continue;
        stretches.push({ start, end: look.at, where });
        [start, where] = [look.at, new Set([name])];
      }
      return;
    }
    if (start !== null) stretches.push({ start, end: before, where });
    [start, where] = [null, new Set()];
  });
  return stretches;
}
