/**
 * Texts and numbers in the language of the editor's display. Pure parts use this in place of `vscode.l10n`, so that they
 * run without an editor too, in English.
 */
type Argument = string | number;
type Translate = (message: string, ...args: Argument[]) => string;

/** A display language lasts as long as its process: this is set once, before anything is shown. */
const display: { translate: Translate } = { translate: fill };

export function setDisplay(translate: Translate = fill): void {
  display.translate = translate;
}

/** The text in the display's language. The English one is the key: it is written out wherever this is called. */
export function t(message: string, ...args: Argument[]): string {
  return display.translate(message, ...args);
}

/** Marks a text of another part of Homing, to be told in the display's language by `retell`. */
export function said(message: string): string {
  return message;
}

/**
 * A text that was made after one of the messages, in the display's language; null where it was made after none. `place`
 * tells what stands in its places.
 */
export function retell(
  text: string,
  messages: readonly string[],
  place: (part: string) => string,
): string | null {
  for (const message of messages) {
    const [, ...parts] = patternOf(message).exec(text) ?? [];
    if (parts.length > 0) return display.translate(message, ...parts.map(place));
    if (text === message) return display.translate(message);
  }
  return null;
}

/** Places are in the order of their numbers. */
function patternOf(message: string): RegExp {
  const escaped = message.replaceAll(/[\\^$.*+?()[\]|]/gu, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/\{\d+\}/gu, '(.+?)')}$`, 'su');
}

/**
 * Whole numbers, grouped as the display's language does: `1,000` in English. Numbers and times are written by hand: the
 * runtime's own formats hold the extension host for 20 to 40 ms when they are first used.
 */
export function formatNumber(value: number): string {
  const separator = t('1,000').charAt(1);
  return String(value).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/gu, separator);
}

/** Hours and minutes; the date before them where it is not today's. */
export function formatTime(time: Date, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = `${two(time.getHours())}:${two(time.getMinutes())}`;
  if (time.toDateString() === now.toDateString()) return minutes;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${minutes}`;
}

function fill(message: string, ...args: Argument[]): string {
  return message.replace(/\{(\d+)\}/gu, (whole, at: string) => String(args[Number(at)] ?? whole));
}
