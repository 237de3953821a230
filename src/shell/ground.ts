/** What an answer was found in: how much of the workspace, and in which state of its files. */
import { extentOf, extentOfAnswer, isEarly, isMore, type Extent } from './extent.ts';
import type { Session } from './session.ts';

type Looked = Pick<Session, 'overall' | 'generation'>;

/** Of the answer that is shown. */
export interface Ground {
  /** There is another answer. `missing`: folders that had nothing to be found in. */
  renew(missing: readonly unknown[]): void;
  /** There is none, or another is on its way. */
  forget(): void;
  /** More can be found by now, or something else. */
  isOlder(): boolean;
  /** That nothing was found says nothing yet: files are being read that no answer has seen. */
  isEarly(): boolean;
  /** The workspace is another one, of which no answer has seen anything. */
  reset(): void;
}

export function createGround(session: Looked): Ground {
  let extent: Extent = 'all';
  let generation: number | null = null;
  // Once all was searched, a few files that are read again make no answer early.
  let wasWhole = false;
  let missed: readonly unknown[] = [];
  const forget = (): void => {
    extent = 'all';
    generation = null;
  };
  return {
    renew: (missing) => {
      extent = extentOfAnswer(session.overall, missing);
      ({ generation } = session);
      missed = missing;
      wasWhole ||= extent === 'all';
    },
    forget,
    reset: () => {
      forget();
      wasWhole = false;
    },
    isEarly: () => {
      const { overall } = session;
      return !wasWhole && overall.type !== 'paused' && isEarly(overall, missed);
    },
    isOlder: () => {
      const now = session.generation;
      const isOther = generation !== null && now !== null && now !== generation;
      return isOther || isMore(extentOf(session.overall), extent);
    },
  };
}
