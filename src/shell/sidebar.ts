/** The activity bar's container: the query box above, the results below, and what passes between them. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import type { FolderHit } from '../protocol/messages.ts';
import type { BoxQuery } from '../webview/messages.ts';
import { answerText, linesBelow, stateOfResults, type Outcome, type ResultState } from './answerText.ts';
import { createBoxMemory } from './boxMemory.ts';
import { askWidely, mostHits, titleOf, wordsOf, type Answer, type Asked } from './asked.ts';
import { failureOf, isAborted, sentenceOf } from './failures.ts';
import { noBoxFilters } from './filterChoices.ts';
import { createFollow } from './follow.ts';
import { createGround, type Ground } from './ground.ts';
import type { History } from './history.ts';
import { isSearchable } from './overall.ts';
import type { Place, Sample } from './question.ts';
import { moreOfFile } from './moreOfFile.ts';
import { createNarrowing, type Narrowing } from './narrowing.ts';
import { createQueryBox, type QueryBox } from './queryBoxView.ts';
import { rowAfter, rowOn, withMore } from './resultList.ts';
import type { Layout, Results } from './results.ts';
import { fileOf, hitRows, type HitRow, type Row } from './rows.ts';
import type { Exported } from './searchEditorText.ts';
import type { Session } from './session.ts';
import { createShown } from './shown.ts';
import { createTypedSearch } from './typedSearch.ts';
import { nameOfRoot, surroundings } from './workspacePlaces.ts';

/** Milliseconds; the list below the box is larger than the palette's, and calmer. */
const pause = 150;

type SidebarContext = Pick<vscode.ExtensionContext, 'extensionUri' | 'workspaceState'>;

