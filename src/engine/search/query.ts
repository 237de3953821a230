import { EngineError } from '../errors.ts';
import type { ContentKind, SearchRequest } from '../types.ts';

/** What a request's text asks for. */
export interface ParsedQuery {
  /** What is searched by meaning and by words; never blank. */
  readonly text: string;
  /** Must occur in a hit, word for word. */
  readonly phrases: readonly string[];
  /** Words or phrases that must not occur. */
  readonly excluded: readonly string[];
  /** Globs; a hit matches at least one. Empty: no restriction; likewise below. */
  readonly paths: readonly string[];
  readonly languages: readonly string[];
  readonly kinds: readonly ContentKind[];
  /** Names of declarations or headings. */
  readonly symbols: readonly string[];
}

/** Of a question without text or operators of its own. */
export const noOperators: ParsedQuery = { text: '', ...nothing() };

/** Hits a request may ask for. */
const mostHits = 1_000;

/**
 * Characters of a query that are looked at: more than any encoder or person reads. The rest of a longer text is left
 * out.
 */
const longestText = 20_000;

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
  const text = request.text.slice(0, longestText);
  const parsed = request.literal ? { ...nothing(), words: [text] } : readOperators(text);
  const words = parsed.words.join(' ').trim();
  const wanted = words === '' ? parsed.symbols.join(' ') : words;
  if (wanted.trim() === '') {
    throw new EngineError('queryEmpty', 'The query is empty: say what to look for.');
  }
  return {
    text: wanted,
    phrases: parsed.phrases,
    excluded: parsed.excluded,
    paths: parsed.paths,
    languages: parsed.languages,
    kinds: parsed.kinds,
    symbols: parsed.symbols,
  };
}

interface Draft {
  readonly words: string[];
  readonly phrases: string[];
  readonly excluded: string[];
  readonly paths: string[];
  readonly languages: string[];
  readonly kinds: ContentKind[];
  readonly symbols: string[];
}

function nothing(): Draft {
  return { words: [], phrases: [], excluded: [], paths: [], languages: [], kinds: [], symbols: [] };
}

function readOperators(text: string): Draft {
  const draft = nothing();
  for (const [whole, minus = '', operator, quoted, bare, phrase, word] of text.matchAll(token)) {
    if (operator !== undefined && minus === '') {
      readOperator(draft, operator, quoted ?? bare ?? '');
    } else if (phrase !== undefined && minus === '') {
      draft.words.push(phrase);
      if (phrase.trim() !== '') draft.phrases.push(phrase);
    } else if (minus !== '' && /^[\p{L}\p{N}_$]/u.test(phrase ?? word ?? '')) {
      draft.excluded.push(phrase ?? word ?? '');
    } else {
      draft.words.push(whole);
    }
  }
  return draft;
}

function readOperator(draft: Draft, operator: string, value: string): void {
  if (value === '') return;
  switch (operator) {
    case 'path':
      draft.paths.push(value);
      break;
    case 'lang':
      draft.languages.push(value);
      break;
    case 'symbol':
      draft.symbols.push(value);
      break;
    case 'kind':
      if (value !== 'code' && value !== 'docs') {
        throw invalid(`kind:${value.slice(0, 40)} is not known: write kind:code or kind:docs.`);
      }
      draft.kinds.push(value);
      break;
  }
}

function invalid(message: string): EngineError {
  return new EngineError('queryInvalid', message);
}
