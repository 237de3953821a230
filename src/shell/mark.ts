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

interface Decorations {
  readonly all: vscode.TextEditorDecorationType;
  readonly matched: vscode.TextEditorDecorationType;
}

/** High contrast has no backgrounds; the other themes have no colour for borders, and would draw them in the text's. */
function decorations(highContrast: boolean): Decorations {
  const border = (borderWidth: string, borderStyle: string, color: string) =>
    highContrast ? { borderWidth, borderStyle, borderColor: new vscode.ThemeColor(color) } : {};
  return {
    all: vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
      overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
      ...border('0 0 0 3px', 'solid', 'editor.rangeHighlightBorder'),
    }),
    matched: vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor('editor.findMatchHighlightBackground'),
      overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
      ...border('1px', 'dashed', 'editor.findMatchHighlightBorder'),
    }),
  };
}

function isHighContrast({ kind }: vscode.ColorTheme): boolean {
  return kind === vscode.ColorThemeKind.HighContrast || kind === vscode.ColorThemeKind.HighContrastLight;
}

export function createMark(): Mark {
  const [plain, contrast] = [decorations(false), decorations(true)];
  let marked: { readonly editor: vscode.TextEditor; readonly with: Decorations } | null = null;
  let timers: NodeJS.Timeout[] = [];
  const unmark = (kind: keyof Decorations): void => marked?.editor.setDecorations(marked.with[kind], []);
  const clear = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    unmark('all');
    unmark('matched');
    marked = null;
  };
  const show = (editor: vscode.TextEditor, row: HitRow): void => {
    clear();
    const used = isHighContrast(vscode.window.activeColorTheme) ? contrast : plain;
    marked = { editor, with: used };
    editor.setDecorations(used.all, [editor.document.validateRange(rangeOf(row.hit))]);
    editor.setDecorations(used.matched, matchedRanges(editor.document, row));
  };
  return {
    show,
    flash: (editor, row) => {
      show(editor, row);
      timers = [setTimeout(() => unmark('matched'), fade.matched), setTimeout(clear, fade.all)];
    },
    clear,
    dispose: () => {
      clear();
      for (const { all, matched } of [plain, contrast]) {
        all.dispose();
        matched.dispose();
      }
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
