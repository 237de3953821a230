import { wordsOf } from '../index/terms.ts';
import type { Encoder } from '../types.ts';

/** A line of a hit as explaining it needs it. */
export interface ShownLine {
  readonly text: string;
  /** Unit length, or null where the line is blank. */
  readonly vector: Float32Array | null;
  /** Stems of its words. */
  readonly stems: readonly string[];
}

/** Texts whose lines are remembered: those of some screens. About 20 kB each. */
const mostTexts = 200;
/** Lines of one text that are looked at: ten microseconds each. */
const mostLines = 400;

/** The lines of what was shown of late: from key to key most of the hits stay the same. */
export class ShownLines {
  readonly #staticStudent: Encoder;
  /** Least recently used first. */
  readonly #texts = new Map<string, readonly ShownLine[]>();

  constructor(staticStudent: Encoder) {
    this.#staticStudent = staticStudent;
  }

  /** The first lines of a text. */
  async of(text: string): Promise<readonly ShownLine[]> {
    const lines = this.#texts.get(text) ?? (await this.#take(text));
    this.#texts.delete(text);
    this.#texts.set(text, lines);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= mostTexts) break;
      this.#texts.delete(oldest);
    }
    return lines;
  }

  async #take(text: string): Promise<readonly ShownLine[]> {
    const lines = text.split('\n').slice(0, mostLines);
    const vectors = await this.#staticStudent.embed(lines, 'passage');
    return lines.map((line, at) => {
      const isBlank = line.trim() === '';
      return { text: line, vector: isBlank ? null : (vectors[at] ?? null), stems: wordsOf(line).parts };
    });
  }
}
