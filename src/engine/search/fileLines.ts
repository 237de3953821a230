import { lstatSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { splitLines } from '../discover/lines.ts';
import { realPathOf } from '../discover/realPath.ts';
import { readText, type ReadLimits } from '../discover/readSource.ts';

/** Lines of files as they are now, each file read once for one answer. */
export class FileLines {
  readonly #root: string;
  readonly #limits: ReadLimits;
  readonly #files = new Map<string, readonly string[]>();
  readonly #folders = new Map<string, boolean>([['.', true]]);

  constructor(root: string, limits: ReadLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  /** None where the file is gone, is no text any more, or lies outside since a folder became a link. */
  of(path: string): readonly string[] {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const lines = this.once(path);
    this.#files.set(path, lines);
    return lines;
  }

  /** The same, not kept: of many files they would be whole folders. */
  once(path: string): readonly string[] {
    const text = this.#isInside(dirname(path)) ? readText(this.#root, path, this.#limits) : null;
    return splitLines(text ?? '');
  }

  /** Whether no folder on the way is a link that leaves the root: one system call a folder. */
  #isInside(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const isInside = this.#isInside(dirname(folder)) && !this.#leaves(folder);
    this.#folders.set(folder, isInside);
    return isInside;
  }

  #leaves(folder: string): boolean {
    const path = join(this.#root, folder);
    try {
      if (!lstatSync(path).isSymbolicLink()) return false;
    } catch {
      return true;
    }
    const root = realPathOf(this.#root);
    return !realPathOf(path).startsWith(root.endsWith(sep) ? root : root + sep);
  }
}
