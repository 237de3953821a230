/** Matching of wildcard patterns, in a time that grows with the pattern and the name only, however many stars it has. */

/** What stands for some characters: within a name, of any path, and folders in front of what follows. */
export const STAR = '[^/]*';
export const ANYTHING = '[^]*';
export const FOLDERS = '(?:[^]*/)?';

/** Stars that a regular expression may have: it tries every way to share a name among them. */
const MOST_STARS = 3;

export interface WildcardOptions {
  readonly ignoreCase?: boolean;
  /** Whether what lies below what matches matches too. */
  readonly takesBelow?: boolean;
}

/**
 * A test of byte strings. Each piece is a star of the above, or the source of a regular expression of one byte. The whole
 * must match.
 */
export function wildcardTest(
  pieces: readonly string[],
  { ignoreCase = false, takesBelow = false }: WildcardOptions = {},
): (bytes: string) => boolean {
  const meant = ignoreCase ? pieces.map((piece) => (isStar(piece) ? piece : foldCase(piece))) : pieces;
  if (meant.filter(isStar).length <= MOST_STARS) {
    const expression = new RegExp(`^${meant.join('')}${takesBelow ? '(?:/|$)' : '$'}`);
    return (bytes) => expression.test(bytes);
  }
  const steps = meant.map((piece) => (isStar(piece) ? piece : tableOf(new RegExp(`^${piece}$`))));
  return (bytes) => follow(steps, bytes, takesBelow);
}

function isStar(piece: string): boolean {
  return piece === STAR || piece === ANYTHING || piece === FOLDERS;
}

/** A star, or for each byte whether it is one of those meant. */
type Step = string | Uint8Array;

function tableOf(expression: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (expression.test(String.fromCharCode(code)) ? 1 : 0));
}

/** A byte that is escaped in a pattern or stands in brackets, as the source of a regular expression has it. */
export function byteSource(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}

const ASCII = 128;

/** By piece: there are no more of them than bytes and sets of bytes in all rules. */
const folded = new Map<string, string>();

/** Of `byteSource`, and no end of a range. */
const CAPITAL = /(?<!-)\\x(?:4[1-9a-f]|5[0-9a])(?!-)/g;

/**
 * As git folds, letters of ASCII alone: flag `i` for the whole would take bytes of other letters for each other. It compares
 * a letter that is escaped or in brackets as it stands with the small one of a name: a capital is like none.
 */
function foldCase(piece: string): string {
  const known = folded.get(piece);
  if (known !== undefined) return known;
  const meant = piece.replace(CAPITAL, '');
  const [plain, either] = [tableOf(new RegExp(`^${meant}$`)), tableOf(new RegExp(`^${meant}$`, 'i'))];
  const codes = Array.from(plain.keys()).filter((code) => (code < ASCII ? either : plain)[code] === 1);
  const source = `[${codes.map(byteSource).join('')}]`;
  folded.set(piece, source);
  return source;
}

const SLASH = 47;

/** At all steps at once at which a match may be after each byte. A question asks it of every file. */
function follow(steps: readonly Step[], bytes: string, takesBelow: boolean): boolean {
  const { length } = steps;
  let at = new Uint8Array(length + 1);
  let next = new Uint8Array(length + 1);
  /** Those of `FOLDERS` that have taken something, and must go on to a slash. */
  let inside = new Uint8Array(length);
  let nextInside = new Uint8Array(length);
  at[0] = 1;
  skipStars(steps, at);
  for (let index = 0; index < bytes.length; index++) {
    const code = bytes.charCodeAt(index);
    if (takesBelow && code === SLASH && at[length] === 1) return true;
    next.fill(0);
    nextInside.fill(0);
    let isAlive = false;
    for (let place = 0; place < length; place++) {
      if (at[place] !== 1 && inside[place] !== 1) continue;
      const step = steps[place];
      if (step === FOLDERS) {
        nextInside[place] = 1;
        if (code === SLASH) next[place + 1] = 1;
        isAlive = true;
      } else if (typeof step === 'string') {
        if (step !== ANYTHING && code === SLASH) continue;
        next[place] = 1;
        isAlive = true;
      } else if (step?.[code] === 1) {
        next[place + 1] = 1;
        isAlive = true;
      }
    }
    if (!isAlive) return false;
    skipStars(steps, next);
    [at, next] = [next, at];
    [inside, nextInside] = [nextInside, inside];
  }
  return at[length] === 1;
}

/** Any star may stand for nothing. */
function skipStars(steps: readonly Step[], at: Uint8Array): void {
  for (let place = 0; place < steps.length; place++)
    if (at[place] === 1 && typeof steps[place] === 'string') at[place + 1] = 1;
}