export class Sidebar implements Disposable {
  readonly #session: Session;
  readonly #history: History;
  readonly #results: Results;
  readonly #changed = new vscode.EventEmitter<ResultState>();
  readonly #box: QueryBox;
  readonly #listeners: vscode.Disposable;
  readonly #narrowing: Narrowing;
  readonly #search = createTypedSearch<Asked, Answer>({
    pause,
    search: (asked, signal) =>
      askWidely(this.#session, asked, asked === this.#renewed ? this.#shown.widened : [], signal),
    onResult: (asked, found) => this.#show(asked, found),
    onError: (_asked, error) => this.#fail(error),
    onBusy: (busy) => this.#box.setBusy(busy),
  });
  #asked: Asked | null = null;
  readonly #shown = createShown();
  /** What became of the question; null: nothing yet. */
  #outcome: Outcome | null = null;
  readonly #ground: Ground;
  /** What the rows answer. */
  #answered: Asked | null = null;
  /** The same, asked again: its answer takes the place of the other without a jump. */
  #renewed: Asked | null = null;
  /** Files of the rows have changed, and are not read again by themselves. */
  #older = false;
  readonly #follow = createFollow(() => this.#box.hasKeyboard);
  resultState: ResultState = 'none';

  /** `results` is the list below the box. */
  constructor(context: SidebarContext, session: Session, history: History, results: Results) {
    this.#session = session;
    this.#ground = createGround(session);
    this.#history = history;
    this.#results = results;
    results.asking = () => this.#box.hasKeyboard;
    this.#box = createQueryBox(context.extensionUri, {
      history,
      memory: createBoxMemory(context.workspaceState),
      onQuery: (query) => this.#typed(query),
      onEntered: () => session.prepare(),
      onLeave: () => void this.#results.focus(),
      onLeft: () => this.#follow.leftBox(),
    });
    this.#narrowing = createNarrowing(surroundings(session), (offered) => this.#box.offer(offered));
    this.#narrowing.chosen = this.#box.filters;
    this.#listeners = vscode.Disposable.from(
      this.#narrowing,
      session.onDidChange(() => this.#stateChanged()),
      session.onDidReconfigure(() => {
        this.#ground.reset();
        this.#renew();
      }),
    );
    this.#sayState();
  }

  get onDidChangeResults(): vscode.Event<ResultState> {
    return this.#changed.event;
  }

  get layout(): Layout {
    return this.#results.layout;
  }

  get rows(): readonly HitRow[] {
    return this.#shown.rows;
  }

  get exported(): Exported {
    const title = this.#asked === null ? '' : titleOf(this.#asked);
    return { rows: this.rows, title, isCut: this.#outcome?.isCut === true };
  }

  /** To be called with what is opened: the question was worth it, and the next result is the one after it. */
  opened(row: Row): void {
    if (this.#asked?.type === 'words') this.#history.add(this.#asked.text);
    if (row.type !== 'file') this.#shown.current = row.type === 'hit' ? row : row.parent;
  }

  /** The result after, or before, the one that was opened last, as people see them; undefined: there is none. */
  next(by: 1 | -1): HitRow | undefined {
    const row = rowOn(this.#results.visibleOrder(), this.#shown.current, by);
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
    if (text !== '') this.#begin({ type: 'words', text, filters: this.#narrowing.filters, typing: false });
    await this.#box.focus(query);
  }

  /** Looks in one folder from now on. */
  async searchIn(folder: Place): Promise<void> {
    this.#narrowing.lookIn(folder);
    this.#box.setFilters(this.#narrowing.chosen);
    if (this.#asked !== null) this.#begin({ ...this.#asked, filters: this.#narrowing.filters });
    await this.#box.focus();
  }

  async findSimilar(sample: Sample): Promise<void> {
    this.#box.setText('');
    this.#follow.fromElsewhere();
    this.#begin({ type: 'similar', sample, filters: this.#narrowing.filters });
    await vscode.commands.executeCommand('homing.results.focus');
  }

  setLayout(layout: Layout): void {
    this.#results.setLayout(layout);
    this.#changed.fire(this.resultState);
  }

  /** `byKey`: the keyboard goes on to the row that comes next. */
  async dismiss(dismissed: readonly Row[], byKey: boolean): Promise<void> {
    const next = rowAfter(this.#results.visibleOrder(), dismissed);
    this.#shown.take(dismissed);
    this.#showRows(false);
    if (byKey && next !== undefined) await this.#results.focus(next);
  }

  /** Adds what else the file of a row has. */
  async more(row: Row): Promise<void> {
    const asked = this.#asked;
    if (asked === null) return;
    const hits = await moreOfFile(this.#session, { asked, now: () => this.#asked, file: fileOf(row) });
    if (hits === null) return;
    this.#shown.widen(row, hitRows(hits, wordsOf(asked)));
    this.#showRows(false);
  }

  /** Asks the same once more, in files as they are now; where all was dismissed, for that too. */
  refresh(): void {
    if (!this.#session.isFollowed) void this.#session.index(null, null);
    if (this.#asked !== null && this.#shown.allTaken) this.#begin({ ...this.#asked });
    else this.#renew();
  }

  /** A file was written, made or removed. Where indexing follows by itself, what it does is told instead. */
  fileChanged({ root, path }: Place): void {
    if (this.#older || this.#session.isFollowed) return;
    this.#older = this.#shown.rows.some(({ hit }) => hit.root === root && hit.path === path);
    if (this.#older) this.#sayState();
  }

  clear(): void {
    this.#box.setText('');
    this.#narrowing.chosen = noBoxFilters;
    this.#box.setFilters(noBoxFilters);
    this.#forget();
  }

  dispose(): void {
    this.#search.cancel();
    this.#follow.dispose();
    this.#listeners.dispose();
    this.#box.dispose();
    this.#changed.dispose();
  }

  #typed({ text, filters, submitted }: BoxQuery): void {
    this.#session.giveWay();
    this.#narrowing.chosen = filters;
    const words = text.trim();
    if (submitted) this.#follow.fromBox();
    else this.#follow.end();
    if (words !== '') {
      const asked: Asked = {
        type: 'words',
        text: words,
        filters: this.#narrowing.filters,
        typing: !submitted,
      };
      if (submitted) this.#begin(asked);
      else this.#search.type((this.#asked = asked));
    } else if (this.#asked?.type === 'similar') {
      this.#begin({ ...this.#asked, filters: this.#narrowing.filters });
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
    this.#ground.forget();
    if (this.#asked === null) return;
    const again = { ...this.#asked, filters: this.#narrowing.filters };
    if (this.#asked === this.#answered || this.#asked === this.#renewed) this.#renewed = again;
    this.#begin(again);
  }

  #forget(): void {
    this.#search.cancel();
    this.#asked = this.#answered = null;
    this.#outcome = null;
    this.#ground.forget();
    this.#setRows([], false);
  }

  #show(asked: Asked, { hits, missing, failed, more }: Answer): void {
    this.#ground.renew(missing);
    const isCut = hits.length >= mostHits;
    this.#outcome = {
      failure: null,
      isCut,
      failed: failed.map((root) => nameOfRoot(root, this.#session.folders())),
    };
    this.#answered = asked;
    const words = wordsOf(asked);
    const rows = more.reduce((all, each) => withMore(all, hitRows(each, words)), hitRows(hits, words));
    this.#setRows(rows, asked === this.#renewed);
    this.#narrowing.see(...hits.map(({ language }: FolderHit) => language));
    if (this.#follow.isOn(hits.length)) void this.#results.follow(this.#follow.take);
  }

  #fail(error: unknown): void {
    if (isAborted(error)) return;
    this.#ground.renew([]);
    this.#outcome = { failure: sentenceOf(failureOf(error)), isCut: false, failed: [] };
    this.#answered = null;
    this.#setRows([], false);
  }

  /** `again`: of the same question as those that are shown. */
  #setRows(rows: readonly HitRow[], again: boolean): void {
    this.#older = again && this.#older && !this.#session.isFollowed;
    this.#shown.answer(rows, again);
    this.#showRows(!again);
  }

  #showRows(fromTop: boolean): void {
    this.#results.show(this.#shown.rows, { fromTop });
    this.#sayState();
  }

  #stateChanged(): void {
    // What was found in half an index is found again in the whole one, and in files as they are now.
    if (this.#ground.isOlder()) this.#renew();
    this.#sayState();
  }

  #sayState(): void {
    const { overall } = this.#session;
    const state = stateOfResults(this.#asked, this.#shown, this.#outcome, this.#ground.isEarly());
    if (state !== this.resultState) this.#changed.fire((this.resultState = state));
    // That nothing was found says nothing where there is nothing to find, or not yet.
    const isSaid = this.rows.length > 0 || (isSearchable(overall) && state !== 'early');
    const answer =
      this.#outcome !== null && isSaid ? answerText(this.#asked, this.#shown, this.#outcome) : null;
    this.#box.say(linesBelow(answer, overall, this.#older, this.#outcome?.failed));
  }
}
