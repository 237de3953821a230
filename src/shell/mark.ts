/** Marks lines of an editor as those that were found. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';

export interface Mark extends Disposable {
  show(editor: vscode.TextEditor, range: vscode.Range): void;
  clear(): void;
}

export function createMark(): Mark {
  const decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  });
  let marked: vscode.TextEditor | null = null;
  const clear = (): void => {
    marked?.setDecorations(decoration, []);
    marked = null;
  };
  return {
    show: (editor, range) => {
      clear();
      marked = editor;
      editor.setDecorations(decoration, [editor.document.validateRange(range)]);
    },
    clear,
    dispose: () => {
      decoration.dispose();
    },
  };
}
