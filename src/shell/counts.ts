/** Numbers of things, in words. Each has its own two texts: no language makes its plural by a letter at the end. */
import { formatNumber, t } from './l10n.ts';

export function files(count: number): string {
  return count === 1 ? t('1 file') : t('{0} files', formatNumber(count));
}

export function chunks(count: number): string {
  return count === 1 ? t('1 chunk') : t('{0} chunks', formatNumber(count));
}

export function places(count: number): string {
  return count === 1 ? t('1 place') : t('{0} places', formatNumber(count));
}

export function seconds(count: number): string {
  return count === 1 ? t('1 second') : t('{0} seconds', formatNumber(count));
}

export function minutes(count: number): string {
  return count === 1 ? t('1 minute') : t('{0} minutes', formatNumber(count));
}

export function hours(count: number): string {
  return count === 1 ? t('1 hour') : t('{0} hours', formatNumber(count));
}

export function times(count: number): string {
  return count === 1 ? t('once') : t('{0} times', formatNumber(count));
}
