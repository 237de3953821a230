import { checkOutline, chunksOf } from './chunking.ts';

describe('chunks of code without a grammar', () => {
  const check = (path: string, lines: readonly string[], expected: readonly string[], budget = 28): void => {
    it(`of ${path}: names, comments above them and what encloses them`, () =>
      checkOutline(path, lines, expected, budget));
  };

  check(
    'a.swift',
    [
      'import Foundation',
      '',
      '/// Sends requests again, in order, until they are done.',
      'public final class Retrier: NSObject {',
      '    /// Times.',
      '    @objc public static func delay(for attempt: Int) -> Double {',
      '        return pow(2, Double(attempt)) * 1 + 2 + 3',
      '    }',
      '    init?(limit: Int, name: String) {',
      '        self.limit = limit + 1 + 2; self.name = name',
      '    }',
      '}',
      'extension Array where Element == Request { func sorted() -> [Element] { self + [] + [] } }',
    ],
    ['1-4 Retrier', '5-8 Retrier › delay', '9-12 Retrier › init', '13 Array'],
    40,
  );
  check(
    'a.sql',
    [
      '-- Who may log in.',
      'CREATE TABLE IF NOT EXISTS users (',
      '  id INTEGER PRIMARY KEY, name TEXT NOT NULL, mail TEXT NOT NULL',
      ');',
      'create or replace function touch() returns trigger as $$',
      'begin',
      '  new.changed = now(); new.count = new.count + 1;',
      'end',
      '$$ language plpgsql;',
    ],
    ['1-4 users', '5-9 touch'],
    44,
  );
  check(
    'a.m',
    [
      '#import "Queue.h"',
      '@implementation Queue',
      '/** Puts an item at the end, where others come first. */',
      '- (void)push:(id)item {',
      '    [self.items addObject:item]; self.count = self.count + 1;',
      '}',
      '+ (instancetype)queueWithLimit:(NSInteger)limit name:(NSString *)name {',
      '    return [[self alloc] initWithLimit:limit];',
      '}',
      '@end',
    ],
    ['1-6 Queue › push', '7-10 Queue › queueWithLimit'],
    60,
  );
  check(
    'a.ml',
    [
      'open Base',
      'module Stack = struct',
      '  (** Puts on top of everything that is there. *)',
      '  let push stack item = stack := item :: !stack; count := !count + 1',
      '  let pop stack = match !stack with [] -> None | x :: rest -> stack := rest; Some x',
      'end',
    ],
    ['1-4 Stack › push', '5-6 Stack › pop'],
    44,
  );
  check(
    'a.tf',
    [
      'resource "aws_instance" "web" {',
      '  ami = "a-1"',
      '  tags = { Name = "web", Owner = "us", Stage = "x" }',
      '}',
      'variable "region" {',
      '  default = "eu", description = "where it all runs", type = string',
      '}',
    ],
    ['1-4 "aws_instance" "web"', '5-7 "region"'],
    40,
  );
  check(
    'Makefile',
    [
      'build: src/a.c src/b.c',
      '\tcc -o out src/a.c src/b.c',
      'test: build',
      '\t./out --check --all --verbose --twice',
    ],
    ['1-2 build', '3-4 test'],
  );
  check(
    'a.scss',
    [
      '@mixin button($color) {',
      '  color: $color; margin: 0 1px 2px 3px; padding: 0;',
      '}',
      '.panel {',
      '  color: red;',
      '  &:hover .title { color: blue; }',
      '  .body {',
      '    margin: 0 1px 2px 3px; padding: 0 1px 2px 3px; color: red;',
      '  }',
      '}',
    ],
    ['1-3 button', '4-6 .panel', '7-10 .panel › .body'],
  );
});

describe('chunks of configuration', () => {
  const check = (path: string, lines: readonly string[], expected: readonly string[], budget = 28): void => {
    it(`of ${path}: keys of the outermost level, opened where they are large`, () =>
      checkOutline(path, lines, expected, budget));
  };
  const words = Array.from({ length: 16 }, (_, at) => `w${at}`).join(' ');

  check(
    'a.yaml',
    [
      '# Who it is.',
      'name: short',
      'version: 1',
      'jobs:',
      '  check:',
      `    run: ${words}`,
      '  test:',
      `    run: ${words}`,
      '    steps:',
      '    - name: x',
      'on:',
      '- push',
      `- ${words}`,
    ],
    ['1-3 name', '4-6 jobs › check', '7-10 jobs › test', '11-13 on'],
  );
  check(
    'a.toml',
    ['title = "x"', '[package]', `name = "${words}"`, '[tool.ruff]', `select = "${words}"`],
    ['1-3 package', '4-5 tool.ruff'],
  );
  check(
    'a.json',
    [
      '{',
      '  "name": "x",',
      '  "version": "1",',
      '  "scripts": {',
      `    "build:all": "${words}",`,
      `    "test": "${words}"`,
      '  },',
      `  "keywords": ["${words}"]`,
      '}',
    ],
    ['1-3 name', '4-5 scripts › build:all', '6-7 scripts › test', '8-9 keywords'],
    36,
  );
});

describe('chunks of markup', () => {
  it('of a component: script in its language, template, style', () =>
    checkOutline(
      'a.vue',
      [
        '<script setup lang="ts">',
        "import { ref, computed, watch, onMounted } from 'vue'",
        'const props = defineProps<{ level: number; name: string; id: number }>()',
        'function toggle(event: Event): void { open.value = !open.value; emit(event) }',
        '</script>',
        '',
        '<template>',
        '  <div class="item" :class="classes" @click="toggle"><slot name="a" /></div>',
        '</template>',
        '',
        '<style scoped>',
        '.item { color: red; margin: 0; padding: 0; border: 0; display: block; }',
        '</style>',
      ],
      ['1-2 script › -', '3 script › props', '4-5 script › toggle', '7-9 template', '11-13 style › .item'],
      54,
    ));

  it('of a page: headings and places with an id', () =>
    checkOutline(
      'a.html',
      [
        '<!doctype html>',
        '<body>',
        '  <h1 class="big">All about <b>owls</b></h1>',
        '  <p>They fly at night, eat mice, and sleep all day long in trees.</p>',
        '  <section class="a" id="food">',
        '    <p>Mice, voles, birds, insects, and whatever else is small enough to eat.</p>',
        '  </section>',
        '  <script>',
        '    function fly(height) { return height * 2 + wind * 3 + wings * 4 + luck; }',
        '  </script>',
        '</body>',
      ],
      ['1-4 body › All about', '5-7 body › food', '8-11 script › fly'],
      60,
    ));

  for (const [path, sign, end] of [
    ['a.lua', ')', 'x'],
    ['a.scss', '#', `${' '.repeat(600_000)}x`],
  ] as const) {
    it(`of ${path} takes time that grows with the length of a line, whatever stands in it`, async () => {
      // Next to none; the square of it would be minutes.
      const line = sign.repeat(500_000) + end;
      const text = `${'alpha(beta, gamma, delta);\n'.repeat(80)}${line}\n.a {\n  b: c;\n}\n`;
      await chunksOf(path, text);
    });
  }
});
