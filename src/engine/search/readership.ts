/** Whether a question asks as one does who reads code, or as one does who reads a manual, by its form alone. English. */
import { grammarWords } from './signals.ts';

/**
 * Code is asked how it does something; a manual is asked how the reader does it. Key words ask nobody, and stand in both.
 * Neither of these: names, and sentences that may ask either.
 */
export type Readership = 'code' | 'manual' | 'keywords' | 'either';

const auxiliary = '(?:is|are|was|were|does|do|did|can|will)';
/** "how is a lock released", "where are sessions kept"; and "how the parser recovers", which asks nobody. */
const asksCode = new RegExp(
  `^(?:how ${auxiliary} (?!(?:i|we|you|one|it) )|where ${auxiliary} (?!(?:i|you|one|it) )` +
    `|how (?!(?:${auxiliary}|to|should|could|would|may|long|many|much|often|far|come|about) ).)`,
);
/** "how do I sign in", "how to sign in", "can a guest sign in", "why …". */
const asksManual =
  /^(?:how to|how (?:do|can|should|could|would|may) (?:i|you|one)|how (?:can|should|could) we|can|should|do i|is it|why|what if|who)\s/;
/** "my key is not accepted", wherever it stands; not "I/O". */
const firstPerson = /(?<!\S)(?:i|i['’](?:m|ve|d|ll)|my|me|mine|myself)(?![^\s,.;:!?])/;

/** What sentences hardly have: such a text is code that was pasted. */
const codeSigns = /[=(){}<>;[\]$]|\w\.\w+\(|=>|\bfor i in\b/;

/** Several plain words, none of which is an identifier: "leap second table". */
const plainWords = /^[\p{L}\p{M}\p{N}'’+#/-]+(?:[\s,]+[\p{L}\p{M}\p{N}'’+#/-]+)+$/u;
const inCamelCase = /\p{Ll}\p{Lu}/u;

function areKeyWords(query: string): boolean {
  return plainWords.test(query) && !inCamelCase.test(query) && grammarWords(query) === 0;
}

export function readershipOf(query: string): Readership {
  const text = query.trim().toLowerCase().replace(/\s+/g, ' ');
  if (asksManual.test(text) || (firstPerson.test(text) && !codeSigns.test(text))) return 'manual';
  if (asksCode.test(text)) return 'code';
  return areKeyWords(query.trim()) ? 'keywords' : 'either';
}
