import type { Log } from '../types.ts';
import { targetName, type GpuTarget } from './gpuProviders.ts';
import { ProcessLost } from './remoteGraphs.ts';
import { releaseQuietly, type Session } from './session.ts';
import type { Turns } from './turns.ts';
import { cosine } from './vectors.ts';

/**
 * Texts a call that are tried, smallest first. The largest bounds the memory: 32 texts of 256 tokens take about 100 MB
 * for the scores of one layer's attention.
 */
const batchSizes = [8, 16, 32] as const;
/** Milliseconds that a call may take where a smaller batch is as good as done sooner: a query waits behind it. */
const callLimit = 60;
/**
 * Least cosine between a GPU vector and the CPU's of the same text. The CPU's graph is int8, which alone costs about
 * 0.01; a wrong kernel is far below.
 */
const leastCosine = 0.98;
/** Milliseconds. The first run compiles shaders, 0.3 to 2 s on real hardware; only software takes longer. */
const firstRunLimit = 5_000;
/** Milliseconds that measuring a whole batch may be expected to take. */
const batchLimit = 3_000;
const repetitions = 3;

/**
 * Compared with the CPU's vectors: a question, a sentence, code, another script, whose rows the graph unpacks. 5 to 30
 * tokens, so padding is proven too.
 */
const probes = [
  'where are failed uploads retried',
  'Returns the first element that satisfies the predicate, or undefined when there is none.',
  'for (const [name, value] of Object.entries(headers)) request.setHeader(name.toLowerCase(), value);',
  'Ein Müller in 東京: 3.14 % of C++',
] as const;

/** Timed: code and prose of about 100 tokens, as the chunks of a workspace are. */
const workload = [
  `export async function retry(task, { attempts = 3, delay = 250 } = {}) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task(attempt);
    } catch (error) {
      if (attempt >= attempts || !isTransient(error)) throw error;
      await sleep(delay * 2 ** (attempt - 1) + Math.random() * delay);
      log.warn('upload failed, trying again', { attempt, error });
    }
  }
}`,
  `Installation. The package manager keeps a cache of every archive it has downloaded, so that a second installation on
the same machine needs no network. Set the folder with the cache option, or the environment variable of the same name.
Old archives are removed when they have not been used for thirty days, or when the folder grows beyond the limit that
is written in the configuration file. A lock prevents two processes from cleaning the folder at the same time; the
second one waits and then reads what the first one has left there for it to use.`,
] as const;

/** One way to use a GPU. */
export interface Gpu extends GpuTarget {
  /** Rejects where there is none. */
  readonly open: () => Promise<Session>;
}

export interface GpuTrial {
  readonly cpu: Session;
  /** In the order in which they are tried. */
  readonly gpus: readonly Gpu[];
  /** Told before each. */
  readonly trying: (gpu: Gpu) => void;
  /** `auto` keeps the faster; `gpu` keeps a GPU that is right even if it is slower. */
  readonly preference: 'auto' | 'gpu';
  readonly encode: (text: string) => Int32Array;
  /** Every native call of the process takes its turn, so that a measurement holds nothing else. */
  readonly turns: Turns;
  /** True stops the trial before its next native call. */
  readonly stopped: () => boolean;
  readonly log: Log;
  /** Milliseconds. */
  readonly now: () => number;
}

/** `reason`: one phrase for people, which follows the device's name. `endedProcess`: the driver ended the process of the graphs. */
export type Verdict = { readonly winner: 'cpu'; readonly reason: string; readonly endedProcess?: true } | Won;

/** `time`: milliseconds a text. */
type Won = { readonly winner: 'gpu'; readonly reason: string; readonly time: number } & GpuPlace;

export interface GpuPlace extends GpuTarget {
  readonly session: Session;
  /** Texts a call. */
  readonly batchSize: number;
}

const nameOf = (target: GpuTarget): string => `the GPU (${targetName(target)})`;

