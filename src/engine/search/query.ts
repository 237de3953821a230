import { EngineError } from '../errors.ts';
import type { ContentKind, SearchRequest } from '../types.ts';
import { languageIds } from './languageNames.ts';

/** What a text's operators demand, or rule out. */
export interface Restrictions {
  /** Globs; a hit matches at least one. Empty: no restriction; likewise below. */
  readonly paths: readonly string[];
  /** As people write them: see languageNames.ts. */
  readonly languages: readonly string[];
  readonly kinds: readonly ContentKind[];
  /** Names of declarations or headings. */
  readonly symbols: readonly string[];
}

/** What a request's text asks for. */
export interface ParsedQuery extends Restrictions {
  /** What is searched by meaning and by words; never blank. */
  readonly text: string;
  /** Must occur in a hit, word for word. */
  readonly phrases: readonly string[];
  /** Words or phrases that must not occur. */
  readonly excluded: readonly string[];
  /** A hit matches none of these. */
  readonly not: Restrictions;
}

/** Of a question without text or operators of its own. */
export const noOperators: ParsedQuery = {
  ...unrestricted(),
  text: '',
  phrases: [],
  excluded: [],
  not: unrestricted(),
};

/** Hits a request may ask for. */
const mostHits = 1_000;

/**
 * Characters of a query that are looked at: ten times what the encoders read. The rest of a longer text is left out.
 */
const longestText = 10_000;
/**
 * Characters of a run of letters and digits that are looked at: no name is longer; in scripts without spaces it is a
 * whole sentence. Some of what looks at a query takes time by the square of them.
 */
const longestRun = 256;
const tooLong = new RegExp(`([\\p{L}\\p{N}\\p{M}_$]{${longestRun}})[\\p{L}\\p{N}\\p{M}_$]+`, 'gu');

/** An operator with its value, a phrase, or a word; each with an optional `-`. */
const token = /(-?)(?:(path|lang|kind|symbol):(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+))/gu;

/** Throws EngineError `queryInvalid` where `k` is no number of hits. */
export function requireCount(k: number): void {
  if (!Number.isInteger(k) || k < 1 || k > mostHits) {
    throw invalid(`The number of hits must be between 1 and ${mostHits}.`);
  }
}

/** Throws EngineError `queryEmpty` and `queryInvalid`. */
export function parseQuery(request: SearchRequest): ParsedQuery {
  requireCount(request.k);
  const text = request.text.slice(0, longestText).replace(tooLong, '$1');
  const parsed = request.literal
    ? { ...nothing(), words: [text] }
    : readOperators(text, request.typing === true);
  const words = parsed.words.join(' ').trim();
  // PHP's names are told from what they stand in as those of C++ are.
  const wanted = words === '' ? parsed.demanded.symbols.join(' ').replace(/\\+/g, '::') : words;
  if (wanted.trim() === '') {
    throw new EngineError('queryEmpty', 'The query is empty: say what to look for.');
  }
  return {
    ...parsed.demanded,
    text: wanted,
    phrases: parsed.phrases,
    excluded: parsed.excluded,
    not: parsed.not,
  };
}

type DraftRestrictions = { readonly [K in keyof Restrictions]: Restrictions[K][number][] };

interface Draft {
  readonly words: string[];
  readonly phrases: string[];
  readonly excluded: string[];
  readonly demanded: DraftRestrictions;
  readonly not: DraftRestrictions;
}

function unrestricted(): DraftRestrictions {
  return { paths: [], languages: [], kinds: [], symbols: [] };
}

function nothing(): Draft {
  return { words: [], phrases: [], excluded: [], demanded: unrestricted(), not: unrestricted() };
}

/** `typing`: the last operator may still lack the end of its value. */
function readOperators(text: string, typing: boolean): Draft {
  const draft = nothing();
  for (const match of text.matchAll(token)) {
    const [written, minus = '', operator, quoted, bare, phrase, word] = match;
    const isUnfinished = typing && match.index + written.length === text.length;
    if (operator !== undefined) {
      // The quote that closes is yet to be typed, or was forgotten.
      const value = quoted ?? (bare ?? '').replace(/^"/, '');
      const restrictions = minus === '' ? draft.demanded : draft.not;
      const whole = isUnfinished ? wholePart(operator, value) : value;
      readOperator(restrictions, operator, whole, quoted !== undefined);
    } else if (phrase !== undefined && minus === '') {
      draft.words.push(phrase);
      if (phrase.trim() !== '') draft.phrases.push(phrase);
    } else if (minus !== '' && (phrase !== undefined || /^[\p{L}\p{N}_$]/u.test(word ?? ''))) {
      draft.excluded.push(phrase ?? word ?? '');
    } else {
      draft.words.push(written);
    }
  }
  return draft;
}

/** `kind:co` on the way to `kind:code` narrows nothing yet, and `lang:go,pytho` narrows to Go. */
function wholePart(operator: string, value: string): string {
  if (operator === 'kind') return isKind(value) ? value : '';
  if (operator !== 'lang') return value;
  return value
    .split(',')
    .filter((name) => languageIds(name).length > 0)
    .join(',');
}

/** Several with commas, as languages; those between a template's arguments are part of the name. */
function namesWritten(value: string): readonly string[] {
  const names: string[] = [];
  let name = '';
  let depth = 0;
  for (const sign of value) {
    if (sign === '<') depth++;
    if (sign === '>') depth = Math.max(0, depth - 1);
    const isBetween = sign === ',' && (depth === 0 || !value.includes('>'));
    if (isBetween) names.push(name);
    name = isBetween ? '' : name + sign;
  }
  return [...names, name].filter((each) => each !== '');
}

/** `isQuoted`: its commas are a heading's. */
function readOperator(draft: DraftRestrictions, operator: string, value: string, isQuoted: boolean): void {
  if (value === '') return;
  switch (operator) {
    case 'path':
      draft.paths.push(value);
      break;
    case 'lang':
      draft.languages.push(...value.split(',').filter((each) => each !== ''));
      break;
    case 'symbol':
      draft.symbols.push(...(isQuoted ? [value] : namesWritten(value)));
      break;
    case 'kind':
      if (!isKind(value)) {
        throw invalid(`kind:${value.slice(0, 40)} is not known: write kind:code or kind:docs.`);
      }
      draft.kinds.push(value);
      break;
  }
}

function isKind(value: string | undefined): value is ContentKind {
  return value === 'code' || value === 'docs';
}

function invalid(message: string): EngineError {
  return new EngineError('queryInvalid', message);
}
