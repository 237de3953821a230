/** What the status bar's item opens: what Homing is doing, and what one can do about it. */
import * as vscode from 'vscode';
import { t } from './l10n.ts';
import type { Overall } from './overall.ts';
import type { Session } from './session.ts';
import { shortSentence } from './wording.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
}

export async function showMenu(session: Session): Promise<void> {
  const picked = await vscode.window.showQuickPick<MenuItem>(menuFor(session.overall), {
    title: 'Homing',
    placeHolder: shortSentence(session.overall),
  });
  if (picked !== undefined) await vscode.commands.executeCommand(picked.command);
}

function item(icon: string, text: string, command: string): MenuItem {
  return { label: `$(${icon}) ${text}`, command: `homing.${command}` };
}

/** What cannot be done in a state is not offered there. */
function menuFor(overall: Overall): MenuItem[] {
  const last = [item('output', t('Show Log'), 'showLog'), item('gear', t('Settings'), 'openSettings')];
  if (overall.type === 'noFolder') {
    return [{ label: `$(folder-opened) ${t('Open Folder')}`, command: 'vscode.openFolder' }, ...last];
  }
  if (overall.type === 'failed') return [item('refresh', t('Try Again'), 'restart'), ...last];
  if (overall.type === 'restarting') return [item('refresh', t('Start Now'), 'restart'), ...last];
  const first: MenuItem[] = [];
  if (overall.type === 'paused') first.push(item('play', t('Resume Indexing'), 'resumeIndexing'));
  if (overall.type === 'indexing') first.push(item('debug-pause', t('Pause Indexing'), 'pauseIndexing'));
  return [
    ...first,
    item('search', t('Search by Meaning'), 'search'),
    item('list-tree', t('Show in Sidebar'), 'focus'),
    item('pulse', t('Show What Is Indexed'), 'index.focus'),
    item('sync', t('Index Now'), 'updateIndex'),
    item('database', t('Rebuild Index'), 'rebuildIndex'),
    item('trash', t('Clear Index'), 'clearIndex'),
    ...last,
  ];
}
