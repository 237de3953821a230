/** Why something is a hit, in words and lines. Pure. */
import type { Hit, SignalName } from '../engine/types.ts';
import { t } from './l10n.ts';
import type { HitRow } from './rows.ts';

/** Signals that add less than this share say nothing to a person. */
const leastShare = 0.05;

/** Empty where the engine did not say. */
export function whyLines({ why }: Pick<Hit, 'why'>): readonly string[] {
  if (why === undefined) return [];
  const strong = why.signals.filter(({ share }) => share >= leastShare);
  const shares = strong.map(({ name, share }) => t('{0} {1}%', signalText(name), Math.round(100 * share)));
  const lines = shares.length === 0 ? [] : [t('Found by {0}', shares.join(', '))];
  return why.words.length === 0 ? lines : [...lines, t('Words: {0}', why.words.join(', '))];
}

function signalText(name: SignalName): string {
  switch (name) {
    case 'meaning':
      return t('meaning');
    case 'words':
      return t('words');
    case 'definition':
      return t('definition');
    case 'fileName':
      return t('file name');
    case 'siblings':
      return t('other places in the file');
  }
}

/** Lines shown before the first one that matched, where not all can be shown. */
const linesBefore = 2;

/** Lines of a hit with their numbers, `most` at the most, from where it matched on; those that matched have a mark. */
export function numberedLines({ hit, lines }: HitRow, most: number): string {
  const all = hit.text.split('\n');
  const matched = new Set(lines.map(({ line }) => line));
  const wanted = (lines[0]?.line ?? 0) - linesBefore;
  const first = Math.max(0, Math.min(wanted, all.length - most));
  const last = Math.min(all.length, first + most);
  const width = String(hit.startLine + last - 1).length;
  const shown = all.slice(first, last).map((text, at) => {
    const number = String(hit.startLine + first + at).padStart(width);
    return `${matched.has(first + at) ? '>' : ' '} ${number}  ${text}`.trimEnd();
  });
  return [...(first > 0 ? ['…'] : []), ...shown, ...(last < all.length ? ['…'] : [])].join('\n');
}
