/** Marks what was found in an editor: its lines, and more strongly those of them that matched. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import type { HitRow } from './rows.ts';
import { rangeOf } from './openHit.ts';

export interface Mark extends Disposable {
  /** Stays until `clear`. */
  show(editor: vscode.TextEditor, row: HitRow): void;
  /** Fades by itself, as the editor's own highlight of a range that was revealed. */
  flash(editor: vscode.TextEditor, row: HitRow): void;
  clear(): void;
}

/** Milliseconds after which the lines that matched, then all lines, are shown as any others. */
const fade = { matched: 2_000, all: 4_000 };

export function createMark(): Mark {
  const all = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  });
  const matched = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
    borderColor: new vscode.ThemeColor('editor.findMatchHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
  });
  let marked: vscode.TextEditor | null = null;
  let timers: NodeJS.Timeout[] = [];
  const clear = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    marked?.setDecorations(all, []);
    marked?.setDecorations(matched, []);
    marked = null;
  };
  const show = (editor: vscode.TextEditor, row: HitRow): void => {
    clear();
    marked = editor;
    editor.setDecorations(all, [editor.document.validateRange(rangeOf(row.hit))]);
    editor.setDecorations(matched, matchedRanges(editor.document, row));
  };
  return {
    show,
    flash: (editor, row) => {
      show(editor, row);
      timers = [
        setTimeout(() => editor.setDecorations(matched, []), fade.matched),
        setTimeout(clear, fade.all),
      ];
    },
    clear,
    dispose: () => {
      clear();
      all.dispose();
      matched.dispose();
    },
  };
}

/** Without the white space before the text; the file may have changed since. */
function matchedRanges(document: vscode.TextDocument, { hit, lines }: HitRow): vscode.Range[] {
  return lines.flatMap(({ line }) => {
    const at = hit.startLine - 1 + line;
    if (at >= document.lineCount) return [];
    const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(at);
    return [range.with(range.start.translate(0, firstNonWhitespaceCharacterIndex))];
  });
}
