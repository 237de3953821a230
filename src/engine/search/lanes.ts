import { livingIds, livingIn, type Segment } from '../index/words/segment.ts';
import type { WordIndex } from '../index/words/wordIndex.ts';
import type { ContentKind } from '../types.ts';

/** Chunks of one kind up to which they are compared with a query one by one, about 10 ms. */
const mostSeparate = 65_536;

/** How many chunks of each kind a folder has, and which ones are of the rarer kind, in memory. */
export class Lanes {
  #segments: readonly Segment[] | null = null;
  #counts: Readonly<Record<ContentKind, number>> = { code: 0, docs: 0 };
  #rarer: ReadonlySet<number> = new Set();

  get counts(): Readonly<Record<ContentKind, number>> {
    return this.#counts;
  }

  get rarerKind(): ContentKind {
    return this.#counts.docs <= this.#counts.code ? 'docs' : 'code';
  }

  /** Chunks of the rarer kind; empty where there are too many to be told apart. */
  get rarer(): ReadonlySet<number> {
    return this.#rarer;
  }

  get areBothThere(): boolean {
    return this.#counts.code > 0 && this.#counts.docs > 0;
  }

  /** Counts them again where something was committed since: the words know every chunk, by its kind. Throws SQLite's errors. */
  follow(words: WordIndex): void {
    const segments = words.read(() => words.segments());
    if (this.#segments === segments) return;
    const countOf = (kind: ContentKind): number =>
      words.segments(kind).reduce((sum, segment) => sum + livingIn(segment), 0);
    this.#segments = segments;
    this.#counts = { code: countOf('code'), docs: countOf('docs') };
    const { rarerKind } = this;
    const isFew = this.#counts[rarerKind] <= mostSeparate;
    this.#rarer = new Set(isFew ? words.segments(rarerKind).flatMap(livingIds) : []);
  }
}
