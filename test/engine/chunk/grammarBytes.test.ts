import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { withKnownImports } from '../../../src/engine/chunk/grammarBytes.ts';
import { GRAMMARS as TABLE } from '../../../src/engine/chunk/grammars.ts';
import { GRAMMARS, checkOutline } from './chunking.ts';

interface Wasm {
  readonly Module: {
    new (bytes: Uint8Array): object;
    imports(module: object): { readonly name: string; readonly kind: string }[];
    exports(module: object): { readonly name: string }[];
  };
}
const { Module } = (globalThis as unknown as { readonly WebAssembly: Wasm }).WebAssembly;

/** What a failed assertion of a grammar's own calls: there is nothing to go on with. */
const ends = ['__assert_fail', 'abort'];

describe('Grammars, as they are given to their library', () => {
  const library = createRequire(import.meta.url).resolve('web-tree-sitter/tree-sitter.wasm');
  const offered = new Set(Module.exports(new Module(readFileSync(library))).map(({ name }) => name));
  const files = new Map([...TABLE.values()].map(({ file, path }) => [file, path]));
  const bytesOf = (file: string): Buffer => readFileSync(join(GRAMMARS, files.get(file) ?? file));

  for (const file of files.keys()) {
    it(`ask for nothing that it does not have: ${file}`, () => {
      const imports = Module.imports(new Module(withKnownImports(bytesOf(file))));
      const functions = imports.filter(({ kind }) => kind === 'function').map(({ name }) => name);
      assert.deepEqual(
        functions.filter((name) => !offered.has(name) && !ends.includes(name)),
        [],
      );
    });
  }

  it('are as they were but for the one import', () => {
    assert.deepEqual(withKnownImports(bytesOf('c')), bytesOf('c'));
    const [before, after] = [bytesOf('bash'), withKnownImports(bytesOf('bash'))];
    assert.equal(after.length, before.length + 1);
    assert.equal(after.toString('latin1').replace('\x08iswalpha', '\x07isalpha').length, before.length);
  });

  it('may be anything', () => {
    for (const text of ['', 'no module at all', '\0asm\x01\0\0\0\x02\xff\xff'])
      assert.equal(withKnownImports(Buffer.from(text, 'latin1')).toString('latin1'), text);
  });

  it('parse comparisons in shells', () =>
    checkOutline(
      'a.sh',
      [
        'one() {',
        '  if [[ $1 == "build" ]]; then',
        '    echo "$2"',
        '  fi',
        '}',
        'function two { echo "$1" "$2" "$3" "$4" "$5" "$6"; }',
      ],
      ['1-5 one', '6 two'],
      28,
    ));
});
