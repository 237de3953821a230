/** Parts of files that hold several languages: Vue, Svelte, Astro and HTML. */

export interface Part {
  /** Rows between the tags, both inclusive. */
  readonly start: number;
  readonly end: number;
  /** Name of the tag. */
  readonly tag: string;
  readonly language: string;
}

export const MARKUP_LANGUAGES: ReadonlySet<string> = new Set(['html', 'vue', 'svelte', 'astro']);

const OPENING = /^\s*<(script|style)\b([^>]*)>\s*$/i;

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  typescript: 'typescript',
  tsx: 'typescriptreact',
  jsx: 'javascriptreact',
  scss: 'scss',
  sass: 'sass',
  less: 'less',
  stylus: 'stylus',
  styl: 'stylus',
};

/** Scripts and styles whose tags stand on lines of their own, in order; the rest of the file is markup. */
export function embeddedParts(language: string, lines: readonly string[]): Part[] {
  const parts: Part[] = [];
  let row = 0;
  if (language === 'astro' && lines[0]?.trim() === '---') {
    const end = lines.findIndex((line, at) => at > 0 && line.trim() === '---');
    if (end > 1) parts.push({ start: 1, end: end - 1, tag: 'script', language: 'typescript' });
    row = Math.max(0, end + 1);
  }
  for (; row < lines.length; row++) {
    const opening = OPENING.exec(lines[row] ?? '');
    if (opening === null) continue;
    const tag = (opening[1] ?? '').toLowerCase();
    const end = closingRow(lines, row + 1, tag);
    if (end === -1) return parts;
    if (end > row + 1) {
      const inside = partLanguage(tag, opening[2] ?? '');
      parts.push({ start: row + 1, end: end - 1, tag, language: inside });
    }
    row = end;
  }
  return parts;
}

function closingRow(lines: readonly string[], from: number, tag: string): number {
  const closing = `</${tag}`;
  for (let row = from; row < lines.length; row++) {
    if ((lines[row] ?? '').trimStart().toLowerCase().startsWith(closing)) return row;
  }
  return -1;
}

function partLanguage(tag: string, attributes: string): string {
  const named = /\b(?:lang|type)=["']?(?:text\/)?([\w+-]+)/i.exec(attributes)?.[1]?.toLowerCase() ?? '';
  return LANGUAGES[named] ?? (tag === 'style' ? 'css' : 'javascript');
}
