/** How near a name that somebody typed is to a name that code declares. Pure. */

/** Characters of a name from which one, and two, slips of the keyboard are forgiven: shorter ones become other words. */
const oneSlipFrom = 5;
const twoSlipsFrom = 9;
/** Names are compared up to this length; a longer one is no name that anybody typed. */
const longestName = 64;

/** Case, underscores, hyphens and spaces do not tell names apart, nor what stands before the last: `M.open_file` and `openFile` are one. */
export function bareName(name: string): string {
  return withoutSigns(ownName(name)).toLowerCase();
}

/** What stands between the names of a qualified one wherever it is written. */
const separator = '::|->|[.#]';
/** And where it is known to be a name: in a sentence a colon alone says more often what follows. */
export const between = new RegExp(String.raw`${separator}|[:\\]`, 'u');
/** What names are made of. */
const signs = String.raw`\p{L}\p{N}_$'-`;
const part = String.raw`(?!-)[${signs}]+`;
/** No two of these signs stand side by side in it: a row of colons could be read in too many ways. */
const qualified = new RegExp(
  String.raw`^[${signs}]*(?:(?:${between.source})${part})*(?:${between.source})(?!\p{N}|')${part}$`,
  'u',
);

/** The names that a declaration is written with: `M` and `jump` of `M.jump`, the last being its own. */
export function partsOfName(name: string): readonly string[] {
  const plain = withoutArguments(name);
  return qualified.test(plain) ? plain.split(between).filter((part) => part !== '') : [plain];
}

const templateArguments = /(?<=[\p{L}\p{N}_$])(?<!\boperator)(?:::)?<[^<>]*>/gu;
/** Deeper nesting of them than people write. */
const deepest = 8;

/** `Stack<T>::push` → `Stack::push`: the arguments of a template do not tell its members apart. */
export function withoutArguments(name: string): string {
  let plain = name;
  for (let depth = 0; depth < deepest && plain.includes('<'); depth++) {
    plain = plain.replace(templateArguments, '');
  }
  return plain;
}

/** The last of them. */
export function ownName(name: string): string {
  return partsOfName(name).at(-1) ?? name;
}

/** Letters and digits in their case. */
export function withoutSigns(name: string): string {
  return name.replace(/[_$\s-]/g, '');
}

/** Slips that are forgiven in a name of this many characters. */
export function slipsAllowed(length: number): number {
  if (length > longestName) return 0;
  return length >= twoSlipsFrom ? 2 : length >= oneSlipFrom ? 1 : 0;
}

/** Letters of the beginning of a name from which on it tells something: `sort` begins too many. */
const shortestBeginning = 5;

/** Whether a bare name is one that somebody has typed the beginning of. */
export function isBeginning(typed: string, bare: string): boolean {
  return typed.length >= shortestBeginning && bare.startsWith(typed);
}

/** The letters that a bare name holds, one bit each; digits and whatever else share the rest. */
export function lettersOf(bare: string): number {
  let letters = 0;
  for (let at = 0; at < bare.length; at++) {
    const code = bare.charCodeAt(at);
    letters |= code >= 97 && code <= 122 ? 1 << (code - 97) : 1 << (26 + (code & 3));
  }
  return letters;
}

/** Letters that one set has and the other has not: each slip makes at most two of them. */
export function lettersApart(a: number, b: number): number {
  let bits = a ^ b;
  let count = 0;
  for (; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** Three rows of the table of `slipsBetween`, which is called for every name of a folder: it allocates nothing. */
const rows = [0, 1, 2].map(() => new Uint8Array(longestName + 3));

/**
 * Slips (a character inserted, left out, replaced, or two neighbours swapped) from one bare name to another, where there
 * are at most `most`; else null, as for names that are too long. Optimal string alignment within a band of `most`.
 */
export function slipsBetween(a: string, b: string, most: number): number | null {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > most || a.length > longestName || b.length > longestName) return null;
  let [before, last, row] = rows as [Uint8Array, Uint8Array, Uint8Array];
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - most);
    const to = Math.min(b.length, i + most);
    row[from - 1] = from === 1 ? i : most + 1;
    let least = row[from - 1] ?? 0;
    for (let j = from; j <= to; j++) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let slips = (last[j - 1] ?? 0) + (isSame ? 0 : 1);
      slips = Math.min(slips, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (!isSame && isSwapped(a, b, i, j)) slips = Math.min(slips, (before[j - 2] ?? 0) + 1);
      row[j] = slips;
      if (slips < least) least = slips;
    }
    // Outside of the band everything is too far.
    row[to + 1] = most + 1;
    if (least > most) return null;
    [before, last, row] = [last, row, before];
  }
  const slips = last[b.length] ?? 0;
  return slips <= most ? slips : null;
}

function isSwapped(a: string, b: string, i: number, j: number): boolean {
  return (
    i > 1 &&
    j > 1 &&
    a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
    a.charCodeAt(i - 2) === b.charCodeAt(j - 1)
  );
}

/** Whether the bare name `part` begins at a word of `name`: `file` in `openFile`, not `art` in `start`. */
export function holdsWords(name: string, part: string): boolean {
  let at = 0;
  for (const word of ownName(name).split(
    /[_$\s-]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u,
  )) {
    if (bareName(name).startsWith(part, at)) return true;
    at += word.length;
  }
  return false;
}

/** `Rack::Response` and `rack.Response` ask for the last of their names; the others say where it is. */
const scope = new RegExp(String.raw`[\p{L}\p{N}_$]+(?:${separator})(?=[\p{L}_$])`, 'gu');

/** A query without the scopes of qualified names. */
export function withoutScopes(query: string): string {
  return query.replace(scope, '');
}

/** What of a query may name a declaration: its words that are written as names are, or its only word. Bare, as written. */
export function writtenNames(query: string): ReadonlyMap<string, string> {
  const words = withoutScopes(query).match(/[\p{L}\p{N}_$]+/gu) ?? [];
  const looksLikeName = (word: string): boolean => /[\p{Ll}\p{N}]\p{Lu}|_|^\p{Lu}/u.test(word);
  const names = words.length === 1 ? words : words.filter(looksLikeName);
  return new Map(
    names
      .slice(0, mostNames)
      .map((name) => [bareName(name), name] as const)
      .filter(([bare]) => bare !== ''),
  );
}

/** The same, bare. */
export function namesIn(query: string): ReadonlySet<string> {
  return new Set(writtenNames(query).keys());
}

/** Names of one query: a pasted text may hold thousands. */
const mostNames = 32;
