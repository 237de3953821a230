import assert from 'node:assert/strict';
import type { Engine } from '../../../src/engine/engine.ts';
import type { SearchMode } from '../../../src/engine/types.ts';
import { createPlace, open, pathsFound, update, type Place } from '../index/support.ts';

/** Files whose words are those of the phrase, apart: more than the candidates of a question. */
const apart = 450;

/** Enough for a section to be a chunk of its own. */
const sailing = 'They sailed on for days, and nobody knew where to.\n'.repeat(25);

describe('A phrase', function () {
  this.timeout(120_000);
  let place: Place;
  let engine: Engine;
  before(async () => {
    const files: Record<string, string> = {
      'together.py': 'def tidy():\n    # the harbour pilot knows the way\n    return 1\n',
      'name.py': 'def harbourPilot():\n    return 2\n',
      'snake.py': 'def run():\n    return harbour_pilot\n',
      'harbour/pilot.py': 'def nothing():\n    return 3\n',
      'apart/quay/one.py': 'def paint(signboard):\n    return signboard.paint\n',
      'apart/quay/three.py': 'def paint():\n    return "the sign board"\n',
      'apart/quay/two.py': 'def paint():\n    return signBoard\n',
      'signs/arrow.ts': '// paint the fence\nexport const paint = (fence) => fence.dip();\n',
      'signs/plain.ts': '// paint the fence\nexport function paint(fence) {\n  return fence.dip();\n}\n',
      'forms/closed.md': 'giraffe sessions were closed\n',
      'forms/closing.md': 'giraffe session was closing\n',
      'forms/apart.md': 'upload with a timeout, and no time to go out\n',
      'lines/note.md': 'The mooring\n  line was long.\n',
      'lines/note.py': '# The mooring\n# line is long.\ndef moor():\n    return 1\n',
      'lines/rules.md': `mooring x\n${'* *\n'.repeat(60)}y\n`,
      'tusk.md': 'There is the narwhal.\n',
      'guide.md': `# Boats\n\nA harbour pilot came aboard.\n\n${sailing}\n# Ropes\n\nThe pilot left the harbour.\n\n${sailing}`,
    };
    for (let at = 0; at < apart; at++) {
      files[`apart/f${at}.py`] = `def pilot${at}():\n    return "harbour harbour without pilot ${at}"\n`;
    }
    // More than are read before the best are chosen.
    for (let at = 0; at < 1_100; at++) files[`many/f${at}.md`] = `the only narwhal narwhals knew, ${at}\n`;
    place = createPlace(files);
    engine = await open(place);
    await update(engine);
  });
  after(async () => {
    await engine.close();
    place.dispose();
  });
  const check = async (
    text: string,
    expected: readonly string[],
    mode: SearchMode = 'hybrid',
  ): Promise<void> => {
    const found = new Set(await pathsFound(engine, text, { mode, k: 20 }));
    assert.deepEqual([...found].sort(), expected);
  };

  it('is found where its words stand side by side in lines, not in names or paths, however often they stand apart', async () => {
    for (const mode of ['hybrid', 'dense', 'lexical'] as const) {
      await check('"harbour pilot"', ['guide.md', 'together.py'], mode);
    }
  });
  it('is found in any case, and in no other form of its words', async () => {
    await check('"Harbour  PILOT"', ['guide.md', 'together.py']);
    await check('"Harbours pilot"', []);
    await check('"giraffe sessions"', ['forms/closed.md']);
    await check('"session was"', ['forms/closing.md']);
  });
  it('is found as an identifier is written, and as words of one', async () => {
    await check('"harbour_pilot"', ['snake.py']);
    await check('"HARBOURPILOT"', ['name.py']);
    await check('"pilot" path:*.py -path:apart', ['name.py', 'snake.py', 'together.py']);
    await check('"pil" path:*.py -path:apart', []);
  });
  it('may hold signs, which no path has for it', async () => {
    await check('"return 2"', ['name.py']);
    await check('"harbour_pilot."', []);
    await check('"fence.dip();"', ['signs/arrow.ts', 'signs/plain.ts']);
  });
  it('may go over the end of a line, also of a comment', async () => {
    await check('"mooring line was"', ['lines/note.md']);
    await check('"mooring line is"', ['lines/note.py']);
  });
  it('is looked for in no time where its signs could begin lines', async () => {
    await check(`mooring "${'* '.repeat(40)}x"`, []);
  });
  it('is found where few of very many files have it', async () => {
    await check('"the narwhal"', ['tusk.md']);
    await check('narwhal -"narwhal" path:many', []);
    await check('narwhal -narwhals path:many path:tusk.md', ['tusk.md']);
  });
  it('may be one word', () => check('"aboard"', ['guide.md']));
  it('is found with others only where all are', () =>
    check('"harbour pilot" "knows the way"', ['together.py']));
  it('can be ruled out', () =>
    check('pilot path:*.py path:guide.md -"harbour pilot" -path:apart -path:lines', [
      'guide.md',
      'harbour/pilot.py',
      'name.py',
      'snake.py',
    ]));
  it('is ruled out without the word of the same letters', async () => {
    await check('paint path:quay -"sign board"', ['apart/quay/one.py', 'apart/quay/two.py']);
    await check('paint path:quay -signboard', ['apart/quay/three.py']);
  });
  it('may be signs alone, demanded or ruled out', async () => {
    await check('paint fence path:signs "=>"', ['signs/arrow.ts']);
    await check('paint fence path:signs -"=>"', ['signs/plain.ts']);
    await check('paint fence path:signs "=>" -"(fence)"', []);
  });
  it('can be ruled out as a name or a word', async () => {
    await check('giraffe path:forms -sessions', ['forms/apart.md', 'forms/closing.md']);
    await check('upload path:forms/apart.md -"time out"', ['forms/apart.md']);
    await check('upload path:forms/apart.md -timeouts', ['forms/apart.md']);
    await check('upload path:forms/apart.md -timeout', []);
    await check('harbour path:*.py -harbour_pilot -harbourPilot -path:apart -path:lines', [
      'harbour/pilot.py',
      'together.py',
    ]);
    await check('harbour path:*.py -pilot -path:apart -path:lines', ['harbour/pilot.py']);
    await check('harbour path:*.py -nothing -path:apart -path:lines', ['name.py', 'snake.py', 'together.py']);
  });
});
