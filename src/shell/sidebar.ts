/** The activity bar's container: the query box above, the results below, and what passes between them. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import type { FolderHit, FoundHits } from '../protocol/messages.ts';
import type { BoxFilters, BoxQuery } from '../webview/messages.ts';
import { answerText } from './answerText.ts';
import { ask, askOfFile, titleOf, wordsOf, type Asked } from './asked.ts';
import { failureOf, isAborted, sentenceOf } from './failures.ts';
import { extentOf, extentOfAnswer, isMore, type Extent } from './extent.ts';
import { filtersOf, noBoxFilters, offeredChoices, type Surroundings } from './filterChoices.ts';
import { createFollow } from './follow.ts';
import type { History } from './history.ts';
import { isSearchable, type Overall } from './overall.ts';
import type { Filters, Place, Sample } from './question.ts';
import { createQueryBox, type QueryBox } from './queryBoxView.ts';
import { rowAfter, rowOn, withMore, without } from './resultList.ts';
import { createResults, type Layout } from './results.ts';
import { fileOf, hitRows, type HitRow, type Row } from './rows.ts';
import { idOf } from './scopes.ts';
import type { Session } from './session.ts';
import { createTypedSearch } from './typedSearch.ts';
import { overallNote, overallSentence } from './wording.ts';
import { folderName, openFiles } from './workspacePlaces.ts';

/** Milliseconds; the list below the box is larger than the palette's, and calmer. */
const pause = 150;
const messageTime = 5_000;

/** `none`: nothing was asked. */
export type ResultState = 'none' | 'empty' | 'some';

export interface SidebarContext {
  readonly extensionUri: vscode.Uri;
  readonly globalState: vscode.Memento;
}

