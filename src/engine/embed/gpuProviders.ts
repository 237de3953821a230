/** Which of ONNX Runtime's providers may run a graph on this machine's GPU, in the order in which they are tried. */
import type * as Onnx from 'onnxruntime-node';

type ProviderOption = Exclude<
  NonNullable<Onnx.InferenceSession.SessionOptions['executionProviders']>[number],
  string
>;

export type GpuProvider = 'webgpu' | 'dml' | 'coreml';

/** What people call them. */
export const providerNames: Readonly<Record<GpuProvider, string>> = {
  webgpu: 'webgpu',
  dml: 'directml',
  coreml: 'coreml',
};

/**
 * WebGPU first, because one graph behaves alike with it everywhere; then what the system brings. CUDA is not among
 * them: its libraries, hundreds of megabytes, are no part of onnxruntime-node, which looks for them beside its own
 * binary only.
 */
export function gpuProviders(platform: NodeJS.Platform = process.platform): readonly GpuProvider[] {
  if (platform === 'win32') return ['webgpu', 'dml'];
  if (platform === 'darwin') return ['webgpu', 'coreml'];
  return ['webgpu'];
}

/** COREML_FLAG_CREATE_MLPROGRAM: the older format of its models knows fewer operators. */
const coreMlProgram = 0x010;

export function providerOption(provider: GpuProvider): ProviderOption {
  // Layout as in the graph: NHWC, the other choice, has given silently wrong values on this provider.
  if (provider === 'webgpu') return { name: 'webgpu', preferredLayout: 'NCHW' };
  if (provider === 'coreml') return { name: 'coreml', coreMlFlags: coreMlProgram };
  return { name: 'dml' };
}
