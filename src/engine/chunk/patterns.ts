/**
 * What declarations look like, for languages whose grammars are missing, end the process (Swift) or keep state from one
 * file to the next (Lua), and for configuration, style sheets and markup. Each pattern names a line by its group `name`.
 */

import { CODE_PATTERNS } from './codePatterns.ts';
import { DATA_PATTERNS } from './dataPatterns.ts';
import type { PatternRow } from './linePattern.ts';

export interface LinePattern {
  readonly expression: RegExp;
  /** Members become chunks of their own where the whole is too large. */
  readonly isContainer: boolean;
  /** Stands as far to the left as what holds it. */
  readonly isMember: boolean;
}

export interface LinePatterns {
  readonly patterns: readonly LinePattern[];
  /** A declaration reaches to the next one, whatever stands between them. */
  readonly isOpen: boolean;
  /** Comment signs of code mean nothing. */
  readonly isMarkup: boolean;
}

const ROWS: Readonly<Record<string, PatternRow>> = { ...CODE_PATTERNS, ...DATA_PATTERNS };

/** Languages cut by the patterns of another. */
const SAME_AS: Readonly<Record<string, string>> = {
  'objective-cpp': 'objective-c',
  systemverilog: 'verilog',
  jinja: 'html',
  handlebars: 'html',
  erb: 'html',
  razor: 'html',
};

function patternsOf(row: PatternRow): LinePatterns {
  const all = (
    expressions: readonly RegExp[] | undefined,
    isContainer: boolean,
    isMember: boolean,
  ): LinePattern[] => (expressions ?? []).map((expression) => ({ expression, isContainer, isMember }));
  return {
    patterns: [
      ...all(row.containers, true, false),
      ...all(row.members, false, true),
      ...all(row.leaves, false, false),
    ],
    isOpen: row.isOpen ?? false,
    isMarkup: row.isMarkup ?? false,
  };
}

/** Language id → how its declarations are told by their lines. */
export const PATTERNS: ReadonlyMap<string, LinePatterns> = new Map(
  [...Object.keys(ROWS), ...Object.keys(SAME_AS)].flatMap((language) => {
    const row = ROWS[SAME_AS[language] ?? language];
    return row === undefined ? [] : [[language, patternsOf(row)] as const];
  }),
);
