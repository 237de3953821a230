/** `Homing: Search by Meaning`: results as one types, seen while moving through them. */
import * as vscode from 'vscode';
import { basename } from 'node:path';
import type { Log } from '../engine/types.ts';
import type { FoundHits } from '../protocol/messages.ts';
import { actionOf, failureOf, isAborted, sentenceOf, type Action } from './failures.ts';
import type { History } from './history.ts';
import type { Opener } from './opener.ts';
import { t } from './l10n.ts';
import type { Overall } from './overall.ts';
import { peekHits } from './peek.ts';
import { createPreview } from './preview.ts';
import { noFilters } from './question.ts';
import { hitRows, paletteTexts, withoutIcons, type HitRow } from './rows.ts';
import type { Session } from './session.ts';
import { createTypedSearch } from './typedSearch.ts';
import { overallSentence } from './wording.ts';

/** Milliseconds: keys of one grip and of a held key are one question. A newer key stops the search of an older one. */
const pause = 30;
/** About two screens full; every one of them is read again and explained at each key. The sidebar has more. */
const mostHits = 25;
/** Characters; a longer selection is a piece of text and not a question. */
const longestSelection = 200;

interface PaletteItem extends vscode.QuickPickItem {
  readonly target:
    | { readonly type: 'hit'; readonly row: HitRow }
    | { readonly type: 'recent'; readonly query: string }
    | { readonly type: 'action'; readonly command: string };
}

export interface PaletteParts {
  readonly session: Session;
  readonly history: History;
  readonly opener: Opener;
  readonly log: Log;
  readonly showInSidebar: (query: string) => void;
}

interface Buttons {
  readonly toSide: vscode.QuickInputButton;
  readonly forget: vscode.QuickInputButton;
  readonly inSidebar: vscode.QuickInputButton;
  readonly peekAll: vscode.QuickInputButton;
}

