/** Headings of each document format. Formats are read for their headings only; nothing is rendered. */
import type { Heading, Outline } from './prose.ts';

const EMPTY: Outline = { headings: [], fenced: new Set() };

type OutlineReader = (lines: readonly string[]) => Outline;

const READERS: ReadonlyMap<string, OutlineReader> = new Map<string, OutlineReader>([
  ['markdown', markdownOutline],
  ['mdx', markdownOutline],
  ['restructuredtext', underlinedOutline],
  [
    'asciidoc',
    (lines) => signedOutline(lines, /^(={1,6}|#{1,6})\s+(\S.*)$/, /^(?:-{4,}|\.{4,}|={4,}|`{3,})$/),
  ],
  ['org', (lines) => signedOutline(lines, /^(\*{1,8})\s+(\S.*)$/, /^\s*#\+(?:begin|end)_/i)],
  ['plaintext', plainOutline],
  ['latex', latexOutline],
]);

/** Characters of a line that are looked at: no heading is longer, and some patterns try every pair of signs in a line. */
const LONGEST_LOOK = 1000;

/** Where a document's sections begin; a format that is not known here has none. */
export function outlineOf(language: string | null, lines: readonly string[]): Outline {
  const reader = READERS.get(language ?? '');
  return reader === undefined ? EMPTY : reader(lines.map((line) => line.slice(0, LONGEST_LOOK)));
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
/** Lines that cannot be the text of a setext heading: other blocks, and tables. */
const NOT_A_PARAGRAPH = /^(?: {4}|\t| {0,3}(?:[>#|<]|[-*+][ \t]|\d{1,9}[.)][ \t]|(?:`{3}|~{3}))|\s*$)/;

/** Of HTML. */
const COMMENT_BEGINS = /^ {0,3}<!--/;

/** CommonMark's ATX and setext headings, outside of fenced code, comments and front matter. */
function markdownOutline(lines: readonly string[]): Outline {
  const headings: Heading[] = [];
  const fenced = new Set<number>();
  let fence: string | null = null;
  let isComment = false;
  for (let row = frontMatterEnd(lines); row < lines.length; row++) {
    const line = lines[row] ?? '';
    isComment = fence === null && (isComment || COMMENT_BEGINS.test(line));
    if (isComment) {
      isComment = !line.includes('-->');
      continue;
    }
    const mark = FENCE.exec(line);
    if (fence !== null) {
      fenced.add(row);
      const closes = mark?.[1]?.startsWith(fence) === true && (mark[2] ?? '').trim() === '';
      if (closes) fence = null;
      continue;
    }
    if (mark !== null && !(mark[1]?.startsWith('`') === true && (mark[2] ?? '').includes('`'))) {
      fence = mark[1] ?? null;
      continue;
    }
    const atx = ATX.exec(line);
    if (atx !== null) {
      const title = plainTitle((atx[2] ?? '').trimEnd().replace(/(?:^|[ \t]+)#+$/, ''));
      headings.push({ row, level: (atx[1] ?? '#').length, title });
      continue;
    }
    const above = row > 0 ? (lines[row - 1] ?? '') : '';
    const setext = SETEXT.exec(line);
    if (setext === null || NOT_A_PARAGRAPH.test(above) || headings.at(-1)?.row === row - 1) continue;
    const level = setext[1]?.startsWith('=') === true ? 1 : 2;
    headings.push({ row: row - 1, level, title: plainTitle(above) });
  }
  return { headings, fenced };
}

/** Row after YAML or TOML front matter; 0 where there is none. */
function frontMatterEnd(lines: readonly string[]): number {
  const mark = lines[0]?.trimEnd();
  if (mark !== '---' && mark !== '+++') return 0;
  const end = lines.findIndex(
    (line, row) => row > 0 && (line.trimEnd() === mark || line.trimEnd() === '...'),
  );
  return end === -1 || !isMetadata(lines.slice(1, end)) ? 0 : end + 1;
}

/** A rule at the top of a document has text below it, and maybe another rule. */
function isMetadata(lines: readonly string[]): boolean {
  if (lines.length === 0) return true;
  return (
    lines[0]?.trim() !== '' && lines.some((line) => /^\s*(?:[\w"'][^#]*?\s*[:=](?:\s|$)|[-{[])/.test(line))
  );
}

/** The words of a heading without its markup. */
function plainTitle(title: string): string {
  return title
    .replace(/<[^>]*>/g, ' ')
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/\s*\{#[^}]*\}\s*$/, '')
    .replace(/[`*]|\b_|_\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const UNDERLINE = /^([=\-~^"'`#*+:.<>_])\1{2,}\s*$/;

/** reStructuredText: a line of one sign under the title, maybe over it too; levels by order of appearance. */
function underlinedOutline(lines: readonly string[]): Outline {
  const headings: Heading[] = [];
  const styles: string[] = [];
  for (let row = 1; row < lines.length; row++) {
    const sign = UNDERLINE.exec(lines[row] ?? '')?.[1];
    const title = (lines[row - 1] ?? '').trimEnd();
    if (sign === undefined || title.trim() === '' || UNDERLINE.test(title)) continue;
    if ((lines[row] ?? '').trimEnd().length < title.length) continue;
    const overlined = row >= 2 && UNDERLINE.exec(lines[row - 2] ?? '')?.[1] === sign;
    const before = overlined ? row - 3 : row - 2;
    if (!overlined && (title.startsWith(' ') || (before >= 0 && (lines[before] ?? '').trim() !== '')))
      continue;
    const style = overlined ? sign + sign : sign;
    if (!styles.includes(style)) styles.push(style);
    const level = styles.indexOf(style) + 1;
    headings.push({ row: overlined ? row - 2 : row - 1, level, title: title.trim() });
  }
  return { headings, fenced: new Set() };
}

/** Formats whose headings begin with signs, as many as the level; `fence` opens and closes blocks. */
function signedOutline(lines: readonly string[], heading: RegExp, fence: RegExp): Outline {
  const headings: Heading[] = [];
  const fenced = new Set<number>();
  let opening: string | null = null;
  for (const [row, line] of lines.entries()) {
    if (opening !== null) fenced.add(row);
    if (fence.test(line)) {
      if (opening === null) opening = line.trimEnd();
      else if (opening === line.trimEnd() || /^\s*#\+end_/i.test(line)) opening = null;
    }
    const match = opening !== null ? null : heading.exec(line);
    if (match !== null)
      headings.push({ row, level: (match[1] ?? '').length, title: (match[2] ?? '').trim() });
  }
  return opening !== null ? { headings, fenced: new Set() } : { headings, fenced };
}

const LATEX_LEVELS: readonly string[] = [
  'part',
  'chapter',
  'section',
  'subsection',
  'subsubsection',
  'paragraph',
];

function latexOutline(lines: readonly string[]): Outline {
  const headings: Heading[] = [];
  lines.forEach((line, row) => {
    const match = /^\s*\\(part|chapter|(?:sub){0,2}section|paragraph)\*?(?:\[[^\]]*\])?\{(.*)\}/.exec(line);
    if (match === null) return;
    headings.push({ row, level: LATEX_LEVELS.indexOf(match[1] ?? '') + 1, title: (match[2] ?? '').trim() });
  });
  return { headings, fenced: new Set() };
}

const NUMBERED = /^((?:\d+\.)*\d+)[.)]?\s+(\p{Lu}.{0,70}[^.:;,])$/u;
const CAPITALS = /^(?=.*\p{Lu}{3})[^\p{Ll}]{4,60}(?<![.:;,])$/u;

/** Plain text: underlined titles; where there are none, numbered titles and titles in capitals between blank lines. */
function plainOutline(lines: readonly string[]): Outline {
  const underlined = underlinedOutline(lines);
  if (underlined.headings.length > 0) return underlined;
  const headings: Heading[] = [];
  lines.forEach((line, row) => {
    if ((lines[row - 1] ?? '').trim() !== '' || (lines[row + 1] ?? '').trim() !== '') return;
    const numbered = NUMBERED.exec(line.trimEnd());
    if (numbered !== null) {
      headings.push({ row, level: (numbered[1] ?? '').split('.').length + 1, title: numbered[2] ?? '' });
    } else if (CAPITALS.test(line.trim())) headings.push({ row, level: 1, title: line.trim() });
  });
  return { headings, fenced: new Set() };
}
