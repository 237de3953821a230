/** `Homing: Search by Meaning`: results as one types, seen while moving through them. */
import * as vscode from 'vscode';
import type { Log } from '../engine/types.ts';
import type { FoundHits } from '../protocol/messages.ts';
import { setInPalette, setInPreview } from './contextKeys.ts';
import { failureOf, isAborted } from './failures.ts';
import { createGround, type Ground } from './ground.ts';
import type { History } from './history.ts';
import type { Opener } from './opener.ts';
import { t } from './l10n.ts';
import type { Overall } from './overall.ts';
import { peekHits } from './peek.ts';
import { createPreview } from './preview.ts';
import { noFilters } from './question.ts';
import {
  failedItems,
  failureItem,
  hitItems,
  makeButtons,
  noHitItem,
  recentItem,
  rowKey,
  stateItem,
  type PaletteItem,
} from './paletteItems.ts';
import { hitRows, type HitRow } from './rows.ts';
import type { Session } from './session.ts';
import { createTypedSearch } from './typedSearch.ts';
import { shortSentence } from './wording.ts';
import { selectedText } from './workspacePlaces.ts';

/** Milliseconds: keys of one grip and of a held key are one question. A newer key stops the search of an older one. */
const pause = 30;
/** About two screens full; every one of them is read again and explained at each key. The sidebar has more. */
const mostHits = 25;

export interface PaletteParts {
  readonly session: Session;
  readonly history: History;
  readonly opener: Opener;
  readonly log: Log;
  /** Without a query the box keeps the one that it has. */
  readonly showInSidebar: (query?: string) => void;
}

/** `toSide`: opens the row that Enter would take beside the editor. */
type PaletteAction = 'toSide' | 'peekAll' | 'inSidebar';

export interface PaletteControl {
  show(): Promise<void>;
  /** What its buttons do, for keys; false where no palette is open. */
  act(action: PaletteAction): boolean;
  /** Puts the editor back, then closes. */
  leave(): Promise<void>;
}

/** One at a time, as the editor has it. */
export function createPalette(parts: PaletteParts): PaletteControl {
  let open: Palette | null = null;
  return {
    show: async () => {
      await open?.leave();
      const palette = new Palette(parts, () => {
        if (open !== palette) return;
        setInPalette(false);
        void setInPreview(false);
        open = null;
      });
      open = palette;
      setInPalette(true);
      palette.open();
    },
    act: (action) => {
      open?.act(action);
      return open !== null;
    },
    leave: async () => open?.leave(),
  };
}

class Palette {
  readonly #parts: PaletteParts;
  readonly #onClosed: () => void;
  readonly #pick = vscode.window.createQuickPick<PaletteItem>();
  readonly #preview = createPreview(() => setInPreview(true));
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
  /** What the rows answer; null: nothing. */
  #answered: string | null = null;
  readonly #ground: Ground;
  #left: Promise<void> | null = null;
  /** When the present text was there, of `performance.now()`. */
  #typedAt = 0;

