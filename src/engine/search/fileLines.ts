import { splitLines } from '../discover/lines.ts';
import { readText, type ReadLimits } from '../discover/readSource.ts';

/** Lines of files as they are now, each file read once for one answer. */
export class FileLines {
  readonly #root: string;
  readonly #limits: ReadLimits;
  readonly #files = new Map<string, readonly string[]>();
  #characters = 0;

  constructor(root: string, limits: ReadLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  /** Characters read so far. */
  get characters(): number {
    return this.#characters;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** None where the file is gone, or is no text any more. */
  of(path: string): readonly string[] {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const text = readText(this.#root, path, this.#limits) ?? '';
    this.#characters += text.length;
    const lines = splitLines(text);
    this.#files.set(path, lines);
    return lines;
  }
}
