/** All hits in one peek view, at the cursor, without leaving it. */
import * as vscode from 'vscode';
import { uriOf } from './openHit.ts';
import type { Opener } from './opener.ts';
import type { HitRow } from './rows.ts';

/** Where no editor is open the best hit's own is the place to peek from. */
export async function peekHits(rows: readonly HitRow[], opener: Opener): Promise<void> {
  const [best] = rows;
  if (best === undefined) return;
  if (vscode.window.activeTextEditor === undefined) await opener.open(best);
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  await vscode.commands.executeCommand(
    'editor.action.peekLocations',
    editor.document.uri,
    editor.selection.active,
    rows.map(locationOf),
    'peek',
  );
}

/** The line that says most: the list of the peek view shows the first line of each place. */
function locationOf({ hit, excerpt }: HitRow): vscode.Location {
  const line = hit.startLine - 1 + excerpt.line;
  return new vscode.Location(uriOf(hit), new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER));
}
