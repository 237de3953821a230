/** What the interface leaves to the theme, and when it speaks. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** `path: text` of the files of a folder, by the end of their names. */
function filesOf(folder: string, end: string): readonly { readonly path: string; readonly text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') }));
}

/** Functions and numbers that make a colour, and variables that may hold one. */
const made =
  /#[\da-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\(|\bvar\(--(?!vscode-)/giu;

/** Properties that hold colours, and the words that these may hold besides. */
const holders =
  /^(?:color|.*-color|background(?:-image)?|border(?:-(?:top|right|bottom|left))?|outline|box-shadow|text-shadow|fill|stroke|text-decoration)$/u;
const plainWords = new Set(['none', 'solid', 'dashed', 'transparent', 'currentcolor', 'inherit']);

/** Declarations of a style sheet whose colour is not the theme's. */
function ownColoursIn(css: string): readonly string[] {
  const declarations = css.replaceAll(/\/\*.*?\*\//gsu, '').matchAll(/([\w-]+)\s*:\s*([^;{}]+);/gu);
  return [...declarations].flatMap(([declaration, property = '', value = '']) => {
    const rest = value.replaceAll(/--vscode-[\w-]+/gu, '').replaceAll(/\bvar\(/gu, '');
    const words = holders.test(property) ? (rest.match(/(?<![\w.#-])[a-z][\w-]*/giu) ?? []) : [];
    const isOwn = value.search(made) !== -1 || words.some((word) => !plainWords.has(word));
    return isOwn ? [declaration] : [];
  });
}

/** Literals of a program that are colours: what is the theme's is named by `ThemeColor` or by its variable. */
function ownColoursInCode(code: string): readonly string[] {
  const literals = /(['"`])#[\da-f]{3,8}\1|\b(?:rgba?|hsla?)\(|(?:[cC]olor|ackground)\s*[:=]\s*['"`]/giu;
  return code.match(literals) ?? [];
}

describe('the colours', () => {
  it("are the theme's, in the sidebar's box", () => {
    const sheets = filesOf('src/webview', '.css');
    assert.notEqual(sheets.length, 0);
    for (const { path, text } of sheets) assert.deepEqual(ownColoursIn(text), [], path);
  });

  it("are the theme's, in what the extension shows", () => {
    const files = [...filesOf('src/shell', '.ts'), ...filesOf('src/webview', '.ts')];
    for (const { path, text } of files) assert.deepEqual(ownColoursInCode(text), [], path);
  });

  it('would be found where they are not', () => {
    for (const value of ['#fff', 'red', '1px solid Gray', 'rgb(0 0 0)', 'var(--own)', 'var(--vscode-a, red)'])
      assert.equal(ownColoursIn(`a { border: ${value}; }`).length, 1, value);
    for (const value of ['1px solid var(--vscode-a, transparent)', 'currentcolor', '0 2px'])
      assert.equal(ownColoursIn(`a { border: ${value}; }`).length, 0, value);
    for (const code of ["x = '#a0b1c2'", 'y = `rgb(1, 2, 3)`', "{ backgroundColor: 'red' }"])
      assert.equal(ownColoursInCode(code).length, 1, code);
  });
});

/** Why each file may show a message that is in the way: somebody has just asked for what it is about. */
const mayInterrupt = {
  'src/shell/commandInPath.ts':
    'tells one who installs or removes the command whether that went well, and where it is',
  'src/shell/commands.ts': 'asks one who clears or rebuilds the index whether that is meant',
};

describe('messages that are in the way', () => {
  it('come from commands alone', () => {
    const shown = /\bshow(?:Information|Warning|Error)Message\b|\bProgressLocation\.Notification\b/u;
    const files = filesOf('src/shell', '.ts').filter(({ text }) => shown.test(text));
    assert.deepEqual(files.map(({ path }) => path).sort(), Object.keys(mayInterrupt).sort());
  });
});
