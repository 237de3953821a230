/**
 * Version of the text preparation. A model names the version it was trained with; vectors of another version are
 * never mixed with these.
 */
export const preparationVersion = 1;

/** `getUser` → `get User`. */
const caseLowerUpper = /(\p{Ll})(?=\p{Lu})/gu;
/** `HTTPServer` → `HTTP Server`. */
const caseAcronym = /(\p{Lu})(?=\p{Lu}\p{Ll})/gu;
/** `sha256` → `sha 256`; `mp3` and `i18n` stay. */
const lettersDigit = /(\p{L}{3})(?=[0-9])/gu;
/** `3rows` → `3 rows`; `10ms` stays. */
const digitLetters = /([0-9])(?=\p{L}{3})/gu;
/** What is kept matches without a group; every other ASCII punctuation character is group 1. */
const punctuation = /(?<=[0-9])\.(?=[0-9])|(?<=\p{L}\+?)[+#]|(?<=[0-9])%|\$(?=[0-9])|([!-/:-@[-`{-~])/gu;

/**
 * The text as both students read it, before their uncased vocabulary: identifiers split into words, punctuation
 * thinned, whitespace collapsed. Control characters stay: the tokenizer's own cleaning removes them. Any text, any
 * length; the result may be empty. The recipe in models/distill does the same with the same patterns; the cases both
 * must agree on are in models/preparation.cases.jsonl.
 */
export function prepare(text: string): string {
  return text
    .replace(caseLowerUpper, '$1 ')
    .replace(caseAcronym, '$1 ')
    .replace(lettersDigit, '$1 ')
    .replace(digitLetters, '$1 ')
    .replace(punctuation, (match: string, thinned: string | undefined) =>
      thinned === undefined ? match : ' ',
    )
    .replace(/\s+/gu, ' ')
    .trim();
}
