import { fstatSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { Log } from '../engine/types.ts';
import { parseCommandLine, type Command } from './commandLine.ts';
import { runBatchCommand } from './commands/batch.ts';
import { runClearCommand } from './commands/clear.ts';
import { runDoctorCommand } from './commands/doctor.ts';
import { runEmbedCommand } from './commands/embed.ts';
import { runIndexCommand } from './commands/index.ts';
import { runSearchCommand } from './commands/search.ts';
import { runSimilarCommand } from './commands/similar.ts';
import { runStatusCommand } from './commands/status.ts';
import type { Context } from './context.ts';
import { CommandError, debugText, endingOf, exitCodes } from './failure.ts';
import { helpText } from './help.ts';
import { interruption, type Interruption } from './interruption.ts';
import { defaultStorage, locateAssets } from './locate.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { resultWriter } from './standardOutput.ts';
import { coloured, neutraliseLine, plain, wantsColour } from './terminal.ts';

/** Runs a command line and ends the process. `packageRoot`: absolute folder of the package. */
export async function main(packageRoot: string, args: readonly string[]): Promise<void> {
  // V8's optimising compiler spends more on the grammars' huge functions than it saves: without it the first pass over a
  // TypeScript repository of 470 files takes 2.6 s of CPU in place of 6.3, and a short run 0.2 s in place of 1.2.
  setFlagsFromString('--no-wasm-tier-up --no-wasm-dynamic-tiering');
  const interrupted = interruption(process);
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error) => process.exit(sayEnding(error)));
  let exitCode: number;
  try {
    exitCode = await runCommand(createContext(packageRoot, args, interrupted));
  } catch (error) {
    exitCode = interrupted.exitCode() ?? sayEnding(error);
  }
  // Not left to run out: a native library's idle thread or an open standard input would keep the process.
  process.exit(interrupted.exitCode() ?? exitCode);
}

function createContext(packageRoot: string, args: readonly string[], interrupted: Interruption): Context {
  const { env: environment, platform, stderr, stdout } = process;
  const invocation = parseCommandLine(args, process.cwd());
  const reporter = createReporter({
    write: (text) => stderr.write(text),
    isTerminal: stderr.isTTY && environment['TERM'] !== 'dumb',
    columns: stderr.columns,
    quiet: invocation.quiet,
    now: () => performance.now(),
  });
  return {
    invocation,
    storage: invocation.storage ?? defaultStorage({ platform, environment, home: homedir() }),
    assets: locateAssets(packageRoot, environment['HOMING_MODELS'] ?? null),
    packageRoot,
    signal: interrupted.signal,
    standardInput: () => standardInput(interrupted.signal),
    write: resultWriter(stdout),
    paint: wantsColour(environment, stdout.isTTY) ? coloured : plain,
    reporter,
    log: createLog(reporter, isDebugging()),
  };
}

/** Throws CommandError where it is none that can be read. */
function standardInput(signal: AbortSignal): NodeJS.ReadStream {
  if (isFolder(process.stdin.fd))
    throw new CommandError('Standard input is a folder: redirect a file into it.');
  signal.addEventListener('abort', () => process.stdin.destroy());
  return process.stdin;
}

function isFolder(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isDirectory();
  } catch {
    return false;
  }
}

/** Runs one command; returns the exit code. */
function runCommand(context: Context): Promise<number> {
  const command: Command = context.invocation.command;
  switch (command.name) {
    case 'index':
      return runIndexCommand(context, command);
    case 'search':
      return runSearchCommand(context, command);
    case 'similar':
      return runSimilarCommand(context, command);
    case 'batch':
      return runBatchCommand(context, command);
    case 'embed':
      return runEmbedCommand(context, command);
    case 'status':
      return runStatusCommand(context, command);
    case 'clear':
    case 'clearAll':
      return runClearCommand(context, command);
    case 'doctor':
      return runDoctorCommand(context, command);
    case 'help':
      return print(context, helpText(command.topic));
    case 'version':
      return print(context, `${packageVersion(context.packageRoot)}\n`);
  }
}

async function print(context: Context, text: string): Promise<number> {
  await context.write(text);
  return exitCodes.success;
}

function packageVersion(packageRoot: string): string {
  const manifest = JSON.parse(readFileSync(path.join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** The engine's log: what went wrong is for everyone, the rest for who looks for an error. */
function createLog(reporter: Reporter, debugging: boolean): Log {
  return (level, message) => {
    if (debugging) process.stderr.write(`[${level}] ${message}\n`);
    else if (level === 'warn') reporter.warning(message.split('\n', 1)[0] ?? '');
  };
}

function isDebugging(): boolean {
  const value = process.env['HOMING_DEBUG'] ?? '';
  return value !== '' && value !== '0';
}

/** Says on standard error what went wrong; returns the exit code. */
function sayEnding(error: unknown): number {
  const { exitCode, sentence } = endingOf(error);
  if (isDebugging()) process.stderr.write(debugText(error));
  if (sentence !== null) process.stderr.write(`homing: ${neutraliseLine(sentence)}\n`);
  return exitCode;
}
