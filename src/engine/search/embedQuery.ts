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

/**
 * Milliseconds a query waits for the Transformer to load. Loading takes about a quarter of a second, once a process; after
 * that wait the static student's vector stands in for it.
 */
const longestWait = 5_000;

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
  readonly texts: Recent<string, Promise<Int8Array>>;
  waiting: number;
}

/** Several folders are asked the same, and one is asked again when its files were read anew: to look one up takes microseconds. */
const encoded = new WeakMap<Encoder, Encoded>();

/** Null where too many wait. */
function embedOnce(encoder: Encoder, text: string, role: TextRole): Promise<Int8Array> | null {
  const by: Encoded = encoded.get(encoder) ?? { texts: new Recent(mostKnown), waiting: 0 };
  encoded.set(encoder, by);
  const known = by.texts.get(`${role} ${text}`);
  if (known !== undefined) return known;
  if (by.waiting >= mostWaiting) return null;
  by.waiting++;
  const vector = embedOne(encoder, text, role);
  by.texts.set(`${role} ${text}`, vector);
  vector.then(
    () => by.waiting--,
    () => {
      by.waiting--;
      by.texts.clear();
    },
  );
  return vector;
}

/** Queries as both students see them; the Transformer never as a reason to fail. */
export function createQueryEncoder(encoders: Encoders, log: Log): QueryEncoder {
  let broken = false;
  let ready: Encoder | null = null;
  const load = async (): Promise<Encoder | null> => {
    try {
      return (ready = await encoders.student());
    } catch (error) {
      if (!broken) log('warn', `Queries use the static student alone: ${messageOf(error)}`);
      broken = true;
      return null;
    }
  };
  const student = async (isHurried: boolean): Promise<Encoder | null> => {
    if (broken) return null;
    return isHurried ? ready : within(longestWait, load());
  };
  const slowly = async (encoder: Encoder, text: string, role: TextRole): Promise<Int8Array | null> => {
    try {
      return await embedOnce(encoder, text, role);
    } catch (error) {
      // Whoever closed it may have opened another, which is to be asked.
      if (error instanceof EngineError && error.code === 'closed') throw error;
      log('warn', `A query uses the static student alone: ${messageOf(error)}`);
      return null;
    }
  };
  const encode = async (text: string, role: TextRole, isHurried: boolean): Promise<QueryVectors> => {
    const quick = await embedOne(encoders.staticStudent, text, role);
    const encoder = await student(isHurried);
    const slow = encoder === null ? null : await slowly(encoder, text, role);
    return { student: slow, staticStudent: slow === null ? quick : askedByBoth(quick, slow) };
  };
  const prepare = (): void => {
    // Every key asks for it, and a load that fails takes its time too.
    if (!broken) void load();
  };
  return Object.assign(encode, { prepare });
}

/** Null where it takes longer. */
async function within<T>(milliseconds: number, wanted: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
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
