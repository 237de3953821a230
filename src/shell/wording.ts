/** States in words and numbers. Pure. */
import type { Progress } from '../engine/types.ts';
import { sentenceOf } from './failures.ts';
import type { Overall } from './overall.ts';

export function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}

export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`;
}

/** Rounded for people: `less than a minute`, `about 3 minutes`. Null where it is not known. */
export function timeLeft(seconds: number | null): string | null {
  if (seconds === null) return null;
  if (seconds < 60) return 'less than a minute left';
  if (seconds < 5_400) return `about ${counted(Math.round(seconds / 60), 'minute')} left`;
  return `about ${counted(Math.round(seconds / 3_600), 'hour')} left`;
}

export function progressSentence(progress: Progress): string {
  switch (progress.type) {
    case 'discovering':
      return progress.files === 0 ? 'Looking for files …' : `Found ${counted(progress.files, 'file')} …`;
    case 'reading':
      return `Reading ${formatNumber(progress.done)} of ${counted(progress.total, 'file')} …`;
    case 'embedding': {
      const left = timeLeft(progress.secondsLeft);
      const numbers = `Encoding ${formatNumber(progress.done)} of ${counted(progress.total, 'chunk')}`;
      return left === null ? `${numbers} …` : `${numbers}, ${left}`;
    }
  }
}

/** One sentence that fits every state. */
export function overallSentence(overall: Overall): string {
  switch (overall.type) {
    case 'noFolder':
      return 'Open a folder to search it.';
    case 'starting':
      return 'Loading the model …';
    case 'restarting':
      return `The search process ended and is started again in ${counted(overall.seconds, 'second')}.`;
    case 'failed':
      return sentenceOf(overall.failure);
    case 'indexing':
      return progressSentence(overall.progress);
    case 'waiting':
      return 'Another window or program is indexing this folder.';
    case 'paused':
      return 'Indexing is paused.';
    case 'unindexed':
      return 'Nothing is indexed yet.';
    case 'ready':
      return `${counted(overall.counts.files, 'file')}, ${counted(overall.counts.chunks, 'chunk')}`;
  }
}

/** A few words for below an answer, where there is no room for a sentence; null when there is nothing to say. */
export function overallNote(overall: Overall): string | null {
  if (overall.type === 'ready' || overall.type === 'noFolder') return null;
  if (overall.type !== 'indexing') return overallSentence(overall);
  const { progress } = overall;
  if (progress.type === 'discovering' || progress.total === 0) return 'Indexing …';
  const verb = progress.type === 'reading' ? 'Reading' : 'Encoding';
  return `${verb}: ${Math.floor((100 * progress.done) / progress.total)} %`;
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
      return '$(warning) Homing restarts';
    case 'failed':
      return '$(error) Homing';
    case 'indexing':
      return `$(sync~spin) ${progressNumbers(overall.progress)}`;
    case 'waiting':
      return '$(watch) Homing';
    case 'paused':
      return '$(debug-pause) Homing';
    case 'unindexed':
      return '$(compass) Not indexed';
  }
}

function progressNumbers(progress: Progress): string {
  switch (progress.type) {
    case 'discovering':
      return progress.files === 0 ? 'Homing' : counted(progress.files, 'file');
    case 'reading':
      return `${formatNumber(progress.done)} / ${counted(progress.total, 'file')}`;
    case 'embedding':
      return `${formatNumber(progress.done)} / ${formatNumber(progress.total)}`;
  }
}
