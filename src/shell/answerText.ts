/** What is said below the box: of an answer, of the state, and of both. Pure. */
import { mostHits, titleOf, type Asked } from './asked.ts';
import { files, places } from './counts.ts';
import { t } from './l10n.ts';
import { countFiles } from './resultList.ts';
import type { Overall } from './overall.ts';
import type { HitRow } from './rows.ts';
import type { Shown } from './shown.ts';
import { overallNote, shortSentence } from './wording.ts';

/** Characters of a path below the box. */
const pathRoom = 40;

/**
 * `failure`: the sentence that stands in place of an answer; `isCut`: there may be more than was asked for; `failed`: names of
 * folders that could not be searched.
 */
export interface Outcome {
  readonly failure: string | null;
  readonly isCut: boolean;
  readonly failed: readonly string[];
}

/**
 * `none`: nothing was asked, or it failed; `early`: nothing was found so far, which says nothing yet; `dismissed`: something was
 * found, and all of it taken away.
 */
export type ResultState = 'none' | 'early' | 'empty' | 'dismissed' | 'some';

type Left = Pick<Shown, 'rows' | 'allTaken'>;

/** `outcome`: null where there is none yet; `early`: files are read that no answer has seen. */
export function stateOfResults(
  asked: Asked | null,
  { rows, allTaken }: Left,
  outcome: Outcome | null,
  early: boolean,
): ResultState {
  if (rows.length > 0) return 'some';
  if (outcome?.failure !== null) return 'none';
  if (allTaken) return 'dismissed';
  // Where no place is looked at, reading finds nothing either.
  return early && asked?.filters.within?.length !== 0 ? 'early' : 'empty';
}

/** `outcome`: null where there is none yet. */
export function answerText(asked: Asked | null, { rows, allTaken }: Left, outcome: Outcome | null): string {
  const failure = outcome?.failure ?? null;
  if (failure !== null) return failure;
  if (asked?.filters.within?.length === 0) return t('No file of the workspace is open.');
  if (allTaken) return t('All results were dismissed: Enter shows them again.');
  if (rows.length === 0) return t('Nothing found.');
  const found = countText(rows, outcome?.isCut === true);
  return asked?.type === 'similar' ? `${titleOf(asked, pathRoom)}: ${found}` : found;
}

/** `isCut`: there may be more than was asked for. */
export function countText(rows: readonly HitRow[], isCut: boolean): string {
  const counts = [places(rows.length), files(countFiles(rows))] as const;
  // What was added to a file came by another question.
  const isBest = isCut && rows.length <= mostHits;
  return isBest ? t('The best {0} in {1}', ...counts) : t('{0} in {1}', ...counts);
}

/** What a person reads of folders, by their names, that could not be searched. */
export function failedText(folders: readonly string[]): string {
  return t('{0} cannot be searched: the log says why.', folders.join(', '));
}

/**
 * `answer`: null where there is none; `isOlder`: files have changed since, and are not read again by themselves; `failed`: names
 * of folders that could not be searched. Several stand in one row, where a full stop would be one sign too many.
 */
export function linesBelow(
  answer: string | null,
  overall: Overall,
  isOlder: boolean,
  failed: readonly string[] = [],
): readonly string[] {
  if (answer === null) return [shortSentence(overall)];
  const note = overallNote(overall);
  const lines = [
    answer,
    ...(failed.length === 0 ? [] : [failedText(failed)]),
    ...(note === null ? [] : [note]),
    ...(isOlder ? [t('Files have changed since.')] : []),
  ];
  return lines.length === 1 ? lines : lines.map((line) => line.replace(/(?<!\.)\.$/u, ''));
}
