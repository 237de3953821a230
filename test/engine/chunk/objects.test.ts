import assert from 'node:assert/strict';
import { chunksOf, outline } from './chunking.ts';

const body = 'const a = fetch(id); return parse(a, 1, 2, 3, 4, 5, 6, 7, 8, 9);';

/** Lines of JavaScript in every language that takes them. */
const files = ['a.js', 'a.ts', 'a.jsx', 'a.tsx'];

describe('An object with functions', () => {
  const check = async (lines: readonly string[], expected: readonly string[], budget = 40): Promise<void> => {
    for (const path of files)
      assert.deepEqual(outline(await chunksOf(path, `${lines.join('\n')}\n`, budget)), expected, path);
  };

  const names = async (path: string, line: string): Promise<readonly string[]> => {
    const [chunk] = await chunksOf(path, `${line}\n`);
    return [chunk?.symbol ?? '-', ...(chunk?.alsoDeclares ?? [])];
  };

  it('is cut at its members, as a class is', () =>
    check(
      [
        'export const api = {',
        "  address: '/api/of/all/that/there/is',",
        `  load(id) { ${body} },`,
        '  // Keeps it.',
        `  save: async (id) => { ${body} },`,
        `  'drop-all': function (id) { ${body} },`,
        `  nested: { find(id) { ${body} } },`,
        '};',
      ],
      ['1-2 api', '3 api › load', '4-5 api › save', '6 api › drop-all', '7-8 api › nested'],
      48,
    ));

  it('is its module’s where it is what the module exports', async () => {
    const members = [`  load(id) { ${body} },`, `  save(id) { ${body} },`, '};'];
    const expected = ['1-2 load', '3-4 save'];
    await check(['export default {', ...members], expected, 48);
    await check(['module.exports = {', ...members], expected, 48);
  });

  it('tells of all its functions where it is one chunk, however deep', async () => {
    for (const path of files) {
      const line = 'const api = { load() {},\nsave: () => 1, size: 3,\nof: {\nall: {\nfind() {} } } };';
      assert.deepEqual(await names(path, line), ['api', 'load', 'save', 'of', 'all', 'find']);
    }
  });

  it('is one also with its type, in a class, and for a prototype', async () => {
    assert.deepEqual(await names('a.ts', 'const api = { load() {} } as const satisfies Api;'), [
      'api',
      'load',
    ]);
    assert.deepEqual(await names('a.ts', 'const api = <Api>{ load() {} };'), ['api', 'load']);
    assert.deepEqual(await names('a.ts', 'class A { on = { click: () => 1 }; }'), ['A', 'on', 'click']);
    assert.deepEqual(await names('a.js', 'Shape.prototype = { area() {} };'), ['prototype', 'area']);
  });

  it('is none where it holds data alone, or a function is only handed on', () =>
    check(
      [
        'const sizes = {',
        ...Array.from({ length: 4 }, (_, at) => `  size${at}: [1, 2, 3, { small: ${at} }],`),
        '  of: { small: measure, run: debounce(() => measure(1)) },',
        '};',
      ],
      ['1-7 sizes'],
      100,
    ));
});
