/** What SQLite's result codes mean to us (https://www.sqlite.org/rescode.html). */

const mistake = 1;
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

/** The database was closed while it was used, as it is before it is removed or built anew. */
export function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
}

/** A value that nobody wrote there: SQLite notices no other bytes in a page that is well formed. */
export class DamagedValue extends Error {
  constructor() {
    super('The index holds a value that was not written into it.');
    this.name = 'DamagedValue';
  }
}

/** What Node says of a number that is not one of ours, which are exact. */
const tooLarge = 'Value is too large to be represented';

/** What SQLite says of a statement whose table, or a column of it, is not there. */
const missing = /^(?:no such (?:table|column)|table .* has no column named)/;

/**
 * The file is not a database or no longer a sound one: nothing in it can be trusted. Our statements fit our tables; where one
 * does not, a byte of the tables' names is another.
 */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedValue || (error instanceof RangeError && error.message.startsWith(tooLarge)))
    return true;
  const code = primaryCode(error);
  if (code === mistake) return error instanceof Error && missing.test(error.message);
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
