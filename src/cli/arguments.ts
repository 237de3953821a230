import { parseArgs } from 'node:util';
import {
  commandNames,
  commandTable,
  commonOptions,
  isCommandName,
  optionLabel,
  optionTable,
  type CommandName,
  type OptionName,
} from './options.ts';
import { UsageError } from './failure.ts';

/** The words of a command line, sorted but not yet understood. */
export interface Arguments {
  /** Null when no command stands there. */
  readonly command: CommandName | null;
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<OptionName>;
  /** In the order in which they were written. */
  readonly values: ReadonlyMap<OptionName, readonly string[]>;
}

type Token = NonNullable<ReturnType<typeof tokenize>>[number];

/** Not strict: the sentences about what is wrong are ours, and they name what the person wrote. */
function tokenize(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: optionTable,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** Options may stand before and after the command and its positionals; `--` ends them. */
export function sortArguments(args: readonly string[]): Arguments {
  const positionals: string[] = [];
  const flags = new Set<OptionName>();
  const values = new Map<OptionName, string[]>();
  const written: OptionName[] = [];
  for (const token of tokenize(args)) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      positionals.push(token.value);
      continue;
    }
    const name = knownOption(token);
    written.push(name);
    if (optionTable[name].type === 'boolean') flags.add(name);
    else values.set(name, [...(values.get(name) ?? []), valueOf(token, name)]);
  }
  const first = positionals.shift();
  const asksForHelp = first === undefined || flags.has('help') || flags.has('version');
  if (first !== undefined && !isCommandName(first)) throw unknownCommand(first);
  const command = first ?? null;
  if (command !== null && !asksForHelp) checkFit(command, written, positionals);
  return { command, positionals, flags, values };
}

type OptionToken = Extract<Token, { kind: 'option' }>;

function knownOption(token: OptionToken): OptionName {
  if (!Object.hasOwn(optionTable, token.name)) {
    throw new UsageError(
      `Unknown option ${token.rawName}: see \`homing --help\`, or write \`--\` before words that begin with a dash.`,
    );
  }
  const name = token.name as OptionName;
  if (optionTable[name].type === 'boolean' && token.value !== undefined) {
    throw new UsageError(`${token.rawName} takes no value: write ${token.rawName} alone.`);
  }
  return name;
}

function valueOf(token: OptionToken, name: OptionName): string {
  const value = token.value;
  const swallowsOption = token.inlineValue === false && value !== undefined && /^-[^\d]/.test(value);
  if (value === undefined || value === '' || swallowsOption) {
    const form = name.length === 1 ? `${optionLabel(name)} VALUE` : `${optionLabel(name)}=VALUE`;
    throw new UsageError(`${optionLabel(name)} needs a value: write it as ${form}.`);
  }
  return value;
}

function checkFit(
  command: CommandName,
  written: readonly OptionName[],
  positionals: readonly string[],
): void {
  const spec = commandTable[command];
  const stray = written.find((name) => !spec.options.includes(name) && !commonOptions.includes(name));
  if (stray !== undefined) {
    throw new UsageError(
      `\`homing ${command}\` has no option ${optionLabel(stray)}: see \`homing ${command} --help\`.`,
    );
  }
  const surplus = positionals[spec.positionals];
  if (surplus !== undefined) {
    throw new UsageError(
      `\`homing ${command}\` cannot use the argument “${surplus}”: see \`homing ${command} --help\`.`,
    );
  }
}

function unknownCommand(word: string): UsageError {
  return new UsageError(
    `Unknown command “${word}”: it is one of ${commandNames.join(', ')}; see \`homing --help\`.`,
  );
}
