/** What the query box and the shell say to each other. */

export type Kind = 'code' | 'docs';

export type FromBox =
  /** The page listens. */
  | { readonly type: 'ready' }
  | {
      readonly type: 'query';
      readonly text: string;
      /** Empty: both. */
      readonly kinds: readonly Kind[];
      /** Enter was pressed, or one key after another came. */
      readonly submitted: boolean;
    }
  /** The keyboard leaves the box downwards. */
  | { readonly type: 'leave' };

export type ToBox =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'focus' }
  | { readonly type: 'busy'; readonly busy: boolean }
  | { readonly type: 'say'; readonly lines: readonly string[] }
  /** Newest first. */
  | { readonly type: 'history'; readonly queries: readonly string[] };

/** Null for what is none of these. */
export function parseFromBox(message: unknown): FromBox | null {
  if (typeof message !== 'object' || message === null) return null;
  const { type, text, kinds, submitted } = message as Readonly<Record<string, unknown>>;
  if (type === 'ready' || type === 'leave') return { type };
  if (type !== 'query' || typeof text !== 'string' || !Array.isArray(kinds)) return null;
  const known = kinds.filter((kind): kind is Kind => kind === 'code' || kind === 'docs');
  return { type, text, kinds: known, submitted: submitted === true };
}
