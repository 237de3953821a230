/** Files of text that are not what they say, or are made to be tried by patterns in every way that there is. */

/** A file's text of about so many characters; it holds the word `zwetschge` where a text of its kind can. */
type Make = (characters: number) => string;

const fill = (piece: string, characters: number): string =>
  piece.repeat(Math.ceil(Math.max(0, characters) / piece.length)).slice(0, Math.max(0, characters));

/** One cell, whose source is as given, in a notebook that is laid out as Jupyter does it. */
const cellOf = (source: string): string =>
  `{"cells": [\n {"cell_type": "markdown", "metadata": {},\n  "source": ${source}\n }\n], "metadata": {}, "nbformat": 4}\n`;

/** Lines as long as patterns are tried on, and short enough on the average not to be taken for minified. */
const inLongLines = (piece: string, characters: number): string =>
  `${fill(piece, 990)}\n\n\n\n`.repeat(Math.ceil(characters / 994));

const notebooks: Readonly<Record<string, Make>> = {
  'spaces in a cell': (n) => cellOf(`"zwetschge${fill(' ', n)}x"`),
  'spaces before a source': (n) => cellOf(`${fill(' ', n)}"zwetschge"`),
  'strings in one line': (n) => cellOf(`[${fill('"a\\n", ', n)}"zwetschge"]`),
  'quotes in one line': (n) => cellOf(`"zwetschge ${fill('\\"', n)}"`),
  'strings that do not end': (n) => `[${fill('"a",', n)}\n zwetschge`,
  'cells that are none': () =>
    '{"cells": [null, 1, "zwetschge", [], {"source": 3}, {"cell_type": {}, "source": {"a": []}}]}\n',
  'a notebook of nothing': () => '',
  'half a notebook': () => cellOf('["# zwetschge\\n",\n "and more"]').slice(0, 90),
  'cells beyond count': (n) => `{"cells": [\n${fill('{"source": []},\n', n)}{"source":\n"zwetschge"}]}\n`,
  'a prototype for a cell': () => '{"__proto__": {"cells": []}, "cells": {"length": 1e9}, "zwetschge": 1}\n',
  'nesting in a notebook': (n) => `{"cells":\n${fill('[\n', n)}"zwetschge"\n`,
};

const data: Readonly<Record<string, Make>> = {
  'open lists.json': (n) => `"zwetschge"\n${fill('[\n', n)}`,
  'open objects.json': (n) => `"zwetschge"\n${fill('{"a":\n', n)}`,
  'no JSON.json': () => 'zwetschge is no JSON, {[}],,: "\n',
  'a number.json': (n) => `[1,\n${fill('9'.repeat(200) + '\n', n)}, "zwetschge"]\n`,
  'words.jsonl': (n) => fill('{"zwetschge": [NaN, undefined]}\n', n),
  'keys.yaml': (n) => fill('zwetschge: &a [*a, *a]\n', n),
  'deeper and deeper.yaml': (n) =>
    Array.from({ length: Math.ceil(Math.sqrt(2 * n)) }, (_, at) => `${' '.repeat(at)}zwetschge:`).join('\n'),
  'nested.xml': (n) => `<zwetschge>\n${fill('<a>\n', n)}`,
  'entities.xml': (n) => `<!DOCTYPE a [\n${fill('<!ENTITY b "&a;&a;&a;">\n', n)}]>\n<zwetschge/>\n`,
  'commas.csv': (n) => `zwetschge\n${fill(`${','.repeat(200)}\n`, n)}`,
};