export class Sidebar implements Disposable {
  readonly #session: Session;
  readonly #history: History;
  readonly #results: ReturnType<typeof createResults>;
  readonly #changed = new vscode.EventEmitter<ResultState>();
  readonly #box: QueryBox;
  readonly #listeners: vscode.Disposable;
  readonly #around: Surroundings;
  readonly #search = createTypedSearch<Asked, FoundHits>({
    pause,
    search: (asked, signal) => ask(this.#session, asked, signal),
    onResult: (asked, found) => this.#show(asked, found),
    onError: (_asked, error) => this.#fail(error),
    onBusy: (busy) => this.#box.setBusy(busy),
  });
  #chosen: BoxFilters = noBoxFilters;
  #seen = { folder: null as Place | null, languages: new Set<string>() };
  #asked: Asked | null = null;
  #rows: readonly HitRow[] = [];
  /** The one that was opened last. */
  #current: HitRow | null = null;
  /** Whether there is an answer to what was asked; its failure where it has one. */
  #answer: { readonly failure: string | null } | null = null;
  /** What the answer was found in. */
  #extent: Extent = 'all';
  /** What the rows answer. */
  #answered: Asked | null = null;
  /** The same, asked again: its answer takes the place of the other without a jump. */
  #renewed: Asked | null = null;
  readonly #follow = createFollow();
  resultState: ResultState = 'none';

  constructor({ extensionUri, globalState }: SidebarContext, session: Session, history: History) {
    this.#session = session;
    this.#history = history;
    this.#results = createResults({
      memento: globalState,
      asking: () => this.#box.hasKeyboard,
      folderName: (root) => folderName(root, session.folders()),
    });
    this.#around = {
      get roots() {
        return session.folders().map(({ uri, name }) => ({ root: uri.fsPath, name }));
      },
      openFiles: () => openFiles(session.folders()),
    };
    this.#box = createQueryBox(extensionUri, {
      history,
      onQuery: (query) => this.#typed(query),
      onLeave: () => void this.#results.focus(),
      onLeft: () => this.#follow.leftBox(),
    });
    this.#listeners = vscode.Disposable.from(
      session.onDidChange((overall) => this.#stateChanged(overall)),
      session.onDidReconfigure(() => this.#renew()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#offer()),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#see(editor?.document.languageId)),
    );
    this.#see(vscode.window.activeTextEditor?.document.languageId);
    this.#offer();
    this.#sayState();
  }

  get onDidChangeResults(): vscode.Event<ResultState> {
    return this.#changed.event;
  }

  get layout(): Layout {
    return this.#results.layout;
  }

  get rows(): readonly HitRow[] {
    return this.#rows;
  }

  /** What was asked, for people; empty where nothing was. */
  get title(): string {
    return this.#asked === null ? '' : titleOf(this.#asked);
  }

  /** To be called with what is opened: the question was worth it, and the next result is the one after it. */
  opened(row: Row): void {
    if (this.#asked?.type === 'words') this.#history.add(this.#asked.text);
    if (row.type !== 'file') this.#current = row.type === 'hit' ? row : row.parent;
  }

  /** The result after, or before, the one that was opened last, as people see them; undefined: there is none. */
  next(by: 1 | -1): HitRow | undefined {
    const row = rowOn(this.#results.visibleOrder(), this.#current, by);
    if (row !== undefined) this.#results.select(row);
    return row;
  }

  /** Rows that a key is meant for. */
  picked(): Promise<readonly Row[]> {
    return this.#results.picked();
  }

  /** Shows the sidebar with the keyboard in the box; with a query, searches it. */
  async focus(query?: string): Promise<void> {
    const text = query?.trim() ?? '';
    this.#follow.end();
    // Before the box is there: a page that is slow to load keeps no answer waiting.
    if (text !== '') this.#begin({ type: 'words', text, filters: this.#filters(), typing: false });
    await this.#box.focus(query);
  }

  /** Looks in one folder from now on. */
  async searchIn(folder: Place): Promise<void> {
    this.#seen = { ...this.#seen, folder };
    this.#offer();
    this.#chosen = { ...this.#chosen, scope: idOf({ type: 'folder', folder }) };
    this.#box.setFilters(this.#chosen);
    if (this.#asked !== null) this.#begin({ ...this.#asked, filters: this.#filters() });
    await this.#box.focus();
  }

  async findSimilar(sample: Sample): Promise<void> {
    this.#box.setText('');
    this.#follow.fromElsewhere();
    this.#begin({ type: 'similar', sample, filters: this.#filters() });
    await vscode.commands.executeCommand('homing.results.focus');
  }

  setLayout(layout: Layout): void {
    this.#results.setLayout(layout);
    this.#changed.fire(this.resultState);
  }

  /** `byKey`: the keyboard goes on to the row that comes next. */
  async dismiss(dismissed: readonly Row[], byKey: boolean): Promise<void> {
    const next = rowAfter(this.#results.visibleOrder(), dismissed);
    this.#setRows(without(this.#rows, dismissed), false);
    if (byKey && next !== undefined) await this.#results.focus(next);
  }

  /** Adds what else the file of a row has. */
  async more(row: Row): Promise<void> {
    const asked = this.#asked;
    if (asked === null) return;
    try {
      const { hits } = await askOfFile(this.#session, asked, fileOf(row));
      if (asked === this.#asked) this.#setRows(withMore(this.#rows, hitRows(hits, wordsOf(asked))), false);
    } catch (error) {
      // What is there stays there.
      if (!isAborted(error)) vscode.window.setStatusBarMessage(sentenceOf(failureOf(error)), messageTime);
    }
  }

  clear(): void {
    this.#box.setText('');
    this.#chosen = noBoxFilters;
    this.#box.setFilters(noBoxFilters);
    this.#forget();
  }

  dispose(): void {
    this.#search.cancel();
    this.#follow.dispose();
    this.#listeners.dispose();
    this.#box.dispose();
    this.#results.dispose();
    this.#changed.dispose();
  }

  #typed({ text, filters, submitted }: BoxQuery): void {
    this.#session.giveWay();
    this.#chosen = filters;
    const words = text.trim();
    if (submitted) this.#follow.fromBox();
    else this.#follow.end();
    if (words !== '') {
      const asked: Asked = { type: 'words', text: words, filters: this.#filters(), typing: !submitted };
      if (submitted) this.#begin(asked);
      else this.#search.type((this.#asked = asked));
    } else if (this.#asked?.type === 'similar') {
      this.#begin({ ...this.#asked, filters: this.#filters() });
    } else {
      this.#forget();
    }
  }

  #begin(asked: Asked): void {
    this.#asked = asked;
    this.#search.now(asked);
  }

  /** Asks again: there is more to find than before, or something else. */
  #renew(): void {
    this.#extent = 'all';
    if (this.#asked === null) return;
    const again = { ...this.#asked, filters: this.#filters() };
    if (this.#asked === this.#answered) this.#renewed = again;
    this.#begin(again);
  }

  #filters(): Filters {
    return filtersOf(this.#chosen, this.#seen, this.#around);
  }

  #forget(): void {
    this.#search.cancel();
    this.#asked = null;
    this.#answer = null;
    this.#answered = null;
    this.#extent = 'all';
    this.#setRows([], true);
  }

  #show(asked: Asked, { hits, missing }: FoundHits): void {
    this.#extent = extentOfAnswer(this.#session.overall, missing);
    this.#answer = { failure: null };
    this.#answered = asked;
    if (asked !== this.#renewed) this.#current = null;
    this.#setRows(hitRows(hits, wordsOf(asked)), asked !== this.#renewed);
    this.#see(...hits.map(({ language }: FolderHit) => language));
    if (this.#follow.take(this.#box.hasKeyboard) && hits.length > 0) void this.#results.focus();
  }

  #fail(error: unknown): void {
    if (isAborted(error)) return;
    this.#extent = extentOf(this.#session.overall);
    this.#answer = { failure: sentenceOf(failureOf(error)) };
    this.#answered = null;
    this.#setRows([], true);
  }

  #setRows(rows: readonly HitRow[], fromTop: boolean): void {
    this.#rows = rows;
    this.#results.show(rows, { fromTop });
    const isAnswered = this.#answer?.failure === null;
    this.resultState = rows.length > 0 ? 'some' : isAnswered ? 'empty' : 'none';
    this.#changed.fire(this.resultState);
    this.#sayState();
  }

  #stateChanged(overall: Overall): void {
    // What was found in half an index is found again in the whole one.
    if (isMore(extentOf(overall), this.#extent)) this.#renew();
    this.#sayState();
  }

  /** Languages that were seen can be chosen. */
  #see(...languages: readonly (string | null | undefined)[]): void {
    const before = this.#seen.languages.size;
    for (const language of languages) if (typeof language === 'string') this.#seen.languages.add(language);
    if (this.#seen.languages.size !== before) this.#offer();
  }

  #offer(): void {
    const { languages, scopes } = offeredChoices(this.#seen, this.#around);
    this.#box.offer(languages, scopes);
  }

  #sayState(): void {
    const { overall } = this.#session;
    // That nothing was found says nothing where there is nothing to find.
    const hasAnswer = this.#answer !== null && (this.#rows.length > 0 || isSearchable(overall));
    const answer = answerText(this.#asked, this.#rows, this.#answer?.failure ?? null);
    const lines = hasAnswer ? [answer, overallNote(overall)] : [overallSentence(overall)];
    this.#box.say(lines.filter((line) => line !== null));
  }
}
