import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { createChunker } from '../../../src/engine/chunk/chunker.ts';
import { GRAMMARS, checkOutline, chunksOf, countTokens, outline } from './chunking.ts';

const sum = 'return a + 1 + 2 + 3 + 4 + 5 + 6';
const split = [
  'local M = {}',
  '-- Splits text at a separator, which is plain text',
  'function M.split(text, separator)',
  '  local parts = find(text, separator, 1, true, 0)',
  '  return parts',
  'end',
  'local function join(parts)',
  '  return table.concat(parts, ", ", 1, 2, 3, 4, 5, 6)',
  'end',
  'return M',
];

describe('chunks of Lua', () => {
  const names = async (text: string): Promise<readonly string[]> => {
    const [chunk] = await chunksOf('a.lua', `${text}\n`);
    return [...(chunk?.trail ?? []), chunk?.symbol ?? '-', ...(chunk?.alsoDeclares ?? [])];
  };

  it('are functions with the comments above them, inside of the table that they are put into', async () => {
    await checkOutline('a.lua', split, ['1-6 M › split', '7-10 join'], 48);
    await checkOutline(
      'a.lua',
      [
        '--- Jumps as high as asked, then lands.',
        '-- @param a metres',
        `function M:leap(a) ${sum} end`,
        '--[[ Lands. ]]',
        `M.at.land = function(a) ${sum} end`,
        `M["roll-over"] = function(a) ${sum} end`,
        `M['stop'] = function(a) ${sum} end`,
        `local turn = function(a) ${sum} end`,
      ],
      ['1-3 M › leap', '4-5 M › at › land', '6 M › roll-over', '7 M › stop', '8 turn'],
      40,
    );
  });

  it('are members of a table that has functions, and of one that is called with such a table', async () => {
    const members = [
      '  size = 3,',
      '  -- Starts.',
      `  start = function(a) ${sum} end,`,
      `  ["stop"] = function(a) ${sum} end,`,
      `  deep = { dive = function(a) ${sum} end },`,
      '}',
    ];
    const inside = (name: string) => [`1-2 ${name}`, ...['3-4 start', '5 stop', '6-7 deep'].map(put(name))];
    for (const head of ['local shape = {', 'shape = {', 'shape = Base:extend {'])
      await checkOutline('a.lua', [head, ...members], inside('shape'), 26);
    await checkOutline('a.lua', ['return {', ...members], ['1-2 -', '3-4 start', '5 stop', '6-7 deep'], 26);
    assert.deepEqual(await names('local A = setmetatable({ area = function() end }, Shape)'), ['A', 'area']);
  });

  it('are called as their constants and tables are, not as what they fetch or count', async () => {
    assert.deepEqual(await names('local M = { 1, 2 }'), ['M']);
    assert.deepEqual(await names('local MOST_TIMES <const>, last = 3, 4'), ['MOST_TIMES', 'last']);
    assert.deepEqual(await names('M.MOST = 3'), ['M', 'MOST']);
    assert.deepEqual(await names('local Job = require "job"\nlocal Log = require("log")'), ['-']);
    assert.deepEqual(await names('local times = 3\nlast = times\nlocal undefined'), ['-']);
    assert.deepEqual(await names('M[name] = function() end'), ['-']);
    assert.deepEqual(await names('local list = { function() end, 2 }'), ['list']);
    assert.deepEqual(await names('local t = { [name] = function() end }'), ['t']);
  });

  it('are what conditions and functions handed to others hold', () =>
    checkOutline(
      'a_spec.lua',
      [
        'describe("a shape", function()',
        `  local function grow(a) ${sum} end`,
        '  local expected = { 1, 2, 3 }',
        '  it("grows", function() same(expected, grow(1)) end)',
        'end)',
        'if jit then',
        `  function fast(a) ${sum} end`,
        'end',
      ],
      ['1-2 grow', '3-6 -', '7-8 fast'],
      40,
    ));

  it('are told by the look of lines where a file takes too long to parse', async () => {
    const text = split.join('\n');
    for (const special of [{ grammars: GRAMMARS, parseLimitMs: 0 }, { grammars: tmpdir() }]) {
      const chunker = await createChunker({ ...special, countTokens, budgetTokens: 48 });
      const chunks = await chunker.chunk({ path: 'a.lua', language: 'lua', kind: 'code' }, text);
      assert.deepEqual(outline(chunks), ['1-6 M.split', '7-10 join']);
    }
  });
});

function put(name: string): (place: string) => string {
  return (place) => place.replace(' ', ` ${name} › `);
}