const milliseconds = (time: number): string => (time < 10 ? time.toFixed(1) : Math.round(time).toString());

const against = (gpu: number, cpu: number): string =>
  `${milliseconds(gpu)} ms against ${milliseconds(cpu)} ms a text`;

/** The vectors, and the milliseconds of the run alone. Rejects when the trial is stopped. */
async function timed(
  { turns, now, stopped }: GpuTrial,
  session: Session,
  batch: readonly Int32Array[],
): Promise<{ readonly vectors: readonly Float32Array[]; readonly ms: number }> {
  return turns(async () => {
    if (stopped()) throw new Error('the encoders were closed');
    const start = now();
    const vectors = await session.run(batch);
    return { vectors, ms: now() - start };
  });
}

/** The shortest of a few runs, milliseconds: what disturbs a measurement only ever adds to it. */
async function fastest(trial: GpuTrial, session: Session, batch: readonly Int32Array[]): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < repetitions; run++) best = Math.min(best, (await timed(trial, session, batch)).ms);
  return best;
}

/** Whether the GPU's vectors are the CPU's, but for the CPU's coarser arithmetic. */
async function agrees(trial: GpuTrial, gpu: Session, batch: readonly Int32Array[]): Promise<boolean> {
  const { vectors } = await timed(trial, gpu, batch);
  for (const [position, ids] of batch.entries()) {
    const [expected] = (await timed(trial, trial.cpu, [ids])).vectors;
    const vector = vectors[position];
    // NaN, which a broken kernel gives, is not `>=` anything.
    if (expected === undefined || vector === undefined || !(cosine(vector, expected) >= leastCosine))
      return false;
  }
  return true;
}

/** Milliseconds a text: in the GPU's batches of the size that serves best, and on the CPU one by one. */
interface Times {
  readonly gpu: number;
  readonly cpu: number;
  readonly batchSize: number;
}

/**
 * The GPU's time a text at the best batch size. Larger batches are tried while they help by a tenth and a call stays
 * short: a small GPU is full with 8 texts, a large one is not with 16.
 */
async function measureGpu(
  trial: GpuTrial,
  gpu: Session,
  texts: readonly Int32Array[],
): Promise<Pick<Times, 'gpu' | 'batchSize'>> {
  let best = { gpu: Infinity, batchSize: 1 };
  for (const batchSize of batchSizes) {
    const batch = Array.from({ length: batchSize }, (_, k) => texts[k % texts.length] ?? new Int32Array());
    const call = await fastest(trial, gpu, batch);
    if (call / batchSize > best.gpu * 0.9) break;
    best = { gpu: call / batchSize, batchSize };
    if (call * 2 > callLimit) break;
  }
  return best;
}

async function measure(trial: GpuTrial, gpu: Session): Promise<Times> {
  const texts = workload.map(trial.encode);
  let cpu = 0;
  for (const ids of texts) cpu += (await fastest(trial, trial.cpu, [ids])) / texts.length;
  return { ...(await measureGpu(trial, gpu, texts)), cpu };
}

