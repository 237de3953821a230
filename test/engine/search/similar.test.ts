import assert from 'node:assert/strict';
import { createPlace, open, rejects, update, type Place } from '../index/support.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Hit, LineRange, SimilarRequest } from '../../../src/engine/types.ts';

const retry = (name: string, verb: string): string =>
  `def ${name}(upload, attempts):\n    for attempt in range(attempts):\n        if ${verb}(upload):\n            return True\n    return False\n`;

const files = {
  'a.py': `${retry('send_again', 'send')}\n\ndef unrelated(colour):\n    return colour.red + colour.green\n`,
  'b.py': retry('push_again', 'push'),
  'c.md': '# Potatoes\n\nBoil them, drain them, mash them.\n',
};

describe('Find similar', () => {
  let place: Place;
  let engine: Engine;

  before(async () => {
    place = createPlace(files);
    engine = await open(place);
    await update(engine);
  });
  after(async () => {
    await engine.close();
    place.dispose();
  });

  async function similar(changes: Partial<SimilarRequest>): Promise<readonly Hit[]> {
    const request: SimilarRequest = {
      text: null,
      place: null,
      k: 10,
      mode: 'hybrid',
      paths: [],
      languages: [],
      kinds: [],
      ...changes,
    };
    return (await engine.similar(request)).hits;
  }
  const first: LineRange = { path: 'a.py', startLine: 1, endLine: 5 };

  for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
    it(`finds the like of a place, ${mode}, and leaves the place out`, async () => {
      const hits = await similar({ place: first, mode });
      assert.equal(hits[0]?.path, 'b.py');
      assert.ok(hits.every(({ path, startLine }) => path !== 'a.py' || startLine > 5));
    });
  }
  it('finds the like of a text that stands nowhere', async () => {
    const hits = await similar({ text: retry('post_again', 'post') });
    assert.deepEqual(new Set(hits.slice(0, 2).map(({ path }) => path)), new Set(['a.py', 'b.py']));
  });
  it('compares a selection’s text and leaves its place out', async () => {
    const hits = await similar({ text: 'mash potatoes: boil, drain', place: first });
    assert.equal(hits[0]?.path, 'c.md');
    assert.ok(hits.every(({ path, startLine }) => path !== 'a.py' || startLine > 5));
  });
  it('leaves out a place that moved since it was indexed', async () => {
    place.write({ 'a.py': `# moved\n# down\n# by\n# some\n# lines\n# more\n${files['a.py']}` });
    try {
      const hits = await similar({ place: { path: 'a.py', startLine: 7, endLine: 11 } });
      assert.equal(hits[0]?.path, 'b.py');
      assert.ok(
        hits.every(({ path, startLine, endLine }) => path !== 'a.py' || endLine < 7 || startLine > 11),
      );
    } finally {
      place.write(files);
    }
  });
  it('obeys filters', async () => {
    const hits = await similar({ place: first, kinds: ['docs'] });
    assert.deepEqual(
      hits.map(({ path }) => path),
      ['c.md'],
    );
  });
  it('takes a text of any length', async () => {
    const hits = await similar({ text: retry('again', 'send').repeat(2_000) });
    assert.ok(hits.length > 0);
  });
  it('says what it cannot compare', async () => {
    await rejects(similar({}), 'queryEmpty');
    await rejects(similar({ text: ' \n' }), 'queryEmpty');
    await rejects(similar({ place: { path: 'none.py', startLine: 1, endLine: 2 } }), 'queryInvalid');
    await rejects(similar({ place: { path: '../a.py', startLine: 1, endLine: 2 } }), 'queryInvalid');
    await rejects(similar({ place: { path: 'a.py', startLine: 99, endLine: 120 } }), 'queryInvalid');
    await rejects(similar({ place: { path: 'a.py', startLine: 3, endLine: 2 } }), 'queryInvalid');
    await rejects(similar({ text: 'x', k: 0 }), 'queryInvalid');
  });
});
