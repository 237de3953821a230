/** What may be shown on a terminal, and how it is coloured. File names and contents are foreign text: never trusted. */

type Style = 'bold' | 'dim' | 'path' | 'lines' | 'symbol' | 'warning';

/** SGR parameters of the eight basic colours, which every theme of a terminal keeps readable. */
const parameters: Readonly<Record<Style, string>> = {
  bold: '1',
  dim: '2',
  path: '35',
  lines: '32',
  symbol: '36',
  warning: '33',
};

export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

export const coloured: Paint = (style, text) => `\u001b[${parameters[style]}m${text}\u001b[0m`;

/** https://no-color.org and https://force-color.org: set and not empty counts, whatever the value. */
export function wantsColour(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const force = environment['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  const none = environment['NO_COLOR'];
  if (none !== undefined && none !== '') return false;
  return isTerminal && environment['TERM'] !== 'dumb';
}

/**
 * C0 and C1 controls (escape sequences begin with one), DEL, and the marks that turn the direction of text, which can
 * make a line read as something it is not (https://trojansource.codes). Tab and line feed are not among them.
 */
const dangerous =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Replaces what a terminal would obey by something that shows it was there: ␛ for ESC, `<U+202E>` for the others. */
export function neutralise(text: string): string {
  return text.replace(dangerous, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** As `neutralise`, for what must stay on one line. */
export function neutraliseLine(text: string): string {
  return neutralise(text).replace(/\n/g, '\u240a').replace(/\t/g, ' ');
}

/** One line of JSON; C1 controls are escaped too, since a terminal may obey them and JSON need not. */
export function jsonLine(value: unknown): string {
  const escaped = JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}

/** 12,345: the same everywhere, whatever the machine's locale. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 file`, `2,000 files`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
