import type { Progress } from '../engine/types.ts';
import { counted, grouped, neutraliseLine } from './terminal.ts';

/** What people read on standard error while they wait. */
export interface Reporter {
  /** Shown at most every so often. */
  progress(progress: Progress): void;
  /** Worth knowing; not shown with `--quiet`. */
  note(sentence: string): void;
  /** Always shown. */
  warning(sentence: string): void;
  /** Takes the progress line off the terminal. */
  clear(): void;
}

export interface ReporterOptions {
  readonly write: (text: string) => void;
  /** True: one line that rewrites itself; false: a line now and then. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly quiet: boolean;
  /** Milliseconds of any monotonic clock. */
  readonly now: () => number;
}

/** Milliseconds between two states of the line on a terminal: fluent, and no load. */
const terminalInterval = 100;
/** Milliseconds between two lines of a log. */
const logInterval = 5_000;

const eraseLine = '\r\u001b[K';

export function createReporter(options: ReporterOptions): Reporter {
  const interval = options.isTerminal ? terminalInterval : logInterval;
  let last = options.now() - (options.isTerminal ? interval : 0);
  let lineStands = false;

  function clear(): void {
    if (lineStands) options.write(eraseLine);
    lineStands = false;
  }

  function say(sentence: string): void {
    clear();
    options.write(`homing: ${neutraliseLine(sentence)}\n`);
  }

  return {
    progress(progress) {
      const now = options.now();
      if (options.quiet || now - last < interval) return;
      last = now;
      const text = progressText(progress);
      if (!options.isTerminal) {
        say(text);
        return;
      }
      options.write(eraseLine + text.slice(0, Math.max(10, options.columns - 1)));
      lineStands = true;
    },
    note(sentence) {
      if (!options.quiet) say(sentence);
    },
    warning: say,
    clear,
  };
}

export function progressText(progress: Progress): string {
  switch (progress.type) {
    case 'discovering':
      return `Looking for files: ${grouped(progress.files)} found`;
    case 'reading':
      return `Reading ${grouped(progress.done)} of ${counted(progress.total, 'file')}`;
    case 'embedding': {
      const left = progress.secondsLeft === null ? '' : `, about ${duration(progress.secondsLeft)} left`;
      return `Encoding ${grouped(progress.done)} of ${counted(progress.total, 'chunk')}${left}`;
    }
  }
}

/** `40 s`, `3 min`, `2 h 5 min`. `seconds` ≥ 0. */
export function duration(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
