import assert from 'node:assert/strict';
import { chunksOf } from './chunking.ts';

/** Extension, source, and what it must be found by. */
const DECLARATIONS: readonly (readonly [string, string, ...string[]])[] = [
  ['go', 'type Reading = int', 'Reading'],
  ['go', 'var low, high = 1, 2', 'low', 'high'],
  ['go', 'const (\n\tMaxRetries = iota\n\tMinBalance\n)', 'MaxRetries', 'MinBalance'],
  ['go', 'type (\n\tReading = int\n\tGauge struct{}\n)', 'Reading', 'Gauge'],
  ['kt', 'const val LIMIT = 3', 'LIMIT'],
  ['kt', 'private val gauge: Int by lazy { 1 }', 'gauge'],
  ['kt', 'val (low, high) = bounds()', 'low', 'high'],
  ['kt', 'class A { var gauge: Int = 2 }', 'A', 'gauge'],
  ['java', 'public @interface Retryable { int times() default 1; }', 'Retryable', 'times'],
  ['java', '@interface Slow {}\n@Slow class Worker {}', 'Slow', 'Worker'],
  ['java', 'class A { int[] low[], high; }', 'low', 'high'],
  ['php', '<?php\nconst LOW = 1, HIGH = 2;', 'LOW', 'HIGH'],
  ['php', '<?php\nclass A { const LIMIT = 1; private ?int $low = 1, $high; }', 'LIMIT', 'low', 'high'],
  [
    'cs',
    'class A { int low, high = 2; event EventHandler Risen, Fallen; }',
    'low',
    'high',
    'Risen',
    'Fallen',
  ],
  ['c', 'struct gauge *low, *high;', 'low', 'high'],
  ['c', 'typedef struct gauge { int low; } gauge_t;', 'gauge', 'gauge_t'],
  [
    'cpp',
    'class A { union Bounds { int low; } both; struct Gauge { int high; }; };',
    'Bounds',
    'both',
    'Gauge',
  ],
  ['cpp', 'bool operator==(const A& a, const A& b) { return true; }', 'operator=='],
  ['cpp', 'template <> struct Gauge<int> {};', 'Gauge'],
  ['scala', 'object A { val (low, high) = (1, 2) }', 'low', 'high'],
  ['sol', 'type Price is uint128;\ncontract A { type Share is uint; }', 'Price', 'Share'],
  ['rs', 'trait A { type Reading; }', 'Reading'],
  ['dart', 'final low = 1, high = 2;', 'low', 'high'],
  ['dart', 'const int limit = 3;', 'limit'],
  ['dart', 'int get home => 1;', 'home'],
  [
    'dart',
    'class A { A.polar(); factory A.flat() => A(); static const low = 1, high = 2; }',
    'polar',
    'flat',
    'high',
  ],
  ['ts', 'var low = 1, high = 2', 'low', 'high'],
  ['ts', 'declare global { interface Window { gauge: string } }', 'Window'],
  [
    'ts',
    'export const { low, upper: high, mean = 1, ...others } = slice.actions',
    'low',
    'high',
    'mean',
    'others',
  ],
  ['ts', 'const [low, [high]] = bounds()', 'low', 'high'],
  ['js', '(function ($) {\n  function openDialog() {}\n})(jQuery);', 'openDialog'],
  ['js', '!function () { function openDialog() {} }();', 'openDialog'],
  ['js', ';(async () => { const opened = await open(); })();', 'opened'],
  ['js', 'module.exports = function openDialog() {}', 'openDialog'],
  ['py', 'FOO: int = 1\nPoint = namedtuple("Point", "x y")', 'FOO', 'Point'],
  ['py', 'with x:\n    def load(): pass', 'load'],
  ['py', 'try:\n    pass\nfinally:\n    def load(): pass', 'load'],
  ['rb', 'Shop::Point = Struct.new(:x) do\n  def length = x\nend', 'Point', 'length'],
  ['rb', 'class ::Shop::Gauge\nend', 'Gauge'],
  ['rb', 'LIMIT = 1\nclass A\n  MODES = [1]\nend', 'LIMIT', 'MODES'],
];

const NOT_DECLARED: readonly (readonly [string, string, ...string[]])[] = [
  ['js', 'const { readFile } = require("fs")', 'readFile', '{ readFile }'],
  ['js', 'const { readFile } = await import("fs")', 'readFile', '{ readFile }'],
  ['py', 'total = 1\nself.Total = 2', 'total', 'Total'],
  ['rb', 'total = 1', 'total'],
  ['ex', 'defmodule A do\n  def unquote(name)(x), do: x\nend', 'unquote(name)'],
  ['kt', 'val gauge: Reading = 1', 'Reading', 'val'],
];

async function namesIn(extension: string, source: string): Promise<ReadonlySet<string>> {
  const chunks = await chunksOf(`a.${extension}`, `${source}\n`);
  return new Set(
    chunks.flatMap(({ symbol, alsoDeclares = [] }) => [
      ...alsoDeclares,
      ...(symbol === null ? [] : [symbol]),
    ]),
  );
}

describe('What a declaration is called', () => {
  for (const [extension, source, ...wanted] of DECLARATIONS) {
    it(`${wanted.join(', ')} in ${extension}: ${source.replace(/\s+/g, ' ')}`, async () => {
      const names = await namesIn(extension, source);
      assert.deepEqual(
        wanted.filter((name) => !names.has(name)),
        [],
        [...names].join(', '),
      );
    });
  }

  for (const [extension, source, ...others] of NOT_DECLARED) {
    it(`is not ${others.join(', ')} in ${extension}: ${source.replace(/\s+/g, ' ')}`, async () => {
      const names = await namesIn(extension, source);
      assert.deepEqual(
        others.filter((name) => names.has(name)),
        [],
      );
    });
  }

  it('is its own in each part of a group that is too large for one chunk', async () => {
    const types = ['CreateUser', 'DeleteUser', 'RefundPayment'].map((name) =>
      [
        `\t// ${name} is asked for.`,
        `\t${name} struct {`,
        ...new Array<string>(6).fill('\t\tName string'),
        '\t}',
      ].join('\n'),
    );
    const chunks = await chunksOf('a.go', `package a\n\ntype (\n${types.join('\n')}\n)\n`, 30);
    assert.deepEqual(
      chunks.map(({ symbol }) => symbol).filter((symbol) => symbol !== null),
      ['CreateUser', 'DeleteUser', 'RefundPayment'],
    );
  });

  it('is told by the first part of a class whose first member stands in its own line', async () => {
    const method = (at: number): string =>
      `  book${at}(amount) { return this.write(amount, ${at}, "booked"); }`;
    const source = `export class Ledger { constructor(store) { this.store = store; }\n${Array.from({ length: 8 }, (_, at) => method(at)).join('\n')}\n}\n`;
    const [first, ...others] = await chunksOf('a.ts', source, 40);
    assert.ok(first?.alsoDeclares?.includes('Ledger'));
    assert.ok(others.length > 0 && others.every(({ alsoDeclares = [] }) => !alsoDeclares.includes('Ledger')));
  });
});
