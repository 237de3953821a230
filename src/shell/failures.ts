/** What a person reads when something failed, and the button that goes with it: one line a code. */
import { CallError, toFailure } from '../protocol/rpc.ts';
import type { Failure, FailureCode } from '../protocol/messages.ts';

export interface Action {
  readonly title: string;
  readonly command: string;
}

const restart: Action = { title: 'Try Again', command: 'homing.restart' };
const rebuild: Action = { title: 'Rebuild Index', command: 'homing.rebuildIndex' };
const log: Action = { title: 'Show Log', command: 'homing.showLog' };

interface Told {
  /** Null: the engine's own sentence, which names the file or the folder. */
  readonly sentence: string | null;
  readonly action: Action;
}

const told: Readonly<Record<FailureCode, Told>> = {
  folderMissing: { sentence: null, action: restart },
  folderUnreadable: { sentence: null, action: restart },
  notAFolder: { sentence: null, action: restart },
  modelMissing: { sentence: null, action: log },
  modelDamaged: { sentence: null, action: log },
  modelIncompatible: { sentence: null, action: log },
  nativeMissing: { sentence: null, action: log },
  sqliteUnsuitable: { sentence: null, action: log },
  storageUnwritable: { sentence: null, action: restart },
  indexMissing: { sentence: 'This folder is not indexed yet.', action: rebuild },
  indexLocked: { sentence: 'Another window is indexing this folder.', action: restart },
  queryEmpty: { sentence: 'Say what to look for.', action: log },
  queryInvalid: { sentence: null, action: log },
  aborted: { sentence: 'It was stopped.', action: restart },
  closed: { sentence: 'The search process is not ready: try again.', action: restart },
  workerLost: {
    sentence: 'The search process keeps ending: its last words are in the log.',
    action: restart,
  },
  internal: { sentence: 'Something unexpected went wrong: the log says what.', action: log },
};

export function sentenceOf({ code, message }: Failure): string {
  return told[code].sentence ?? message;
}

export function actionOf({ code }: Failure): Action {
  return told[code].action;
}

export function failureOf(error: unknown): Failure {
  return toFailure(error);
}

export function isAborted(error: unknown): boolean {
  return error instanceof CallError && error.code === 'aborted';
}
