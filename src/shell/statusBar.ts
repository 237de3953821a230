import * as vscode from 'vscode';
import type { Counts, FolderState } from '../protocol/messages.ts';
import { deviceText } from './engineTexts.ts';
import { actionOf, sentenceOf, type Action } from './failures.ts';
import type { Overall } from './overall.ts';
import { plainText } from './plainText.ts';
import type { Session } from './session.ts';
import { chunks, files, times } from './counts.ts';
import { t } from './l10n.ts';
import { overallSentence, progressSentence, statusText } from './wording.ts';
import { nameOfRoot } from './workspacePlaces.ts';

export function createStatusBar(session: Session): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('homing.status', vscode.StatusBarAlignment.Right, 50);
  item.name = 'Homing';
  item.command = 'homing.showMenu';
  const show = (overall: Overall): void => {
    item.text = statusText(overall);
    item.tooltip = tooltip(session, overall);
    item.accessibilityInformation = { label: `Homing: ${overallSentence(overall)}`, role: 'button' };
    item.backgroundColor =
      overall.type === 'failed' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    if (overall.type === 'noFolder') item.hide();
    else item.show();
  };
  show(session.overall);
  return vscode.Disposable.from(item, session.onDidChange(show));
}

function tooltip(session: Session, overall: Overall): vscode.MarkdownString {
  const text = new vscode.MarkdownString('**Homing**\n\n');
  const action = actionFor(overall);
  text.isTrusted = { enabledCommands: action === null ? [] : [action.command] };
  text.appendMarkdown(plainText(overallSentence(overall)));
  if (action !== null) text.appendMarkdown(`\n\n[${action.title}](command:${action.command})`);
  const { life } = session;
  if (life.type !== 'running') return text;
  const { folders, device, setAside } = life.worker;
  for (const line of folderLines(session, folders, overall)) text.appendMarkdown(`\n\n${plainText(line)}`);
  const skipped = folders.reduce((sum, { counts }) => sum + (counts?.skipped ?? 0), 0);
  if (skipped > 0) text.appendMarkdown(`\n\n${plainText(t('{0} left out.', files(skipped)))}`);
  if (setAside.length > 0) {
    const names = setAside.map(({ path }) => path).join(', ');
    const said = t('Set aside, because the search process ended at it: {0}', names);
    text.appendMarkdown(`\n\n${plainText(said)}`);
  }
  text.appendMarkdown(`\n\n${plainText(t('Runs on {0}', deviceText(device)))}`);
  if (life.restarts > 0) {
    text.appendMarkdown(`\n\n${plainText(t('The search process was restarted {0}.', times(life.restarts)))}`);
  }
  return text;
}

/** What one may want to do about a state; null: nothing. */
function actionFor(overall: Overall): Action | null {
  switch (overall.type) {
    case 'failed':
      return actionOf(overall.failure);
    case 'indexing':
      return { title: t('Pause Indexing'), command: 'homing.pauseIndexing' };
    case 'paused':
      return { title: t('Resume Indexing'), command: 'homing.resumeIndexing' };
    case 'unindexed':
      return { title: t('Index Now'), command: 'homing.updateIndex' };
    case 'waiting':
    case 'ready':
      return { title: t('Search by Meaning'), command: 'homing.search' };
    case 'restarting':
      return { title: t('Start Now'), command: 'homing.restart' };
    case 'noFolder':
    case 'starting':
      return null;
  }
}

/** Of one folder only how much of it is there, where the sentence above does not say that already. */
function folderLines(session: Session, folders: readonly FolderState[], overall: Overall): readonly string[] {
  const named = session.folders();
  if (folders.length > 1) {
    return folders.map((folder) => folderLine(folder, nameOfRoot(folder.root, named)));
  }
  if (overall.type === 'ready') return [];
  return folders.flatMap(({ counts }) => (counts === null ? [] : [numbersOf(counts)]));
}

function folderLine({ activity, counts }: FolderState, name: string): string {
  switch (activity.type) {
    case 'failed':
      return `${name}: ${sentenceOf(activity.failure)}`;
    case 'indexing':
      return `${name}: ${progressSentence(activity.progress)}`;
    case 'idle':
    case 'waiting': {
      const numbers = counts === null ? t('nothing indexed') : numbersOf(counts);
      return `${name}: ${numbers}${activity.type === 'waiting' ? `, ${waitText(activity.for)}` : ''}`;
    }
  }
}

function numbersOf(counts: Counts): string {
  return t('{0}, {1}', files(counts.files), chunks(counts.chunks));
}

function waitText(reason: 'turn' | 'otherProcess'): string {
  return reason === 'turn' ? t('waits for its turn') : t('another process is indexing it');
}
