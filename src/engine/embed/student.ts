import { EngineError } from '../errors.ts';
import type { Tokenizer } from '../tokenize/tokenizer.ts';
import type { DevicePreference, Encoder, Log, TextRole } from '../types.ts';
import type { TrialMark } from './gpuMark.ts';
import { targetName } from './gpuProviders.ts';
import { tryGpus, type Gpu, type GpuPlace, type Verdict } from './gpuTrial.ts';
import type { Manifest } from './manifest.ts';
import { ProcessLost } from './remoteGraphs.ts';
import { releaseQuietly, type Session } from './session.ts';
import { createTurns } from './turns.ts';

/** With `auto`, passages encoded before the GPU is tried: a lone query is answered sooner than a GPU is started. */
const passagesBeforeTrial = 32;

export interface StudentParts {
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  readonly openCpu: () => Promise<Session>;
  /** In the order in which they are tried; none: there is no GPU. */
  readonly gpus: readonly Gpu[];
  /** Why WebAssembly serves in the native runtime's place, as a phrase; null: the native one serves. */
  readonly fallback: string | null;
  readonly preference: DevicePreference;
  /** Of trials that end a process. */
  readonly mark: TrialMark;
  readonly log: Log;
  /** Milliseconds. */
  readonly now: () => number;
}

type Place =
  | { readonly type: 'cpu'; readonly session: Session; readonly reason: string }
  | ({ readonly type: 'gpu'; readonly reason: string } & GpuPlace);

const cpuName = 'cpu';
const wasmName = 'cpu (wasm)';

/** Where a student runs before, or without, a trial of the GPU, and why. */
export function firstDevice(preference: DevicePreference, fallback: string | null): string {
  return fallback === null ? `${cpuName}: ${firstReason(preference)}` : `${wasmName}: ${fallback}`;
}

function firstReason(preference: DevicePreference): string {
  switch (preference) {
    case 'cpu':
      return 'chosen by setting';
    case 'gpu':
      return 'the GPU has not been tried yet';
    case 'auto':
      return 'the GPU is tried once there is much to encode';
  }
}

/** A lost GPU may answer with zeros or NaN instead of an error. */
function isUnit(vector: Float32Array): boolean {
  const squares = vector.reduce((sum, value) => sum + value * value, 0);
  return squares > 0.9 && squares < 1.1;
}

/**
 * The Transformer. It starts on the CPU, so that its first use waits for nothing; the trial of the GPU runs behind,
 * and the winner takes over between two calls. A GPU that fails is left for good, its texts encoded again on the CPU.
 */
class Student implements Encoder {
  readonly id: string;
  readonly space: string;
  readonly kind = 'student';
  readonly dims: number;
  readonly #parts: StudentParts;
  readonly #turns = createTurns();
  #place: Place;
  #passages = 0;
  #trial: Promise<void> | null = null;
  #closed = false;

