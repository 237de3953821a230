import assert from 'node:assert/strict';
import { chunksOf } from './chunking.ts';

interface Container {
  /** The line that opens it. */
  readonly head: string;
  /** A member of nine lines; its last line closes it, where anything does. */
  readonly declare: (name: string) => string;
  readonly end?: string;
}

function braces(head: string, member: (name: string) => string, statement: string): Container {
  const inside = `    ${statement}\n`.repeat(6);
  return { head, declare: (name) => `  ${member(name)} {\n${inside}  }\n`, end: '}\n' };
}

const containers: Readonly<Record<string, Container>> = {
  'class.ts': braces('export class Box {', (name) => `${name}(a: number): number`, 'a = a + 1;'),
  'interface.ts': {
    head: 'export interface Box {',
    declare: (name) => `  ${name}(a: {\n${'    x: number;\n'.repeat(6)}  }): void;\n`,
    end: '}\n',
  },
  'class.js': braces('class Box {', (name) => `${name}(a)`, 'a = a + 1;'),
  'Class.java': braces('public class Box {', (name) => `public int ${name}(int a)`, 'a = a + 1;'),
  'Interface.java': braces('public interface Box {', (name) => `default int ${name}(int a)`, 'a = a + 1;'),
  'class.kt': braces('class Box {', (name) => `fun ${name}(a: Int): Int`, 'val b = a + 1'),
  'object.kt': braces('object Box {', (name) => `fun ${name}(a: Int): Int`, 'val b = a + 1'),
  'impl.rs': braces('impl Box {', (name) => `pub fn ${name}(a: u8) -> u8`, 'let a = a + 1;'),
  'trait.rs': braces('trait Box {', (name) => `fn ${name}(a: u8) -> u8`, 'let a = a + 1;'),
  'mod.rs': braces('mod Box {', (name) => `pub fn ${name}(a: u8) -> u8`, 'let a = a + 1;'),
  'class.cs': braces('public class Box {', (name) => `public int ${name}(int a)`, 'a = a + 1;'),
  'class.cpp': braces('class Box {', (name) => `int ${name}(int a)`, 'a = a + 1;'),
  'object.scala': braces('object Box {', (name) => `def ${name}(a: Int): Int =`, 'val b = a + 1'),
  'class.php': braces('<?php\nclass Box {', (name) => `public function ${name}($a)`, '$a = $a + 1;'),
  'class.dart': braces('class Box {', (name) => `int ${name}(int a)`, 'a = a + 1;'),
  'contract.sol': braces('contract Box {', (name) => `function ${name}(uint a) public`, 'a = a + 1;'),
  'struct.zig': {
    ...braces('const Box = struct {', (name) => `pub fn ${name}(a: u8) u8`, 'const b = a + 1;'),
    end: '};\n',
  },
  'class.py': {
    head: 'class Box:',
    declare: (name) => `  def ${name}(self, a):\n${'    a = a + 1\n'.repeat(6)}    return (a)\n`,
  },
  'class.rb': {
    head: 'class Box',
    declare: (name) => `  def ${name}(a)\n${'    a = a + 1\n'.repeat(6)}  end\n`,
    end: 'end\n',
  },
  'module.ex': {
    head: 'defmodule Box do',
    declare: (name) => `  def ${name}(a) do\n${'    b = a + 1\n'.repeat(6)}  end\n`,
    end: 'end\n',
  },
};

/** Puts a line among those of a member. */
function inserted(line: string, at: number): (member: string) => string {
  return (member) => member.split('\n').toSpliced(at, 0, line).join('\n');
}

interface Damage {
  readonly name: string;
  readonly change: (member: string) => string;
  /** Where nothing is lost by it that could be told: to Elixir such a text is right, to JavaScript the name is a field. */
  readonly not?: string;
}

const damages: readonly Damage[] = [
  { name: 'has no end', change: (member) => member.replace(/(?:\}|end|\))(?:\): void;)?\s*$/, '\n') },
  { name: 'has no beginning', change: (member) => member.replace(/\{|\bdo\b|:$/m, ''), not: 'module.ex' },
  { name: 'has one end too many', change: inserted('    }', 3) },
  { name: 'has a call that is not closed', change: inserted('    x = f(g(1);', 3) },
  {
    name: 'has a block that is not closed',
    change: (member) => `${member.split('\n').slice(0, 3).join('\n')}\n    if (\n`,
    not: 'module.ex',
  },
  {
    name: 'is no more than the beginning of a line',
    change: (member) => `${member.split('(')[0] ?? ''}(\n`,
    not: 'class.js',
  },
];

const names = ['alpha', 'bravo', 'charlie'];

describe('A member that a syntax error has torn', function () {
  this.timeout(120_000);

  const check = async (path: string, at: number, change: (member: string) => string): Promise<void> => {
    const { head, declare, end = '' } = containers[path] ?? { head: '', declare: String };
    const members = names.map((name, place) => (place === at ? change(declare(name)) : declare(name)));
    const chunks = await chunksOf(path, `${head}\n${members.join('\n')}${end}`, 60);
    const all = new Set(
      chunks.flatMap(({ symbol, trail, alsoDeclares = [] }) => [symbol, ...trail, ...alsoDeclares]),
    );
    const told = chunks.map(({ symbol, trail }) => [...trail, symbol].join('.')).join(' ');
    assert.deepEqual(
      ['Box', ...names].filter((name) => !all.has(name)),
      [],
      told,
    );
    for (const name of names.filter((_, place) => place !== at))
      assert.ok(
        chunks.some(({ symbol, trail }) => symbol === name && trail.includes('Box')),
        `Box.${name} is not among ${told}`,
      );
  };

  for (const path of Object.keys(containers)) {
    for (const [at, place] of ['first', 'second'].entries()) {
      for (const { name, change, not } of damages) {
        if (path === not) continue;
        it(`costs no name where the ${place} of ${path} ${name}`, () => check(path, at, change));
      }
    }
  }
});

describe('A conflict that a merge has left', () => {
  it('costs no name, and its lines are in the chunks of what they stand in', async () => {
    const { head, declare, end = '' } = containers['Class.java'] ?? { head: '', declare: String };
    const both = ['<<<<<<< HEAD', '    a = a + 2;', '=======', '    a = a + 3;', '>>>>>>> branch'];
    const [first = '', ...rest] = names.map(declare);
    const conflict = first.split('\n').toSpliced(3, 0, ...both);
    const chunks = await chunksOf('Class.java', [head, ...conflict, ...rest].join('\n') + end, 80);
    assert.deepEqual(
      chunks.map(({ symbol, trail }) => [...trail, symbol].join('.')),
      ['Box', 'Box.alpha', 'Box.bravo', 'Box.charlie'],
    );
    assert.ok(chunks[1]?.text.includes('>>>>>>> branch'));
  });
});
