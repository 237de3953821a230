/** What a person reads when something failed, and the button that goes with it: one line a code. */
import { CallError, toFailure } from '../protocol/rpc.ts';
import type { Failure, FailureCode } from '../protocol/messages.ts';
import { engineSentence } from './engineTexts.ts';
import { t } from './l10n.ts';

export interface Action {
  readonly title: string;
  readonly command: string;
}

interface Told {
  /** Null: the engine's own sentence, which names the file or the folder. */
  readonly sentence: string | null;
  /** Null: another question is all that helps. */
  readonly action: Action | null;
}

export function sentenceOf({ code, message }: Failure): string {
  return tell(code).sentence ?? engineSentence(message);
}

/** Without names of files, for where there is room for a line or two. */
export function shortSentenceOf(failure: Failure): string {
  switch (failure.code) {
    case 'folderMissing':
    case 'folderUnreadable':
    case 'notAFolder':
      return t('The folder cannot be read.');
    case 'storageUnwritable':
      return t('The index cannot be written.');
    case 'modelMissing':
    case 'modelDamaged':
    case 'modelIncompatible':
      return t('The model inside the extension is missing or damaged: reinstall Homing.');
    case 'nativeMissing':
    case 'sqliteUnsuitable':
      return t('Something that Homing needs does not run on this system.');
    case 'queryInvalid':
    case 'indexMissing':
    case 'indexLocked':
    case 'queryEmpty':
    case 'aborted':
    case 'closed':
    case 'workerLost':
    case 'workerFailing':
    case 'workerSilent':
    case 'internal':
      return sentenceOf(failure);
  }
}

export function actionOf({ code }: Failure): Action | null {
  return tell(code).action;
}

function tell(code: FailureCode): Told {
  const restart = (sentence: string | null): Told => ({
    sentence,
    action: { title: t('Try Again'), command: 'homing.restart' },
  });
  const log = (sentence: string | null): Told => ({
    sentence,
    action: { title: t('Show Log'), command: 'homing.showLog' },
  });
  switch (code) {
    case 'folderMissing':
    case 'folderUnreadable':
    case 'notAFolder':
    case 'storageUnwritable':
      return restart(null);
    case 'modelMissing':
    case 'modelDamaged':
    case 'modelIncompatible':
    case 'nativeMissing':
    case 'sqliteUnsuitable':
      return log(null);
    case 'queryInvalid':
      return { sentence: null, action: null };
    case 'indexMissing':
      return {
        sentence: t('This folder is not indexed yet.'),
        action: { title: t('Index Now'), command: 'homing.updateIndex' },
      };
    case 'indexLocked':
      return restart(t('Another window is indexing this folder.'));
    case 'queryEmpty':
      return { sentence: t('Say what to look for.'), action: null };
    case 'aborted':
      return restart(t('It was stopped.'));
    case 'closed':
      return restart(t('The search process is not ready: try again.'));
    case 'workerLost':
      return { sentence: t('The search process ended and was started anew: ask again.'), action: null };
    case 'workerFailing':
      return restart(t('The search process keeps ending: its last words are in the log.'));
    case 'workerSilent':
      return {
        sentence: t('The search process did not answer and was started anew: ask again.'),
        action: null,
      };
    case 'internal':
      return log(t('Something unexpected went wrong: the log says what.'));
  }
}

export function failureOf(error: unknown): Failure {
  return toFailure(error);
}

export function isAborted(error: unknown): boolean {
  return error instanceof CallError && error.code === 'aborted';
}
