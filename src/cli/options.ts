/** Every option of the command line, in one table that the parser, its checks and the help's test read. */

export type OptionName =
  | 'help'
  | 'version'
  | 'storage'
  | 'quiet'
  | 'json'
  | 'until'
  | 'include'
  | 'exclude'
  | 'folder'
  | 'k'
  | 'path'
  | 'lang'
  | 'kind'
  | 'mode'
  | 'literal'
  | 'explain'
  | 'no-update'
  | 'model'
  | 'lines'
  | 'device'
  | 'threads'
  | 'all'
  | 'trial';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May stand several times; every value counts. Otherwise the last one does. */
  readonly multiple?: boolean;
}

export const optionTable: Readonly<Record<OptionName, OptionSpec>> = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  storage: { type: 'string' },
  quiet: { type: 'boolean' },
  json: { type: 'boolean' },
  until: { type: 'string' },
  include: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  folder: { type: 'string', multiple: true },
  k: { type: 'string', short: 'k' },
  path: { type: 'string', multiple: true },
  lang: { type: 'string', multiple: true },
  kind: { type: 'string' },
  mode: { type: 'string' },
  literal: { type: 'boolean' },
  explain: { type: 'boolean' },
  'no-update': { type: 'boolean' },
  model: { type: 'string' },
  lines: { type: 'boolean' },
  device: { type: 'string' },
  threads: { type: 'string' },
  all: { type: 'boolean' },
  trial: { type: 'boolean' },
};

export type CommandName = 'index' | 'search' | 'similar' | 'batch' | 'embed' | 'status' | 'clear' | 'doctor';

interface CommandSpec {
  readonly options: readonly OptionName[];
  /** Most positional arguments. */
  readonly positionals: number;
}

/** Taken by every command. */
export const commonOptions: readonly OptionName[] = ['help', 'version', 'storage', 'quiet'];

const encoding: readonly OptionName[] = ['device', 'threads'];
const retrieval: readonly OptionName[] = [
  'folder',
  'k',
  'path',
  'lang',
  'kind',
  'mode',
  'no-update',
  ...encoding,
];

export const commandTable: Readonly<Record<CommandName, CommandSpec>> = {
  index: { options: ['json', 'until', 'include', 'exclude', ...encoding], positionals: 1 },
  search: { options: [...retrieval, 'all', 'json', 'literal', 'explain'], positionals: Infinity },
  similar: { options: [...retrieval, 'all', 'json', 'explain'], positionals: 1 },
  batch: { options: retrieval, positionals: 1 },
  embed: { options: ['kind', 'model', 'lines', ...encoding], positionals: 0 },
  status: { options: ['json', ...encoding], positionals: 1 },
  clear: { options: ['all'], positionals: 1 },
  doctor: { options: ['json', 'trial', ...encoding], positionals: 0 },
};

export const commandNames = Object.keys(commandTable) as readonly CommandName[];

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandTable, name);
}

/** How an option is written: `-k`, `--folder`. */
export function optionLabel(name: OptionName): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
