import path from 'node:path';
import { realPathOf } from '../engine/discover/realPath.ts';
import type {
  ContentKind,
  DevicePreference,
  EncoderKind,
  LineRange,
  SearchRequest,
  TextRole,
} from '../engine/types.ts';
import { sortArguments, type Arguments } from './arguments.ts';
import { optionLabel, type CommandName, type OptionName } from './options.ts';
import { UsageError } from './failure.ts';

/** What `search` and `batch` have in common. */
export interface Retrieval {
  /** Absolute, each once, at least one. */
  readonly folders: readonly string[];
  /** The request but for its text. */
  readonly request: Omit<SearchRequest, 'text'>;
  /** False: search what is indexed already. */
  readonly update: boolean;
}

/** What `search` and `similar` have in common. */
interface Listing {
  readonly retrieval: Retrieval;
  readonly json: boolean;
  /** True: with all hits of the files that are shown. */
  readonly all: boolean;
}

/** Lines of a file, by the places that may be meant. */
export interface WrittenPlace extends Omit<LineRange, 'path'> {
  /**
   * Absolute; the first that is there counts: in the current directory, as every file on a command line, else in a folder that is
   * searched, as the paths of hits.
   */
  readonly paths: readonly string[];
}

/** One command with everything it needs to know, resolved. Folders and files are absolute. */
export type Command =
  | {
      readonly name: 'index';
      readonly folder: string;
      /** Globs relative to the folder. */
      readonly include: readonly string[];
      readonly exclude: readonly string[];
      readonly until: 'static' | 'student';
      readonly json: boolean;
    }
  | ({ readonly name: 'search'; readonly text: string } & Listing)
  | ({ readonly name: 'similar'; readonly place: WrittenPlace } & Listing)
  | { readonly name: 'batch'; readonly file: BatchFile; readonly retrieval: Retrieval }
  | { readonly name: 'embed'; readonly role: TextRole; readonly model: EncoderKind; readonly bare: boolean }
  | { readonly name: 'status'; readonly folder: string; readonly json: boolean }
  | { readonly name: 'clear'; readonly folder: string }
  | { readonly name: 'clearAll' }
  /** `trial`: of the GPU, in this process, alone. */
  | { readonly name: 'doctor'; readonly json: boolean; readonly trial: boolean }
  | { readonly name: 'help'; readonly topic: CommandName | null }
  | { readonly name: 'version' };

export type BatchFile = { readonly from: 'standardInput' } | { readonly from: 'file'; readonly path: string };

export interface Invocation {
  readonly command: Command;
  /** Absolute; null where the default is meant. */
  readonly storage: string | null;
  readonly quiet: boolean;
  readonly device: DevicePreference;
  /** 0: the engine chooses. */
  readonly threads: number;
}

const defaultHits = 10;
const mostHits = 1000;
/** More threads than any machine this runs on would use well. */
const mostThreads = 256;

/** `directory`: what relative folders and files are relative to. Throws UsageError. */
export function parseCommandLine(args: readonly string[], directory: string): Invocation {
  const sorted = sortArguments(args);
  const storage = lastValue(sorted, 'storage');
  return {
    command: readCommand(sorted, directory),
    storage: storage === null ? null : path.resolve(directory, storage),
    quiet: sorted.flags.has('quiet'),
    device: oneOf(sorted, 'device', ['auto', 'cpu', 'gpu']) ?? 'auto',
    threads: wholeNumber(sorted, 'threads', [0, mostThreads]) ?? 0,
  };
}

function readCommand(sorted: Arguments, directory: string): Command {
  const { command, flags, positionals } = sorted;
  if (flags.has('help')) return { name: 'help', topic: command };
  if (flags.has('version')) return { name: 'version' };
  const folder = path.resolve(directory, positionals[0] ?? '.');
  const json = flags.has('json');
  switch (command) {
    case null:
      throw new UsageError(
        'Say what to do, such as `homing search "where are uploads retried"`: see `homing --help`.',
      );
    case 'index':
      return {
        name: 'index',
        folder,
        include: sorted.values.get('include') ?? [],
        exclude: sorted.values.get('exclude') ?? [],
        until: oneOf(sorted, 'until', ['static', 'student']) ?? 'student',
        json,
      };
    case 'search':
      return {
        name: 'search',
        text: readQuery(positionals),
        retrieval: readRetrieval(sorted, directory),
        json,
        all: flags.has('all'),
      };
    case 'similar': {
      const retrieval = readRetrieval(sorted, directory);
      const place = readPlace(positionals, [directory, ...retrieval.folders]);
      return { name: 'similar', place, retrieval, json, all: flags.has('all') };
    }
    case 'batch':
      return {
        name: 'batch',
        file: readBatchFile(positionals, directory),
        retrieval: readRetrieval(sorted, directory),
      };
    case 'embed':
      return readEmbed(sorted);
    case 'status':
      return { name: 'status', folder, json };
    case 'doctor':
      return { name: 'doctor', json, trial: flags.has('trial') };
    case 'clear':
      if (!flags.has('all')) return { name: 'clear', folder };
      if (positionals.length > 0)
        throw new UsageError('Write either a folder or --all after `homing clear`, not both.');
      return { name: 'clearAll' };
  }
}

