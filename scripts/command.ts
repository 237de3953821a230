/** Runs other programs. */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ScriptError } from './project.ts';

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** True: the program's own output goes to the terminal; else it is shown only when the program fails. */
  readonly show?: boolean;
}

/** Exit code of a program without standard input; a program that is ended by a signal counts as 1. */
export async function exitCodeOf(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const { code } = await outcomeOf(program, args, { show: true, ...options });
  return code;
}

/** Standard output and standard error of a program that must succeed; throws ScriptError otherwise. */
export async function run(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { code, output } = await outcomeOf(program, args, options);
  if (code === 0) return output;
  throw new ScriptError(`${[program, ...args].join(' ')} failed with code ${code}.\n${output.trimEnd()}`);
}

/** How a program without standard input ended, and what it wrote unless that was shown. */
export function outcomeOf(
  program: string,
  args: readonly string[],
  { cwd, env = process.env, show = false }: CommandOptions,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const stdio = show ? 'inherit' : 'pipe';
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', stdio, stdio] });
    let output = '';
    const collect = (text: Buffer): void => {
      output += text.toString();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', (error) => reject(new ScriptError(`${program} does not start: ${error.message}`)));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Absolute path of the first of `names` that is found in the path, or null. */
export function findProgram(...names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    for (const folder of folders) {
      const candidate = join(folder, name);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Runs npm as the caller runs it, with the caller's own configuration. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  // A script that npm started inherits the prefix of this project; npm elsewhere must find its own.
  const { npm_config_local_prefix: _prefix, npm_package_json: _manifest, ...env } = process.env;
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const ownScript = process.env['npm_execpath'];
  if (ownScript?.endsWith('.js') === true)
    return run(process.execPath, [ownScript, ...args, ...quiet], { cwd, env });
  return run('npm', [...args, ...quiet], { cwd, env });
}