/** Made when they are shown: their words are in the display's language. */
function makeButtons(): Buttons {
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

export function showPalette(parts: PaletteParts): void {
  new Palette(parts).open();
}

class Palette {
  readonly #parts: PaletteParts;
  readonly #pick = vscode.window.createQuickPick<PaletteItem>();
  readonly #preview = createPreview();
  readonly #buttons = makeButtons();
  readonly #search = createTypedSearch<string, FoundHits>({
    pause,
    search: (text, signal) =>
      this.#parts.session.search({ text, filters: noFilters, k: mostHits, typing: true }, signal),
    onResult: (text, found) => this.#showHits(text, found),
    onError: (_text, error) => this.#showError(error),
    onBusy: (busy) => (this.#pick.busy = busy),
  });
  readonly #listeners: vscode.Disposable[] = [];
  /** Whether one has moved through the present rows; the first is active by itself. */
  #moved = false;
  #accepted = false;
  /** When the present text was there, of `performance.now()`. */
  #typedAt = 0;

  constructor(parts: PaletteParts) {
    this.#parts = parts;
  }

  open(): void {
    const pick = this.#pick;
    pick.placeholder = t('Say what you are looking for, in your own words');
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.buttons = [this.#buttons.peekAll, this.#buttons.inSidebar];
    this.#listeners.push(
      pick.onDidChangeValue(() => this.#typed()),
      pick.onDidChangeActive(([item]) => this.#activated(item)),
      pick.onDidAccept(() => this.#accept()),
      pick.onDidTriggerItemButton(({ item }) => this.#itemButton(item)),
      pick.onDidTriggerButton((button) => this.#button(button)),
      pick.onDidHide(() => this.#close()),
      this.#parts.session.onDidChange((overall) => this.#stateChanged(overall)),
    );
    this.#stateChanged(this.#parts.session.overall);
    const selected = selectedText();
    pick.value = selected;
    pick.show();
    if (selected === '') this.#showRecent();
    else this.#search.now(selected);
  }

  #typed(): void {
    this.#typedAt = performance.now();
    this.#parts.session.giveWay();
    const text = this.#pick.value.trim();
    if (text === '') {
      this.#search.cancel();
      this.#showRecent();
    } else {
      this.#search.type(text);
    }
  }

  #activated(item: PaletteItem | undefined): void {
    if (item?.target.type !== 'hit') return;
    if (!this.#moved && item === this.#pick.items[0]) return;
    this.#moved = true;
    this.#preview.show(item.target.row);
  }

  #accept(): void {
    const [item] = this.#pick.activeItems;
    switch (item?.target.type) {
      case undefined:
        return;
      case 'recent':
        this.#pick.value = item.target.query;
        this.#search.now(item.target.query);
        return;
      case 'action':
        this.#pick.hide();
        void vscode.commands.executeCommand(item.target.command);
        return;
      case 'hit':
        this.#open(item.target.row, false);
    }
  }

  #itemButton({ target }: PaletteItem): void {
    if (target.type === 'hit') this.#open(target.row, true);
    if (target.type === 'recent') {
      this.#parts.history.remove(target.query);
      this.#showRecent();
    }
  }

  #button(button: vscode.QuickInputButton): void {
    if (button === this.#buttons.peekAll) this.#peekAll();
    else this.#moveToSidebar();
  }

  #open(row: HitRow, side: boolean): void {
    this.#parts.history.add(this.#pick.value);
    if (side) {
      // What was there stays there; the hit opens beside it.
      void this.#preview.restore().then(() => this.#parts.opener.open(row, { toSide: true }));
    } else {
      this.#preview.keep();
      void this.#parts.opener.open(row);
    }
    this.#accepted = true;
    this.#pick.hide();
  }

  #peekAll(): void {
    const rows = this.#pick.items.flatMap(({ target }) => (target.type === 'hit' ? [target.row] : []));
    if (rows.length === 0) return;
    this.#parts.history.add(this.#pick.value);
    this.#accepted = true;
    this.#pick.hide();
    void this.#preview.restore().then(() => peekHits(rows, this.#parts.opener));
  }

  #moveToSidebar(): void {
    const { value } = this.#pick;
    this.#pick.hide();
    this.#parts.showInSidebar(value);
  }

  #showHits(text: string, { hits, missing, ms }: FoundHits): void {
    const several = this.#parts.session.folders().length > 1;
    const rows = hitRows(hits, text);
    if (rows.length > 0) {
      this.#show(rows.map((row) => hitItem(row, several, this.#buttons)));
      this.#logTime(rows.length, ms);
      return;
    }
    const { overall } = this.#parts.session;
    const waits = missing.length > 0 && overall.type !== 'ready';
    this.#show([waits ? stateItem(overall) : nothingFound()]);
  }

  /** `npm run bench:typing` reads these lines. */
  #logTime(rows: number, engineMs: number): void {
    const ms = performance.now() - this.#typedAt;
    const times = `${ms.toFixed(1)} ms after the key, ${engineMs.toFixed(1)} ms of them in the engine`;
    this.#parts.log('debug', `Palette: ${rows} rows ${times}.`);
  }

  #showError(error: unknown): void {
    if (isAborted(error)) return;
    const failure = failureOf(error);
    const { title, command } = actionOf(failure);
    this.#show([messageItem('$(error)', sentenceOf(failure), { title, command })]);
  }

  #showRecent(): void {
    this.#show(
      this.#parts.history.list().map((query) => ({
        label: `$(history) ${withoutIcons(query)}`,
        alwaysShow: true,
        buttons: [this.#buttons.forget],
        target: { type: 'recent', query },
      })),
    );
  }

  #show(items: readonly PaletteItem[]): void {
    this.#moved = false;
    this.#pick.items = items;
  }

  /** Says what is going on above the box; tries again when there is more to find than nothing. */
  #stateChanged(overall: Overall): void {
    const quiet = overall.type === 'ready';
    this.#pick.title = quiet ? t('Search by Meaning') : overallSentence(overall);
    const [first] = this.#pick.items;
    if (quiet && first?.target.type === 'action') this.#typed();
  }

  #close(): void {
    this.#search.cancel();
    for (const listener of this.#listeners) listener.dispose();
    this.#pick.dispose();
    const done = this.#accepted ? Promise.resolve() : this.#preview.restore();
    void done.finally(() => this.#preview.dispose());
  }
}

function hitItem(row: HitRow, several: boolean, { toSide }: Buttons): PaletteItem {
  return {
    ...paletteTexts(row, several ? basename(row.hit.root) : null),
    alwaysShow: true,
    buttons: [toSide],
    target: { type: 'hit', row },
  };
}

function nothingFound(): PaletteItem {
  return {
    label: '$(info)',
    description: t('Nothing found: try other words.'),
    alwaysShow: true,
    target: { type: 'action', command: 'homing.focus' },
  };
}

function stateItem(overall: Overall): PaletteItem {
  const action: Action =
    overall.type === 'unindexed'
      ? { title: t('Index Now'), command: 'homing.updateIndex' }
      : { title: t('Show What Homing Is Doing'), command: 'homing.showMenu' };
  return messageItem('$(info)', overallSentence(overall), action);
}

function messageItem(icon: string, sentence: string, { title, command }: Action): PaletteItem {
  return {
    label: icon,
    description: sentence,
    detail: title,
    alwaysShow: true,
    target: { type: 'action', command },
  };
}

function selectedText(): string {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || editor.selection.isEmpty || !editor.selection.isSingleLine) return '';
  const text = editor.document.getText(editor.selection).trim();
  return text.length > longestSelection ? '' : text;
}
