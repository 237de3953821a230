/** Uris of the editor as places of the workspace. */
import * as vscode from 'vscode';
import { basename } from 'node:path';
import { relativePath } from './changes.ts';
import type { Surroundings } from './filterChoices.ts';
import type { Place, Sample } from './question.ts';
import type { Session } from './session.ts';

type Folders = readonly vscode.WorkspaceFolder[];

/** Null for what is in no folder on disk. The innermost folder counts, as for the editor itself. */
export function placeOf(uri: vscode.Uri, folders: Folders): Place | null {
  if (uri.scheme !== 'file') return null;
  const own = folders
    .map(({ uri: { fsPath: root } }) => ({
      root,
      path: root === uri.fsPath ? '' : relativePath(root, uri.fsPath),
    }))
    .filter((place): place is Place => place.path !== null);
  return own.sort((a, b) => b.root.length - a.root.length)[0] ?? null;
}

/** What a place's folder is called where there are several; null where it is the only one. */
export function folderName(root: string, folders: Folders): string | null {
  return folders.length < 2 ? null : nameOfRoot(root, folders);
}

/** As the workspace calls it; what is no folder of it any more, by its path. */
export function nameOfRoot(root: string, folders: Folders): string {
  return folders.find(({ uri }) => uri.fsPath === root)?.name ?? basename(root);
}

/** What a search may be narrowed to, as it is whenever it is looked at. */
export function surroundings(session: Pick<Session, 'folders'>): Surroundings {
  return {
    get roots() {
      return session.folders().map(({ uri, name }) => ({ root: uri.fsPath, name }));
    },
    openFiles: () => openFiles(session.folders()),
  };
}

/** Files that are open in tabs, in sight or not. */
export function openFiles(folders: Folders): readonly Place[] {
  const uris = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap(({ input }) => urisOf(input)));
  return uris.flatMap((uri) => placeOf(uri, folders) ?? []);
}

function urisOf(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook) return [input.uri];
  return input instanceof vscode.TabInputTextDiff ? [input.modified] : [];
}

/** Lines around the cursor that stand for it where nothing is selected. */
const linesAround = 8;

/** What is selected in an editor, in whole lines, else the lines around the cursor; null where there is no text. */
export function sampleOf({ document, selection }: vscode.TextEditor, folders: Folders): Sample | null {
  const around = selection.isEmpty ? linesAround : 0;
  const first = Math.max(0, selection.start.line - around);
  // A selection of whole lines ends before the first letter of the next one.
  const ends = !selection.isEmpty && selection.end.character === 0 ? 1 : 0;
  const last = Math.min(document.lineCount - 1, Math.max(first, selection.end.line - ends) + around);
  const lines = new vscode.Range(first, 0, last, Number.MAX_SAFE_INTEGER);
  const text = document.getText(selection.isEmpty ? lines : selection);
  if (text.trim() === '') return null;
  const place = placeOf(document.uri, folders);
  return { text, place: place && { ...place, startLine: first + 1, endLine: last + 1 } };
}

/** Characters; a longer selection is a piece of text and not a question. */
const longestSelection = 200;

/** What is selected in the editor, where it may be a question; else empty. */
export function selectedText(): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty || !editor.selection.isSingleLine) return '';
  const text = editor.document.getText(editor.selection).trim();
  return text.length > longestSelection ? '' : text;
}
