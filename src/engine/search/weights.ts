/** What ranking weighs. Every number has its range and comes from test/bench/quality.ts. */

/** Numbers without unit. Fitted by test/bench/quality.ts, coarse on purpose; docs/quality.md tells what each buys. */
export interface Weights {
  /** Share of meaning in the sum, 0 to 1; words have the rest. */
  readonly dense: number;
  /** The same for documents. */
  readonly denseSection: number;
  /** Power to which nearness is raised, 1 to 3: above 1 the nearest stand out. */
  readonly sharpness: number;
  /** Deviations of meaning that one deviation of `closer.words` counts, 0 to 1. */
  readonly closerWords: number;
  /** The same for documents. */
  readonly closerWordsSection: number;
  /** Added where the whole query stands in it word for word, 0 to 1; the square of a part of it counts. */
  readonly inARow: number;
  /** Added where the query names what the chunk declares, 0 to 2. */
  readonly definition: number;
  /** Added in proportion to the query's words in the file's name, 0 to 1. */
  readonly fileName: number;
  /** Share of the other chunks' scores of a file that is added to its best one, 0 to 1. */
  readonly siblings: number;
  /** The same for documents. */
  readonly siblingSections: number;
  /** Share of the scores of a file's tests that counts as those of the file's own chunks, 0 to 2. */
  readonly tests: number;
  /** Factor for tests, examples and other people's code, unless they are asked for, 0 to 1. */
  readonly aside: number;
  /** Factor for each hit of the same file that stands before, 0 to 1: each answers for itself, but no file shall fill the list. */
  readonly repeated: number;
  /** What speaks for documents, added up to the logarithm of their odds: how much better the query's words are met by like ones. */
  readonly laneMet: number;
  /** The same: for each deviation by which the nearest documents are nearer. */
  readonly laneMeaning: number;
  /** The same: how much more frequent its words are in documents, see leaning.ts. */
  readonly laneLeaning: number;
  /** The same: for each of its first words of grammar, because names are not asked for in sentences. */
  readonly laneSentence: number;
  /** The same, against them: where it asks how something is done, see readership.ts. */
  readonly laneAskedOfCode: number;
  /** The same: where it asks how the reader does something. */
  readonly laneAskedOfManual: number;
  /** The same: where it is key words, which say as little for code as for a manual. */
  readonly laneKeywords: number;
  /** The same: where the whole query stands in one of them word for word; the square of a part of it counts. */
  readonly laneInARow: number;
  /** The same, against them: where code declares a name of the query. */
  readonly laneDefinition: number;
  /** The same, against them: where nothing else speaks. */
  readonly laneCode: number;
  /**
   * How soon scores fall along the list of a kind, 0 to 1: one is divided by 1 and this for each hit before it, so that where the
   * kind was mistaken the best of the other stand below the first few, however alike these are.
   */
  readonly lanePlace: number;
}

export const defaultWeights: Weights = {
  dense: 0.55,
  denseSection: 0.7,
  sharpness: 1.5,
  closerWords: 0.2,
  closerWordsSection: 0.4,
  inARow: 0.6,
  definition: 0.7,
  fileName: 0.3,
  siblings: 0.3,
  siblingSections: 0.1,
  tests: 1,
  aside: 0.5,
  repeated: 0.75,
  laneMet: 7,
  laneMeaning: 0.9,
  laneLeaning: 0.5,
  laneSentence: 0.5,
  laneAskedOfCode: 2,
  laneAskedOfManual: 4,
  laneKeywords: 0.75,
  laneInARow: 2.5,
  laneDefinition: 2,
  laneCode: 1.25,
  lanePlace: 0.33,
};
