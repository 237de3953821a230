/** A folder of small files in several languages, drawn by dice, and changes to it. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dice } from './random.ts';

const verbs = ['retry', 'parse', 'draw', 'close', 'merge', 'sort', 'count', 'send', 'lock', 'hash'] as const;
const things = [
  'upload',
  'header',
  'circle',
  'socket',
  'branch',
  'invoice',
  'token',
  'mail',
  'file',
  'cache',
] as const;
const reasons = [
  'because the other side may not be there yet',
  'so that nothing is lost when the power fails',
  'as long as there is room on the disk',
  'unless the user has asked for something else',
  'before the next request comes in',
] as const;

const extensions = ['ts', 'py', 'go', 'md', 'rs', 'txt'] as const;
type Extension = (typeof extensions)[number];

function declaration(extension: Extension, dice: Dice): string {
  const [verb, thing, reason] = [dice.pick(verbs), dice.pick(things), dice.pick(reasons)];
  const name = `${verb}_${thing}_${dice.below(1_000)}`;
  switch (extension) {
    case 'ts':
      return `/** Will ${verb} the ${thing} ${reason}. */\nexport function ${name}(value: number): number {\n  return value * ${dice.below(99)};\n}\n`;
    case 'py':
      return `def ${name}(value):\n    """Will ${verb} the ${thing} ${reason}."""\n    return value + ${dice.below(99)}\n`;
    case 'go':
      return `// ${name} will ${verb} the ${thing} ${reason}.\nfunc ${name}(value int) int {\n\treturn value - ${dice.below(99)}\n}\n`;
    case 'rs':
      return `/// Will ${verb} the ${thing} ${reason}.\npub fn ${name}(value: u32) -> u32 {\n    value / ${dice.below(99)}\n}\n`;
    case 'md':
      return `## How to ${verb} the ${thing} (${dice.below(1_000)})\n\nOne has to ${verb} the ${thing} ${reason}.\n`;
    case 'txt':
      return `To ${verb} the ${thing} is number ${dice.below(1_000)}, ${reason}.\n`;
  }
}

/** A file of up to so many declarations. */
function fileText(path: string, dice: Dice, most: number): string {
  const extension = extensions.find((each) => path.endsWith(`.${each}`)) ?? 'txt';
  return Array.from({ length: 1 + dice.below(most) }, () => declaration(extension, dice)).join('\n');
}

export interface Corpus {
  readonly root: string;
  /** Relative paths of the files that are there, in the order in which they came. */
  readonly paths: readonly string[];
  /** Writes, appends, renames and removes so many files; returns all paths that it touched. */
  change(count: number): readonly string[];
}

export interface CorpusShape {
  readonly files: number;
  /** Declarations a file at the most. */
  readonly declarations: number;
}

export function createCorpus(root: string, dice: Dice, { files, declarations }: CorpusShape): Corpus {
  let next = 0;
  const paths: string[] = [];
  const write = (path: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), fileText(path, dice, declarations));
  };
  const add = (): string => {
    const path = `${dice.pick(['src', 'lib/deep', 'docs'])}/f${next++}.${dice.pick(extensions)}`;
    paths.push(path);
    write(path);
    return path;
  };
  const drop = (path: string): void => void paths.splice(paths.indexOf(path), 1);
  const changeOne = (): readonly string[] => {
    const path = dice.pick(paths);
    if (path === undefined) return [add()];
    switch (dice.below(5)) {
      case 0:
        return [add()];
      case 1:
        write(path);
        return [path];
      case 2:
        writeFileSync(
          join(root, path),
          `${readFileSync(join(root, path), 'utf8')}\n${fileText(path, dice, 1)}`,
        );
        return [path];
      case 3: {
        const target = path.replace(/f[0-9]+/, `f${next++}`);
        renameSync(join(root, path), join(root, target));
        drop(path);
        paths.push(target);
        return [path, target];
      }
      default:
        rmSync(join(root, path));
        drop(path);
        return [path];
    }
  };
  mkdirSync(root, { recursive: true });
  while (paths.length < files) add();
  return { root, paths, change: (count) => Array.from({ length: count }, changeOne).flat() };
}
