import assert from 'node:assert/strict';
import type { Chunk } from '../../../src/engine/types.ts';
import { checkOutline, chunksOf } from './chunking.ts';

describe('Declarations in what stands around them', () => {
  const samples: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    [
      'a word that is called with them',
      'a.rb',
      [
        'class A',
        '  # Hidden.',
        '  private def one(x)',
        '    inner = x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10',
        '  end',
        '  private_class_method def self.two(x) = x + 1 + 2 + 3 + 4 + 5 + 6 + 7',
        '  private memoize def three(x) = x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9',
        'end',
        '# Anywhere.',
        'module_function def four(x) = x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10',
      ],
      ['1-5 A › one', '6 A › two', '7-8 A › three', '9-10 four'],
    ],
    [
      'a condition',
      'a.rb',
      [
        'class A',
        '  if X',
        '    def one(x) = x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11',
        '  else',
        '    # Otherwise.',
        '    def two(x) = x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11',
        '  end',
        'end if Y',
        '',
        'begin',
        '  class B',
        '    def three(x) = x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10',
        '  end',
        'end',
      ],
      ['1-4 A › one', '5-8 A › two', '10-14 B'],
    ],
    [
      'a block',
      'a.rb',
      [
        'Point = Struct.new(:x) do',
        '  # About one.',
        '  def one(y) = x + y + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10',
        '  def two(y) = x + y + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10',
        'end',
        'module Sorted',
        '  class_methods do',
        '    def three(y) = y + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11',
        '  end',
        '  included { def four(y) = y + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 }',
        'end',
      ],
      ['1 Point', '2-3 Point › one', '4-5 Point › two', '6-9 Sorted › three', '10-11 Sorted › four'],
    ],
    [
      'a condition or a loop',
      'a.ex',
      [
        'if Code.ensure_loaded?(Postgrex) do',
        '  defmodule A do',
        '    for kind <- [:a, :b] do',
        '      # About one.',
        '      def one(unquote(kind), x) do',
        '        x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11',
        '      end',
        '    end',
        '    case System.version() do',
        '      "1" -> def two(x), do: x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8',
        '    end',
        '  end',
        'else',
        '  defmodule B do',
        '    def three(x), do: x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11',
        '  end',
        'end',
      ],
      ['1-3 A', '4-7 A › one', '8-12 A › two', '13-17 B'],
    ],
    [
      'a condition',
      'a.php',
      [
        '<?php',
        "if (!function_exists('one')) {",
        '  // About one.',
        '  function one($x) { return $x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8; }',
        '} elseif (X):',
        '  class A { function two($x) { return $x + 1 + 2 + 3 + 4 + 5 + 6; } }',
        'endif;',
        'try {',
        '  function three($x) { return $x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8; }',
        '} catch (E $e) {}',
      ],
      ['1-2 -', '3-5 one', '6-8 A', '9-10 three'],
    ],
    [
      'the object that a file returns',
      'a.php',
      [
        '<?php',
        'return new class extends Migration {',
        '  public function up() { return 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9; }',
        '  public function down() { return 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9; }',
        '};',
      ],
      ['1-3 up', '4-5 down'],
    ],
    [
      'the type that a function returns',
      'a.zig',
      [
        'pub fn Stack(comptime T: type) type {',
        '    const most = 8;',
        '    return struct {',
        '        // About one.',
        '        fn one(x: T) T { return x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8; }',
        '        fn two(x: T) T { return x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8; }',
        '    };',
        '}',
      ],
      ['1-3 Stack', '4-5 Stack › one', '6-8 Stack › two'],
    ],
    [
      'a case',
      'a.py',
      [
        'match platform:',
        '    case "linux":',
        '        def one(x): return x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11',
        '    case _:',
        '        class A:',
        '            def two(x): return x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10',
      ],
      ['1-3 one', '4-6 A'],
    ],
    [
      'a condition',
      'a.sh',
      [
        'if [ -n "$X" ]; then',
        '  # About one.',
        '  one() { inner() { :; }; echo "$1"; }',
        'else',
        '  two() { echo "$1" "$2" "$3" "$4" "$5"; }',
        'fi',
        'command -v three || three() { echo "$1" "$2" "$3" "$4" "$5" "$6" "$7"; }',
      ],
      ['1-4 one', '5-6 two', '7 three'],
    ],
    [
      'a class',
      'a.hpp',
      [
        'class A {',
        '  // About B.',
        '  class B {',
        '    int one() { return 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11; }',
        '  };',
        '  friend int two(A a) { return 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9; }',
        '  enum class Three { x, y, z, w, v, u, t, s, r, q, p, o, n, m, l, k };',
        '};',
      ],
      ['1 A', '2-5 A › B', '6 A › two', '7-8 A › Three'],
    ],
    [
      'a condition',
      'a.js',
      [
        'if (typeof one === "undefined") {',
        '  // About one.',
        '  function one(x) { return x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9; }',
        '} else {',
        '  class A { two(x) { return x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8; } }',
        '}',
        'try {',
        '  function three(x) { return x + 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9; }',
        '} finally {}',
      ],
      ['1 -', '2-4 one', '5-7 A', '8-9 three'],
    ],
    ['a layer', 'a.css', ['@layer base {', '  .one { color: red }', '}'], ['1-3 .one']],
  ];
  for (const [what, path, lines, expected] of samples) {
    it(`have names in ${path} inside of ${what}`, () => checkOutline(path, lines, expected));
  }
});

describe('Declarations inside of functions', () => {
  it('have no chunks of their own in Ruby, nor in the block of a test', async () => {
    const chunks = await chunksOf(
      'a_test.rb',
      [
        'class A',
        '  memoize def outer',
        '    if X',
        '      def local = 1',
        '    end',
        '  end',
        '  it "works" do',
        '    Local = Class.new do',
        '      def local = 1',
        '    end',
        '  end',
        'end',
      ].join('\n'),
    );
    assert.deepEqual(namesIn(chunks), ['A', 'outer']);
  });

  it('have no chunks of their own in Elixir', async () => {
    const source =
      'defmodule A do\n  defmacro outer do\n    quote do\n      def local, do: 1\n    end\n  end\nend\n';
    assert.deepEqual(namesIn(await chunksOf('a.ex', source)), ['A', 'outer']);
  });

  it('have no chunks of their own in JavaScript', async () => {
    const source = 'function outer() {\n  if (x) {\n    function local() {}\n  }\n}\n';
    assert.deepEqual(namesIn(await chunksOf('a.js', source)), ['outer']);
  });

  it('have no chunks of their own in PHP and Zig', async () => {
    const php = '<?php\nfunction outer() {\n  if (X) {\n    function local() {}\n  }\n}\n';
    assert.deepEqual(namesIn(await chunksOf('a.php', php)), ['outer']);
    const zig = 'fn outer() u8 {\n  const Local = struct { fn local() void {} };\n  return 1;\n}\n';
    assert.deepEqual(namesIn(await chunksOf('a.zig', zig)), ['outer']);
  });
});

function namesIn(chunks: readonly Chunk[]): string[] {
  return chunks.flatMap(({ symbol, alsoDeclares = [] }) => [symbol ?? [], ...alsoDeclares].flat());
}
