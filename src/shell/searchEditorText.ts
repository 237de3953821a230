/** Results as the text of a search editor, whose lines the editor makes clickable: `path:`, then `  line: text`. Pure. */
import { countText } from './answerText.ts';
import { groupByFile, type FileRow, type HitRow } from './rows.ts';

/** `folderName` is null in a workspace of one folder. */
export type FolderName = (root: string) => string | null;

/** What stands in a sidebar. */
export interface Exported {
  readonly rows: readonly HitRow[];
  /** What was asked, for people. */
  readonly title: string;
  /** There may be more than was asked for. */
  readonly isCut: boolean;
}

export function searchEditorText({ rows, title, isCut }: Exported, folderName: FolderName): string {
  const blocks = groupByFile(rows).map((file) => fileText(file, folderName));
  // A heading that is cut into lines would end it; the editor takes a dash for a hyphen that pretends to be one.
  const heading = title.replace(/\s+/gu, ' ').replaceAll('–', '-');
  return [`# Query: ${heading}`, '', countText(rows, isCut), '', ...blocks].join('\n');
}

/** Characters of a name. */
const longestName = 60;

/** What was asked, without signs that a file's name may not have or that would pass for its ending. */
export function documentName(title: string): string {
  const name = title.replace(/[^\p{L}\p{M}\p{N}_-]+/gu, ' ').trim();
  const [start = ''] = new RegExp(`^.{0,${longestName}}`, 'u').exec(name) ?? [];
  return start.trim() || 'Homing';
}

/** The editor finds `folder • path` in the folder of that name. */
function fileText({ root, path, hits }: FileRow, folderName: FolderName): string {
  const name = folderName(root);
  const inOrder = hits.toSorted((a, b) => a.hit.startLine - b.hit.startLine);
  const texts = inOrder.map(hitText);
  return `${name === null ? path : `${name} • ${path}`}:\n${texts.join('\n\n')}\n`;
}

/** Lines shown before and after each line that matched, as the editor's own search editor does by default. */
const around = 1;

/** Lines that matched have a colon behind their number; an empty line stands where lines are left out. */
function hitText({ hit, lines, excerpt }: HitRow): string {
  const matched = new Set([...lines, excerpt].map(({ line }) => line));
  const isNear = (at: number): boolean => [...matched].some((line) => Math.abs(line - at) <= around);
  let before = -1;
  const shown: string[] = [];
  hit.text.split('\n').forEach((line, at) => {
    if (!isNear(at)) return;
    if (shown.length > 0 && at > before + 1) shown.push('');
    shown.push(`  ${hit.startLine + at}${matched.has(at) ? ':' : ' '} ${line}`);
    before = at;
  });
  return shown.join('\n');
}
