import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from './decode.ts';
import { languageOf } from './languages.ts';
import { failureReason, largerThan } from './failures.ts';
import { READ_ITSELF } from './plainFile.ts';
import { textReason } from './skipReasons.ts';

export interface ReadLimits {
  /** Bytes; a larger file is skipped without reading it. Notebooks may be larger, see `maxBytesOf`. */
  readonly maxBytes: number;
}

export const DEFAULT_LIMITS: ReadLimits = { maxBytes: 1024 * 1024 };

/** How many times as large a notebook may be: most of one is pictures, which are left out. */
const NOTEBOOK_FACTOR = 8;

/** Bytes that a file may have under the limit of ordinary ones. */
export function maxBytesOf(path: string, maxBytes: number): number {
  return path.slice(-6).toLowerCase() === '.ipynb' ? maxBytes * NOTEBOOK_FACTOR : maxBytes;
}

export type Source =
  | {
      readonly type: 'text';
      /** As decoded; lines are those of `splitLines`. */
      readonly text: string;
      /** Hex of 16 bytes of the SHA-256 of the file's bytes. */
      readonly hash: string;
    }
  | { readonly type: 'skipped'; readonly reason: string };

/**
 * Reads one discovered file. Whatever is wrong with it comes back as a reason; nothing is thrown. System calls are
 * synchronous: five trips to the thread pool cost more than the read of a small file, milliseconds on a busy machine.
 */
export function readSource(root: string, path: string, limits: ReadLimits): Promise<Source> {
  return Promise.resolve(readNow(root, path, limits));
}

/**
 * Text of a file that was indexed, as it stands now, or null: without asking what kind of file it is, nor for its hash,
 * which take longer than the reading. A search reads some twenty files at every key.
 */
export function readText(root: string, path: string, limits: ReadLimits): string | null {
  const bytes = readBytes(root, path, limits);
  if (!(bytes instanceof Uint8Array)) return null;
  const decoded = decode(bytes);
  return decoded.type === 'text' ? decoded.text : null;
}

function readNow(root: string, path: string, limits: ReadLimits): Source {
  const bytes = readBytes(root, path, limits);
  return bytes instanceof Uint8Array ? toSource(path, bytes) : bytes;
}

type Skipped = Extract<Source, { type: 'skipped' }>;

function readBytes(root: string, path: string, limits: ReadLimits): Buffer | Skipped {
  if (path.split('/').includes('..')) return { type: 'skipped', reason: 'outside the folder' };
  const maxBytes = maxBytesOf(path, limits.maxBytes);
  let bytes: Buffer | null;
  try {
    const descriptor = openSync(join(root, path), READ_ITSELF);
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) return { type: 'skipped', reason: 'not a regular file' };
      if (stats.size > maxBytes) return { type: 'skipped', reason: largerThan(maxBytes) };
      bytes = readAtMost(descriptor, stats.size, maxBytes);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { type: 'skipped', reason: failureReason(error) };
  }
  return bytes ?? { type: 'skipped', reason: largerThan(maxBytes) };
}

/** Where files are read that fit; whatever is made of one is made before the next is read. */
const scratch = Buffer.allocUnsafeSlow(128 * 1024);

/**
 * All bytes up to the end, or null where there are more than `maxBytes`: some files tell no size, or less than there is. They
 * are there until the next file is read.
 */
function readAtMost(descriptor: number, expected: number, maxBytes: number): Buffer | null {
  let buffer = expected < scratch.length ? scratch : Buffer.allocUnsafe(expected + 1);
  let length = 0;
  for (;;) {
    const bytesRead = readSync(descriptor, buffer, length, buffer.length - length, length);
    length += bytesRead;
    // A size that was told is believed: what grows meanwhile is read again.
    if (bytesRead === 0 || (expected > 0 && length === expected)) return buffer.subarray(0, length);
    if (length > maxBytes) return null;
    if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
  }
}

function toSource(path: string, bytes: Buffer): Source {
  const decoded = decode(bytes);
  switch (decoded.type) {
    case 'binary':
      return { type: 'skipped', reason: 'binary' };
    case 'notText':
      return { type: 'skipped', reason: 'not text in a known encoding' };
    case 'text': {
      const reason = textReason(decoded.text, languageOf(path));
      if (reason !== null) return { type: 'skipped', reason };
      return {
        type: 'text',
        text: decoded.text,
        hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
      };
    }
  }
}