async function judge(trial: GpuTrial, { provider, precision }: GpuTarget, gpu: Session): Promise<Verdict> {
  const { preference } = trial;
  const name = nameOf({ provider, precision });
  const all = probes.map(trial.encode);
  const shortest = all.slice(0, 1);
  // The shortest text alone comes first: native code cannot be interrupted, and a software driver takes 300 times the
  // CPU's time for everything.
  const cpuAlone = await fastest(trial, trial.cpu, shortest);
  const first = (await timed(trial, gpu, shortest)).ms;
  const gpuAlone = first > firstRunLimit ? first : (await timed(trial, gpu, shortest)).ms;
  const [smallest] = batchSizes;
  // Even if a whole batch took no longer than one text.
  const hopeless = gpuAlone > cpuAlone * Math.max(...batchSizes);
  const slower = (times: string): string => `${name} was slower than the CPU (${times})`;
  if (preference === 'auto' && hopeless)
    return { winner: 'cpu', reason: slower(against(gpuAlone, cpuAlone)) };
  if (!(await agrees(trial, gpu, all))) return { winner: 'cpu', reason: `${name} gave wrong vectors` };
  const unmeasured = hopeless && gpuAlone * smallest > batchLimit;
  const times = unmeasured
    ? { gpu: gpuAlone, cpu: cpuAlone, batchSize: smallest }
    : await measure(trial, gpu);
  const place = { provider, precision, session: gpu, batchSize: times.batchSize, time: times.gpu };
  if (times.gpu < times.cpu) {
    const factor = times.cpu / times.gpu;
    const rounded = factor < 3 ? factor.toFixed(1) : Math.round(factor).toString();
    return { winner: 'gpu', reason: `${rounded}× faster than the CPU`, ...place };
  }
  if (preference === 'auto') return { winner: 'cpu', reason: slower(against(times.gpu, times.cpu)) };
  const reason = `chosen by setting, though slower than the CPU (${against(times.gpu, times.cpu)})`;
  return { winner: 'gpu', reason, ...place };
}

function lostAt({ log }: GpuTrial, target: GpuTarget, { message }: ProcessLost): Verdict {
  const name = nameOf(target);
  log('warn', `While ${name} was tried: ${message}`);
  return {
    winner: 'cpu',
    reason: `the driver of ${name} ended the process that tried it`,
    endedProcess: true,
  };
}

/**
 * Null where the provider finds no GPU, and where it does not run the graph in float16, as devices without that feature do
 * not: float32 tells why there is no GPU. The session is released unless it won.
 */
async function tryOne(trial: GpuTrial, gpu: Gpu): Promise<Verdict | null> {
  let session: Session;
  try {
    session = await trial.turns(gpu.open);
  } catch (error) {
    if (error instanceof ProcessLost) return lostAt(trial, gpu, error);
    trial.log('info', `No GPU session (${targetName(gpu)}): ${String(error)}`);
    return null;
  }
  let verdict: Verdict | null;
  try {
    verdict = await judge(trial, gpu, session);
  } catch (error) {
    if (error instanceof ProcessLost) return lostAt(trial, gpu, error);
    const optional = gpu.precision === 'float16';
    const failed = `${nameOf(gpu)} failed in its trial`;
    trial.log(optional ? 'info' : 'warn', `${failed}: ${String(error)}`);
    verdict = optional ? null : { winner: 'cpu', reason: failed };
  }
  if (verdict?.winner !== 'gpu') await trial.turns(() => releaseQuietly(session, trial.log));
  return verdict;
}

/** The one that was faster; the other's session is released. */
async function faster({ turns, log }: GpuTrial, one: Won | null, other: Won): Promise<Won> {
  if (one === null) return other;
  const [best, worse] = other.time < one.time ? [other, one] : [one, other];
  await turns(() => releaseQuietly(worse.session, log));
  return best;
}

/**
 * One provider after the other, with each graph that it may be given: creates its session, compares a few of its vectors with
 * the CPU's and times both. The first provider that is right and worth it stays, with the graph that is faster on it. Never
 * rejects: whatever goes wrong is a reason to stay on the CPU.
 */
export async function tryGpus(trial: GpuTrial): Promise<Verdict> {
  const reasons: string[] = [];
  let best: Won | null = null;
  for (const gpu of trial.gpus) {
    if (best !== null && gpu.provider !== best.provider) break;
    trial.trying(gpu);
    const verdict = await tryOne(trial, gpu);
    if (verdict?.winner === 'gpu') best = await faster(trial, best, verdict);
    else if (verdict?.endedProcess === true) return verdict;
    else if (verdict !== null) reasons.push(verdict.reason);
    if (trial.stopped()) break;
  }
  if (best !== null) return best;
  return { winner: 'cpu', reason: reasons.length > 0 ? reasons.join('; ') : 'no usable GPU was found' };
}
