import type { FolderHit } from '../../src/protocol/messages.ts';

/** A hit of three lines, unless something else is said. */
export function hit(path: string, more: Partial<FolderHit> = {}): FolderHit {
  return {
    root: '/home/me/boats',
    path,
    startLine: 10,
    endLine: 12,
    score: 1,
    kind: 'code',
    language: 'typescript',
    symbol: null,
    text: 'one\ntwo\nthree',
    ...more,
  };
}
