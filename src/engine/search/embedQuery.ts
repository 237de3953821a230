import { Recent } from '../embed/recent.ts';
import { quantize } from '../embed/vectors.ts';
import type { QueryVectors } from '../index/vectors.ts';
import type { Encoder, Encoders, Log, TextRole } from '../types.ts';

/** `studentVectors`: how many of the folder's vectors are the Transformer's. */
export type QueryEncoder = (text: string, role: TextRole, studentVectors: number) => Promise<QueryVectors>;

/**
 * Milliseconds a query waits for the Transformer to load, where there are vectors of its own to compare with. Loading
 * takes about one second, once a process; after that wait the static student's vector stands in for it.
 */
const longestWait = 5_000;

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

/** Queries as both students see them; the Transformer only where it is of use, and never as a reason to fail. */
export function createQueryEncoder(encoders: Encoders, log: Log): QueryEncoder {
  let broken = false;
  const student = async (): Promise<Encoder | null> => {
    if (broken) return null;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), longestWait);
    });
    try {
      return await Promise.race([encoders.student(), late]);
    } catch (error) {
      broken = true;
      log(
        'warn',
        `Queries use the static student alone: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    } finally {
      clearTimeout(timer);
    }
  };
  return async (text, role, studentVectors) => {
    const quick = await embedOne(encoders.staticStudent, text, role);
    const encoder = studentVectors === 0 ? null : await student();
    return { student: encoder === null ? null : await embedOnce(encoder, text, role), staticStudent: quick };
  };
}

async function embedOne(encoder: Encoder, text: string, role: TextRole): Promise<Int8Array> {
  const [vector] = await encoder.embed([text], role);
  return vector === undefined ? new Int8Array(encoder.dims) : quantize(vector);
}
