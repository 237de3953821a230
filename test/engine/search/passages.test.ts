import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChunkPlace, DocumentPart } from '../../../src/engine/index/queries.ts';
import { Passages } from '../../../src/engine/search/passages.ts';
import { rankBy } from '../../../src/engine/search/rank.ts';

/** Sections of one document of so many lines each, an empty line between two; numbered from 0. */
function sections(...lengths: readonly number[]): DocumentPart[] {
  let line = 1;
  return lengths.map((length, id) => {
    const part = { id, startLine: line, endLine: line + length - 1, lines: new Uint8Array(8) };
    line += length + 1;
    return part;
  });
}

/** The passages of sections that are ranked in this order, as lines. */
function shown(
  parts: readonly DocumentPart[],
  ranked: readonly number[],
  { path = 'a.md', allowed = null }: { path?: string; allowed?: ReadonlySet<number> | null } = {},
): string {
  const candidates = ranked.map((id, at) => {
    const { startLine, endLine } = parts[id] ?? { startLine: 0, endLine: 0 };
    const kind = /\.(?:md|ipynb)$/.test(path) ? 'docs' : 'code';
    const place: ChunkPlace = {
      ...{ id, path, startLine, endLine, kind },
      ...{ mtimeMs: 1, language: null, symbol: null, alsoDeclares: [], reexports: [], isPart: 0 },
    };
    return { place, dense: 100 - at, lexical: null };
  });
  const order = rankBy(candidates, 'dense');
  const passages = new Passages(order, { partsOf: () => parts, allowed });
  const ranges: string[] = [];
  for (const each of order) {
    const passage = passages.passageOf(each);
    if (passage === null) continue;
    passages.show(passage);
    const { before, after, ranked: main } = passage;
    ranges.push(`${(before.at(-1) ?? main.place).startLine}-${(after.at(-1) ?? main.place).endLine}`);
  }
  return ranges.join(' ');
}

describe('Passages', () => {
  it('take in the sections around, up to a screen', () =>
    assert.equal(shown(sections(9, 9, 9, 9, 9), [0]), '1-39'));
  it('grow to the side that ranks better', () => {
    const parts = sections(19, 19, 19);
    assert.equal(shown(parts, [1, 0]), '1-39');
    assert.equal(shown(parts, [1, 2, 0]), '21-59 1-19');
  });
  it('leave a long section as it is', () => assert.equal(shown(sections(3, 60, 3), [1]), '5-64'));
  it('take in only what filters let through', () =>
    assert.equal(shown(sections(3, 3, 3), [1], { allowed: new Set([1, 2]) }), '5-11'));
  it('leave code and notebooks as they are', () => {
    assert.equal(shown(sections(3, 3, 3), [1], { path: 'a.go' }), '5-7');
    assert.equal(shown(sections(3, 3, 3), [1], { path: 'a.ipynb' }), '5-7');
  });
  it('show no line twice, and nothing that ranks is missing', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.infiniteStream(fc.nat()), (drawn, random) => {
        const parts = sections(...drawn);
        const order = parts
          .map(({ id }) => ({ id, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ id }) => id);
        const covered = new Set<number>();
        for (const range of shown(parts, order).split(' ')) {
          const [first = 0, last = 0] = range.split('-').map(Number);
          for (let line = first; line <= last; line++) {
            assert.ok(!covered.has(line));
            covered.add(line);
          }
        }
        for (const { startLine } of parts) assert.ok(covered.has(startLine));
      }),
    );
  });
});
