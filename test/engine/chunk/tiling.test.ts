import fc from 'fast-check';
import { GRAMMARS } from '../../../src/engine/chunk/grammars.ts';
import { MARKUP_LANGUAGES } from '../../../src/engine/chunk/markup.ts';
import { PATTERNS } from '../../../src/engine/chunk/patterns.ts';
import { assertTiling, chunkerOf } from './chunking.ts';

const code = [...new Set([...GRAMMARS.keys(), ...MARKUP_LANGUAGES, ...PATTERNS.keys()])];
const documents = ['markdown', 'mdx', 'restructuredtext', 'asciidoc', 'org', 'latex', 'plaintext', 'textile'];
const others = ['xml', 'csv', 'jsonl', 'diff', 'properties', 'unheard', null];
const languages = [...code, ...documents, ...others];

/** Notebooks are told by another test: what is not in a cell is in no chunk. */
async function check(language: string | null, text: string, budget: number): Promise<void> {
  const kind = documents.includes(language ?? '') ? 'docs' : 'code';
  const chunker = await chunkerOf(budget);
  assertTiling(await chunker.chunk({ path: 'a', language, kind }, text), text);
}

/** What people begin, end and fill declarations, comments and sections with in all these languages; one in two or more of them. */
const written = String.raw`
class A {|}|});|end|end.|fi|done|)|]|def f(x):|  return 1|function f() {|func (t *T) m() {|fn f() -> T {|pub const S = struct {
sub f {|defmodule A do|  @doc "x"|(defn f [x]|module A where|f :: Int -> Int|f x = case x of|let rec f x = match x with|proc f {x} {
CREATE TABLE t (|SELECT 1;|resource "a" "b" {|message A {|FROM x AS y|all: dep|.PHONY: all|@media (x) {|.a, .b {|  &:hover {
@decorator|@Override|#[derive(Debug)]|[Serializable]|template <typename T>|namespace N {|#if X|#else|#endif|#define A \
/**| * doc| */|/* a|*/|// note|/// doc|# note|-- note|; note|% note|{- a|-}|(* a|*)|'''|"""|=begin|=end|<!--|-->
# Title|## Sub|Title|=====|-----|~~~~~|= Title|== Sub|* Org|** Sub|\section{A}|\begin{x}|\end{x}|.. code::|----|....
~~~|---|+++|title: x|- item|1. item|> quote|key:|  sub: 1|- - a|[table]|[[array]]|a = 1|"key": {|"key": 1,|{
<html>|<h1>A</h1>|<script>|<script lang="ts">|</script>|<style>|</style>|<template>|</template>|<div id="a">|</div>|{#if x}|<?php|?>
import x from 'y'|use a::b;|#include <a>|package a|export default {|lambda: 0|x = <<EOT|EOT`
  .split(/[\n|]/)
  .filter((line) => line !== '');
const line = fc.constantFrom(...written, '```', '```js', '\tgcc -o', '| a | b |', '\0', '', '', '');
const piece = fc.oneof(
  { weight: 6, arbitrary: line },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(12), line).map(([columns, text]) => ' '.repeat(columns) + text) },
);
const texts = fc
  .tuple(fc.array(piece, { maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
  .map(([lines, end, isEnded]) => lines.join(end) + (isEnded ? end : ''));

/** What no grammar likes. */
const monsters: Readonly<Record<string, string>> = {
  'one enormous function': `function f() {\n${'  step(1, "two", [3]);\n'.repeat(3000)}}\n`,
  'brackets in brackets': `${'{\n'.repeat(800)}x\n${'}\n'.repeat(800)}`,
  'brackets that never close': 'f(\n'.repeat(800),
  'lines that stand deeper and deeper': Array.from({ length: 300 }, (_, at) => `${' '.repeat(at)}if x:`).join(
    '\n',
  ),
  'a huge literal': `const a = [\n${'  "0123456789abcdef",\n'.repeat(3000)}];\nfunction g() {}\n`,
  'a text that never ends': `x = """\n${'words of a text\n'.repeat(500)}`,
  'a very long line': `a = 1\nb = "${'lorem ipsum '.repeat(9000)}"\nc = 3\n`,
  'many headings': Array.from(
    { length: 500 },
    (_, at) => `${'#'.repeat(1 + (at % 6))} Title ${at}\n\ntext\n`,
  ).join(''),
  'nothing but blanks': ' \n\t\n\n'.repeat(300),
};

describe('Chunks tile', function () {
  this.timeout(300_000);
  for (const language of languages) {
    it(`whatever is written in ${language ?? 'a language that nobody knows'}`, async () => {
      await fc.assert(
        fc.asyncProperty(texts, fc.constantFrom(1, 8, 60), (text, budget) => check(language, text, budget)),
        { numRuns: 40 },
      );
    });
  }
  for (const [name, text] of Object.entries(monsters)) {
    it(`${name}, in every language`, async () => {
      for (const language of languages) await check(language, text, 120);
    });
  }
});
