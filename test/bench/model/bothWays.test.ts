import assert from 'node:assert/strict';
import type { Growing } from '../../../src/engine/search/passages.ts';
import type { Found } from '../codeRepos.ts';
import { placesOf, rankByVectors, scoreBothWays } from './bothWays.ts';

/** Three sections of five lines; the index knows two of them. */
const chunks: readonly Found[] = [1, 6, 11].map((startLine) => ({
  path: 'guide.md',
  startLine,
  endLine: startLine + 4,
}));
const lines = new Uint8Array();
const growing: Growing = {
  partsOf: () => [
    { id: 7, startLine: 1, endLine: 5, lines },
    { id: 8, startLine: 6, endLine: 10, lines },
  ],
  allowed: null,
};
const places = placesOf(chunks, growing);

describe('places of chunks', () => {
  it('are those of the index, and others where it knows none', () => {
    const ids = places.map(({ id }) => id);
    assert.deepEqual(ids.slice(0, 2), [7, 8]);
    assert.ok(!ids.slice(0, 2).includes(ids[2] ?? 7));
  });
});

describe('a ranking by vectors', () => {
  it('is the nearest first, equal ones by line', () => {
    const passages = { dims: 2, data: Float32Array.of(0, 1, 1, 0, 0, 1) };
    const ranked = rankByVectors(places, passages, Float32Array.of(0.6, 0.8));
    assert.deepEqual(
      ranked.map(({ place }) => place.startLine),
      [1, 11, 6],
    );
  });
});

describe('a ranking scored both ways', () => {
  /** The second section answers; the first is nearest. */
  const question = {
    text: 'how',
    category: 'question',
    score: ([best]: readonly Found[]) => (best !== undefined && best.endLine >= 6 ? 1 : 0),
    depth: 1,
  };
  const passages = { dims: 2, data: Float32Array.of(1, 0, 0, 1, 0, 1) };
  const rank = () => rankByVectors(places, passages, Float32Array.of(1, 0));

  it('counts what people see beside a hit as shown, and only the hit as it is', () => {
    assert.deepEqual(scoreBothWays([{ question, growing }], rank), {
      'as shown': { gains: [1], lines: [10] },
      'bare pieces': { gains: [0], lines: [5] },
    });
  });

  it('asks for the ranking of each question once', () => {
    const asked: number[] = [];
    const each = { question, growing };
    scoreBothWays([each, each], (_, at) => {
      asked.push(at);
      return rank();
    });
    assert.deepEqual(asked, [0, 1]);
  });
});
