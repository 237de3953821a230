import assert from 'node:assert/strict';
import fc from 'fast-check';
import { embeddedText } from '../../../src/engine/chunk/embeddedText.ts';
import { notebookReason } from '../../../src/engine/chunk/notebook.ts';
import { splitLines } from '../../../src/engine/discover/lines.ts';
import type { Chunk } from '../../../src/engine/types.ts';
import { chunkerOf, outline } from './chunking.ts';

interface Cell {
  readonly cell_type: 'code' | 'markdown';
  readonly source: string | readonly string[];
  readonly outputs?: readonly unknown[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

function notebook(cells: readonly Cell[], metadata: Readonly<Record<string, unknown>> = {}): string {
  const info = { ...metadata, language_info: { name: 'python' } };
  const full = { metadata: info, cells, nbformat: 4, nbformat_minor: 5 };
  return JSON.stringify(full, null, 1);
}

/** As Jupyter stores it: one string a line, each with its line end. */
function stored(text: string): string[] {
  return text.split(/(?<=\n)/);
}

async function chunksOf(text: string, budget = 60): Promise<readonly Chunk[]> {
  const chunks = await (
    await chunkerOf(budget)
  ).chunk({ path: 'a.ipynb', language: 'jupyter', kind: 'code' }, text);
  const lines = splitLines(text);
  let next = 1;
  for (const chunk of chunks) {
    assert.ok(chunk.startLine >= next && chunk.endLine >= chunk.startLine, 'in order and disjoint');
    assert.equal(chunk.text, lines.slice(chunk.startLine - 1, chunk.endLine).join('\n'));
    next = chunk.endLine + 1;
  }
  return chunks;
}

function read(chunks: readonly Chunk[]): string[] {
  return chunks.map((chunk) =>
    embeddedText('a.ipynb', { ...chunk, symbol: null, trail: [] }).replace(/^a\n/, ''),
  );
}

const output = { output_type: 'stream', name: 'stdout', text: ['secret number\n', '"source": [\n'] };

describe('chunks of notebooks', () => {
  it('are cells, without outputs, each with its kind and language', async () => {
    const chunks = await chunksOf(
      notebook([
        { cell_type: 'markdown', source: ['# Owls\n', 'Where "they" fly.'] },
        { cell_type: 'code', outputs: [output], source: ['def fly(a):\n', '    return "a\\n"'] },
        { cell_type: 'markdown', source: ['## Food'] },
        { cell_type: 'code', outputs: [], source: [] },
        { cell_type: 'code', outputs: [output], source: 'eat()\nsleep()' },
      ]),
    );
    assert.deepEqual(
      chunks.map(({ kind, language }) => `${kind} ${language ?? ''}`),
      ['docs markdown', 'code python', 'docs markdown', 'code python'],
    );
    assert.deepEqual(read(chunks), [
      '# Owls\nWhere "they" fly.',
      'def fly(a):\n    return "a\\n"',
      '## Food',
      'eat()\nsleep()',
    ]);
    assert.deepEqual(
      outline(chunks).map((line) => line.replace(/^\S+ /, '')),
      ['Owls', 'Owls › fly', 'Owls › Food', 'Owls › Food › -'],
    );
  });

  it('are left out where the source does not stand in lines of its own, because outputs stand beside it', async () => {
    const fly = '  {\n   "cell_type": "code", "outputs": [],\n   "source": [\n    "fly()"\n   ]\n  }';
    const eat = '  {"cell_type": "code", "source": ["eat()"], "outputs": [{"text": ["much was eaten"]}]}';
    const owls = '  {\n   "cell_type": "markdown",\n   "source": ["# Owls\\n", "At night"]\n  }';
    const chunks = await chunksOf(`{\n "cells": [\n${fly},\n${eat},\n${owls}\n ]\n}\n`);
    assert.deepEqual(read(chunks), ['fly()', '# Owls\nAt night']);
    assert.deepEqual(
      chunks.map(({ kind }) => kind),
      ['code', 'docs'],
    );
    const inOneLine = JSON.stringify({
      cells: [{ cell_type: 'code', source: ['eat()'], outputs: ['eaten'] }],
    });
    assert.deepEqual(await chunksOf(inOneLine), []);
  });

  it('are declarations where a cell is large', async () => {
    const body = '  total = one + two + three + four + five + six + seven\n';
    const source = `def first():\n${body}${body}\ndef second():\n${body}${body}`;
    const chunks = await chunksOf(notebook([{ cell_type: 'code', source: stored(source) }]), 40);
    assert.deepEqual(
      chunks.map(({ symbol }) => symbol),
      ['first', 'second'],
    );
  });

  it('are cells alone, whatever metadata call a source', async () => {
    const odd = { source: ['https://example.org/"owls"\n'], more: [{ source: 'x' }], path: 'a\\' };
    const cells: readonly Cell[] = [
      { cell_type: 'code', metadata: odd, source: ['fly()\n', 'eat()'] },
      { cell_type: 'markdown', source: 'Where "they" fly.' },
    ];
    for (const some of [cells.slice(0, 1), cells]) {
      const wanted = ['fly()\neat()', 'Where "they" fly.'].slice(0, some.length);
      assert.deepEqual(read(await chunksOf(notebook(some, odd))), wanted);
    }
  });

  it('are windows where the file is no notebook', async () => {
    assert.equal((await chunksOf('{ "cells": 1 }')).length, 1);
    assert.equal((await chunksOf('not JSON "source": [')).length, 1);
  });

  it('are those of worksheets in nbformat 3', async () => {
    const sheet = {
      metadata: { input: ['not a cell'] },
      cells: [
        { cell_type: 'heading', level: 1, source: ['Owls'] },
        { cell_type: 'code', language: 'ruby', input: ['def fly\n', 'end'], outputs: [output] },
        { cell_type: 'markdown', source: 'Where "they" fly.' },
      ],
    };
    const text = JSON.stringify(
      { nbformat: 3, worksheets: [sheet, { ...sheet, cells: [] }, sheet] },
      null,
      1,
    );
    const chunks = await chunksOf(text);
    const wanted = ['Owls', 'def fly\nend', 'Where "they" fly.'];
    assert.deepEqual(read(chunks), [...wanted, ...wanted]);
    assert.deepEqual(chunks.map(({ language }) => language).slice(0, 2), ['markdown', 'ruby']);
  });

  it('are none, for a reason that is told, where no cell can be told from outputs', () => {
    const reason = (text: string): string | null => notebookReason(splitLines(text));
    const whole = notebook([{ cell_type: 'code', outputs: [output], source: ['fly()'] }]);
    assert.equal(reason(whole), null);
    const unreadable = 'notebook that cannot be read cell by cell';
    assert.equal(reason(JSON.stringify(JSON.parse(whole))), unreadable);
    assert.equal(reason(whole.replace('"outputs"', '<<<<<<< HEAD\n"outputs"')), unreadable);
    assert.equal(reason('{"a": 1}'), unreadable);
    assert.equal(reason('\n'), null);
    assert.equal(reason(JSON.stringify({ cells: [{ cell_type: 'code', source: [] }] })), null);
  });

  it('hold every line of every cell, and nothing else', async () => {
    const line = fc.string().map((text) => text.replace(/[\n\r\u2028\u2029]/g, ' '));
    const text = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'));
    const cell = fc.record({
      cell_type: fc.constantFrom('code' as const, 'markdown' as const),
      outputs: fc.constantFrom([], [output]),
      source: fc.oneof(text, text.map(stored)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 5 }), fc.constantFrom(4, 60), async (cells, budget) => {
        const wanted = cells.map(({ source }) => (typeof source === 'string' ? source : source.join('')));
        const words = (texts: readonly string[]): string => texts.join('\n').replace(/\s+/g, '');
        assert.equal(words(read(await chunksOf(notebook(cells), budget))), words(wanted));
      }),
      { numRuns: 100 },
    );
  });
});
