/** `npm start -- FOLDER`: builds Homing and opens VS Code on a folder with it. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exitCodeOf, findProgram } from './command.ts';
import { hasScreen, installServer, linkExtension } from './host/install.ts';
import { startServer } from './host/server.ts';
import { writeSettings } from './host/window.ts';
import { workbenchUrl } from './host/workbench.ts';
import { hostFolder, projectRoot, say, ScriptError } from './project.ts';

const usage = 'Name the folder to search: npm start -- FOLDER';

/** Returns the exit code; in the browser host only after an interrupt. */
export async function start(args: readonly string[]): Promise<number> {
  const folder = await checkedFolder(args);
  say('Building Homing …');
  const built = await exitCodeOf(process.execPath, [join(projectRoot, 'esbuild.js')], { cwd: projectRoot });
  if (built !== 0) throw new ScriptError('The build failed; what it wrote stands above.');
  const desktop = desktopCommand();
  if (desktop === null) return serve(folder);
  const code = await exitCodeOf(
    desktop,
    ['--new-window', `--extensionDevelopmentPath=${projectRoot}`, folder],
    {
      cwd: projectRoot,
    },
  );
  if (code === 0) say(`VS Code opens on ${folder} with Homing.`);
  return code;
}

async function checkedFolder(args: readonly string[]): Promise<string> {
  const [named, ...rest] = args;
  if (named === undefined || named === '' || named.startsWith('-')) throw new ScriptError(usage);
  if (rest.length > 0) throw new ScriptError(`One folder at a time, please. ${usage}`);
  // npm runs scripts in the package's folder and tells where it was called.
  const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), named);
  if (!existsSync(folder)) throw new ScriptError(`There is no folder ${folder}. ${usage}`);
  if (!(await stat(folder)).isDirectory()) throw new ScriptError(`${folder} is not a folder. ${usage}`);
  try {
    await access(folder, constants.R_OK | constants.X_OK);
  } catch {
    throw new ScriptError(`${folder} may not be read: check its permissions.`);
  }
  return folder;
}

/** The user's own VS Code where it can open a window; `HOMING_HOST=browser` leaves it aside. */
function desktopCommand(): string | null {
  if (process.env['HOMING_HOST'] === 'browser' || !hasScreen()) return null;
  return process.platform === 'win32' ? findProgram('code.cmd') : findProgram('code', 'code-insiders');
}

/** VS Code in the browser, until it is interrupted. */
async function serve(folder: string): Promise<number> {
  const server = await installServer(say);
  const extensionsFolder = join(hostFolder, 'user-extensions');
  await linkExtension(extensionsFolder);
  // Other users of this machine reach loopback too: the address carries a secret.
  const token = randomBytes(16).toString('hex');
  const dataFolder = join(hostFolder, 'user');
  if (!existsSync(dataFolder)) await writeSettings(dataFolder, {});
  const interrupted = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
  });
  const running = await startServer({ server, dataFolder, extensionsFolder, driver: false, token });
  say(
    `VS Code with Homing is at\n\n  ${workbenchUrl({ port: running.port, folder, token })}\n\nCtrl-C ends it.`,
  );
  await Promise.race([interrupted, running.ended]);
  await running.stop();
  return 0;
}
