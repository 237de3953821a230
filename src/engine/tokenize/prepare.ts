/**
 * Version of the text preparation. A model names the version it was trained with; vectors of another version are
 * never mixed with these.
 */
export const preparationVersion = 2;

/** `getUser` → `get User`. */
const caseLowerUpper = /(\p{Ll})(?=\p{Lu})/gu;
/** `HTTPServer` → `HTTP Server`. */
const caseAcronym = /(\p{Lu})(?=\p{Lu}\p{Ll})/gu;
/** `sha256` → `sha 256`; `mp3` and `i18n` stay. */
const lettersDigit = /(\p{L}{3})(?=[0-9])/gu;
/** `3rows` → `3 rows`; `10ms` stays. */
const digitLetters = /([0-9])(?=\p{L}{3})/gu;
/** `max_size` → `max size`. */
const underscore = /_/gu;

/**
 * The text as both students read it, before their uncased vocabulary: identifiers split into words,
 * whitespace collapsed. Punctuation stays: the student reads from it what is documentation and what is code. Control characters stay: the tokenizer's own cleaning removes them. Any text, any
 * length; the result may be empty. The recipe in models/distill does the same with the same patterns; the cases both
 * must agree on are in models/preparation.cases.jsonl.
 */
export function prepare(text: string): string {
  return text
    .replace(caseLowerUpper, '$1 ')
    .replace(caseAcronym, '$1 ')
    .replace(lettersDigit, '$1 ')
    .replace(digitLetters, '$1 ')
    .replace(underscore, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
