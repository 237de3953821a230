/** Reasons for what the file system refuses, in a few words for people. */

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'deleted while it was read',
  ENOTDIR: 'deleted while it was read',
  ELOOP: 'symbolic link',
  EMLINK: 'symbolic link',
  ENAMETOOLONG: 'name too long',
  EISDIR: 'not a regular file',
  ENXIO: 'not a regular file',
  EBUSY: 'in use by another program',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
};

export function failureReason(error: unknown): string {
  const code = errorCode(error);
  return code === null ? 'unreadable' : (REASONS[code] ?? `unreadable (${code})`);
}

/** Node's code of a failed system call. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

export function largerThan(bytes: number): string {
  const [unit, size] =
    bytes >= 1024 * 1024 ? ['MiB', 1024 * 1024] : bytes >= 1024 ? ['KiB', 1024] : ['bytes', 1];
  return `larger than ${Number((bytes / size).toFixed(1))} ${unit}`;
}
