/** The closed set of what can go wrong; every shell maps each code to a sentence and what to do. */
export type ErrorCode =
  | 'folderMissing'
  | 'folderUnreadable'
  | 'notAFolder'
  | 'modelMissing'
  | 'modelDamaged'
  | 'modelIncompatible'
  | 'nativeMissing'
  | 'sqliteUnsuitable'
  | 'storageUnwritable'
  | 'indexMissing'
  | 'indexLocked'
  | 'queryEmpty'
  | 'queryInvalid'
  | 'aborted'
  | 'closed';

/** The engine's only error. `message` is one sentence that says what to do; the cause goes to the log. */
export class EngineError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }
}

/** Of a folder that cannot be searched yet. */
export function indexMissing(root: string, cause?: unknown): EngineError {
  return new EngineError('indexMissing', `${root} is not indexed yet: index it first.`, { cause });
}

/** What was thrown, for a log or another process. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
