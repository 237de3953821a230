/** What an answer was found in: how much of the workspace, and in which state of its files. */
import { extentOf, extentOfAnswer, isMore, type Extent } from './extent.ts';
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
}

export function createGround(session: Looked): Ground {
  let extent: Extent = 'all';
  let generation: number | null = null;
  return {
    renew: (missing) => {
      extent = extentOfAnswer(session.overall, missing);
      ({ generation } = session);
    },
    forget: () => {
      extent = 'all';
      generation = null;
    },
    isOlder: () => {
      const now = session.generation;
      const isOther = generation !== null && now !== null && now !== generation;
      return isOther || isMore(extentOf(session.overall), extent);
    },
  };
}
