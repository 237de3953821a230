/** On which line of a text area its caret is as people see it, wrapped lines counted. */

export interface CaretLine {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** What decides where lines are wrapped. */
const copied = ['font', 'letterSpacing', 'lineHeight', 'padding', 'border', 'tabSize'] as const;

/** A text area does not tell: its text is laid out again in a box of the same width, out of sight. */
export function caretLine(area: HTMLTextAreaElement): CaretLine {
  const style = getComputedStyle(area);
  const box = document.createElement('div');
  for (const property of copied) box.style[property] = style[property];
  Object.assign(box.style, {
    position: 'absolute',
    visibility: 'hidden',
    boxSizing: 'border-box',
    width: `${area.offsetWidth}px`,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'break-word',
  });
  // A mark without width, which does not part the word that it stands in.
  const [caret, end] = [document.createElement('span'), document.createElement('span')];
  box.append(area.value.slice(0, area.selectionStart), caret, area.value.slice(area.selectionStart), end);
  end.textContent = '\u200b';
  document.body.append(box);
  const half = Number.parseFloat(style.lineHeight) / 2;
  const isFirst = caret.offsetTop < Number.parseFloat(style.paddingTop) + half;
  const isLast = end.offsetTop - caret.offsetTop < half;
  box.remove();
  return { isFirst, isLast };
}
