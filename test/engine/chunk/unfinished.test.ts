import assert from 'node:assert/strict';
import { unfinishedRows } from '../../../src/engine/chunk/unfinished.ts';
import { chunksOf } from './chunking.ts';

describe('A line that leaves a bracket open', () => {
  const cases: readonly (readonly [string, string, readonly number[]])[] = [
    ['is told where its block ends', 'f() {\n  g(\n}\nh()\n', [1]],
    ['is told at the end of the text', 'def f\n  g(\nend\n\ndef h(a)\nend\n', [1]],
    ['is told by a square bracket too', 'f() {\n  a[\n}\n', [1]],
    ['is not one whose bracket is closed further down', 'f(\n  a,\n  b\n) {\n}\n', []],
    ['is not one whose bracket is in a string', 'f() {\n  g("(");\n  h(\'[\');\n}\n', []],
    ['is not one whose bracket is in a comment', 'f() {\n  // g(\n  # h(\n  /* i(\n  j( */\n}\n', []],
    ['is not one with a brace', 'f() {\ng() {\n}\n', []],
    ['is not told by a bracket too many', 'f()) {\n}\n}\ng()\n', []],
    ['is not told where there are many', 'g(\n'.repeat(9), []],
  ];
  for (const [name, text, rows] of cases) {
    it(name, () => {
      assert.deepEqual(unfinishedRows(text.split('\n')), rows);
    });
  }
});

interface Half {
  readonly path: string;
  /** With `HERE` where a call is typed. */
  readonly text: string;
  readonly names: readonly string[];
}

const body = (line: string): string => `${line}\n`.repeat(6);

const halves: readonly Half[] = [
  {
    path: 'request.rb',
    text: `module Box\n  class Request\n    def alpha\n${body('      a = a + 1')}    end\n\n    def bravo\n      HERE\n${body('      a = a + 1')}    end\n\n    def charlie\n${body('      a = a + 1')}    end\n  end\nend\n`,
    names: ['Request.alpha', 'Request.bravo', 'Request.charlie'],
  },
  {
    path: 'Box.cs',
    text: `namespace Boxes\n{\n    public class Box\n    {\n        public int Alpha(int a)\n        {\n${body('            a = a + 1;')}        }\n\n  HERE\n        public int Bravo(int a)\n        {\n${body('            a = a + 1;')}        }\n\n        public int Charlie(int a)\n        {\n${body('            a = a + 1;')}        }\n    }\n}\n`,
    names: ['Box.Alpha', 'Box.Bravo', 'Box.Charlie'],
  },
  {
    path: 'box.php',
    text: `<?php\nclass Box {\n    public function alpha($a) {\n${body('        $a = $a + 1;')}        HERE\n    }\n\n    public function bravo($a) {\n${body('        $a = $a + 1;')}    }\n}\n`,
    names: ['Box.alpha', 'Box.bravo'],
  },
  {
    path: 'box.lua',
    text: `function Box.alpha(a)\n${body('  a = a + 1')}end\n\nfunction Box.bravo(a)\n  HERE\n${body('  a = a + 1')}end\n\nfunction Box.charlie(a)\n${body('  a = a + 1')}end\n`,
    names: ['Box.alpha', 'Box.bravo', 'Box.charlie'],
  },
];

describe('A call that is being typed', () => {
  for (const { path, text, names } of halves) {
    for (const call of ['foo(', 'if (foo(', 'foo[']) {
      it(`costs no name around it: ${call} in ${path}`, async () => {
        const found = await chunksOf(path, text.replace('HERE', call), 60);
        const told = new Set(
          found.map(({ trail, symbol }) =>
            [...trail.slice(-1), symbol ?? ''].join('.').replace(/^\.|\.$/g, ''),
          ),
        );
        assert.deepEqual(
          names.filter((name) => !told.has(name)),
          [],
          [...told].join(' '),
        );
      });
    }
  }
});
