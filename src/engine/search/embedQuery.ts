import { Recent } from '../embed/recent.ts';
import { normalise, quantize } from '../embed/vectors.ts';
import { EngineError, messageOf } from '../errors.ts';
import type { QueryVectors } from '../index/vectors.ts';
import type { Encoder, Encoders, Log, TextRole } from '../types.ts';

export interface QueryEncoder {
  /** `isHurried`: a Transformer that is not loaded yet is left aside, for loading it takes time too; see `prepare`. */
  (text: string, role: TextRole, isHurried: boolean): Promise<QueryVectors>;
  /** Begins to load the Transformer, for the query that comes next. */
  prepare(): void;
}

/** Milliseconds. */
export interface Patience {
  /**
   * From when the Transformer begins to load, queries wait for it, and from when it is asked for a vector, for that; after it
   * the static student stands in for it.
   */
  readonly longestWait: number;
  /** After it could not be loaded, until it is tried again. */
  readonly pause: number;
}

/**
 * Loading takes about a quarter of a second, once a process, and a vector some 10 ms, or as long as the passages that are
 * encoded before it. What fails may start two processes in vain; what hangs is ended after a minute, see remoteGraphs.ts.
 */
const defaultPatience: Patience = { longestWait: 5_000, pause: 60_000 };

/**
 * Share of the Transformer's vector of a query, 0 to 1, in what the static student's vectors of passages are compared with; the rest
 * is the static student's own. They are of one space, and a question's few words need understanding more than a passage's many.
 * Fitted by test/bench/quality.ts, coarse on purpose: docs/quality.md tells what it buys.
 */
const studentShare = 0.75;

/** Texts whose vectors are kept, 128 bytes each. */
const mostKnown = 64;

/**
 * Texts that may wait for the Transformer. Where more is asked at once than it can encode, the static student's vector
 * stands in for it: an answer that is a little worse now is better than a good one after seconds. Who types, or asks in
 * several folders, has one or two texts under way.
 */
const mostWaiting = 4;

/** What one encoder has made of the last texts, or is about to make. A failure is not kept. */
interface Encoded {
  readonly texts: Recent<string, Asked>;
  readonly pending: Set<Asked>;
}

interface Asked {
  readonly vector: Promise<Int8Array>;
  /** Of `performance.now()`: nobody waits for it any longer, in whichever folder it is asked. */
  readonly waitUntil: number;
}

/** Several folders are asked the same, and one is asked again when its files were read anew: to look one up takes microseconds. */
const encoded = new WeakMap<Encoder, Encoded>();

/** Null where too many wait. `patience`: milliseconds. */
function embedOnce(encoder: Encoder, text: string, role: TextRole, patience: number): Asked | null {
  const by: Encoded = encoded.get(encoder) ?? { texts: new Recent(mostKnown), pending: new Set() };
  encoded.set(encoder, by);
  const key = `${role} ${text}`;
  const known = by.texts.get(key);
  if (known !== undefined) return known;
  if (by.pending.size >= mostWaiting) return null;
  const now = performance.now();
  // Behind one that was waited for in vain nobody waits anew.
  const hangs = [...by.pending].some(({ waitUntil }) => waitUntil <= now);
  const vector = embedOne(encoder, text, role);
  const asked = { vector, waitUntil: hangs ? now : now + patience };
  by.texts.set(key, asked);
  by.pending.add(asked);
  vector.then(
    () => by.pending.delete(asked),
    () => {
      by.pending.delete(asked);
      by.texts.delete(key);
    },
  );
  return asked;
}

/** Queries as both students see them; the Transformer never as a reason to fail. */
export function createQueryEncoder(
  encoders: Encoders,
  log: Log,
  patience: Patience = defaultPatience,
): QueryEncoder {
  const transformer = transformers.get(encoders) ?? new Transformer(encoders, patience);
  transformers.set(encoders, transformer);
  const slowly = async (encoder: Encoder, text: string, role: TextRole): Promise<Int8Array | null> => {
    const asked = embedOnce(encoder, text, role, patience.longestWait);
    try {
      return asked === null ? null : await within(asked.waitUntil - performance.now(), asked.vector);
    } catch (error) {
      // Whoever closed it may have opened another, which is to be asked.
      if (isClosed(error)) throw error;
      log('warn', `A query uses the static student alone: ${messageOf(error)}`);
      return null;
    }
  };
  const encode = async (text: string, role: TextRole, isHurried: boolean): Promise<QueryVectors> => {
    const quick = await embedOne(encoders.staticStudent, text, role);
    const encoder = isHurried ? transformer.ready : await transformer.wait(log);
    const slow = encoder === null ? null : await slowly(encoder, text, role);
    return { student: slow, staticStudent: slow === null ? quick : askedByBoth(quick, slow) };
  };
  return Object.assign(encode, { prepare: () => transformer.load(log) });
}

/** Of all folders that share the encoders. */
const transformers = new WeakMap<Encoders, Transformer>();

/** The Transformer as questions find it: not loaded yet, loaded, or failed and to be tried again. */
class Transformer {
  readonly #encoders: Encoders;
  readonly #patience: Patience;
  #ready: Encoder | null = null;
  #loading: Promise<Encoder | null> | null = null;
  /** Of `performance.now()`: until then questions wait for it, and before this it is not tried again. */
  #waitUntil = 0;
  #notBefore = 0;
  #hasFailed = false;

  constructor(encoders: Encoders, patience: Patience) {
    this.#encoders = encoders;
    this.#patience = patience;
  }

  /** Null until it is loaded. */
  get ready(): Encoder | null {
    return this.#ready;
  }

  load(log: Log): void {
    const now = performance.now();
    if (this.#ready !== null || this.#loading !== null || now < this.#notBefore) return;
    // What failed once mostly fails again: nobody waits for that.
    this.#waitUntil = this.#hasFailed ? now : now + this.#patience.longestWait;
    this.#loading = this.#load(log).finally(() => (this.#loading = null));
    this.#loading.catch(() => undefined);
  }

  /** Null where it is not there in time. Rejects where the encoders were closed. */
  async wait(log: Log): Promise<Encoder | null> {
    this.load(log);
    const left = this.#waitUntil - performance.now();
    if (this.#ready === null && this.#loading !== null && left > 0) {
      const found = await within(left, this.#loading);
      // Timers may be early.
      if (found === null) this.#waitUntil = 0;
    }
    return this.#ready;
  }

  async #load(log: Log): Promise<Encoder | null> {
    try {
      return (this.#ready = await this.#encoders.student());
    } catch (error) {
      if (isClosed(error)) throw error;
      if (!this.#hasFailed) log('warn', `Queries use the static student alone: ${messageOf(error)}`);
      this.#hasFailed = true;
      this.#notBefore = performance.now() + this.#patience.pause;
      return null;
    }
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'closed';
}

/** Null where it takes longer; what is there already is never late. */
async function within<T>(milliseconds: number, wanted: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([wanted, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What static vectors are compared with, of a query as the static student (`quick`) and the Transformer (`slow`) see it. */
export function askedByBoth(quick: Int8Array, slow: Int8Array): Int8Array {
  const sum = Float32Array.from(
    quick,
    (value, at) => (1 - studentShare) * value + studentShare * (slow[at] ?? 0),
  );
  return normalise(sum) ? quantize(sum) : quick;
}

async function embedOne(encoder: Encoder, text: string, role: TextRole): Promise<Int8Array> {
  const [vector] = await encoder.embed([text], role);
  return vector === undefined ? new Int8Array(encoder.dims) : quantize(vector);
}
