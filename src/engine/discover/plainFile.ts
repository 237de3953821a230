/** Files that say how a folder is to be read: git's own, and rules. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** Windows has neither of these. */
const { O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants as Partial<typeof constants>;

/** Never waiting for the other end of a pipe. */
const READ_FLAGS = constants.O_RDONLY | O_NONBLOCK;

/** Nor through a link. */
export const READ_ITSELF = READ_FLAGS | O_NOFOLLOW;

/**
 * What a file holds, through links too. Throws as `readFileSync`, and where it is no regular file or larger: a pipe in its
 * place would be waited for by everything that runs in the process, and some devices have no end.
 */
export function readPlainFile(path: string, mostBytes: number): Buffer {
  const descriptor = openSync(path, READ_FLAGS);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile() || stats.size > mostBytes) throw new Error('It is not a file of that kind.');
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
