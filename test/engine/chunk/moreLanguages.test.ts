import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { GRAMMARS as TABLE } from '../../../src/engine/chunk/grammars.ts';
import { GRAMMARS, checkOutline } from './chunking.ts';

describe('chunks of code', () => {
  const others: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      'a.kt',
      [
        'class A {',
        '  fun one(x: Int): Int { return x + 1 + 2 + 3 + 4 + 5 }',
        '  fun two(x: Int): Int { return x + 1 + 2 + 3 + 4 + 5 }',
        '}',
      ],
      ['1-2 A › one', '3-4 A › two'],
    ],
    [
      'a.scala',
      [
        'object A {',
        '  def one(x: Int): Int = { x + 1 + 2 + 3 + 4 + 5 + 6 }',
        '  def two(x: Int): Int = { x + 1 + 2 + 3 + 4 + 5 + 6 }',
        '}',
      ],
      ['1-2 A › one', '3-4 A › two'],
    ],
    [
      'a.php',
      [
        '<?php',
        'class A {',
        '  public function one($x) { return $x + 1 + 2 + 3; }',
        '  public function two($x) { return $x + 1 + 2 + 3; }',
        '}',
      ],
      ['1-3 A › one', '4-5 A › two'],
    ],
    [
      'a.rb',
      [
        'class A',
        '  def one(x) = x + 1 + 2 + 3 + 4 + 5 + 6 + 7',
        '  def two(x)',
        '    x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8',
        '  end',
        'end',
      ],
      ['1-2 A › one', '3-6 A › two'],
    ],
    [
      'a.sh',
      ['one() { echo "$1" "$2" "$3" "$4"; }', 'function two { echo "$1" "$2" "$3" "$4"; }'],
      ['1 one', '2 two'],
    ],
    [
      'a.ex',
      [
        'defmodule A do',
        '  @doc "One."',
        '  def one(x), do: x + 1 + 2 + 3 + 4',
        '  def two(x, y) when x > y do',
        '    x + y + 1 + 2',
        '  end',
        'end',
      ],
      ['1-3 A › one', '4-7 A › two'],
    ],
    [
      'a.zig',
      [
        'fn one(x: u8) u8 { return x + 1 + 2 + 3 + 4; }',
        'const two = struct { x: u8, y: u8, z: u8, w: u8, v: u8 };',
      ],
      ['1 one', '2 two'],
    ],
    [
      'a.zig',
      [
        '/// A shape.',
        'pub const Shape = struct {',
        '    width: u32 = 1 + 2 + 3,',
        '    pub fn area(self: Shape) u32 { return self.width * 2; }',
        '    const Kind = enum {',
        '        round,',
        '        fn name(self: Kind) u8 { return self.x + 1 + 2 + 3; }',
        '    };',
        '};',
      ],
      ['1-2 Shape', '3-4 Shape › area', '5-9 Shape › Kind › name'],
    ],
    [
      'a.dart',
      [
        'class A extends B {',
        '  /// Metres, at least one, at most as many as there are in a mile of the sea.',
        '  final int width;',
        "  static const Map<String, int> sides = {'left': 1, 'right': 2, 'top': 3};",
        '  late String? first = null, second; // and a lot of words to fill the line',
        '}',
      ],
      ['1 A', '2-3 A › width', '4 A › sides', '5-6 A › first'],
    ],
    [
      'a.dart',
      [
        'class A {',
        '  int one(int x) {',
        '    return x + 1 + 2 + 3 + 4 + 5;',
        '  }',
        '  int two(int x) => x + 1 + 2 + 3 + 4 + 5 + 6;',
        '}',
      ],
      ['1-4 A › one', '5-6 A › two'],
    ],
    [
      'a.css',
      ['.one { color: red; margin: 0; padding: 0; }', '.two { color: red; margin: 0; padding: 0; }'],
      ['1 .one', '2 .two'],
    ],
    [
      'a.sol',
      [
        'contract A {',
        '  function one(uint x) public returns (uint) { return x + 1; }',
        '  function two(uint x) public returns (uint) { return x + 1; }',
        '}',
      ],
      ['1-2 A › one', '3-4 A › two'],
    ],
  ];
  for (const [path, lines, expected] of others)
    it(`of ${path}: names and what encloses them`, () => checkOutline(path, lines, expected, 28));

  it('by node types that the grammars have', async () => {
    await Parser.init();
    for (const [language, grammar] of TABLE) {
      const loaded = await Language.load(await readFile(join(GRAMMARS, grammar.path)));
      const known = new Set(loaded.types);
      const named = [...grammar.leaves, ...grammar.containers, ...grammar.wrappers, ...grammar.transparent];
      const unknown = named.filter((type) => type !== 'ERROR' && !known.has(type));
      assert.deepEqual(unknown, [], language);
    }
  });
});
