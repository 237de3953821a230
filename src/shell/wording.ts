/** States in words and numbers. Pure. */
import type { Progress } from '../engine/types.ts';
import { chunks, files, hours, minutes, seconds } from './counts.ts';
import { sentenceOf, shortSentenceOf } from './failures.ts';
import { formatNumber, t } from './l10n.ts';
import type { Overall } from './overall.ts';

/** Rounded for people: `less than a minute left`, `about 3 minutes left`. Null where it is not known. */
export function timeLeft(left: number | null): string | null {
  if (left === null) return null;
  if (left < 60) return t('less than a minute left');
  if (left < 5_400) return t('about {0} left', minutes(Math.round(left / 60)));
  return t('about {0} left', hours(Math.round(left / 3_600)));
}

export function progressSentence(progress: Progress): string {
  switch (progress.type) {
    case 'discovering':
      return progress.files === 0 ? t('Looking for files …') : t('Found {0} …', files(progress.files));
    case 'reading':
      return t('Reading {0} of {1} …', formatNumber(progress.done), files(progress.total));
    case 'embedding': {
      const left = timeLeft(progress.secondsLeft);
      const [done, total] = [formatNumber(progress.done), chunks(progress.total)];
      return left === null
        ? t('Encoding {0} of {1} …', done, total)
        : t('Encoding {0} of {1}, {2}', done, total, left);
    }
  }
}

/** One sentence that fits every state. */
export function overallSentence(overall: Overall): string {
  switch (overall.type) {
    case 'noFolder':
      return overall.virtual ? t('Only folders on disk can be searched.') : t('Open a folder to search it.');
    case 'starting':
      return t('Loading the model …');
    case 'restarting':
      return t('The search process ended and is started again in {0}.', seconds(overall.seconds));
    case 'failed':
      return sentenceOf(overall.failure);
    case 'indexing':
      return progressSentence(overall.progress);
    case 'waiting':
      return t('Another window or program is indexing this folder.');
    case 'paused':
      return overall.because === 'battery'
        ? t('Indexing is paused while the computer runs on battery.')
        : t('Indexing is paused.');
    case 'unindexed':
      return t('Nothing is indexed yet.');
    case 'ready':
      return t('{0}, {1}', files(overall.counts.files), chunks(overall.counts.chunks));
  }
}

/** The same where there is no room for the names of files. */
export function shortSentence(overall: Overall): string {
  return overall.type === 'failed' ? shortSentenceOf(overall.failure) : overallSentence(overall);
}

/** A few words for below an answer, where there is no room for a sentence; null when there is nothing to say. */
export function overallNote(overall: Overall): string | null {
  if (overall.type === 'ready' || overall.type === 'noFolder') return null;
  if (overall.type !== 'indexing') return shortSentence(overall);
  const { progress } = overall;
  return progress.type === 'discovering' || progress.total === 0 ? t('Indexing …') : percentDone(progress);
}

type Countable = Exclude<Progress, { readonly type: 'discovering' }>;

function percentDone({ type, done, total }: Countable): string {
  const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
  return type === 'reading' ? t('Reading: {0}%', percent) : t('Encoding: {0}%', percent);
}

/** For a row that may be narrow: what matters most, then the rest. */
export function progressParts(progress: Progress): readonly [label: string, description: string] {
  if (progress.type === 'discovering') return [progressSentence(progress), ''];
  const { type, done, total } = progress;
  const count = t('{0} of {1}', formatNumber(done), type === 'reading' ? files(total) : chunks(total));
  const left = type === 'embedding' ? timeLeft(progress.secondsLeft) : null;
  return [percentDone(progress), left === null ? count : `${left}, ${count}`];
}

/** Text of the status bar, codicons included: quiet when there is nothing to do or to wait for. */
export function statusText(overall: Overall): string {
  switch (overall.type) {
    case 'noFolder':
    case 'ready':
      return '$(compass)';
    case 'starting':
      return '$(loading~spin) Homing';
    case 'restarting':
      return `$(warning) ${t('Homing restarts')}`;
    case 'failed':
      return '$(error) Homing';
    case 'indexing':
      return `$(sync~spin) ${progressNumbers(overall.progress)}`;
    case 'waiting':
      return '$(watch) Homing';
    case 'paused':
      return '$(debug-pause) Homing';
    case 'unindexed':
      return `$(compass) ${t('Not indexed')}`;
  }
}

function progressNumbers(progress: Progress): string {
  switch (progress.type) {
    case 'discovering':
      return progress.files === 0 ? 'Homing' : files(progress.files);
    case 'reading':
      return `${formatNumber(progress.done)} / ${files(progress.total)}`;
    case 'embedding':
      return `${formatNumber(progress.done)} / ${formatNumber(progress.total)}`;
  }
}
