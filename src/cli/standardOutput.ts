/** Standard output was closed by its reader, as `head` does: no error, only the end. */
export class OutputClosedError extends Error {
  constructor() {
    super('Standard output was closed.');
    this.name = 'OutputClosedError';
  }
}

/** Results could not be written, as on a full disk. */
export class OutputFailedError extends Error {
  constructor(cause: NodeJS.ErrnoException) {
    const reason = cause.code === 'ENOSPC' ? 'the disk is full' : (cause.code ?? cause.message);
    super(`The results cannot be written, ${reason}: let them go somewhere else.`, { cause });
    this.name = 'OutputFailedError';
  }
}

/** Writes results; resolves when the text is on its way, so that a slow reader slows the writer down. */
export type WriteResult = (text: string) => Promise<void>;

/** Rejects with OutputClosedError when nobody reads any more, and with OutputFailedError. */
export function resultWriter(stream: NodeJS.WritableStream): WriteResult {
  // Without a listener a failed write would end the process with a stack trace; the write's own callback reports it.
  stream.on('error', () => undefined);
  return (text) =>
    new Promise((resolve, reject) => {
      stream.write(text, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(isClosed(error) ? new OutputClosedError() : new OutputFailedError(error));
      });
    });
}

function isClosed(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || error.code === 'EOF';
}
