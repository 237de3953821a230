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
 * What the Transformer has made of the last texts: several folders are asked the same, and one is asked again when its files
 * were read anew. To look one up takes microseconds, to encode one milliseconds. A failure is not kept.
 */
const known = new WeakMap<Encoder, Recent<string, Promise<Int8Array>>>();

function embedOnce(encoder: Encoder, text: string, role: TextRole): Promise<Int8Array> {
  const texts = known.get(encoder) ?? new Recent<string, Promise<Int8Array>>(mostKnown);
  known.set(encoder, texts);
  return texts.of(`${role} ${text}`, () => {
    const vector = embedOne(encoder, text, role);
    vector.catch(() => {
      texts.clear();
    });
    return vector;
  });
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
