import type { DatabaseSync } from 'node:sqlite';
import { wordsOf } from '../index/terms.ts';
import type { ContentKind } from '../types.ts';

/** A chunk that holds words of the query. */
export interface LexicalCandidate {
  readonly chunk: number;
  /** BM25 as a share of what a chunk with each of the query's words once would have: about 0 to 1, seldom more. */
  readonly score: number;
}

/** Terms of one query at the most: the rarest. What long queries add beyond is noise and time. Estimated. */
const mostTerms = 24;
/** Distinct terms whose counts are looked up. */
const mostLookups = 400;
/** Share of chunks, 0 to 1, from which a term is everywhere: dropped where rarer ones are there. Estimated. */
const everywhere = 0.4;
/** Chunks below which nothing is everywhere. */
const fewChunks = 50;

/** BM25 weights of path, names and text, of code and of documents. Chosen on code-repos; see test/bench/codeRepos.ts. */
const columnWeights = [3, 3, 1, 3, 3, 1] as const;

/** Columns of the full-text index that a kind has to itself. */
const columnsOf: Readonly<Record<ContentKind, readonly string[]>> = {
  code: ['codePath', 'codeNames', 'code'],
  docs: ['docsPath', 'docsNames', 'docs'],
};

const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be been but by can could do does did doing done for from had has have how i if in into is ' +
    'it its me my no not of on or our should so some such than that the their them then there these they this those to ' +
    'too us was we were what when where which while who whom whose why will with would you your'
  ).split(' '),
);

export interface LexicalQuery {
  readonly text: string;
  /** Only these. */
  readonly allowed: ReadonlySet<number> | null;
  readonly k: number;
  /** True: the text's last word may be the beginning of one. Default false. */
  readonly typing?: boolean;
  /** Terms that fewer chunks hold are left out. Default 1. */
  readonly leastChunks?: number;
  /** Only chunks of this kind, and words as rare as they are among these. Default: all. */
  readonly kind?: ContentKind;
}

/** Whether a word, in lower case, is in every sentence. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}

/** Distinct stems of a text's words, without stop words where there are others. */
export function contentWords(text: string): readonly string[] {
  const plain = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const stops = new Set(plain.filter(isStopWord).flatMap((word) => wordsOf(word).parts));
  const { parts } = wordsOf(text);
  const telling = parts.filter((part) => !stops.has(part));
  return [...new Set(telling.length > 0 ? telling : parts)];
}

/** The best `k` chunks by words, best first; equal ones by id. Throws SQLite's errors. */
export function searchWords(database: DatabaseSync, query: LexicalQuery): LexicalCandidate[] {
  const { terms, whole } = chooseTerms(database, query);
  const beginning = query.typing === true ? typedBeginning(query.text) : null;
  const words = [
    ...terms.map((term) => `"${term}"`),
    ...(beginning === null ? [] : [`"${beginning}" *`]),
  ].join(' OR ');
  if (words === '') return [];
  const match = query.kind === undefined ? words : `{${columnsOf[query.kind].join(' ')}} : (${words})`;
  const filter = query.allowed === null ? '' : 'AND +rowid IN (SELECT value FROM json_each(?))';
  const statement = database.prepare(
    `SELECT rowid AS chunk, bm25(terms, ${columnWeights.join(', ')}) AS score FROM terms WHERE terms MATCH ? ${filter} ` +
      'ORDER BY score LIMIT ?',
  );
  const rows =
    query.allowed === null
      ? statement.all(match, query.k)
      : statement.all(match, JSON.stringify([...query.allowed]), query.k);
  return rows.map((row) => ({ chunk: Number(row['chunk']), score: -Number(row['score']) / whole }));
}

/** Letters from which the beginning of a word tells something. */
const shortestBeginning = 3;

/** The last word of a text that ends in it, as it stands in the index; null where that is too short or no word. */
function typedBeginning(text: string): string | null {
  const last = /[\p{L}\p{N}_$]+$/u.exec(text)?.[0];
  if (last === undefined) return null;
  // The last part of an identifier, before its ending is taken off: `openFi` is typed on the way to `openFile`.
  const beginning = last.replace(/.*(?:[_$]|[\p{Ll}\p{N}](?=\p{Lu}))/u, '').toLowerCase();
  return /^[\p{L}\p{N}]+$/u.test(beginning) && beginning.length >= shortestBeginning ? beginning : null;
}

interface Terms {
  /** The rarest that the index knows. */
  readonly terms: readonly string[];
  /** BM25 of a chunk of average length that holds every word once, unknown ones too: what makes a full match. */
  readonly whole: number;
}

/** Rarity of a term that `count` of `total` chunks hold, as FTS5 weighs it (SQLite's documentation, "The bm25() function"). */
function rarity(count: number, total: number): number {
  return Math.max(1e-6, Math.log((total - count + 0.5) / (count + 0.5)));
}

/** What of a text is looked for, and what a full match of it would score. */
function chooseTerms(database: DatabaseSync, { text, leastChunks = 1, kind }: LexicalQuery): Terms {
  const { parts, wholes } = wordsOf(text);
  const plain = new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  const distinct = [...new Set([...wholes, ...parts])];
  const content = distinct.filter((term) => !(isStopWord(term) && plain.has(term)));
  const lookup =
    kind === undefined
      ? database.prepare('SELECT doc FROM termCounts WHERE term = ?')
      : database.prepare(
          'SELECT max(doc) AS doc FROM laneCounts WHERE term = ? AND col IN ' +
            `(${columnsOf[kind].map((column) => `'${column}'`).join(', ')})`,
        );
  const counted = (content.length > 0 ? content : distinct)
    .slice(0, mostLookups)
    .map((term) => ({ term, count: Number(lookup.get(term)?.['doc'] ?? 0) }))
    .sort((a, b) => a.count - b.count || (a.term < b.term ? -1 : 1));
  const total = Number(database.prepare('SELECT count(*) AS count FROM chunks').get()?.['count']);
  const isEverywhere = (count: number): boolean => total >= fewChunks && count > total * everywhere;
  const known = counted.filter(({ count }) => count >= leastChunks);
  const rare = known.filter(({ count }) => !isEverywhere(count));
  const partSet = new Set(parts);
  const words = counted.filter(({ term }) => partSet.has(term));
  // `to_be` is one identifier of two stop words: then the identifiers are all there is to match.
  const full = words.length > 0 ? words : counted;
  return {
    terms: (rare.length > 0 ? rare : known).slice(0, mostTerms).map(({ term }) => term),
    whole: full.reduce((sum, { count }) => sum + rarity(count, total), 0),
  };
}

/** An expression of the full-text index for a text that must occur as it is; null where it has no words. */
export function phraseExpression(text: string): string | null {
  const { parts } = wordsOf(text);
  return parts.length === 0 ? null : `"${parts.join(' ')}"`;
}