const documents: Readonly<Record<string, Make>> = {
  'brackets in a heading.md': (n) => `# zwetschge ${fill('[', n)}\n`,
  'tags in a heading.md': (n) => `# zwetschge ${fill('<', n)}\n`,
  'marks in a heading.md': (n) => `# zwetschge ${fill(' {#', n)}\n`,
  'spaces in a heading.md': (n) => `# zwetschge${fill(' ', n)}x\n`,
  'a heading of one word.md': (n) => `# ${fill('zwetschge', n)}\n`,
  'nothing but headings.md': (n) => `# zwetschge\n${fill('# a\n', n)}`,
  'quotes in quotes.md': (n) => `zwetschge\n${fill('>', n)}\n`,
  'fences.md': (n) => `zwetschge\n${fill('````\n```\n', n)}`,
  'words in one line.md': (n) => fill('zwetschge and words ', n),
  'spaces.txt': (n) => `${fill(' ', n)}zwetschge\n`,
  'underlines.rst': (n) => `zwetschge\n${fill('===\n\na\n', n)}`,
  'signs.txt': (n) => `zwetschge\n${fill('=-~^', n)}\n`,
  'marks upon marks.txt': (n) => `zwetschge a${fill('\u0301', n)}\n`,
  'both ways.txt': (n) => `zwetschge\n${fill('\u202e\u2066אב', n)}\n`,
  'no breaks.txt': (n) => `zwetschge ${fill('\u00a0\u3000\u200b\ufeff', n)}\n`,
  'signs that are words.txt': (n) => `zwetschge\n${fill('汉字の', n)}\n`,
  'old line ends.txt': (n) => fill('zwetschge\r\r\n\r', n),
  'controls.txt': (n) => `zwetschge ${fill('\u001b[31m\u0007 and words of text ', n)}\n`,
  'groups.tex': (n) => `zwetschge\n\\section{${fill('{', n)}\n`,
  'blocks.org': (n) => `* zwetschge\n${fill('#+begin_\n', n)}`,
};

/** As the beginning of a file is looked at for marks of generators. */
const beginnings: Readonly<Record<string, Make>> = {
  'stars.css': (n) => `/${fill('*', 2_990)}\n zwetschge */\n${fill('a { b: c }\n', n - 3_000)}`,
  'lines of stars.css': (n) => `/${fill('*\n', 2_990)} zwetschge */\n${fill('a { b: c }\n', n - 3_000)}`,
  'hashes.py': (n) => `${fill('#\n', 2_990)}# zwetschge\n${fill('a = b\n', n - 3_000)}`,
  'semicolons.ini': (n) => `${fill(';', 2_990)}\n; zwetschge\n${fill('a = b\n', n - 3_000)}`,
  'dashes.sql': (n) => `${fill('-- \n', 2_990)}-- zwetschge\n${fill('select 1;\n', n - 3_000)}`,
  'keys that are none.md': (n) => fill('-----BEGIN A PRIVATE KEY-----\n a: zwetschge\n', n),
};

/** Pieces that the patterns of declarations take in more than one way, one language after the other. */
const declarations: Readonly<Record<string, readonly string[]>> = {
  'swift hs m f90 vb groovy glsl': ['a ', 'public static ', 'a(', 'a (,', 'a b(a, ', 'class => '],
  'lua r jl erl ml fs elm nim': ['a.', "a:'", 'a =', 'let rec ', 'function a.', 'a,b ', '@a '],
  'sql pas vhd sv tcl ps1 vim': ['create or replace ', 'class ', 'a : ', 'function a ', 'temp '],
  'scss less sass styl tf proto thrift': ['#{', 'a:', '@media a ', 'a,', '"a" ', 'resource "a" '],
  'yml toml mk just Dockerfile html vue': ['a ', '[[', '"a', "'a' ", '<h1>', '<div ', '<h1> <a>', '%a'],
};

/** Name of the file → what makes its text. */
export const hostileTexts: Readonly<Record<string, Make>> = {
  ...Object.fromEntries(Object.entries(notebooks).map(([name, make]) => [`${name}.ipynb`, make])),
  ...data,
  ...documents,
  ...beginnings,
  ...Object.fromEntries(
    Object.entries(declarations).flatMap(([extensions, pieces]) =>
      extensions
        .split(' ')
        .flatMap((extension) =>
          pieces.map((piece, at): [string, Make] => [
            `pattern ${at}.${extension}`,
            (n) => `zwetschge\n${inLongLines(piece, n)}`,
          ]),
        ),
    ),
  ),
};