  constructor(parts: StudentParts, cpu: Session) {
    this.id = parts.manifest.id;
    this.space = parts.manifest.space;
    this.dims = parts.manifest.dims;
    this.#parts = parts;
    this.#place = { type: 'cpu', session: cpu, reason: parts.fallback ?? firstReason(parts.preference) };
    // Behind whatever the caller asks for first.
    if (parts.preference === 'gpu') setTimeout(() => this.#startTrial(), 0);
  }

  get device(): string {
    if (this.#place.type === 'gpu') return `gpu (${targetName(this.#place)})`;
    return this.#parts.fallback === null ? cpuName : wasmName;
  }

  get batchSize(): number {
    return this.#place.type === 'cpu' ? 1 : this.#place.batchSize;
  }

  deviceReason(): string {
    return `${this.device}: ${this.#place.reason}`;
  }

  async embed(texts: readonly string[], role: TextRole): Promise<readonly Float32Array[]> {
    const vectors: Float32Array[] = [];
    while (vectors.length < texts.length) {
      const batch = texts
        .slice(vectors.length, vectors.length + this.batchSize)
        .map((text) => this.#encode(text));
      vectors.push(...(await this.#turns(() => this.#run(batch))));
    }
    if (role === 'passage') this.#passages += texts.length;
    if (this.#passages >= passagesBeforeTrial) this.#startTrial();
    return vectors;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#trial;
    await this.#turns(() => releaseQuietly(this.#place.session, this.#parts.log));
  }

  #encode(text: string): Int32Array {
    return this.#parts.tokenizer.encode(text, this.#parts.manifest.tokenLimit);
  }

  async #run(batch: readonly Int32Array[]): Promise<readonly Float32Array[]> {
    if (this.#closed) throw new EngineError('closed', 'The encoders were closed: open them again.');
    if (this.#place.type === 'cpu') return this.#runOneByOne(batch);
    const { log, mark, openCpu } = this.#parts;
    const reason = `the GPU (${targetName(this.#place)}) failed while it worked`;
    try {
      const vectors = await this.#place.session.run(batch);
      if (vectors.every(isUnit)) return vectors;
      log('warn', 'The GPU gave vectors without direction.');
    } catch (error) {
      log('warn', `The GPU failed: ${String(error)}`);
      if (error instanceof ProcessLost) mark.giveUp(reason);
    }
    await this.#moveTo({ type: 'cpu', session: await openCpu(), reason });
    return this.#runOneByOne(batch);
  }

  /** On the CPU a vector must not depend on its company. */
  async #runOneByOne(batch: readonly Int32Array[]): Promise<readonly Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (const ids of batch) vectors.push(...(await this.#place.session.run([ids])));
    return vectors;
  }

  #startTrial(): void {
    const { preference, fallback } = this.#parts;
    // Only the native runtime knows the GPU.
    if (preference === 'cpu' || fallback !== null || this.#trial !== null || this.#closed) return;
    this.#trial = this.#tryGpu(preference);
  }

  async #tryGpu(preference: 'auto' | 'gpu'): Promise<void> {
    const { mark } = this.#parts;
    const targets = mark.begin(this.#parts.gpus.map(targetName));
    if (typeof targets === 'string') {
      await this.#turns(() => this.#settle({ winner: 'cpu', reason: targets }));
      return;
    }
    const verdict = await this.#verdict(preference, targets);
    // A driver that ended the process of the graphs is remembered as one that ended this one.
    if (verdict.winner === 'cpu' && verdict.endedProcess === true) mark.giveUp(verdict.reason);
    else mark.end();
    await this.#turns(() => this.#settle(verdict));
  }

  #verdict(preference: 'auto' | 'gpu', targets: readonly string[]): Promise<Verdict> {
    const { gpus, mark, now, log } = this.#parts;
    return tryGpus({
      cpu: this.#place.session,
      gpus: gpus.filter((gpu) => targets.includes(targetName(gpu))),
      trying: (gpu) => mark.trying(targetName(gpu)),
      preference,
      encode: (text) => this.#encode(text),
      turns: this.#turns,
      stopped: () => this.#closed,
      log,
      now,
    });
  }

  async #settle(verdict: Verdict): Promise<void> {
    const { reason } = verdict;
    if (verdict.winner === 'gpu') {
      const { provider, precision, session, batchSize } = verdict;
      await this.#moveTo({ type: 'gpu', provider, precision, session, batchSize, reason });
    } else await this.#moveTo({ type: 'cpu', session: this.#place.session, reason });
  }

  async #moveTo(next: Place): Promise<void> {
    const { session } = this.#place;
    const { log } = this.#parts;
    this.#place = next;
    log('info', `The student runs on ${this.deviceReason()}.`);
    if (session !== next.session) await releaseQuietly(session, log);
  }
}

/** Rejects as `openCpu` does. */
export async function openStudent(parts: StudentParts): Promise<Student> {
  return new Student(parts, await parts.openCpu());
}

export type { Student };
