/**
 * Documents are found by sections and shown as passages: what stands around a section belongs to its sense, and many
 * sections are a few lines. Pure.
 */
import type { DocumentPart } from '../index/queries.ts';
import type { Ranked } from './ranked.ts';

/** A chunk that was ranked, with the neighbours that are shown with it. */
export interface Passage {
  readonly ranked: Ranked;
  /** Nearest first. */
  readonly before: readonly DocumentPart[];
  readonly after: readonly DocumentPart[];
}

export interface Growing {
  /** All chunks of a file of documents, in order. */
  readonly partsOf: (path: string) => readonly DocumentPart[];
  /** Only these may join; null: all. */
  readonly allowed: ReadonlySet<number> | null;
  /** These may not; absent: all may. */
  readonly without?: ReadonlySet<number>;
}

/** Lines of a passage at the most: about a screen. */
const mostLines = 40;

/** Passages of one answer; each line of a document is shown once. */
export class Passages {
  readonly #growing: Growing | null;
  readonly #scores: ReadonlyMap<number, number>;
  readonly #shown = new Set<number>();

  /** `growing`: null where every chunk stands alone. */
  constructor(ranked: readonly Ranked[], growing: Growing | null) {
    this.#growing = growing;
    this.#scores = new Map(ranked.map(({ place, score }) => [place.id, score]));
  }

  /**
   * What is shown for a chunk, null where it was shown before. A section of a document takes in its neighbours, the
   * better ranked side first, up to the most lines. Code stays as it is: a declaration is whole.
   */
  passageOf(ranked: Ranked): Passage | null {
    const { id, kind, path } = ranked.place;
    if (this.#shown.has(id)) return null;
    // Between the cells of a notebook stands what nobody reads.
    if (this.#growing === null || kind === 'code' || /\.ipynb$/i.test(path)) {
      return { ranked, before: [], after: [] };
    }
    const { partsOf, allowed, without } = this.#growing;
    const isFree = ({ id: part }: DocumentPart): boolean =>
      !this.#shown.has(part) && (allowed === null || allowed.has(part)) && without?.has(part) !== true;
    return { ranked, ...grow(ranked, partsOf(path), isFree, this.#scores) };
  }

  /** From now on, nothing of it is shown again. */
  show({ ranked, before, after }: Passage): void {
    for (const { id } of [ranked.place, ...before, ...after]) this.#shown.add(id);
  }
}

function grow(
  { place }: Ranked,
  parts: readonly DocumentPart[],
  isFree: (part: DocumentPart) => boolean,
  scores: ReadonlyMap<number, number>,
): Pick<Passage, 'before' | 'after'> {
  const at = parts.findIndex(({ id }) => id === place.id);
  const before: DocumentPart[] = [];
  const after: DocumentPart[] = [];
  let { startLine, endLine } = place;
  while (at !== -1) {
    const above = parts[at - before.length - 1];
    const below = parts[at + after.length + 1];
    const takes = (part: DocumentPart | undefined): part is DocumentPart =>
      part !== undefined &&
      isFree(part) &&
      Math.max(endLine, part.endLine) - Math.min(startLine, part.startLine) < mostLines;
    const worth = (part: DocumentPart): number => scores.get(part.id) ?? 0;
    if (takes(above) && !(takes(below) && worth(below) >= worth(above))) {
      before.push(above);
      startLine = above.startLine;
    } else if (takes(below)) {
      after.push(below);
      endLine = below.endLine;
    } else break;
  }
  return { before, after };
}
