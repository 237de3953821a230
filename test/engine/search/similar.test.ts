import assert from 'node:assert/strict';
import { createHashEncoders, createPlace, open, rejects, update, type Place } from '../index/support.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Encoder, Hit, LineRange, SimilarRequest } from '../../../src/engine/types.ts';

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

  const asked = (changes: Partial<SimilarRequest>): SimilarRequest => ({
    text: null,
    place: null,
    k: 10,
    mode: 'hybrid',
    paths: [],
    languages: [],
    kinds: [],
    ...changes,
  });
  async function similar(changes: Partial<SimilarRequest>): Promise<readonly Hit[]> {
    return (await engine.similar(asked(changes))).hits;
  }
  const first: LineRange = { path: 'a.py', startLine: 1, endLine: 5 };

  for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
    it(`finds the like of a place, ${mode}, and leaves the place out`, async () => {
      const hits = await similar({ place: first, mode });
      assert.equal(hits[0]?.path, 'b.py');
      assert.ok(hits.every(({ path, startLine }) => path !== 'a.py' || startLine > 5));
    });
  }
  it('compares of a notebook what its cells say', async () => {
    const cell = (source: readonly string[], outputs: readonly object[]): object => ({
      ...{ cell_type: 'code', execution_count: 1, metadata: {}, source, outputs },
    });
    const noise = Array.from({ length: 90 }, () => 'colour red plus colour green unrelated\\n');
    const printed = { output_type: 'stream', name: 'stdout', text: noise };
    const lines = retry('post_again', 'post').split(/(?<=\n)/);
    const cells = [cell(lines, [printed]), cell(['total = 1\n'], [])];
    place.write({
      'n.ipynb': JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1),
    });
    await update(engine);
    const whole = { path: 'n.ipynb', startLine: 1, endLine: Number.MAX_SAFE_INTEGER };
    for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
      const hits = (await similar({ place: whole, mode })).filter(({ path }) => path.endsWith('.py'));
      assert.ok(['send_again', 'push_again'].includes(hits[0]?.symbol ?? ''), `${mode}: ${hits[0]?.symbol}`);
    }
    place.remove('n.ipynb');
    await update(engine);
  });
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
  it('reads no more of a long text once it is stopped', async () => {
    const encoders = createHashEncoders();
    const stop = new AbortController();
    let read = 0;
    const student = encoders.transformer;
    const counting: Encoder = {
      ...student,
      embed: (texts, role) => {
        read++;
        stop.abort();
        return student.embed(texts, role);
      },
    };
    const other = await open(place, { encoders: { ...encoders, student: () => Promise.resolve(counting) } });
    try {
      const text = Array.from({ length: 100 }, (_, at) => retry(`post_${at}`, 'post')).join('');
      await rejects(other.similar(asked({ text }), stop.signal), 'aborted');
      assert.equal(read, 1);
    } finally {
      await other.close();
    }
  });
  it('obeys filters', async () => {
    const hits = await similar({ place: first, kinds: ['docs'] });
    assert.deepEqual(
      hits.map(({ path }) => path),
      ['c.md'],
    );
  });
  describe('of a place in a document', () => {
    const section = (title: string, text: string): string => `## ${title}\n\n${`${text}\n`.repeat(9)}\n`;
    const boats = `# Boats\n\n${section('Mooring', 'Tie the boat to the bollard with a rope.')}${section('Sailing', 'Hoist the sail and steer the boat by the wind.')}${section('Storms', 'In a storm the boat is reefed.')}`;
    const ships = `# Ships\n\n${section('Docking', 'The ship is tied to the bollard with ropes.')}${section('Crew', 'The crew sleeps below the deck of the ship.')}`;
    const others = { 'boats.md': boats, 'ships.md': ships };
    const mooring: LineRange = { path: 'boats.md', startLine: 3, endLine: 14 };

    before(async () => {
      place.write(others);
      await update(engine);
    });
    after(async () => {
      for (const path of Object.keys(others)) place.remove(path);
      await update(engine);
    });

    it('shows passages, as a search does', async () => {
      const [best] = await similar({ place: mooring, kinds: ['docs'] });
      assert.equal(best?.path, 'ships.md');
      assert.ok(best.text.includes('## Docking') && best.text.includes('## Crew'), best.text);
    });
    it('lets no passage grow into the place', async () => {
      const hits = await similar({ place: { ...mooring, startLine: 15, endLine: 25 }, paths: ['boats.md'] });
      assert.ok(hits.length > 1);
      for (const { startLine, endLine } of hits) assert.ok(endLine < 15 || startLine > 25);
    });
  });
  it('compares a selection inside of a long function, and leaves out only its piece', async () => {
    const steps = (from: number, name: string): string =>
      Array.from({ length: 30 }, (_, at) => `    ${name}(${from + at}, lantern)\n`).join('');
    const long = `def voyage(lantern):\n${steps(0, 'prepare')}\n${retry('x', 'signal').split('\n').slice(1, -1).join('\n')}\n\n${steps(0, 'finish')}`;
    place.write({ 'long.py': long });
    await update(engine);
    try {
      const hits = await similar({ place: { path: 'long.py', startLine: 33, endLine: 36 }, k: 50 });
      assert.deepEqual(new Set(hits.slice(0, 2).map(({ path }) => path)), new Set(['a.py', 'b.py']));
      assert.ok(
        hits.every(({ path, startLine, endLine }) => path !== 'long.py' || endLine < 33 || startLine > 36),
      );
      assert.ok(
        hits.some(({ path }) => path === 'long.py'),
        'the rest of the function is something else',
      );
    } finally {
      place.remove('long.py');
      await update(engine);
    }
  });
  it('compares words of all of a long text', async () => {
    // Other words a line, but where one line in a thousand is like what is looked for.
    const lines = Array.from({ length: 4_000 }, (_, at) => `x${at} = ${'abcdefghij'.charAt(at % 10)}${at}`);
    const late = lines.with(3_485, 'mash the potatoes').with(3_500, 'boil');
    const plain = late.map((line, at) => (at % 500 < 45 && line.startsWith('x') ? 'pass' : line));
    const [best] = await similar({ text: plain.join('\n'), mode: 'lexical' });
    assert.equal(best?.path, 'c.md');
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
