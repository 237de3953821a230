import type { StaticEncoder } from '../types.ts';
import type { SearchParts } from './candidates.ts';
import { KnownChunks } from './knownChunks.ts';
import { Lanes } from './lanes.ts';
import { ShownLines } from './shownLines.ts';
import { SymbolNames } from './symbolNames.ts';

/** What one search leaves to the next. */
export type Remembered = Pick<SearchParts, 'symbols' | 'lanes' | 'shownLines' | 'knownChunks'>;

export function createRemembered(staticStudent: StaticEncoder): Remembered {
  return {
    symbols: new SymbolNames(),
    lanes: new Lanes(),
    shownLines: new ShownLines(staticStudent),
    knownChunks: new KnownChunks(),
  };
}
