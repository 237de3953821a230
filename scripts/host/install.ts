/**
 * Makes a real VS Code available: the desktop one where there is a screen and it can be downloaded, else the same
 * workbench and extension host in a browser, from npm packages and the system's Chromium.
 */
import { existsSync, lstatSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  downloadAndUnzipVSCode,
  runVSCodeCommand,
  SilentReporter,
  type DownloadOptions,
} from '@vscode/test-electron';
import { findProgram, npm, run } from '../command.ts';
import { hostFolder, projectRoot, ScriptError } from '../project.ts';
import { withLock } from './lock.ts';

/** The package that bundles VS Code's server and workbench. */
const serverPackage = { name: 'code-server', version: '4.139.1' };
/** Chromium for the workbench, and the Vulkan loader that its software GPU needs. */
const debianPackages = ['chromium', 'libvulkan1'];
/** Native parts of the server, which are not compiled here, and what takes their place. */
const standIns = {
  'spdlog.cjs': join('@vscode', 'spdlog', 'index.js'),
  'watchdog.cjs': join('@vscode', 'native-watchdog', 'index.js'),
};
const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
/** Milliseconds without a byte after which the download of the desktop host is given up. */
const downloadIdleMs = 20_000;

export interface DesktopHost {
  readonly kind: 'desktop';
  /** Executable for `runTests`. */
  readonly executable: string;
}

export interface BrowserHost {
  readonly kind: 'browser';
  /** Executable for `runTests`: our launcher. */
  readonly executable: string;
  /** JavaScript file that starts VS Code's server. */
  readonly server: string;
  readonly chromium: string;
}

export type Host = DesktopHost | BrowserHost;

export const launcherExecutable = join(projectRoot, 'scripts', 'host', 'launcher.mjs');

/** `HOMING_HOST=desktop|browser` decides; otherwise the desktop where there is a screen to show it. */
export async function installHost(log: (line: string) => void): Promise<Host> {
  const wanted = process.env['HOMING_HOST'];
  if (wanted === 'desktop' || (wanted !== 'browser' && hasScreen())) {
    try {
      return { kind: 'desktop', executable: await installDesktop(log) };
    } catch (error) {
      if (wanted === 'desktop') throw new ScriptError(`VS Code could not be downloaded: ${String(error)}`);
      log('VS Code could not be downloaded; the browser host takes its place.');
    }
  }
  const server = await installServer(log);
  return { kind: 'browser', executable: launcherExecutable, server, chromium: await installChromium(log) };
}

export function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

function installDesktop(log: (line: string) => void): Promise<string> {
  log('Looking for desktop VS Code …');
  return downloadAndUnzipVSCode(desktopDownload());
}

/** `HOMING_VSCODE_VERSION` names another version than the current one. */
function desktopDownload(): Partial<DownloadOptions> {
  return {
    version: process.env['HOMING_VSCODE_VERSION'] ?? 'stable',
    cachePath: join(hostFolder, 'desktop'),
    timeout: downloadIdleMs,
    reporter: new SilentReporter(),
  };
}

/** Path of VS Code's `server-main.js`; installs it when missing. Quick when it is there. */
export async function installServer(log: (line: string) => void): Promise<string> {
  if (process.platform === 'win32') {
    throw new ScriptError('The browser host does not run on Windows: install VS Code and use it instead.');
  }
  const folder = join(hostFolder, `${serverPackage.name}-${serverPackage.version}`);
  const bundled = join('node_modules', serverPackage.name, 'lib', 'vscode');
  const server = join(folder, bundled, 'out', 'server-main.js');
  if (existsSync(folder)) return server;
  await mkdir(hostFolder, { recursive: true });
  await withLock(join(hostFolder, 'install.lock'), async () => {
    if (existsSync(folder)) return;
    log(`Installing ${serverPackage.name} ${serverPackage.version} (about 600 MB) into .cache/host …`);
    // Made aside and renamed: whoever sees the folder sees all of it.
    const draft = await mkdtemp(join(hostFolder, 'draft-'));
    try {
      await installPackages(draft, bundled);
      await rename(draft, folder);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  });
  return server;
}

async function installPackages(folder: string, bundled: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const install = ['install', '--omit=dev', '--ignore-scripts'];
  await npm([...install, `${serverPackage.name}@${serverPackage.version}`], folder);
  // Its own post-install does these, but wants one exact Node; `npm ci` refuses its shrinkwrap.
  await npm(install, join(folder, bundled));
  await npm(install, join(folder, bundled, 'extensions'));
  for (const [standIn, target] of Object.entries(standIns)) {
    const source = join(projectRoot, 'scripts', 'host', 'standIns', standIn);
    await copyFile(source, join(folder, bundled, 'node_modules', target));
  }
}

/** Path of a Chromium; installs Debian's where that is possible. */
export async function installChromium(log: (line: string) => void): Promise<string> {
  const own = process.env['CHROMIUM_EXECUTABLE'] ?? findProgram(...chromiumNames);
  if (own !== null) return own;
  if (process.getuid?.() !== 0 || findProgram('apt-get') === null) {
    throw new ScriptError(
      'The browser host needs Chromium: install it (Debian: `apt-get install chromium libvulkan1`), ' +
        'or set CHROMIUM_EXECUTABLE.',
    );
  }
  await mkdir(hostFolder, { recursive: true });
  await withLock(join(hostFolder, 'apt.lock'), async () => {
    if (findProgram(...chromiumNames) !== null) return;
    log(`Installing ${debianPackages.join(' and ')} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { cwd: hostFolder, env });
    const install = ['install', '-y', '-qq', '--no-install-recommends', ...debianPackages];
    await run('apt-get', install, { cwd: hostFolder, env });
  });
  const installed = findProgram(...chromiumNames);
  if (installed === null) throw new ScriptError('Chromium was installed but is not found in the path.');
  return installed;
}

/** Installs a .vsix into a folder of extensions, as a user would. */
export async function installVsix(kind: Host['kind'], vsix: string, extensionsFolder: string): Promise<void> {
  const args = ['--install-extension', vsix, '--extensions-dir', extensionsFolder];
  const data = join(extensionsFolder, '..', 'install-data');
  if (kind === 'desktop') {
    await runVSCodeCommand([...args, '--user-data-dir', data], desktopDownload());
    return;
  }
  const server = await installServer(() => undefined);
  const flags = ['--server-data-dir', data, '--accept-server-license-terms'];
  await run(process.execPath, [server, ...args, ...flags], { cwd: hostFolder });
}

/** Lets the server find the built extension without packaging it. */
export async function linkExtension(extensionsFolder: string): Promise<void> {
  await mkdir(extensionsFolder, { recursive: true });
  const link = join(extensionsFolder, 'homing');
  // The list that an earlier server cached would hide a change of the manifest.
  await rm(join(extensionsFolder, 'extensions.json'), { force: true });
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) await rm(link, { recursive: true });
  await symlink(projectRoot, link, 'dir');
}
