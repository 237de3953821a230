/** Why something is a hit, in words. Pure. */
import type { Hit, SignalName } from '../engine/types.ts';
import { t } from './l10n.ts';

/** Signals that add less than this share say nothing to a person. */
const leastShare = 0.05;

/** Empty where the engine did not say. */
export function whyLines({ why }: Pick<Hit, 'why'>): readonly string[] {
  if (why === undefined) return [];
  const strong = why.signals.filter(({ share }) => share >= leastShare);
  const shares = strong.map(({ name, share }) => t('{0} {1} %', signalText(name), Math.round(100 * share)));
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
