/** What the query box and the shell say to each other. */

export type Kind = 'code' | 'docs';

export interface BoxFilters {
  /** Empty: both. */
  readonly kinds: readonly Kind[];
  /** Language id; empty: any. */
  readonly language: string;
  /** Globs, separated by commas; empty: any. */
  readonly path: string;
  /** Id of one of the scopes that the shell offers. */
  readonly scope: string;
}

export interface BoxQuery {
  readonly type: 'query';
  readonly text: string;
  readonly filters: BoxFilters;
  /** Enter was pressed. */
  readonly submitted: boolean;
}

export type FromBox =
  /** The page listens. */
  | { readonly type: 'ready' }
  | BoxQuery
  /** The box is to have the keyboard, and the page has not. */
  | { readonly type: 'wanted' }
  /** The keyboard leaves the box downwards. */
  | { readonly type: 'leave' }
  /** The page has the keyboard. */
  | { readonly type: 'entered' }
  /** The keyboard has gone elsewhere. */
  | { readonly type: 'left' };

/** A value of a list, and what people read. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

export type ToBox =
  /** `greeting`: what the box held when its page began to listen; what has been typed since is newer. */
  | { readonly type: 'text'; readonly text: string; readonly greeting: boolean }
  /** The box takes the keyboard, and selects what it holds. `asks`: where the page has no keyboard, it says so. */
  | { readonly type: 'focus'; readonly asks: boolean }
  | { readonly type: 'busy'; readonly busy: boolean }
  | { readonly type: 'say'; readonly lines: readonly string[] }
  /** Newest first. */
  | { readonly type: 'history'; readonly queries: readonly string[] }
  /** What filters offer; what is chosen stays chosen where it is still there. */
  | { readonly type: 'choices'; readonly languages: readonly Choice[]; readonly scopes: readonly Choice[] }
  | { readonly type: 'filters'; readonly filters: BoxFilters };

/** Null for what is none of these. */
export function parseFromBox(message: unknown): FromBox | null {
  if (!isRecord(message)) return null;
  const { type, text, filters, submitted } = message;
  switch (type) {
    case 'ready':
    case 'wanted':
    case 'entered':
    case 'leave':
    case 'left':
      return { type };
  }
  if (type !== 'query' || typeof text !== 'string' || !isRecord(filters)) return null;
  const { kinds, language, path, scope } = filters;
  return {
    type,
    text,
    filters: {
      kinds: Array.isArray(kinds) ? kinds.filter((kind) => kind === 'code' || kind === 'docs') : [],
      language: textOf(language),
      path: textOf(path),
      scope: textOf(scope),
    },
    submitted: submitted === true,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
