import { contentHash } from '../../../src/engine/index/content.ts';
import type { ContentVector } from '../../../src/engine/index/store.ts';

/** A content and a vector that follow from `name` alone. */
export function vectorFor(name: string): ContentVector {
  const content = contentHash(name);
  return {
    content,
    vector: Int8Array.from({ length: 128 }, (_, at) => (content[at % 12] ?? 0) - 128 + (at >> 4)),
  };
}