  constructor(parts: PaletteParts, onClosed: () => void) {
    this.#parts = parts;
    this.#onClosed = onClosed;
    this.#ground = createGround(parts.session);
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
      pick.onDidTriggerButton((button) =>
        this.act(button === this.#buttons.peekAll ? 'peekAll' : 'inSidebar'),
      ),
      pick.onDidHide(() => this.#close()),
      this.#parts.session.onDidChange((overall) => this.#stateChanged(overall)),
      this.#parts.session.onDidReconfigure(() => this.#renew()),
    );
    this.#stateChanged(this.#parts.session.overall);
    const selected = selectedText();
    pick.value = selected;
    pick.show();
    if (selected === '') this.#showRecent();
    else this.#search.now(selected);
  }

  act(action: PaletteAction): void {
    const [item] = this.#pick.activeItems;
    if (action === 'peekAll') this.#peekAll();
    else if (action === 'inSidebar') this.#moveToSidebar();
    else if (item?.target.type === 'hit') this.#open(item.target.row, true);
  }

  /**
   * What closes gives the keyboard back to where it was: to the editor that is there then, or to a terminal, a tree, whatever
   * it was taken from. So the editor comes back before, without the keyboard.
   */
  leave(): Promise<void> {
    // Whoever says it twice does not wait for a file that is slow to open.
    if (this.#left !== null) this.#pick.hide();
    this.#left ??= this.#preview.restore().then(() => this.#pick.hide());
    return this.#left;
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
    this.#moved ||= item !== this.#pick.items[0];
    // Once one has moved, what is shown is the row that Enter takes, also when one types on.
    if (this.#moved || this.#preview.begun) this.#preview.show(item.target.row);
  }

  #accept(): void {
    const [item] = this.#pick.activeItems;
    switch (item?.target.type) {
      case undefined:
      case 'none':
        return;
      case 'recent':
        this.#pick.value = item.target.query;
        this.#search.now(item.target.query);
        return;
      case 'action':
      case 'state':
        void this.leave();
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

  #open(row: HitRow, side: boolean): void {
    this.#parts.history.add(this.#pick.value);
    if (side) {
      // What was there stays there; the hit opens beside it.
      void this.leave().then(() => this.#parts.opener.open(row, { toSide: true }));
      return;
    }
    void this.#preview.keep().then(() => this.#parts.opener.open(row));
    this.#pick.hide();
  }

  #peekAll(): void {
    const rows = this.#pick.items.flatMap(({ target }) => (target.type === 'hit' ? [target.row] : []));
    if (rows.length === 0) return;
    this.#parts.history.add(this.#pick.value);
    void this.leave().then(() => peekHits(rows, this.#parts.opener));
  }

  #moveToSidebar(): void {
    const { value } = this.#pick;
    void this.leave().then(() => this.#parts.showInSidebar(value === '' ? undefined : value));
  }

  #showHits(text: string, { hits, missing, failed, ms }: FoundHits): void {
    const { overall } = this.#parts.session;
    this.#ground.renew(missing);
    const folders = this.#parts.session.folders();
    const rows = hitRows(hits, text);
    if (rows.length > 0) {
      const items = [...hitItems(rows, folders, this.#buttons), ...failedItems(failed, folders)];
      if (this.#answered === text) this.#replace(items);
      else this.#show(items);
      this.#answered = text;
      this.#logTime(rows.length, ms);
      return;
    }
    this.#show([noHitItem(overall, missing), ...failedItems(failed, folders)]);
  }

  /** `npm run bench:typing` reads these lines. */
  #logTime(rows: number, engineMs: number): void {
    const ms = performance.now() - this.#typedAt;
    const times = `${ms.toFixed(1)} ms after the key, ${engineMs.toFixed(1)} ms of them in the engine`;
    this.#parts.log('debug', `Palette: ${rows} rows ${times}.`);
  }

  #showError(error: unknown): void {
    if (isAborted(error)) return;
    this.#show([failureItem(failureOf(error), this.#parts.session.overall)]);
  }

  #showRecent(): void {
    this.#show(this.#parts.history.list().map((query) => recentItem(query, this.#buttons)));
  }

  #show(items: readonly PaletteItem[]): void {
    this.#moved = false;
    this.#answered = null;
    this.#pick.keepScrollPosition = false;
    this.#pick.items = items;
  }

  /** Another answer to the same question: the row that one has moved to stays the one. */
  #replace(items: readonly PaletteItem[]): void {
    const [active] = this.#pick.activeItems;
    const key = this.#moved ? rowKey(active) : null;
    const again = key === null ? undefined : items.find((item) => rowKey(item) === key);
    this.#moved = again !== undefined;
    this.#pick.keepScrollPosition = true;
    this.#pick.items = items;
    if (again !== undefined) this.#pick.activeItems = [again];
  }

  /** Says what is going on above the box; tries again when there is more to find. */
  #stateChanged(overall: Overall): void {
    const quiet = overall.type === 'ready';
    this.#pick.title = quiet ? t('Search by Meaning') : shortSentence(overall);
    const shown = this.#pick.items[0]?.target.type;
    if (this.#ground.isOlder() || (quiet && (shown === 'action' || shown === 'state'))) this.#renew();
    else if (shown === 'state') this.#show([stateItem(overall)]);
  }

  /** Asks again: there is more to find than before, or something else. */
  #renew(): void {
    this.#ground.forget();
    const text = this.#pick.value.trim();
    if (text !== '') this.#search.type(text);
  }

  #close(): void {
    this.#search.cancel();
    for (const listener of this.#listeners) listener.dispose();
    this.#pick.dispose();
    this.#onClosed();
    // Whoever goes elsewhere without a word may have gone into what is shown: it stays.
    this.#preview.dispose();
  }
}
