/** How much of a workspace an answer comes from: from less than there is by now, it is asked for again. Pure. */
import type { Overall } from './overall.ts';

/** `part`: files are read still; `read`: all can be found, and is encoded better by and by; `all`. */
export type Extent = 'part' | 'read' | 'all';

const order: readonly Extent[] = ['part', 'read', 'all'];

export function extentOf(overall: Overall): Extent {
  if (overall.type === 'ready') return 'all';
  return overall.type === 'indexing' && overall.progress.type === 'embedding' ? 'read' : 'part';
}

/** `missing`: folders that had nothing to be found in, whatever is said of the whole. */
export function extentOfAnswer(overall: Overall, missing: readonly unknown[]): Extent {
  const extent = extentOf(overall);
  return missing.length > 0 && extent === 'all' ? 'part' : extent;
}

/** Whether an answer without hits says that there is nothing yet, not that there is nothing. */
export function isEarly(overall: Overall, missing: readonly unknown[]): boolean {
  if (overall.type === 'ready') return false;
  return missing.length > 0 || (overall.type !== 'paused' && extentOf(overall) === 'part');
}

export function isMore(now: Extent, before: Extent): boolean {
  return order.indexOf(now) > order.indexOf(before);
}
