import { wordsOf } from '../index/terms.ts';
import type { Encoder } from '../types.ts';
import { Recent } from '../embed/recent.ts';

/** A line of a hit as explaining it needs it. */
export interface ShownLine {
  readonly text: string;
  /** Unit length, or null where the line is blank. */
  readonly vector: Float32Array | null;
  /** Stems of its words. */
  readonly stems: readonly string[];
}

/** Texts whose lines are remembered: those of some screens. About 20 kB each. */
const mostTexts = 100;
/** Lines of one text that are looked at: ten microseconds each. */
const mostLines = 400;
/** Characters of it: a line may be a megabyte of data. */
const mostCharacters = 40_000;

/** The lines of what was shown of late: from key to key most of the hits stay the same. */
export class ShownLines {
  readonly #staticStudent: Encoder;
  readonly #texts = new Recent<string, readonly ShownLine[]>(mostTexts);

  constructor(staticStudent: Encoder) {
    this.#staticStudent = staticStudent;
  }

  /** The first lines of a text. */
  async of(text: string): Promise<readonly ShownLine[]> {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const lines = await this.#take(text);
    this.#texts.set(text, lines);
    return lines;
  }

  async #take(text: string): Promise<readonly ShownLine[]> {
    const lines = text.slice(0, mostCharacters).split('\n').slice(0, mostLines);
    const vectors = await this.#staticStudent.embed(lines, 'passage');
    return lines.map((line, at) => {
      const isBlank = line.trim() === '';
      return { text: line, vector: isBlank ? null : (vectors[at] ?? null), stems: wordsOf(line).parts };
    });
  }
}
