/**
 * Names of the files that a git index tracks. Read by ourselves rather than by `git ls-files`: no process, no git
 * needed, no refusal of folders of another owner, and no command that an unknown repository's configuration may name.
 * Format: gitformat-index(5), versions 2 to 4, SHA-1 and SHA-256, split index.
 */
import { dirname, join } from 'node:path';
import { readPlainFile } from './plainFile.ts';

/** Bytes of an entry before its object id: times, device, inode, mode, owner and size. */
const FIXED_BYTES = 40;
const MODE_OFFSET = 24;
const HASH_BYTES = { sha1: 20, sha256: 32 } as const;

const MODE_TYPE = 0o170000;
const MODE_LINK_TO_REPOSITORY = 0o160000;
const MODE_FOLDER = 0o040000;
const FLAG_EXTENDED = 0x4000;

export type ObjectFormat = keyof typeof HASH_BYTES;

export interface IndexEntry {
  /** Byte string, relative to the repository's top. */
  readonly path: string;
  /** Another repository (submodule), of which only the place is tracked. */
  readonly isRepository: boolean;
}

/** About 100 bytes an entry. */
const MAX_INDEX_BYTES = 2 ** 30;

/** Entries of an index file, unsorted; null where there is none or it cannot be understood. */
export function readGitIndex(file: string, format: ObjectFormat): readonly IndexEntry[] | null {
  try {
    return parseWithBase(readPlainFile(file, MAX_INDEX_BYTES), dirname(file), format);
  } catch {
    return null;
  }
}

function parseWithBase(bytes: Buffer, folder: string, format: ObjectFormat): readonly IndexEntry[] | null {
  const parsed = parseGitIndex(bytes, format);
  if (parsed === null) return null;
  if (parsed.sharedIndex === null) return parsed.entries;
  // The base may list a few files that were untracked since; they matter only where rules ignore them.
  const shared = join(folder, `sharedindex.${parsed.sharedIndex}`);
  const base = parseGitIndex(readPlainFile(shared, MAX_INDEX_BYTES), format);
  return base === null ? null : [...base.entries, ...parsed.entries];
}

interface ParsedIndex {
  readonly entries: readonly IndexEntry[];
  /** Hex name of the base that a split index adds to. */
  readonly sharedIndex: string | null;
}

/** Null where the bytes are no index of a known version. Throws RangeError where they end early. */
export function parseGitIndex(bytes: Buffer, format: ObjectFormat): ParsedIndex | null {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') return null;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return null;
  const count = bytes.readUInt32BE(8);
  const entries: IndexEntry[] = [];
  let at = 12;
  let previous = '';
  for (let entry = 0; entry < count; entry++) {
    const type = bytes.readUInt32BE(at + MODE_OFFSET) & MODE_TYPE;
    const flagsAt = at + FIXED_BYTES + HASH_BYTES[format];
    const nameAt = flagsAt + ((bytes.readUInt16BE(flagsAt) & FLAG_EXTENDED) === 0 ? 2 : 4);
    let path: string;
    if (version === 4) {
      const cut = readOffset(bytes, nameAt);
      const end = nameEnd(bytes, cut.next);
      path = previous.slice(0, previous.length - cut.value) + bytes.toString('latin1', cut.next, end);
      at = end + 1;
    } else {
      const end = nameEnd(bytes, nameAt);
      path = bytes.toString('latin1', nameAt, end);
      at += (end - at + 8) & ~7; // entries are padded with 1 to 8 NUL to a multiple of 8
    }
    previous = path;
    if (path !== '' && type !== MODE_FOLDER)
      entries.push({ path, isRepository: type === MODE_LINK_TO_REPOSITORY });
  }
  return { entries, sharedIndex: findSharedIndex(bytes, at, format) };
}

/** Without it there is no next entry: from the beginning again, a damaged count of them would be gone through to its end. */
function nameEnd(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(0, start);
  if (end === -1) throw new RangeError('The index ends within a name.');
  return end;
}

/** The variable-length number of version 4: seven bits a byte, plus one for each byte that goes on. */
function readOffset(bytes: Buffer, start: number): { value: number; next: number } {
  let next = start;
  let byte = bytes.readUInt8(next++);
  let value = byte & 127;
  while ((byte & 128) !== 0) {
    byte = bytes.readUInt8(next++);
    value = (value + 1) * 128 + (byte & 127);
  }
  return { value, next };
}

function findSharedIndex(bytes: Buffer, start: number, format: ObjectFormat): string | null {
  const hashBytes = HASH_BYTES[format];
  let at = start;
  while (at + 8 <= bytes.length - hashBytes) {
    const size = bytes.readUInt32BE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'link') {
      const name = bytes.toString('hex', at + 8, at + 8 + hashBytes);
      return /^0*$/.test(name) ? null : name;
    }
    at += 8 + size;
  }
  return null;
}
