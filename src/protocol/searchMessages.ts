/** The messages of the calls that search: what is asked, what is found, and the shape of each. */
import type {
  ContentKind,
  FolderHit,
  FoundHits,
  LineRange,
  Place,
  SearchRequest,
  SimilarRequest,
  Why,
} from '../engine/types.ts';
import { array, boolean, nullable, number, object, oneOf, optional, string } from './decode.ts';

export type { FolderHit, FoundHits, Place };

export interface SearchParams {
  /** Asked of every folder. */
  readonly request: Omit<SearchRequest, 'within'>;
  /** Files and folders; a hit is in at least one, and folders without one are not asked. Null: anywhere. */
  readonly within: readonly Place[] | null;
}

export interface SimilarParams {
  /** Asked of every folder. */
  readonly request: Omit<SimilarRequest, 'within'>;
  /** Folder that the request's place is in; null where it is in none. */
  readonly placeRoot: string | null;
  /** Files and folders; a hit is in at least one, and folders without one are not asked. Null: anywhere. */
  readonly within: readonly Place[] | null;
}

const kind = oneOf<ContentKind>('code', 'docs');

const mode = oneOf('hybrid', 'dense', 'lexical');
const filters = { paths: array(string), languages: array(string), kinds: array(kind) };

const searchRequest = object<SearchParams['request']>({
  text: string,
  k: number,
  mode,
  literal: boolean,
  ...filters,
  typing: optional(boolean),
  explain: optional(boolean),
});

const similarRequest = object<SimilarParams['request']>({
  text: nullable(string),
  place: nullable(object<LineRange>({ path: string, startLine: number, endLine: number })),
  k: number,
  mode,
  ...filters,
  explain: optional(boolean),
});

const signal = oneOf('meaning', 'words', 'definition', 'fileName', 'siblings');

const why = object<Why>({
  lines: array(number),
  words: array(string),
  signals: array(object<Why['signals'][number]>({ name: signal, share: number })),
});

const folderHit = object<FolderHit>({
  root: string,
  path: string,
  startLine: number,
  endLine: number,
  score: number,
  kind,
  language: nullable(string),
  symbol: nullable(string),
  text: string,
  why: optional(why),
});

export const foundHits = object<FoundHits>({
  hits: array(folderHit),
  ms: number,
  missing: array(string),
  failed: array(string),
});

const within = nullable(array(object<Place>({ root: string, path: string })));

export const searchParams = object<SearchParams>({ request: searchRequest, within });

export const similarParams = object<SimilarParams>({
  request: similarRequest,
  placeRoot: nullable(string),
  within,
});
