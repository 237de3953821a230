/** VS Code's server on loopback, in a process group of its own. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScriptError } from '../project.ts';

/** Milliseconds until the server must listen, and until a server that was asked to stop is killed. */
const startMs = 60_000;
const stopMs = 5_000;

export interface ServerOptions {
  /** `server-main.js`. */
  readonly server: string;
  /** Holds settings (`data/User/settings.json`), state and logs; created when missing. */
  readonly dataFolder: string;
  readonly extensionsFolder?: string;
  /** True: the page may name extensions under development and tests, and toasts are hidden. */
  readonly driver: boolean;
  /** A secret that every request must carry; null: none, for tests. */
  readonly token: string | null;
  readonly env?: NodeJS.ProcessEnv;
}

/** How an extension host ended. */
export interface HostExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Server {
  readonly port: number;
  /** Extension hosts that ended so far. */
  readonly hostExits: readonly HostExit[];
  /** What the server wrote so far. */
  output(): string;
  /** Settles when the server ends, by itself or because it was stopped. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<Server> {
  await mkdir(options.dataFolder, { recursive: true });
  const child = spawn(process.execPath, serverArguments(options), {
    env: { ...process.env, ...options.env, EXTENSIONS_GALLERY: '{}' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const group = child.pid;
  if (group === undefined) throw new ScriptError("VS Code's server does not start.");
  const killGroup = (): void => signalGroup(group, 'SIGKILL');
  process.once('exit', killGroup);

  let output = '';
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const collect = (text: Buffer): void => {
    output += text.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);

  const stop = async (): Promise<void> => {
    signalGroup(group, 'SIGTERM');
    await Promise.race([ended, sleep(stopMs, undefined, { ref: false })]);
    killGroup();
    process.off('exit', killGroup);
  };
  const port = await Promise.race([ended.then(() => null), listeningPort(() => output)]);
  if (port === null) {
    await stop();
    throw new ScriptError(`VS Code's server does not listen:\n${output.trimEnd()}`);
  }
  return {
    port,
    get hostExits() {
      return parseHostExits(output);
    },
    output: () => output,
    ended,
    stop,
  };
}

function serverArguments(options: ServerOptions): string[] {
  const args = [options.server, '--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms'];
  args.push('--disable-telemetry', '--server-data-dir', options.dataFolder);
  if (options.token === null) args.push('--without-connection-token');
  else args.push('--connection-token', options.token);
  if (options.extensionsFolder !== undefined) args.push('--extensions-dir', options.extensionsFolder);
  if (options.driver) args.push('--enable-smoke-test-driver', '--disable-workspace-trust');
  return args;
}

async function listeningPort(output: () => string): Promise<number | null> {
  for (let waited = 0; waited < startMs; waited += 50) {
    const found = /Extension host agent listening on (\d+)/.exec(output());
    if (found !== null) return Number(found[1]);
    await sleep(50, undefined, { ref: false });
  }
  return null;
}

/** How the extension hosts ended, as the server's output tells. */
export function parseHostExits(output: string): readonly HostExit[] {
  const line = /Extension Host Process exited with code: (\w+), signal: (\w+)/g;
  return [...output.matchAll(line)].map(([, code = '', signal = '']) => ({
    code: code === 'null' ? null : Number(code),
    signal: signal === 'null' ? null : signal,
  }));
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
