import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Hit } from '../../../src/engine/types.ts';
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
