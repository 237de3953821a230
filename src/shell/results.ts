/** The tree of results: files and in them what was found, or what was found alone, by rank. */
import * as vscode from 'vscode';
import type { Disposable } from './disposable.ts';
import { places } from './counts.ts';
import { uriOf } from './openHit.ts';
import { itemOf } from './resultItems.ts';
import { rowsWithKeyboard } from './resultList.ts';
import { fileOf, groupByFile, lineOf, lineRows, type FileRow, type HitRow, type Row } from './rows.ts';

export type Layout = 'tree' | 'list';

export interface Results extends Disposable {
  readonly layout: Layout;
  /** Whether one is at the box above, and has not turned to another view; told by whoever has the box. */
  asking: () => boolean;
  /** The row with the keyboard, or all that are selected where it is one of them. */
  picked(): Promise<readonly Row[]>;
  show(rows: readonly HitRow[], options?: { readonly fromTop: boolean }): void;
  /** What is shown, from the top down. */
  visibleOrder(): readonly HitRow[];
  setLayout(layout: Layout): void;
  /** Selects a row, where the view is in sight; the keyboard stays where it is. */
  select(row: Row): void;
  /** Moves the keyboard to a result; without one, or where it is gone, to the first. */
  focus(row?: Row): Promise<void>;
  /** Moves the keyboard to the first result once it is in sight. `goes`: asked right before, once. */
  follow(goes: () => boolean): Promise<void>;
}

type Memory = Pick<vscode.Memento, 'get' | 'update'>;

const layoutKey = 'resultsLayout';

export interface ResultsParts {
  readonly memento: Memory;
  /** Null where there is only one folder. */
  readonly folderName: (root: string) => string | null;
}

export function createResults({ memento, folderName }: ResultsParts): Results {
  const changed = new vscode.EventEmitter<undefined>();
  let layout: Layout = memento.get<unknown>(layoutKey) === 'list' ? 'list' : 'tree';
  let hits: readonly HitRow[] = [];
  let files: readonly FileRow[] = [];
  let scrollsUp = false;
  const tops = (): readonly Row[] => (layout === 'list' ? hits : files);
  const firstHit = (): HitRow | undefined => (layout === 'list' ? hits[0] : files[0]?.hits[0]);
  const provider: vscode.TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getChildren: (row) => {
      if (row !== undefined) return [...rowsBelow(row)];
      if (scrollsUp && results.asking()) showTop(view, tops()[0]);
      scrollsUp = false;
      return [...tops()];
    },
    getParent: (row) =>
      row.type === 'line' ? row.parent : layout === 'list' ? undefined : fileAbove(row, files),
    getTreeItem: (row) => itemOf(row, { flat: layout === 'list', folder: folderName(fileOf(row).root) }),
  };
  const view = vscode.window.createTreeView('homing.results', {
    treeDataProvider: provider,
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: dragging,
  });
  const results: Results = {
    asking: () => false,
    get layout() {
      return layout;
    },
    picked: () => picked(view),
    show: (rows, { fromTop } = { fromTop: true }) => {
      hits = rows;
      files = groupByFile(rows);
      view.badge = rows.length === 0 ? undefined : { value: rows.length, tooltip: places(rows.length) };
      // A list that was scrolled down would hide the best of the new results.
      scrollsUp ||= fromTop;
      changed.fire(undefined);
    },
    visibleOrder: () => (layout === 'list' ? hits : files.flatMap((file) => file.hits)),
    setLayout: (now) => {
      layout = now;
      void memento.update(layoutKey, now);
      changed.fire(undefined);
    },
    select: (row) => {
      if (view.visible) void reveal(view, row, { select: true, focus: false });
    },
    focus: async (wanted) => {
      if (wanted === undefined || !(await reveal(view, wanted))) await focusFirst(view, firstHit);
    },
    follow: (goes) => followTo(view, firstHit, goes),
    dispose: () => {
      view.dispose();
      changed.dispose();
    },
  };
  return results;
}

function rowsBelow(row: Row): readonly Row[] {
  if (row.type === 'file') return row.hits;
  return row.type === 'hit' ? lineRows(row) : [];
}

function fileAbove(row: FileRow | HitRow, files: readonly FileRow[]): FileRow | undefined {
  return row.type === 'file' ? undefined : files.find((file) => file.hits.includes(row));
}

const uriList = 'text/uri-list';

/** Places can be taken to the editor, files to another view or another program. */
const dragging: vscode.TreeDragAndDropController<Row> = {
  dragMimeTypes: [uriList],
  dropMimeTypes: [],
  handleDrag: (rows, data) => {
    const uris = new Map<string, vscode.Uri>();
    for (const row of rows) {
      const uri = uriOf(fileOf(row));
      // Of several places in a file the first: it is opened once.
      if (!uris.has(uri.path)) uris.set(uri.path, uri.with({ fragment: fragmentOf(row) }));
    }
    data.set(uriList, new vscode.DataTransferItem([...uris.values()].join('\r\n')));
  },
};

/** Where the editor opens what is dropped there. */
function fragmentOf(row: Row): string {
  const line = lineOf(row);
  return line === null ? '' : `L${line}`;
}

/** The editor tells what is selected, not where the keyboard is: selecting its row for a moment tells that too. */
async function picked(view: vscode.TreeView<Row>): Promise<readonly Row[]> {
  const toggle = () => vscode.commands.executeCommand('list.toggleSelection');
  const before = view.selection;
  await toggle();
  const toggled = view.selection;
  await toggle();
  return rowsWithKeyboard(before, toggled);
}

/**
 * Revealing shows the whole view, which must not come back when one has turned to another meanwhile: to be called when the
 * editor asks for the rows, which is a while after it was told that there are others.
 */
function showTop(view: vscode.TreeView<Row>, top: Row | undefined): void {
  setImmediate(() => {
    if (view.visible && top !== undefined) void reveal(view, top, { select: false, focus: false });
  });
}

async function focusFirst(view: vscode.TreeView<Row>, first: () => Row | undefined): Promise<void> {
  if (!(await revealFirst(view, first))) await vscode.commands.executeCommand('homing.results.focus');
}

/**
 * The editor takes some 200 ms to draw other rows, and gives them the keyboard only then: whoever types on in the meantime
 * would lose what they type to the list.
 */
async function followTo(
  view: vscode.TreeView<Row>,
  first: () => Row | undefined,
  goes: () => boolean,
): Promise<void> {
  if (view.visible) await revealFirst(view, first, { select: false, focus: false });
  if (goes()) await focusFirst(view, first);
}

/** A newer list may come while the first row of an older one is looked for: then once more. False: there is none. */
async function revealFirst(
  view: vscode.TreeView<Row>,
  first: () => Row | undefined,
  how?: How,
): Promise<boolean> {
  for (let row = first(), tried; row !== undefined && row !== tried; row = first()) {
    if (await reveal(view, row, how)) return true;
    tried = row;
  }
  return false;
}

interface How {
  readonly select: boolean;
  readonly focus: boolean;
}

/** False where a newer list has taken the row's place meanwhile: then there is nothing to reveal. */
async function reveal(
  view: vscode.TreeView<Row>,
  row: Row,
  how: How = { select: true, focus: true },
): Promise<boolean> {
  try {
    await view.reveal(row, { ...how, expand: row.type === 'file' });
    return true;
  } catch {
    return false;
  }
}
