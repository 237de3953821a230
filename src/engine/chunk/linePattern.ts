/** What rows of the tables of patterns are made of. */

export interface PatternRow {
  readonly leaves?: readonly RegExp[];
  readonly containers?: readonly RegExp[];
  readonly members?: readonly RegExp[];
  readonly isOpen?: boolean;
  readonly isMarkup?: boolean;
}

export const NAME = String.raw`(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`;
/** `name(a::b.c)`: words with the signs that join them. */
export const PATH = String.raw`(?<name>[\p{L}_$][\p{L}\p{N}_$.:'-]*?)`;

/** A name that may stand in backticks. */
export const BACKTICKED = String.raw`[\x60]?(?<name>[^\s(*\[\x60]+)`;

/** A pattern after any indentation. */
export function line(source: string, flags = 'u'): RegExp {
  return new RegExp(String.raw`^\s*${source}`, flags);
}
