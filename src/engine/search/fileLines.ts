import { splitLines } from '../discover/lines.ts';
import { readText, type ReadLimits } from '../discover/readSource.ts';

/** Lines of files as they are now, each file read once for one answer. */
export class FileLines {
  readonly #root: string;
  readonly #limits: ReadLimits;
  readonly #files = new Map<string, readonly string[]>();

  constructor(root: string, limits: ReadLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  /** None where the file is gone, or is no text any more. */
  of(path: string): readonly string[] {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const lines = splitLines(readText(this.#root, path, this.#limits) ?? '');
    this.#files.set(path, lines);
    return lines;
  }
}
