/** Literate Haskell: text with code in it. Rows stay what they are. */

/** The code alone: what stands between `\begin{code}` and `\end{code}`, or behind `>`. Lines of other files come back as they are. */
export function codeOfLiterate(text: readonly string[]): readonly string[] {
  if (text.some((line) => line.startsWith('\\begin{code}'))) return codeBetween(text);
  // No declaration goes on at the left margin with an operator.
  if (!text.some((line) => line.startsWith('> '))) return text;
  return text.map((line) => (line.startsWith('>') ? ` ${line.slice(1)}` : ''));
}

function codeBetween(text: readonly string[]): readonly string[] {
  let isCode = false;
  return text.map((line) => {
    const isMark = /^\\(?:begin|end)\{code\}/.test(line);
    if (isMark) isCode = line.startsWith('\\begin');
    return isCode && !isMark ? line : '';
  });
}
