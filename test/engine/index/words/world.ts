/** A store that is added to, removed from, merged, killed and opened again, and plain BM25 over what it should hold. */
import fc from 'fast-check';
import { prepareChunk } from '../../../../src/engine/index/content.ts';
import { createTables, openForWriting } from '../../../../src/engine/index/schema.ts';
import { Store, type FileUpdate } from '../../../../src/engine/index/store.ts';
import { wordsOf } from '../../../../src/engine/index/terms.ts';
import type { WordIndex } from '../../../../src/engine/index/words/wordIndex.ts';
import type { ContentKind } from '../../../../src/engine/types.ts';

/** What a file holds: chunks of a few words each. */
export interface Content {
  readonly name: string;
  readonly kind: ContentKind;
  readonly chunks: readonly { readonly symbol: string; readonly text: string }[];
}

type Step =
  | { readonly type: 'put'; readonly files: readonly Content[] }
  | { readonly type: 'remove'; readonly names: readonly string[] }
  | { readonly type: 'tidy' }
  /** Merging that is stopped after so many steps, and the process with it. */
  | { readonly type: 'die'; readonly steps: number }
  | { readonly type: 'reopen' };

const vocabulary = [
  'cache',
  'cached',
  'file',
  'fileName',
  'open_file',
  'retry',
  'x',
  'é',
  '日本',
  'zebra',
] as const;
const name = fc.constantFrom('a.ts', 'lib/cache.ts', 'lib/b.md', 'open.md', 'c.ts', 'd/file.ts');
const text = fc.array(fc.constantFrom(...vocabulary), { maxLength: 6 }).map((words) => words.join(' '));
const content = fc.record({
  name,
  kind: fc.constantFrom('code' as const, 'docs' as const),
  chunks: fc.array(fc.record({ symbol: fc.constantFrom('', ...vocabulary), text }), { maxLength: 4 }),
});
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('put'), files: fc.array(content, { maxLength: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('remove'), names: fc.array(name, { maxLength: 2 }) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('tidy') }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('die'), steps: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen') }) },
);

function updateOf({ name: path, kind, chunks }: Content): FileUpdate {
  const prepared = chunks.map(({ symbol, text: lines }, at) =>
    prepareChunk(
      path,
      {
        startLine: at + 1,
        endLine: at + 1,
        kind,
        language: null,
        symbol: symbol === '' ? null : symbol,
        trail: [],
        text: lines,
      },
      () => new Int32Array(),
    ),
  );
  const file = { path, size: 1, mtimeMs: 1, ctimeMs: 1, language: null, kind };
  return {
    file,
    readAt: 1,
    hash: Buffer.from(JSON.stringify(chunks)).toString('hex'),
    skipped: null,
    chunks: prepared,
  };
}

/** A chunk as the plain reckoning sees it. */
interface Plain {
  readonly place: string;
  readonly kind: ContentKind;
  readonly fields: readonly (readonly string[])[];
}

export function plainChunks(files: ReadonlyMap<string, Content>): Plain[] {
  const words = (each: string): string[] => Object.values(wordsOf(each)).flat() as string[];
  return [...files.values()].flatMap(({ name: path, kind, chunks }) =>
    chunks.map(({ symbol, text: lines }, at) => ({
      place: `${path}:${at + 1}`,
      kind,
      fields: [words(path), words(symbol), words(lines)],
    })),
  );
}

/** BM25 as the books have it, over all chunks. */
export function reckon(
  all: readonly Plain[],
  terms: readonly string[],
  kind: ContentKind | undefined,
): Map<string, number> {
  const average = all.reduce((sum, { fields }) => sum + fields.flat().length, 0) / Math.max(1, all.length);
  const among = all.filter((chunk) => kind === undefined || chunk.kind === kind);
  const scores = new Map<string, number>();
  for (const term of terms) {
    const holding = among.filter(({ fields }) => fields.flat().includes(term));
    const idf = Math.max(1e-6, Math.log((all.length - holding.length + 0.5) / (holding.length + 0.5)));
    for (const { place, fields } of holding) {
      const weights = [3, 3, 1];
      const tf = fields.reduce(
        (sum, field, at) => sum + (weights[at] ?? 0) * field.filter((w) => w === term).length,
        0,
      );
      const norm = 1.2 * (0.25 + (0.75 * fields.flat().length) / average);
      scores.set(place, (scores.get(place) ?? 0) + (idf * tf * 2.2) / (tf + norm));
    }
  }
  return scores;
}

export class World {
  readonly path: string;
  readonly files = new Map<string, Content>();
  store: Store;

  constructor(path: string) {
    this.path = path;
    const database = openForWriting(path);
    createTables(database);
    this.store = new Store(database);
  }

  async perform(each: Step): Promise<void> {
    switch (each.type) {
      case 'put':
        this.store.replaceFiles(each.files.map(updateOf));
        for (const file of each.files) this.files.set(file.name, file);
        return;
      case 'remove':
        this.store.removeFiles(each.names);
        for (const gone of each.names) this.files.delete(gone);
        return;
      case 'tidy':
        await this.store.tidyWords(() => Promise.resolve());
        return;
      case 'die': {
        let left = each.steps;
        const dying = this.store.tidyWords(() =>
          left-- > 0 ? Promise.resolve() : Promise.reject(new Error('dead')),
        );
        await dying.catch(() => undefined);
        this.reopen();
        return;
      }
      case 'reopen':
        this.reopen();
    }
  }

  reopen(): void {
    this.store.database.close();
    this.store = new Store(openForWriting(this.path));
  }
}

export function places(words: WordIndex): Map<number, string> {
  const rows = words.database
    .prepare('SELECT c.id, f.path, c.startLine FROM chunks c JOIN files f ON f.id = c.file')
    .all();
  return new Map(
    rows.map((row) => [Number(row['id']), `${String(row['path'])}:${Number(row['startLine'])}`]),
  );
}
