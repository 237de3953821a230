import assert from 'node:assert/strict';
import { checkOutline, chunksOf, outline } from './chunking.ts';

describe('chunks of documents', () => {
  const words = (count: number): string => Array.from({ length: count }, (_, at) => `word${at}`).join(' ');

  it('are sections with the trail of headings above them', () =>
    checkOutline(
      'a.md',
      ['# Guide', words(20), '## Install', words(20), '### On Linux', words(20), '## Use', words(20)],
      ['1-2 Guide', '3-4 Guide › Install', '5-6 Guide › Install › On Linux', '7-8 Guide › Use'],
    ));

  it('know headings by their underline', () =>
    checkOutline(
      'a.md',
      ['Guide', '=====', words(30), '', 'Install', '-------', words(30)],
      ['1-3 Guide', '5-7 Guide › Install'],
      50,
    ));

  it('do not take comments in fenced code for headings', () =>
    checkOutline(
      'a.md',
      ['# Guide', '```sh', '# not a heading', '~~~~', words(20), '~~~', '```', '# Next', words(20)],
      ['1-7 Guide', '8-9 Next'],
    ));

  it('take front matter, tables and lists for text', () =>
    checkOutline(
      'a.md',
      ['---', 'title: A', '---', '', '# Guide', '| a | b |', '---', '- item', '---', words(20)],
      ['1-10 Guide'],
      60,
    ));

  it('begin below a rule at the top, which is no front matter', () =>
    checkOutline(
      'a.md',
      ['---', '', '# Installing', words(20), '', '---', '', '# Other', words(20)],
      ['1 -', '3-4 Installing', '6 Installing', '8-9 Other'],
      24,
    ));

  it('do not count in comments', () =>
    checkOutline(
      'a.md',
      [
        '<!--',
        '# For maintainers',
        words(20),
        '-->',
        '# Bug report',
        words(20),
        '<!-- # one line -->',
        '# Logs',
        words(20),
      ],
      ['1-2 -', '3-4 -', '5-6 Bug report', '7 Bug report', '8-9 Logs'],
      26,
    ));

  it('strip the markup of headings', () =>
    checkOutline(
      'a.md',
      ['# The `run` *command* with [links](http://x.y) ##', words(20)],
      ['1-2 The run command with links'],
      60,
    ));

  it('join a heading without text to the section after it, and small neighbours to each other', () =>
    checkOutline(
      'a.md',
      ['# Guide', '', '## Install', words(30), '## A', words(15), '## B', words(15), '## C', words(60)],
      ['1-4 Guide › Install', '5-8 Guide › A', '9-10 Guide › C'],
      80,
    ));

  it('split large sections between paragraphs, and keep fenced code whole where it fits', async () => {
    const paragraph = words(25);
    const fence = ['```js', 'let a = 1;', '', 'let b = 2;', '```'];
    const text = ['# Guide', paragraph, '', paragraph, '', ...fence, '', paragraph, '- one', '- two'].join(
      '\n',
    );
    assert.deepEqual(outline(await chunksOf('a.md', text, 60)), ['1-2 Guide', '4-10 Guide', '12-14 Guide']);
  });

  it('know the headings of reStructuredText by order of appearance', () =>
    checkOutline(
      'a.rst',
      [
        '=====',
        'Title',
        '=====',
        words(30),
        '',
        'Part',
        '----',
        words(30),
        '',
        'Detail',
        '~~~~~~',
        words(30),
        '',
        'Other',
        '-----',
        words(30),
      ],
      ['1-4 Title', '6-8 Title › Part', '10-12 Title › Part › Detail', '14-16 Title › Other'],
      50,
    ));

  it('know the headings of AsciiDoc, Org and LaTeX', async () => {
    await checkOutline(
      'a.adoc',
      ['= Title', words(20), '----', '== code', '----', '== Part', words(20)],
      ['1-5 Title', '6-7 Title › Part'],
    );
    await checkOutline(
      'a.org',
      ['* Title', words(20), '** Part', words(20)],
      ['1-2 Title', '3-4 Title › Part'],
    );
    await checkOutline(
      'a.tex',
      ['\\section{Title}', words(20), '\\subsection*{Part}', words(20)],
      ['1-2 Title', '3-4 Title › Part'],
    );
  });

  it('close a block of AsciiDoc by the line that opened it', () =>
    checkOutline(
      'a.adoc',
      ['= Title', words(20), '----', '....', '== code', '----', '== Part', words(20)],
      ['1-6 Title', '7-8 Title › Part'],
    ));

  it('know numbered titles and titles in capitals of plain text, where blank lines set them off', () =>
    checkOutline(
      'a.txt',
      [
        ...['INTRODUCTION', '', words(30), '1. not a title, for text follows', words(30), ''],
        ...['2. Use', '', words(30), '', '2.1 In a shell', '', words(30), '', 'LICENSE.', '', words(10)],
      ],
      [
        '1-3 INTRODUCTION',
        '4-5 INTRODUCTION',
        '7-9 INTRODUCTION › Use',
        '11-17 INTRODUCTION › Use › In a shell',
      ],
      50,
    ));

  it('know underlined titles of plain text', () =>
    checkOutline(
      'a.txt',
      ['Guide', '=====', '', words(30), '', 'Install', '-------', '', words(30)],
      ['1-4 Guide', '6-9 Guide › Install'],
      50,
    ));

  it('of plain text are windows of paragraphs', () =>
    checkOutline('a.txt', [words(30), '', words(30), '', words(30)], ['1 -', '3 -', '5 -'], 50));
});
