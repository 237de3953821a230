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
      'guide.md': `# Boats\n\nA harbour pilot came aboard.\n\n${sailing}\n# Ropes\n\nThe pilot left the harbour.\n\n${sailing}`,
    };
    for (let at = 0; at < apart; at++) {
      files[`apart/f${at}.py`] = `def pilot${at}():\n    return "harbour harbour without pilot ${at}"\n`;
    }
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

  const holding = ['guide.md', 'harbour/pilot.py', 'name.py', 'snake.py', 'together.py'];
  it('is found where its words stand side by side: in lines, names and paths, however often they stand apart', async () => {
    for (const mode of ['hybrid', 'dense', 'lexical'] as const) await check('"harbour pilot"', holding, mode);
  });
  it('is found in any form of its words', () => check('"Harbours piloting"', holding));
  it('may be an identifier', () => check('"harbour_pilot"', holding));
  it('may be one word', () => check('"aboard"', ['guide.md']));
  it('is found with others only where all are', () =>
    check('"harbour pilot" "knows the way"', ['together.py']));
  it('can be ruled out', () => check('pilot path:*.py path:*.md -"harbour pilot" -path:apart', ['guide.md']));
  it('is ruled out without the word of the same letters', async () => {
    await check('paint path:quay -"sign board"', ['apart/quay/one.py']);
    await check('paint path:quay -signboard', ['apart/quay/three.py']);
  });
  it('may be signs alone, demanded or ruled out', async () => {
    await check('paint fence path:signs "=>"', ['signs/arrow.ts']);
    await check('paint fence path:signs -"=>"', ['signs/plain.ts']);
    await check('paint fence path:signs "=>" -"(fence)"', []);
  });
  it('can be ruled out as a name or a word', async () => {
    await check('harbour path:*.py -harbourPilot -path:apart', []);
    await check('harbour path:*.py -nothing -path:apart', ['name.py', 'snake.py', 'together.py']);
  });
});
