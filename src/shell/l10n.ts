/**
 * Texts and numbers in the language of the editor's display. Pure parts use this in place of `vscode.l10n`, so that they
 * run without an editor too, in English.
 */
type Argument = string | number;
type Translate = (message: string, ...args: Argument[]) => string;

/** A display language lasts as long as its process: this is set once, before anything is shown. */
const display: { translate: Translate; language: string } = { translate: fill, language: 'en' };

export function setDisplay(translate: Translate = fill, language = 'en'): void {
  display.translate = translate;
  display.language = language;
}

/** The text in the display's language. The English one is the key: it is written out wherever this is called. */
export function t(message: string, ...args: Argument[]): string {
  return display.translate(message, ...args);
}

/** Grouped as the display's language does: `1,000` in English. */
export function formatNumber(value: number): string {
  return value.toLocaleString(display.language);
}

/** Hours and minutes; the date before them where it is not today's. */
export function formatTime(time: Date, now: Date): string {
  const hours = { hour: '2-digit', minute: '2-digit' } as const;
  return time.toDateString() === now.toDateString()
    ? time.toLocaleTimeString(display.language, hours)
    : time.toLocaleString(display.language, { dateStyle: 'medium', timeStyle: 'short' });
}

function fill(message: string, ...args: Argument[]): string {
  return message.replace(/\{(\d+)\}/gu, (whole, at: string) => String(args[Number(at)] ?? whole));
}
