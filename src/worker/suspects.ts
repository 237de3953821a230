/** Which file the process is at, kept where its death does not reach it: a file that ends it twice is set aside. */
import {
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../engine/types.ts';
import { array, number, object, string } from '../protocol/decode.ts';
import type { FolderFile } from '../protocol/messages.ts';

/** Deaths of the process at a file after which it is left out. */
const mostDeaths = 2;
const version = 1;

interface Suspect extends FolderFile {
  readonly deaths: number;
}

const stored = object<{ readonly version: number; readonly files: readonly Suspect[] }>({
  version: number,
  files: array(object<Suspect>({ root: string, path: string, deaths: number })),
});
const markOf = object<FolderFile>({ root: string, path: string });

/**
 * Of one storage, in a folder of its own. Each process marks in a file of its own what it is at; the process that comes
 * after one that died is told which one that was. A mark of a process that was ended on purpose means nothing.
 */
export class Suspects {
  readonly #folder: string;
  readonly #log: Log;
  #files: readonly Suspect[];
  /** Null where the storage cannot be written: then nothing is remembered. */
  #mark: number | null;
  #marked = '';

  constructor(storage: string, log: Log) {
    this.#folder = join(storage, 'crashes');
    this.#log = log;
    this.#mark = this.#openMark();
    this.#files = this.#read();
  }

  get setAside(): readonly FolderFile[] {
    return this.#files.filter(isSetAside).map(({ root, path }) => ({ root, path }));
  }

  /** Of one folder, by path, with the reason that people read. */
  setAsideIn(root: string): ReadonlyMap<string, string> {
    const reason = `the search process ended ${mostDeaths} times at it`;
    const here = this.#files.filter((each) => isSetAside(each) && each.root === root);
    return new Map(here.map(({ path }) => [path, reason]));
  }

  /** To be called before the work on a file begins. */
  at(root: string, path: string): void {
    this.#write(JSON.stringify({ root, path }));
  }

  /** To be called when the work is done. */
  done(): void {
    this.#write('');
  }

  /**
   * The process with this id ended by itself (null: none did): what it was at is suspect. Returns what is set aside from
   * now on.
   */
  learn(lost: number | null): readonly FolderFile[] {
    const file = this.#takeMark(lost);
    if (file === null) return [];
    this.#files = this.#read();
    const isSame = (each: FolderFile): boolean => each.root === file.root && each.path === file.path;
    const deaths = (this.#files.find(isSame)?.deaths ?? 0) + 1;
    const suspect = { ...file, deaths };
    this.#keep([...this.#files.filter((each) => !isSame(each)), suspect]);
    const message = `The search process ended by itself while it worked on ${file.path} of ${file.root}.`;
    this.#log('warn', isSetAside(suspect) ? `${message} The file is set aside.` : message);
    return deaths === mostDeaths ? [file] : [];
  }

  /** Every file gets another chance. Returns those that were set aside. */
  forgive(): readonly FolderFile[] {
    const forgiven = this.setAside;
    this.#keep([]);
    return forgiven;
  }

  #markFile(pid: number): string {
    return join(this.#folder, `at-${pid}`);
  }

  #listFile(): string {
    return join(this.#folder, 'files.json');
  }

  #openMark(): number | null {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      return openSync(this.#markFile(process.pid), 'w', 0o600);
    } catch (error) {
      this.#warnOf(error);
      return null;
    }
  }

  #write(text: string): void {
    if (this.#mark === null || text === this.#marked) return;
    this.#marked = text;
    try {
      ftruncateSync(this.#mark, 0);
      writeSync(this.#mark, text, 0);
    } catch (error) {
      // A full disk is told where the index cannot be written.
      this.#warnOf(error);
      this.#mark = null;
    }
  }

  #warnOf(error: unknown): void {
    this.#log('warn', `Files that end the search process can not be remembered: ${String(error)}`);
  }

  /** Also removes what processes that are gone have left. */
  #takeMark(lost: number | null): FolderFile | null {
    const text = lost === null ? null : readOrNull(this.#markFile(lost));
    for (const name of namesIn(this.#folder)) {
      const pid = Number(/^at-(\d+)$/.exec(name)?.[1] ?? process.pid);
      if (pid === lost || !isAlive(pid)) rmSync(this.#markFile(pid), { force: true });
    }
    return parse(text, (value) => markOf(value, 'mark'));
  }

  #read(): readonly Suspect[] {
    const list = parse(readOrNull(this.#listFile()), (value) => stored(value, 'list'));
    return list?.version === version ? list.files : [];
  }

  #keep(files: readonly Suspect[]): void {
    this.#files = files;
    const draft = `${this.#listFile()}.${process.pid}`;
    try {
      writeFileSync(draft, JSON.stringify({ version, files }), { mode: 0o600 });
      renameSync(draft, this.#listFile());
    } catch (error) {
      this.#warnOf(error);
    }
  }
}

function isSetAside({ deaths }: Suspect): boolean {
  return deaths >= mostDeaths;
}

/** Damage is as good as nothing. */
function parse<T>(text: string | null, decode: (value: unknown) => T): T | null {
  try {
    return text === null || text === '' ? null : decode(JSON.parse(text));
  } catch {
    return null;
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
