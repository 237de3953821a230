/**
 * A text as Markdown that shows it and nothing else: every sign that could mean something is escaped. The editor's own
 * `appendText` does so too, but joins all words by spaces at which no line may end.
 * https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
export function plainText(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[!-/:-@[-`{-~]/gu, '\\$&');
}
