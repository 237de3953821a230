import {
  characterClass,
  dropped,
  ideograph,
  isLaterThanReference,
  mark,
  punctuation,
  whitespace,
} from './unicode.ts';

function decomposed(character: string): string {
  if (character < '\u0080' || isLaterThanReference(character)) return character;
  return character.normalize('NFD');
}

/**
 * BERT's basic tokenizer, uncased: cleaning, ideographs set apart, accents stripped, lower-cased, split at whitespace
 * and punctuation. Words and single punctuation marks in order. The exact path for any text; see scan.ts for ASCII.
 */
export function bertWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  const flush = (): void => {
    if (word !== '') words.push(word);
    word = '';
  };
  const append = (character: string): void => {
    const kind = characterClass(character);
    if (kind === mark) return;
    if (kind !== whitespace && kind !== punctuation) word += character;
    else flush();
    if (kind === punctuation) words.push(character);
  };
  for (const character of text) {
    const kind = characterClass(character);
    if (kind === dropped) continue;
    if (kind === ideograph) flush();
    // One character at a time: lower-casing a whole string would turn a final Σ into ς, which BERT does not. The order
    // of marks, which decomposing a whole string would settle, is of no account, for they all vanish.
    for (const part of decomposed(character)) for (const lower of part.toLowerCase()) append(lower);
    if (kind === ideograph) flush();
  }
  flush();
  return words;
}
