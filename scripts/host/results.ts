/** The counts that a test run inside the extension host leaves in a file: a workbench that says "green" proves nothing. */
import { readFileSync } from 'node:fs';
import type { Counts } from '../counts.ts';

/** Environment variable that holds the absolute path of the results file. */
export const resultsVariable = 'HOST_TEST_RESULTS';

export interface Results extends Counts {
  /** What a person wants to read of the run; the host's own output is full of its own affairs. */
  readonly report: string;
}

/** What a run left in `path`, or null when it left nothing readable. */
export function readResults(path: string | undefined = process.env[resultsVariable]): Results | null {
  if (path === undefined) return null;
  try {
    const left = JSON.parse(readFileSync(path, 'utf8')) as Partial<Results>;
    const { passed, failed, failures = [], retried = [], report = '' } = left;
    const counted = typeof passed === 'number' && typeof failed === 'number';
    return counted ? { passed, failed, failures, retried, report } : null;
  } catch {
    return null;
  }
}
