/** What passes between `remoteGraphs.ts` and the process of `graphProcess.ts`, as JSON. Both are of one build. */
import type { ErrorCode } from '../errors.ts';
import type { Log } from '../types.ts';
import type { Device } from './session.ts';

/** Ids of tokens and vectors go as plain numbers: JSON gives every 32-bit number back as it was. */
export type Work =
  | { readonly type: 'load' }
  | { readonly type: 'open'; readonly device: Device }
  | { readonly type: 'run'; readonly session: number; readonly batch: readonly (readonly number[])[] }
  | { readonly type: 'release'; readonly session: number };

export interface Request {
  readonly id: number;
  readonly work: Work;
}

export type Done =
  | { readonly type: 'loaded'; readonly fallback: string | null }
  | { readonly type: 'opened'; readonly session: number }
  | { readonly type: 'vectors'; readonly vectors: readonly (readonly number[])[] }
  | { readonly type: 'released' }
  /** `code`: of an EngineError; null: whatever else was thrown. */
  | { readonly type: 'failed'; readonly code: ErrorCode | null; readonly message: string };

export type FromProcess =
  | { readonly type: 'done'; readonly id: number; readonly done: Done }
  | { readonly type: 'log'; readonly level: Parameters<Log>[0]; readonly message: string };
