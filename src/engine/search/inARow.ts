/** How much of a question stands in a text word for word: what a copied message, or a title, is found by. Pure. */

/** Words in a row from which on it is no chance. */
const fewestWords = 3;
/** Share of the question's words, 0 to 1, that they are at the least. */
const leastShare = 0.5;
/** Words of a question that are compared: a pasted text may hold thousands. */
const mostWords = 64;

/** In lower case, stop words too: messages are made of them. */
export function wordsInOrder(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Share of the question's words that stand in the text in a row, 0 to 1; 0 where they are too few to mean anything. */
export function shareInARow(asked: readonly string[], text: string): number {
  const words = asked.slice(0, mostWords);
  if (words.length < fewestWords) return 0;
  const places = new Map<string, number[]>();
  words.forEach((word, at) => places.set(word, [...(places.get(word) ?? []), at]));
  let longest = 0;
  // By the last word of a run in the question: how long the run is that ends at the word of the text before, or here.
  let before = new Map<number, number>();
  for (const word of wordsInOrder(text)) {
    const here = new Map<number, number>();
    for (const at of places.get(word) ?? []) here.set(at, (before.get(at - 1) ?? 0) + 1);
    longest = Math.max(longest, ...here.values());
    before = here;
  }
  return told(longest, words.length);
}

/** Whether so many of the question's words may stand in a row in a text, as far as its tokens tell. */
export function mayStandInARow(asked: readonly Int32Array[], holds: (token: number) => boolean): boolean {
  let run = 0;
  let longest = 0;
  for (const pieces of asked.slice(0, mostWords)) {
    run = pieces.every(holds) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return told(longest, Math.min(asked.length, mostWords)) > 0;
}

function told(longest: number, all: number): number {
  return longest >= fewestWords && longest >= leastShare * all ? longest / all : 0;
}
