/**
 * Questions for test/fixtures/workspace in words that their answers do not use: nothing but meaning can find these.
 * They were written before any search was run, and are the same for every host and model.
 */
export interface Question {
  readonly text: string;
  /** Path of the file that answers it, relative to the workspace. */
  readonly answer: string;
}

export const questions: readonly Question[] = [
  { text: 'repeat a request later when the network is flaky', answer: 'server/uploads/backoff.ts' },
  { text: 'check that a login password is correct', answer: 'server/auth/credentials.ts' },
  { text: 'convert money between countries', answer: 'server/payments/exchange.ts' },
  { text: 'how far apart are two places on Earth', answer: 'analytics/great_circle.py' },
  { text: 'making pictures smaller', answer: 'analytics/thumbnails.py' },
  { text: 'what to do when the website is down', answer: 'docs/runbook.md' },
  { text: 'holiday allowance for staff', answer: 'docs/handbook.md' },
  { text: 'stop somebody from calling the API too often', answer: 'limiter/src/TokenBucket.java' },
  { text: 'find misspelled words', answer: 'spelling/src/lib.rs' },
  { text: 'detect transmission errors in a data packet', answer: 'firmware/crc.c' },
  { text: 'neighbouring places for friends', answer: 'kiosk/SeatMap.cs' },
  { text: 'compensation because of bad weather', answer: 'docs/refunds.md' },
  { text: 'discard old data when memory runs out', answer: 'gate/lru.go' },
  { text: 'is this voucher genuine or fake', answer: 'gate/ticket.go' },
  { text: 'fastest journey with a transfer', answer: 'server/routes/timetable.ts' },
];

/** Words that carry no meaning of their own. */
const stopWords = new Set(
  'a an and are as at be because between but by do does for from how in is it not of on or our the that their this to too what when where which who will with'.split(
    ' ',
  ),
);

/** Letters of a word that its inflections share; a crude stem that rather finds too much in common than too little. */
const stemLength = 5;

/** Stems of the words of a text that carry meaning; identifiers count as their words. */
export function contentStems(text: string): ReadonlySet<string> {
  const words = text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 1 && !stopWords.has(word));
  return new Set(words.map((word) => word.slice(0, stemLength)));
}

/** Stems that a question and a text have in common. */
export function sharedStems(question: string, text: string): readonly string[] {
  const stems = contentStems(text);
  return [...contentStems(question)].filter((stem) => stems.has(stem));
}
