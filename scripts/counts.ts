/** What a run of checks came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** Of each that failed, its name and why, to be read without the run's report. */
  readonly failures: readonly string[];
  /** The same of each that failed and was tried again. */
  readonly retried: readonly string[];
}

export function sumOf(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    failures: all.flatMap(({ failures }) => failures),
    retried: all.flatMap(({ retried }) => retried),
  };
}
