/** Which of ONNX Runtime's providers may run a graph on this machine's GPU, in the order in which they are tried. */
import type * as Onnx from 'onnxruntime-node';

type ProviderOption = Exclude<
  NonNullable<Onnx.InferenceSession.SessionOptions['executionProviders']>[number],
  string
>;

export type GpuProvider = 'webgpu' | 'dml' | 'coreml';

/** Of the graph that a provider is given. */
export type Precision = 'float16' | 'float32';

/** One way to use a GPU. */
export interface GpuTarget {
  readonly provider: GpuProvider;
  readonly precision: Precision;
}

const names: Readonly<Record<GpuProvider, string>> = { webgpu: 'webgpu', dml: 'directml', coreml: 'coreml' };

/** What people call it. */
export function targetName({ provider, precision }: GpuTarget): string {
  return precision === 'float32' ? names[provider] : `${names[provider]}, ${precision}`;
}

/**
 * WebGPU first, with both graphs, because it behaves alike everywhere; then what the system brings. CUDA is not among them:
 * its libraries, hundreds of megabytes, are no part of onnxruntime-node, which looks for them beside its own binary only.
 */
export function gpuTargets(platform: NodeJS.Platform = process.platform): readonly GpuTarget[] {
  const webgpu = (['float16', 'float32'] as const).map(
    (precision) => ({ provider: 'webgpu', precision }) as const,
  );
  if (platform === 'win32') return [...webgpu, { provider: 'dml', precision: 'float32' }];
  if (platform === 'darwin') return [...webgpu, { provider: 'coreml', precision: 'float32' }];
  return webgpu;
}

/** COREML_FLAG_CREATE_MLPROGRAM: the older format of its models knows fewer operators. */
const coreMlProgram = 0x010;

export function providerOption(provider: GpuProvider): ProviderOption {
  // Layout as in the graph: NHWC, the other choice, has given silently wrong values on this provider.
  if (provider === 'webgpu') return { name: 'webgpu', preferredLayout: 'NCHW' };
  if (provider === 'coreml') return { name: 'coreml', coreMlFlags: coreMlProgram };
  return { name: 'dml' };
}
