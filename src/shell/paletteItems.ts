/** Rows and buttons of the palette. */
import * as vscode from 'vscode';
import type { Failure } from '../protocol/messages.ts';
import { failedText } from './answerText.ts';
import { isEarly } from './extent.ts';
import { actionOf, shortSentenceOf, type Action } from './failures.ts';
import { t } from './l10n.ts';
import type { Overall } from './overall.ts';
import { keyOf } from './resultList.ts';
import { paletteTexts, withoutIcons, type HitRow } from './rows.ts';
import { shortSentence } from './wording.ts';
import { folderName, nameOfRoot } from './workspacePlaces.ts';

type Folders = readonly vscode.WorkspaceFolder[];

export interface PaletteItem extends vscode.QuickPickItem {
  readonly target:
    | { readonly type: 'hit'; readonly row: HitRow }
    | { readonly type: 'recent'; readonly query: string }
    | { readonly type: 'action'; readonly command: string }
    /** The same, where it says how far the index is: to be said anew when that changes. */
    | { readonly type: 'state'; readonly command: string }
    /** It only says something. */
    | { readonly type: 'none' };
}

export interface Buttons {
  readonly toSide: vscode.QuickInputButton;
  readonly forget: vscode.QuickInputButton;
  readonly inSidebar: vscode.QuickInputButton;
  readonly peekAll: vscode.QuickInputButton;
}

/** Made when they are shown: their words are in the display's language. */
export function makeButtons(): Buttons {
  const button = (icon: string, tooltip: string): vscode.QuickInputButton => ({
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
  });
  return {
    toSide: button('split-horizontal', t('Open to the Side')),
    forget: button('close', t('Forget This Query')),
    inSidebar: button('list-tree', t('Show All in the Sidebar')),
    peekAll: button('references', t('Peek All')),
  };
}

/** With the names of the folders where there are several. */
export function hitItems(rows: readonly HitRow[], folders: Folders, { toSide }: Buttons): PaletteItem[] {
  return rows.map((row) => ({
    ...paletteTexts(row, folderName(row.hit.root, folders)),
    alwaysShow: true,
    buttons: [toSide],
    target: { type: 'hit', row },
  }));
}

/** Below the hits of the others; none where every folder has answered. */
export function failedItems(failed: readonly string[], folders: Folders): PaletteItem[] {
  if (failed.length === 0) return [];
  const sentence = failedText(failed.map((root) => nameOfRoot(root, folders)));
  const target = { type: 'action', command: 'homing.showLog' } as const;
  return [{ ...messageItem('$(warning)', sentence), detail: t('Show Log'), target }];
}

/** What stays of a row when it is found again; null: it is no hit. */
export function rowKey(item: PaletteItem | undefined): string | null {
  return item?.target.type === 'hit' ? keyOf(item.target.row) : null;
}

export function recentItem(query: string, { forget }: Buttons): PaletteItem {
  return {
    label: `$(history) ${withoutIcons(query)}`,
    alwaysShow: true,
    buttons: [forget],
    target: { type: 'recent', query },
  };
}

/** In place of hits. `missing`: folders that nothing is indexed of yet. */
export function noHitItem(overall: Overall, missing: readonly string[]): PaletteItem {
  if (isEarly(overall, missing)) return stateItem(overall);
  return messageItem('$(info)', t('Nothing found: try other words or fewer filters.'));
}

export function stateItem(overall: Overall): PaletteItem {
  const { title, command } = stateAction(overall);
  return {
    ...messageItem('$(info)', shortSentence(overall)),
    detail: title,
    target: { type: 'state', command },
  };
}

function stateAction(overall: Overall): Action {
  switch (overall.type) {
    case 'noFolder':
      return { title: t('Open Folder'), command: 'vscode.openFolder' };
    case 'unindexed':
      return { title: t('Index Now'), command: 'homing.updateIndex' };
    case 'paused':
      return { title: t('Resume Indexing'), command: 'homing.resumeIndexing' };
    case 'starting':
    case 'restarting':
    case 'failed':
    case 'indexing':
    case 'waiting':
    case 'ready':
      return { title: t('Show Status'), command: 'homing.showMenu' };
  }
}

/** Where no folder is open nothing else is wrong; a question that is not finished is no error either. */
export function failureItem(failure: Failure, overall: Overall): PaletteItem {
  if (overall.type === 'noFolder') return stateItem(overall);
  const isQuestion = failure.code === 'queryEmpty' || failure.code === 'queryInvalid';
  const item = messageItem(isQuestion ? '$(info)' : '$(error)', shortSentenceOf(failure));
  const action = actionOf(failure);
  // Without one nothing but another question helps.
  if (action === null) return item;
  return { ...item, detail: action.title, target: { type: 'action', command: action.command } };
}

function messageItem(icon: string, sentence: string): PaletteItem {
  return {
    label: icon,
    description: withoutIcons(sentence),
    alwaysShow: true,
    target: { type: 'none' },
  };
}
