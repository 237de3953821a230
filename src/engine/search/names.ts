/** How near a name that somebody typed is to a name that code declares. Pure. */

/** Characters of a name from which one, and two, slips of the keyboard are forgiven: shorter ones become other words. */
const oneSlipFrom = 5;
const twoSlipsFrom = 9;
/** Names are compared up to this length; a longer one is no name that anybody typed. */
const longestName = 64;

/** Case, underscores, hyphens and spaces do not tell names apart: `open_file` and `openFile` are one. */
export function bareName(name: string): string {
  return name.replace(/[_$\s-]/g, '').toLowerCase();
}

/** Slips that are forgiven in a name of this many characters. */
export function slipsAllowed(length: number): number {
  if (length > longestName) return 0;
  return length >= twoSlipsFrom ? 2 : length >= oneSlipFrom ? 1 : 0;
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

/**
 * Slips (a character inserted, left out, replaced, or two neighbours swapped) from one bare name to another, where there
 * are at most `most`; else null. Optimal string alignment, two rows back.
 */
export function slipsBetween(a: string, b: string, most: number): number | null {
  if (Math.abs(a.length - b.length) > most) return null;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let slips = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) slips = Math.min(slips, (before[j - 2] ?? 0) + 1);
      row.push(slips);
      least = Math.min(least, slips);
    }
    if (least > most) return null;
    before = last;
    last = row;
  }
  const slips = last[b.length] ?? 0;
  return slips <= most ? slips : null;
}

/** Whether the bare name `part` begins at a word of `name`: `file` in `openFile`, not `art` in `start`. */
export function holdsWords(name: string, part: string): boolean {
  let at = 0;
  for (const word of name.split(/[_$\s-]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)) {
    if (bareName(name).startsWith(part, at)) return true;
    at += word.length;
  }
  return false;
}

/** What of a query may name a declaration: its words that are written as names are, or its only word. Bare. */
export function namesIn(query: string): ReadonlySet<string> {
  const words = query.match(/[\p{L}\p{N}_$]+/gu) ?? [];
  const looksLikeName = (word: string): boolean => /[\p{Ll}\p{N}]\p{Lu}|_|^\p{Lu}/u.test(word);
  const names = words.length === 1 ? words : words.filter(looksLikeName);
  return new Set(
    names
      .slice(0, mostNames)
      .map(bareName)
      .filter((name) => name !== ''),
  );
}

/** Names of one query: a pasted text may hold thousands. */
const mostNames = 32;
