/** How the process was asked to end, if it was. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** 128 + the number of the system's signal, as shells count; null when nothing came. */
  exitCode(): number | null;
}

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** A second Ctrl-C counts only after this many milliseconds: a terminal and a parent process may both send the first. */
const secondCountsAfter = 500;

/** Milliseconds in which the command should reach its last commit and end. */
const patience = 10_000;

/** The first signal asks the command to stop at its last commit; a later one, or lost patience, ends the process. */
export function interruption(process: NodeJS.Process): Interruption {
  const controller = new AbortController();
  let first: { readonly at: number; readonly exitCode: number } | null = null;
  for (const [name, number] of Object.entries(signals)) {
    process.on(name, () => {
      const exitCode = 128 + number;
      if (first !== null) {
        if (performance.now() - first.at > secondCountsAfter) process.exit(exitCode);
        return;
      }
      first = { at: performance.now(), exitCode };
      controller.abort();
      setTimeout(() => process.exit(exitCode), patience).unref();
    });
  }
  return { signal: controller.signal, exitCode: () => first?.exitCode ?? null };
}
