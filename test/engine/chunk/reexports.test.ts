import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reexportsOf } from '../../../src/engine/chunk/reexports.ts';
import { chunksOf } from './chunking.ts';

/** `3 Name`: the row, from 0, and what stands in it. */
function reexports(language: string, text: string): readonly string[] {
  return [...reexportsOf(language, text.split('\n'))].map(([row, names]) => `${row} ${names.join(' ')}`);
}

describe('The names that a file passes on', () => {
  const check = (language: string, text: string, expected: readonly string[]): void =>
    assert.deepEqual(reexports(language, text), expected);

  it('are those of uses that others see, in Rust', () =>
    check(
      'rust',
      'use http::header;\n#[doc(inline)]\npub use axum_core::extract::{\n    FromRef, FromRequest, // and more\n    self,\n    path::{Path, RawPathParams as Raw},\n};\npub(crate) use crate::Json;\n',
      ['3 FromRef FromRequest', '5 Path Raw', '7 Json'],
    ));
  for (const language of ['typescript', 'typescriptreact', 'javascript', 'javascriptreact']) {
    it(`are those of exports without a declaration, in ${language}`, () =>
      check(
        language,
        "import { a } from './a';\nexport { a, type B, c as d, default as E } from './c';\nexport type { F } from './f';\nexport * as zod from './z';\nexport * from './all';\nexport const g = 1;\nexport {\n  /* h, */ i as default,\n  $j,\n};\n",
        ['1 a B d E', '2 F', '8 $j', '3 zod'],
      ));
  }
  it('go on behind comments, whatever those say', () => {
    check('typescript', 'export {\n  /** Instead: `import { a }`. */\n  b, // }\n  c,\n} from "./c";\n', [
      '2 b',
      '3 c',
    ]);
    check('rust', 'pub use a::{\n  b, // not yet; later\n  c,\n};\n', ['1 b', '2 c']);
  });
  it('are those that `__all__` lists, and those that are imported under their own names, in Python', () =>
    check(
      'python',
      'import os as system\nfrom .app import Flask as Flask, jsonify\nfrom .config import (\n    Config as Config,\n    other as another,\n)\n__all__ = [\n    "Flask",\n    \'Blueprint\',  # "not this"\n]\n__all__: list[str] = ("late",)\n',
      ['7 Flask', '8 Blueprint', '10 late', '1 Flask', '3 Config'],
    ));
  it('are those that an export shows, in Dart', () =>
    check('dart', "export 'src/a.dart';\nexport 'src/b.dart' show Client, Response;\n", [
      '1 Client Response',
    ]));
  it('are those that are used from another namespace, in C++', () =>
    check('cpp', 'using namespace std;\nusing fmt::v11::format_to;\nusing std::size_t;\n', [
      '1 format_to',
      '2 size_t',
    ]));
  it('are those that are loaded when they are asked for, in Ruby', () =>
    check('ruby', "module Rack\n  autoload :Response, 'rack/response'\nend\n", ['1 Response']));
  it('are none in other languages, and none of a statement without an end', () => {
    check('go', 'pub use a::B;\n', []);
    check('rust', 'pub use a::{B, C\n', []);
  });
  it('are found in time that grows with the text, whatever stands there', () => {
    // A tenth of a second; the square of it would be minutes.
    const text = 'pub use a::{b,\n'.repeat(60_000);
    assert.equal(reexportsOf('rust', `${text};`.split('\n')).size > 0, true);
    for (const line of ['/* \n', `${'a'.repeat(20_000)}::\n`]) {
      reexportsOf('rust', `pub use a::{${line.repeat(1_000_000 / line.length)};`.split('\n'));
    }
    const oneLine = `export {${'name, '.repeat(100_000)}};`;
    assert.equal(reexportsOf('javascript', [oneLine]).get(0)?.length, 100_000);
  });
  it('stand in their rows, in any text', () => {
    const piece = fc.constantFrom(
      'pub use ',
      'a::',
      '{',
      '}',
      ';',
      '\n',
      'Name',
      ' as ',
      ',',
      '//',
      '/*',
      'export ',
      '__all__ = [',
      '"x"',
      ']',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.constantFrom('rust', 'typescript', 'python'),
        (pieces, language) => {
          const lines = pieces.join('').split('\n');
          for (const [row, names] of reexportsOf(language, lines)) {
            for (const name of names) assert.ok(lines[row]?.includes(name), `${name} in row ${row}`);
          }
        },
      ),
    );
  });
});

describe('A chunk', () => {
  it('tells what it passes on and its file does not declare', async () => {
    const lines = [
      "export { retry, Policy as RetryPolicy } from './retry';",
      "import { jitter } from './jitter';",
      'export function wait(ms: number): number {',
      '  return ms;',
      '}',
      'export { wait, jitter };',
    ];
    const chunks = await chunksOf('a.ts', `${lines.join('\n')}\n`, 60);
    assert.deepEqual(
      chunks.flatMap(({ reexports: names = [] }) => names),
      ['retry', 'RetryPolicy', 'jitter'],
    );
  });
});
