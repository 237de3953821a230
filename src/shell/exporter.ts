/** Results as a document of the editor's own search editor: a click on a line opens it. Nobody is asked to save it. */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { documentName, searchEditorText, type Exported } from './searchEditorText.ts';
import { folderName } from './workspacePlaces.ts';

export interface Exporter extends Disposable {
  show(exported: Exported, folders: readonly vscode.WorkspaceFolder[]): Promise<void>;
}

/** Of documents that are read from here, not from a disk; their ending makes them search results. */
const scheme = 'homing-results';
const ending = '.code-search';

/** Texts that are kept, so that one that was closed can be opened again. */
const mostTexts = 20;

export function createExporter(): Exporter {
  const texts = new Map<string, string>();
  // A tab that a window loaded again has kept is of no text of this one.
  const session = randomUUID().slice(0, 8);
  let count = 0;
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()),
  });
  return {
    show: async (exported, folders) => {
      if (exported.rows.length === 0) return;
      count++;
      // Each has an address of its own, also where the same was asked twice.
      const uri = vscode.Uri.from({
        scheme,
        path: `/${session}-${count}/${documentName(exported.title)}${ending}`,
      });
      texts.set(
        uri.toString(),
        searchEditorText(exported, (root) => folderName(root, folders)),
      );
      const [oldest] = texts.keys();
      if (texts.size > mostTexts && oldest !== undefined) texts.delete(oldest);
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: false });
    },
    dispose: () => void provider.dispose(),
  };
}
