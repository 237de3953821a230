/** What is said below the box: of an answer, of the state, and of both. Pure. */
import { titleOf, type Asked } from './asked.ts';
import { files, places } from './counts.ts';
import { t } from './l10n.ts';
import { countFiles } from './resultList.ts';
import type { Overall } from './overall.ts';
import type { HitRow } from './rows.ts';
import { overallNote, shortSentence } from './wording.ts';

/** Characters of a path below the box. */
const pathRoom = 40;

/** `failure`: the sentence that stands in place of an answer; null: there is one. */
export function answerText(asked: Asked | null, rows: readonly HitRow[], failure: string | null): string {
  if (failure !== null) return failure;
  if (asked?.filters.within?.length === 0) return t('No file of the workspace is open.');
  if (rows.length === 0) return t('Nothing found.');
  const found = t('{0} in {1}', places(rows.length), files(countFiles(rows)));
  return asked?.type === 'similar' ? `${titleOf(asked, pathRoom)}: ${found}` : found;
}

/**
 * `answer`: null where there is none; `isOlder`: files have changed since, and are not read again by themselves. Several stand
 * in one row, where a full stop would be one sign too many.
 */
export function linesBelow(answer: string | null, overall: Overall, isOlder: boolean): readonly string[] {
  if (answer === null) return [shortSentence(overall)];
  const note = overallNote(overall);
  const lines = [
    answer,
    ...(note === null ? [] : [note]),
    ...(isOlder ? [t('Files have changed since.')] : []),
  ];
  return lines.length === 1 ? lines : lines.map((line) => line.replace(/(?<!\.)\.$/u, ''));
}
