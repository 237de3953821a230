/**
 * The GPU's graph, made from the CPU's: WebGPU has no integer products, so each one becomes a product of float32 with
 * the same int8 weights, made float32 once when the session is created.
 */
import { newNode, partsOf, withGraph, type Node } from './onnx.ts';

/** Who gives a value, and who takes it. */
class Wiring {
  readonly #givers = new Map<string, Node>();
  readonly #takers = new Map<string, Node[]>();

  constructor(nodes: readonly Node[]) {
    for (const node of nodes) {
      for (const output of node.outputs) this.#givers.set(output, node);
      for (const input of node.inputs) this.#takers.set(input, [...(this.#takers.get(input) ?? []), node]);
    }
  }

  giver(value: string | undefined, type: string): Node {
    const node = this.#givers.get(value ?? '');
    if (node?.type !== type) throw new RangeError(`the graph gives ${value ?? 'nothing'} by no ${type}`);
    return node;
  }

  onlyTaker(node: Node, type: string): Node {
    const takers = this.#takers.get(node.outputs[0] ?? '') ?? [];
    const [taker] = takers;
    if (takers.length !== 1 || taker?.type !== type)
      throw new RangeError(`no single ${type} takes ${node.type}`);
    return taker;
  }
}

interface Replacement {
  /** The last node of the integer product, which gives its value. */
  readonly last: Node;
  /** Nodes that serve nothing else. */
  readonly gone: readonly Node[];
  readonly nodes: readonly Uint8Array[];
}

/** DynamicQuantizeLinear → MatMulInteger → Cast → Mul by (scale of x · scales of w). */
function replacementOf(product: Node, wiring: Wiring): Replacement {
  const [values, weights = '', , zeros = ''] = product.inputs;
  const quantize = wiring.giver(values, 'DynamicQuantizeLinear');
  const cast = wiring.onlyTaker(product, 'Cast');
  const last = wiring.onlyTaker(cast, 'Mul');
  const factor = last.inputs.find((name) => !cast.outputs.includes(name));
  const scaling = wiring.giver(factor, 'Mul');
  const scales = scaling.inputs.find((name) => !quantize.outputs.includes(name)) ?? '';
  const [x = ''] = quantize.inputs;
  const [output = ''] = last.outputs;
  const floats = `${output}_weights`;
  return {
    last,
    gone: [quantize, product, cast, scaling],
    nodes: [
      newNode('DequantizeLinear', [weights, scales, zeros], floats, { axis: 1 }),
      newNode('MatMul', [x, floats], output),
    ],
  };
}

/** `model`: bytes of the CPU's graph. Throws RangeError where its products are not built as ours are. */
export function gpuGraph(model: Uint8Array): Uint8Array {
  const { top, graph, parts, nodes } = partsOf(model);
  const wiring = new Wiring([...nodes.values()]);
  const products = [...nodes.values()].filter(({ type }) => type === 'MatMulInteger');
  const replacements = products.map((product) => replacementOf(product, wiring));
  const gone = new Set(replacements.flatMap((replacement) => replacement.gone));
  const replaced = new Map(replacements.map(({ last, nodes: made }) => [last, made]));
  const made = parts.flatMap((field) => {
    const node = nodes.get(field);
    if (node === undefined) return [field.raw];
    return gone.has(node) ? [] : (replaced.get(node) ?? [field.raw]);
  });
  return withGraph({ top, graph }, made);
}
