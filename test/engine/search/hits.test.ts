import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Hit } from '../../../src/engine/types.ts';
import { linesHash } from '../../../src/engine/index/content.ts';
import type { FileLines } from '../../../src/engine/search/fileLines.ts';
import { readHits } from '../../../src/engine/search/hits.ts';
import { candidate } from './rankedCandidates.ts';
import { createPlace, open, request, update, type Place } from '../index/support.ts';

const voyage = (name: string): string =>
  `def ${name}(lantern):\n${'    lantern.light(lantern.harbours)\n'.repeat(18)}    return lantern\n`;
const other = (name: string, lines: number): string =>
  `def ${name}(colour):\n${'    colour.mix(colour.red)\n'.repeat(lines)}    return colour\n`;

describe('The lines of a hit', () => {
  let place: Place;
  let engine: Engine;

  /** What is found in `after`, of which the index knows `before`. */
  const found = async (before: string, after: string): Promise<readonly Hit[]> => {
    place = createPlace({ 'a.py': before });
    engine = await open(place);
    await update(engine);
    place.write({ 'a.py': after });
    return (await engine.search(request('light the lantern harbours'))).hits;
  };
  const placesOf = (hits: readonly Hit[]): string[] =>
    hits
      .filter(({ text }) => text.includes('lantern'))
      .map(({ startLine, endLine }) => `${startLine}-${endLine}`);

  afterEach(async () => {
    await engine.close();
    place.dispose();
  });

  it('are found again where most of what stood above them is gone', async () => {
    const gone = other('paint', 30) + other('varnish', 30);
    const rest = other('polish', 5);
    assert.deepEqual(placesOf(await found(gone + rest + voyage('sail'), rest + voyage('sail'))), ['8-27']);
  });
  it('are shown once, where of two that were the same one is gone', async () => {
    const between = other('paint', 18);
    const twice = voyage('sail') + between + voyage('sail');
    assert.deepEqual(placesOf(await found(twice, between + voyage('sail'))), ['21-40']);
  });
});

describe('Hits of files that are not as they were', () => {
  it('are looked for in a number of places that does not grow with how many are gone', () => {
    let looked = 0;
    class Watched extends Array<string> {
      override slice(...range: readonly number[]): string[] {
        looked++;
        return [...this].slice(...range);
      }
    }
    const lines = Watched.from({ length: 400 }, (_, at) => `line ${at}`);
    const files = { of: () => lines } as unknown as FileLines;
    const ranked = Array.from({ length: 300 }, (_, at) => ({
      ...candidate(`a${at}.py`, { id: at, startLine: 200, endLine: 200 }),
      score: 1,
      parts: { meaning: 0, words: 0, definition: 0, fileName: 0, siblings: 0 },
    }));
    const detailOf = (chunk: number) => {
      // The last one is there where it was.
      const text = chunk === 299 ? 'line 199' : 'gone';
      return { trail: [], names: [], lines: linesHash(text) };
    };
    const found = readHits(ranked, { k: 10, files, detailOf, growing: null });
    assert.deepEqual(
      found.map(({ hit }) => hit.path),
      ['a299.py'],
    );
    assert.ok(looked < 12_000, `${looked} places`);
  });
});
