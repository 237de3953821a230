/** ONNX Runtime: its native build where there is one for this machine, its WebAssembly build elsewhere. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as Onnx from 'onnxruntime-node';
import { EngineError } from '../errors.ts';
import type { Log } from '../types.ts';
import { isMusl, packageFolder, platformName } from './binaries.ts';

export type Runtime = Pick<typeof Onnx, 'InferenceSession' | 'Tensor'>;

export interface LoadedRuntime {
  readonly runtime: Runtime;
  /** Why WebAssembly serves in the native build's place, as a phrase; null: the native build serves. */
  readonly fallback: string | null;
}

/** Asked once: a status is told many times. */
let absent: string | null | undefined;

/** Why the native build cannot be used here, as a phrase; null where its binary is there. Loads nothing. */
export function missingRuntime(): string | null {
  if (absent === undefined) absent = absence();
  return absent;
}

function absence(): string | null {
  const reason = `there is no native ONNX Runtime for ${platformName()}`;
  if (isMusl()) return reason;
  const folder = packageFolder('onnxruntime-node');
  if (folder === null || !existsSync(join(folder, 'bin'))) return reason;
  // Binaries lie in bin/<version of Node-API>/<platform>/<architecture>.
  const binary = join(process.platform, process.arch, 'onnxruntime_binding.node');
  const isThere = readdirSync(join(folder, 'bin')).some((api) =>
    existsSync(join(folder, 'bin', api, binary)),
  );
  return isThere ? null : reason;
}

const imports = {
  native: importNative,
  wasm: importWasm,
};

/**
 * The native build for Linux and macOS reports to its makers by itself, over the network, unless this variable is there when it is
 * loaded: https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md. The build for Windows knows no variable; it
 * sends nothing, but tells the system's own tracing.
 */
export function importNative(): Promise<typeof Onnx> {
  // Not a setting that is read: it is the library's only switch.
  // eslint-disable-next-line no-restricted-properties
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  return import('onnxruntime-node');
}

/**
 * Neither threads nor the network: the WebAssembly file lies beside the module, and a second thread makes a text slower
 * (214 ms with one, 340 ms with two for 100 tokens on two cores; the native build takes 34 ms).
 */
async function importWasm(): Promise<Runtime> {
  const web = await import('onnxruntime-web');
  web.env.wasm.numThreads = 1;
  web.env.logLevel = 'fatal';
  return web;
}

/** Rejects with EngineError `nativeMissing` where neither build loads. */
export async function loadRuntime(log: Log, load = imports): Promise<LoadedRuntime> {
  let fallback = missingRuntime();
  if (fallback === null) {
    try {
      return { runtime: await load.native(), fallback };
    } catch (error) {
      log('warn', `The native ONNX Runtime does not load: ${String(error)}`);
      fallback = `the native ONNX Runtime for ${platformName()} does not load`;
    }
  }
  try {
    const runtime = await load.wasm();
    log('info', `ONNX Runtime runs in WebAssembly: ${fallback}.`);
    return { runtime, fallback };
  } catch (cause) {
    const message =
      `ONNX Runtime could not be loaded on ${platformName()}: ` +
      'install the package of Homing for this platform; until then only the fast static model is available.';
    throw new EngineError('nativeMissing', message, { cause });
  }
}
