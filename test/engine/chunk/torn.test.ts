import assert from 'node:assert/strict';
import { chunksOf } from './chunking.ts';

interface Sample {
  /** A declaration of this name with a comment; its last line closes it, where anything does. */
  readonly declare: (name: string) => string;
  readonly before?: string;
  readonly after?: string;
}

function braces(head: (name: string) => string, statement: string, indent = ''): Sample['declare'] {
  const inside = `${indent}  ${statement}\n`.repeat(6);
  return (name) => `${indent}// About ${name}.\n${indent}${head(name)} {\n${inside}${indent}}\n`;
}

const samples: Readonly<Record<string, Sample>> = {
  'a.ts': { declare: braces((name) => `export function ${name}(a: number): number`, 'a = a + 1;') },
  'members.ts': {
    declare: braces((name) => `${name}(a: number): number`, 'a = a + 1;', '  '),
    before: 'export class Box {\n',
    after: '}\n',
  },
  'a.js': { declare: braces((name) => `function ${name}(a)`, 'a = a + 1;') },
  'a.py': {
    declare: (name) => `# About ${name}.\ndef ${name}(a):\n${'    a = a + 1\n'.repeat(6)}    return (a)\n`,
  },
  'a.go': { declare: braces((name) => `func ${name}(a int) int`, 'a = a + 1'), before: 'package a\n\n' },
  'A.java': {
    declare: braces((name) => `public int ${name}(int a)`, 'a = a + 1;', '  '),
    before: 'public class Box {\n',
    after: '}\n',
  },
  'a.rs': { declare: braces((name) => `pub fn ${name}(a: u8)`, 'let a = a + 1;') },
  'a.c': { declare: braces((name) => `int ${name}(int a)`, 'a = a + 1;') },
  'a.cpp': { declare: braces((name) => `int ${name}(int a)`, 'a = a + 1;') },
  'a.cs': {
    declare: braces((name) => `public int ${name}(int a)`, 'a = a + 1;', '  '),
    before: 'public class Box {\n',
    after: '}\n',
  },
  'a.php': { declare: braces((name) => `function ${name}($a)`, '$a = $a + 1;'), before: '<?php\n' },
  'a.rb': { declare: (name) => `# About ${name}.\ndef ${name}(a)\n${'  a = a + 1\n'.repeat(6)}end\n` },
  'a.hs': {
    declare: (name) =>
      `-- | About ${name}.\n${name} :: Int -> Int\n${name} a =\n${'  a + 1 +\n'.repeat(6)}  (a)\n`,
    before: 'module Box where\n\nimport Data.List\n\n',
  },
  'members.hs': {
    declare: (name) => `  -- | About ${name}.\n  ${name} a =\n${'    a + 1 +\n'.repeat(6)}    (a)\n`,
    before: 'module Box where\n\ninstance Box Int where\n',
  },
  'a.lua': {
    declare: (name) => `-- About ${name}.\nfunction ${name}(a)\n${'  a = a + 1\n'.repeat(6)}end\n`,
  },
  'members.lua': {
    declare: (name) => `--- About ${name}.\nfunction M:${name}(a)\n${'  a = a + 1\n'.repeat(6)}end\n`,
    before: 'local M = {}\n',
    after: 'return M\n',
  },
  'a.kt': { declare: braces((name) => `fun ${name}(a: Int)`, 'val b = a + 1') },
  'a.scala': {
    declare: braces((name) => `def ${name}(a: Int): Unit =`, 'val b = a + 1', '  '),
    before: 'object Box {\n',
    after: '}\n',
  },
  'a.ex': {
    declare: (name) => `  @doc "About ${name}."\n  def ${name}(a) do\n${'    b = a + 1\n'.repeat(6)}  end\n`,
    before: 'defmodule Box do\n',
    after: 'end\n',
  },
  'a.zig': { declare: braces((name) => `pub fn ${name}(a: u8) void`, 'const b = a + 1;') },
  'a.dart': { declare: braces((name) => `int ${name}(int a)`, 'a = a + 1;') },
};

const names = ['alpha', 'bravo', 'charlie', 'delta', 'echo'];

describe('A syntax error', function () {
  this.timeout(120_000);

  /** Chunks that bear these names, with their texts. */
  const named = async (path: string, text: string, wanted: readonly string[]): Promise<readonly string[]> =>
    (await chunksOf(path, text, 60))
      .filter(({ symbol }) => wanted.includes(symbol ?? ''))
      .map((chunk) => chunk.text);

  const check = async (path: string, damage: (declaration: string) => string): Promise<void> => {
    const { declare, before = '', after = '' } = samples[path] ?? { declare: String };
    const others = names.filter((name) => name !== 'charlie');
    const file = (change: (declaration: string) => string): string =>
      before +
      names.map((name) => (name === 'charlie' ? change(declare(name)) : declare(name))).join('\n') +
      after;
    const whole = await named(path, file(String), others);
    assert.ok(whole.length >= others.length, 'they are chunks of their own in the first place');
    assert.deepEqual(await named(path, file(damage), others), whole);
  };

  for (const path of Object.keys(samples)) {
    it(`costs the other declarations of ${path} nothing, be it a bracket that is missing`, () =>
      check(path, (declaration) => declaration.replace(/(?:\}|end|\))\s*$/, '\n')));
    it(`nor be it what a merge left in ${path}`, () =>
      check(path, (declaration) => {
        const lines = declaration.split('\n');
        const inside = /^\s*/.exec(lines[4] ?? '')?.[0] ?? '';
        return lines.toSpliced(4, 0, `${inside}<<<<<<< HEAD ) ]`).join('\n');
      }));
  }
  it('costs them nothing in a file of as many lines as a call cannot have arguments', async () => {
    const { declare } = samples['a.c'] ?? { declare: String };
    const text = names.map((name) => (name === 'charlie' ? declare(name).slice(0, -2) : declare(name)));
    const found = await named('a.c', text.join('\n'.repeat(50_000)), ['alpha', 'bravo', 'delta']);
    assert.equal(found.length, 3);
  });
});