function readQuery(positionals: readonly string[]): string {
  const text = positionals.join(' ');
  if (text.trim() === '') {
    throw new UsageError(
      'The query is empty: write what to look for, such as `homing search "where are uploads retried"`.',
    );
  }
  return text;
}

/** `FILE`, `FILE:LINE`, `FILE:START-END`, or as compilers and editors write a place, `FILE:LINE:COLUMN`. */
function readPlace(positionals: readonly string[], folders: readonly string[]): WrittenPlace {
  const written = positionals[0] ?? '';
  const [, name, start, end] = /^(.+?)(?::(\d{1,9})(?:-(\d{1,9})|:\d{1,9}:?)?)?$/su.exec(written) ?? [];
  const startLine = Number(start ?? 1);
  const endLine = Number(end ?? start ?? Number.MAX_SAFE_INTEGER);
  if (name === undefined || startLine < 1 || endLine < startLine) {
    throw new UsageError(
      'Name the place whose like you look for: `homing similar FILE`, FILE:LINE or FILE:START-END.',
    );
  }
  return { paths: folders.map((folder) => path.resolve(folder, name)), startLine, endLine };
}

function readBatchFile(positionals: readonly string[], directory: string): BatchFile {
  const file = positionals[0];
  if (file === undefined) {
    throw new UsageError('Name the file of queries, one {"id", "query"} a line: `homing batch FILE.jsonl`.');
  }
  return file === '-' ? { from: 'standardInput' } : { from: 'file', path: path.resolve(directory, file) };
}

function readRetrieval(sorted: Arguments, directory: string): Retrieval {
  const kind = oneOf<ContentKind>(sorted, 'kind', ['code', 'docs']);
  const folders = sorted.values.get('folder') ?? ['.'];
  return {
    folders: distinctFolders(folders.map((folder) => path.resolve(directory, folder))),
    request: {
      k: wholeNumber(sorted, 'k', [1, mostHits]) ?? defaultHits,
      mode: oneOf(sorted, 'mode', ['hybrid', 'dense', 'lexical']) ?? 'hybrid',
      literal: sorted.command === 'batch' || sorted.flags.has('literal'),
      paths: sorted.values.get('path') ?? [],
      languages: sorted.values.get('lang') ?? [],
      kinds: kind === null ? [] : [kind],
      ...(sorted.flags.has('explain') ? { explain: true } : {}),
    },
    update: !sorted.flags.has('no-update'),
  };
}

/** The first name of each: a link to a folder is the folder. */
function distinctFolders(folders: readonly string[]): readonly string[] {
  const places = folders.map(realPathOf);
  return folders.filter((_, at) => places.indexOf(places[at] ?? '') === at);
}

function readEmbed(sorted: Arguments): Command {
  return {
    name: 'embed',
    role: oneOf<TextRole>(sorted, 'kind', ['query', 'passage']) ?? 'query',
    model: oneOf<EncoderKind>(sorted, 'model', ['student', 'student-static']) ?? 'student',
    bare: sorted.flags.has('lines'),
  };
}

function lastValue(sorted: Arguments, name: OptionName): string | null {
  return sorted.values.get(name)?.at(-1) ?? null;
}

function oneOf<T extends string>(sorted: Arguments, name: OptionName, choices: readonly T[]): T | null {
  const value = lastValue(sorted, name);
  if (value === null) return null;
  const choice = choices.find((one) => one === value);
  if (choice === undefined) {
    throw new UsageError(`${optionLabel(name)} cannot be “${value}”: write one of ${choices.join(', ')}.`);
  }
  return choice;
}

function wholeNumber(
  sorted: Arguments,
  name: OptionName,
  [least, most]: readonly [number, number],
): number | null {
  const value = lastValue(sorted, name);
  if (value === null) return null;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) {
    throw new UsageError(
      `${optionLabel(name)} cannot be “${value}”: write a whole number from ${least} to ${most}.`,
    );
  }
  return number;
}
