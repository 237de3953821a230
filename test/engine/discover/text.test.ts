import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pathFilter } from '../../../src/engine/discover/glob.ts';
import { languageOf } from '../../../src/engine/discover/languages.ts';
import { splitLines } from '../../../src/engine/discover/lines.ts';

describe('splitLines', () => {
  function check(text: string, lines: readonly string[]): void {
    assert.deepEqual(splitLines(text), lines);
  }

  it('has no lines in empty text', () => check('', []));
  it('begins no line after the last line end', () => check('a\nb\n', ['a', 'b']));
  it('keeps empty lines', () => check('\n\na\n\n', ['', '', 'a', '']));
  it('leaves carriage returns before line ends out', () => check('a\r\nb\r\nc\r', ['a', 'b', 'c']));
  it('ends lines at carriage returns that stand alone, as the editor does', () =>
    check('a\rb\n\r\r\nc\r\rd', ['a', 'b', '', '', 'c', '', 'd']));

  it('gives text back that has no carriage returns', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string().map((line) => line.replace(/[\r\n]/g, '')),
          { minLength: 1 },
        ),
        (lines) => {
          assert.deepEqual(splitLines(`${lines.join('\n')}\n`), lines);
        },
      ),
    );
  });
});

describe('languageOf', () => {
  function check(path: string, language: string | null, kind: 'code' | 'docs', firstLine?: string): void {
    assert.deepEqual(languageOf(path, firstLine), { language, kind }, path);
  }

  it('knows languages by extension', () => {
    check('src/a.ts', 'typescript', 'code');
    check('src/a.d.ts', 'typescript', 'code');
    check('a.tsx', 'typescriptreact', 'code');
    check('A.PY', 'python', 'code');
    check('include/a.h', 'cpp', 'code');
    check('a.c', 'c', 'code');
    check('Program.cs', 'csharp', 'code');
    check('a.yml', 'yaml', 'code');
    check('run.sh', 'shellscript', 'code');
  });

  it('knows documents', () => {
    check('docs/a.md', 'markdown', 'docs');
    check('a.rst', 'restructuredtext', 'docs');
    check('a.adoc', 'asciidoc', 'docs');
    check('notes.txt', 'plaintext', 'docs');
    check('LICENSE', 'plaintext', 'docs');
    check('LICENSE-MIT', 'plaintext', 'docs');
    check('README', 'plaintext', 'docs');
    check('README.md', 'markdown', 'docs');
  });

  it('knows whole names before extensions', () => {
    check('CMakeLists.txt', 'cmake', 'code');
    check('requirements.txt', 'pip-requirements', 'code');
    check('Dockerfile', 'dockerfile', 'code');
    check('Dockerfile.dev', 'dockerfile', 'code');
    check('tsconfig.json', 'jsonc', 'code');
  });

  it('knows the interpreter of a script without extension', () => {
    check('bin/tool', 'python', 'code', '#!/usr/bin/env python3');
    check('bin/tool', 'javascript', 'code', '#!/usr/bin/env -S node --flag');
    check('bin/tool', 'shellscript', 'code', '#! /bin/bash -e');
    check('bin/tool.rb', 'ruby', 'code', '#!/bin/sh');
  });

  it('says so where it knows nothing', () => {
    check('bin/tool', null, 'code');
    check('a.unheard', null, 'code', 'just text');
    check('.ts', 'typescript', 'code');
  });
});

describe('pathFilter', () => {
  function check(glob: string, matching: readonly string[], other: readonly string[]): void {
    const matches = pathFilter([glob]);
    for (const path of matching) assert.ok(matches(path), `${glob} matches ${path}`);
    for (const path of other) assert.ok(!matches(path), `${glob} does not match ${path}`);
  }

  it('takes a glob without slash for names at any depth', () => {
    check('*.ts', ['a.ts', 'x/y/a.ts'], ['a.tsx', 'ts']);
    check('test', ['test/a.ts', 'x/test/a.ts'], ['tests/a.ts']);
  });

  it('takes a glob with slash from the root', () => {
    check('src/*.ts', ['src/a.ts'], ['src/x/a.ts', 'y/src/a.ts']);
    check('src/**/*.ts', ['src/a.ts', 'src/x/y/a.ts'], ['a.ts']);
    check('**/src/**', ['src/a', 'x/src/y/z'], ['xsrc/a']);
    check('./src/', ['src/a', 'src/x/b'], ['srcs/a']);
  });

  it('knows alternatives', () => {
    check('**/*.{ts,{j,m}s}', ['a.ts', 'x/a.js', 'x/a.ms'], ['a.css']);
  });

  it('takes a malformed glob for one that matches nothing', () => {
    check('[a', [], ['a', '[a']);
  });

  it('lets nothing through without globs', () => {
    assert.ok(!pathFilter([])('any/thing'));
  });
});
