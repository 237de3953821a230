import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { isAnyThere, namedChunks } from '../index/queries.ts';
import {
  bareName,
  holdsWords,
  isBeginning,
  lettersApart,
  lettersOf,
  slipsAllowed,
  slipsBetween,
} from './names.ts';

interface Name {
  readonly bare: string;
  /** As the first chunk declares it. */
  readonly written: string;
  readonly letters: number;
  readonly chunks: number[];
}

/** Rows read at once: about 5 ms. */
const pageRows = 2_048;
/** Chunks that are gone stay listed until they outnumber the others; nobody finds them any more. */
const wornFactor = 2;
const wornFrom = 4_096;
/** Characters of a name that stands for longer ones which hold it. */
const shortestPart = 3;
/** Different names that one typed name stands for at the most, where none equals it. */
const mostNames = 64;

/**
 * The names that a folder's chunks declare, in memory. Measured at 100,000: 0.2 s to read, 2 to 23 ms of one core to
 * compare with a misspelt one.
 */
export class SymbolNames {
  #database: DatabaseSync | null = null;
  #last = 0;
  #chunks = 0;
  #names = new Map<string, Name>();
  /** By bare name. */
  #reexports = new Map<string, number[]>();

  /** Reads what was committed since. Ids are never given twice, and a chunk's name never changes. Throws SQLite's errors. */
  async follow(database: DatabaseSync): Promise<void> {
    if (this.#database !== database || this.#isWorn(database)) {
      this.#database = database;
      this.#last = 0;
      this.#chunks = 0;
      this.#names = new Map();
      this.#reexports = new Map();
    }
    const read = namedChunks(database);
    for (;;) {
      const rows = read(this.#last, pageRows);
      for (const { chunk, names, reexports } of rows) {
        this.#last = chunk;
        this.#chunks++;
        for (const name of names) this.#add(chunk, name);
        for (const name of reexports) this.#addReexport(chunk, bareName(name));
      }
      if (rows.length < pageRows) return;
      await setImmediate();
      if (this.#database !== database) return;
    }
  }

  #isWorn(database: DatabaseSync): boolean {
    if (this.#chunks < wornFrom) return false;
    const row = database.prepare('SELECT count(*) AS count FROM chunks').get();
    return this.#chunks > wornFactor * Number(row?.['count']);
  }

  #add(chunk: number, symbol: string): void {
    const bare = bareName(symbol);
    if (bare === '') return;
    const known = this.#names.get(bare);
    if (known === undefined) {
      this.#names.set(bare, { bare, written: symbol, letters: lettersOf(bare), chunks: [chunk] });
    } else {
      known.chunks.push(chunk);
    }
  }

  #addReexport(chunk: number, bare: string): void {
    const known = this.#reexports.get(bare);
    if (known === undefined) this.#reexports.set(bare, [chunk]);
    else known.push(chunk);
  }

  /** Chunks that pass this bare name on from elsewhere. Some may be gone. */
  reexporting(bare: string): readonly number[] {
    return this.#reexports.get(bare) ?? [];
  }

  /** Chunks that declare exactly this bare name. Some may be gone. */
  exact(bare: string): readonly number[] {
    return this.#names.get(bare)?.chunks ?? [];
  }

  /** Chunks whose name is the bare name but for slips of the keyboard, fewest slips first. Some may be gone. */
  misspelt(bare: string): readonly number[] {
    const most = slipsAllowed(bare.length);
    if (most === 0) return [];
    const letters = lettersOf(bare);
    const near: { readonly name: Name; readonly slips: number }[] = [];
    for (const name of this.#names.values()) {
      if (Math.abs(name.bare.length - bare.length) > most) continue;
      if (lettersApart(name.letters, letters) > 2 * most) continue;
      const slips = slipsBetween(name.bare, bare, most);
      if (slips !== null) near.push({ name, slips });
    }
    near.sort((a, b) => a.slips - b.slips || (a.name.bare < b.name.bare ? -1 : 1));
    return near.slice(0, mostNames).flatMap(({ name }) => name.chunks);
  }

  /** Chunks whose name begins with the bare name, shortest first. Some may be gone. */
  beginning(bare: string): readonly number[] {
    const begun = [...this.#names.values()].filter((name) => isBeginning(bare, name.bare));
    begun.sort((a, b) => a.bare.length - b.bare.length || (a.bare < b.bare ? -1 : 1));
    return begun.slice(0, mostNames).flatMap(({ chunks }) => chunks);
  }

  /** Chunks whose name holds the bare name from the beginning of a word on. Some may be gone. */
  holding(bare: string): readonly number[] {
    if (bare.length < shortestPart) return [];
    const names = [...this.#names.values()];
    return names
      .filter((name) => name.bare.includes(bare) && holdsWords(name.written, bare))
      .flatMap(({ chunks }) => chunks);
  }

  /**
   * What is meant by a name: those who bear it; else those who pass it on, whose name holds it, the misspelt; where some of
   * these are still there. Throws SQLite's errors.
   */
  meant(name: string): readonly number[] {
    const bare = bareName(name);
    const exact = this.exact(bare);
    if (this.#isAnyThere(exact)) return exact;
    const reexporting = this.reexporting(bare);
    if (this.#isAnyThere(reexporting)) return reexporting;
    const holding = this.holding(bare);
    return this.#isAnyThere(holding) ? holding : this.misspelt(bare);
  }

  #isAnyThere(chunks: readonly number[]): boolean {
    return this.#database !== null && chunks.length > 0 && isAnyThere(this.#database, chunks);
  }
}
