import * as vscode from 'vscode';
import type { FolderHit } from '../protocol/messages.ts';
import { movedRow } from './moved.ts';
import type { HitRow } from './rows.ts';

export function uriOf({ root, path }: Pick<FolderHit, 'root' | 'path'>): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(root), path);
}

/** The whole lines of a hit, without the last line break. */
export function rangeOf({ startLine, endLine }: FolderHit): vscode.Range {
  return new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER);
}

export interface OpenOptions {
  /** From 0, within the hit: where the cursor goes; without it to the line that says most. */
  readonly line?: number;
  readonly toSide?: boolean;
  readonly preserveFocus?: boolean;
  /** Asked right before it is shown, when it is open: false where something else was asked for by then. */
  readonly isWanted?: () => boolean;
}

export interface Opened {
  readonly editor: vscode.TextEditor;
  /** Where its lines are now. */
  readonly row: HitRow;
}

/** Opens the file in a preview tab with the cursor in the hit and as much of it in sight as fits; null: it is not wanted. */
export async function openHit(found: HitRow, options: OpenOptions = {}): Promise<Opened | null> {
  const document = await vscode.workspace.openTextDocument(uriOf(found.hit));
  if (options.isWanted?.() === false) return null;
  const row = movedRow(found, document.getText().split(/\r?\n/u));
  // Of a hit at the top of a file that lost its first lines less is left than was found.
  const gone = found.excerpt.line - row.excerpt.line;
  const line = options.line === undefined ? row.excerpt.line : Math.max(0, options.line - gone);
  const cursor = new vscode.Position(row.hit.startLine - 1 + line, 0);
  const editor = await vscode.window.showTextDocument(document, {
    preview: true,
    preserveFocus: options.preserveFocus ?? false,
    selection: new vscode.Range(cursor, cursor),
    ...(options.toSide === true ? { viewColumn: vscode.ViewColumn.Beside } : {}),
  });
  editor.revealRange(
    document.validateRange(rangeOf(row.hit)),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
  return { editor, row };
}
