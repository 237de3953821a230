/** What SQLite's result codes mean to us (https://www.sqlite.org/rescode.html). */

const busy = 5;
const locked = 6;
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;

function primaryCode(error: unknown): number | null {
  const isSqlite = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
  return isSqlite ? (error.errcode as number) & 0xff : null;
}

export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === busy || code === locked;
}

/** The file is not a database or no longer a sound one: nothing in it can be trusted. */
export function isDamage(error: unknown): boolean {
  const code = primaryCode(error);
  return code === corrupt || code === notADatabase;
}

export function isFull(error: unknown): boolean {
  return primaryCode(error) === full;
}

/** The storage refuses: read-only, full, or broken. */
export function isUnwritable(error: unknown): boolean {
  const code = primaryCode(error);
  return code === readOnly || code === ioError || code === full || code === cannotOpen;
}
