/** Tells the worker what changes on disk, from the editor and from outside of it. */
import * as vscode from 'vscode';
import { gatherChanges, relativePath } from './changes.ts';
import type { Place } from './question.ts';
import type { Session } from './session.ts';
import { readSettings } from './settings.ts';

export function registerFileEvents(session: Session, onChange: (file: Place) => void): vscode.Disposable {
  const changes = gatherChanges((root, only) => {
    if (isFollowed(session, root)) void session.index(root, only);
  });
  const note = (uri: vscode.Uri): void => {
    if (uri.scheme !== 'file') return;
    for (const folder of session.folders()) {
      const path = relativePath(folder.uri.fsPath, uri.fsPath);
      if (path === null) continue;
      changes.add(folder.uri.fsPath, path);
      onChange({ root: folder.uri.fsPath, path });
    }
  };
  // A pattern alone is for all folders of the workspace, which the editor watches already.
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  return vscode.Disposable.from(
    changes,
    watcher,
    watcher.onDidChange(note),
    watcher.onDidCreate(note),
    watcher.onDidDelete(note),
    // Where files.watcherExclude keeps the watcher away, what is done in the editor still counts.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => note(uri)),
    vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach(note)),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) [oldUri, newUri].forEach(note);
    }),
  );
}

/** A folder whose index was cleared, or never made, stays without one until it is asked for. */
function isFollowed({ life }: Session, root: string): boolean {
  if (!readSettings(vscode.workspace).automatic || life.type !== 'running') return false;
  const folder = life.worker.folders.find((each) => each.root === root);
  return folder !== undefined && (folder.counts !== null || folder.activity.type !== 'idle');
}
