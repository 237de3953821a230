/**
 * The integer products of a student's graph and nothing else: what its time would be if all the rest cost nothing. Made of
 * the graph itself, with its own weights. Numbers are those of onnx.proto.
 */
import { inGraph, inModel, inNode, inTensor, newNode } from '../../../src/engine/embed/onnx.ts';
import { fields, lengthField, numberField, textOf, type Field } from '../../../src/engine/embed/protobuf.ts';
import type { Runtime } from '../../../src/engine/embed/runtime.ts';
import { sessionOptions } from '../../../src/engine/embed/session.ts';

const inValue = { name: 1, type: 2 } as const;
const types = { uint8: 2, int32: 6, int64: 7 } as const;

/** Name of a product's input of so many columns, and of the zero that all of them share. */
const inputOf = (columns: number): string => `values${columns}`;
const zero = 'zero';
const first = 'first';

export interface BareProducts {
  readonly model: Uint8Array;
  /** Columns of the inputs. */
  readonly columns: readonly number[];
  readonly products: number;
}

function textsIn(message: Uint8Array, number: number): string[] {
  return [...fields(message)].filter((field) => field.number === number).map(({ bytes }) => textOf(bytes));
}

function rowsOf(weights: Field): number {
  const [dims] = [...fields(weights.bytes)].filter(({ number }) => number === inTensor.dims);
  if (dims === undefined) throw new RangeError('weights without a shape');
  // Packed where they stand in one field: the shape of a matrix is two of them otherwise.
  if (dims.bytes.length === 0) return dims.value;
  const [low = 0, high = 0] = dims.bytes;
  return low < 128 ? low : low - 128 + high * 128;
}

function valueInfo(
  field: number,
  name: string,
  type: number,
  shape: readonly (number | string)[],
): Uint8Array {
  const dims = shape.map((size) =>
    lengthField(1, [typeof size === 'number' ? numberField(1, size) : lengthField(2, size)]),
  );
  const tensor = [numberField(1, type), lengthField(2, dims)];
  return lengthField(field, [
    lengthField(inValue.name, name),
    lengthField(inValue.type, [lengthField(1, tensor)]),
  ]);
}

/** Of each product only the first row is handed out, so that copying them costs nothing. Throws RangeError for no ONNX. */
export function bareProducts(model: Uint8Array): BareProducts {
  const top = [...fields(model)];
  const graph = top.find(({ number }) => number === inModel.graph);
  if (graph === undefined) throw new RangeError('this is no ONNX model');
  const parts = [...fields(graph.bytes)];
  const constants = new Map(
    parts
      .filter(({ number }) => number === inGraph.initializer)
      .map((field) => [textsIn(field.bytes, inTensor.name)[0] ?? '', field]),
  );
  const products = parts
    .filter(({ number }) => number === inGraph.node)
    .filter(({ bytes }) => textsIn(bytes, inNode.type)[0] === 'MatMulInteger')
    .map(({ bytes }) => textsIn(bytes, inNode.input));
  const columns = new Set<number>();
  const used = new Set<Field>();
  const nodes: Uint8Array[] = [];
  const outputs: Uint8Array[] = [];
  products.forEach(([, weights = '', , zeros = ''], at) => {
    const [matrix, ofWeights] = [constants.get(weights), constants.get(zeros)];
    if (matrix === undefined || ofWeights === undefined) throw new RangeError(`${weights} is no constant`);
    for (const constant of [matrix, ofWeights]) used.add(constant);
    const rows = rowsOf(matrix);
    columns.add(rows);
    nodes.push(newNode('MatMulInteger', [inputOf(rows), weights, zero, zeros], `product${at}`));
    nodes.push(newNode('Gather', [`product${at}`, first], `row${at}`, { axis: 1 }));
    outputs.push(valueInfo(inGraph.output, `row${at}`, types.int32, [1, `columns${at}`]));
  });
  const firstRow = lengthField(inGraph.initializer, [
    numberField(inTensor.type, types.int64),
    lengthField(inTensor.name, first),
    lengthField(inTensor.raw, new Uint8Array(8)),
  ]);
  const inputs = [...columns].map((size) =>
    valueInfo(inGraph.input, inputOf(size), types.uint8, [1, 'tokens', size]),
  );
  const made = [
    ...nodes,
    lengthField(inGraph.name, 'products'),
    ...Array.from(used, ({ raw }) => raw),
    firstRow,
    ...inputs,
    valueInfo(inGraph.input, zero, types.uint8, []),
    ...outputs,
  ];
  return {
    model: Buffer.concat(
      top.map((field) => (field === graph ? lengthField(inModel.graph, made) : field.raw)),
    ),
    columns: [...columns],
    products: products.length,
  };
}

export interface ProductSession {
  /** All products for a text of so many tokens. */
  run(tokens: number): Promise<void>;
  release(): Promise<void>;
}

export async function openProducts(
  runtime: Runtime,
  { model, columns }: BareProducts,
  threads: number,
): Promise<ProductSession> {
  const session = await runtime.InferenceSession.create(model, sessionOptions({ type: 'cpu', threads }));
  const { Tensor } = runtime;
  const zeroPoint = new Tensor('uint8', Uint8Array.of(128), []);
  return {
    run: async (tokens) => {
      const values = columns.map((size): [string, InstanceType<typeof Tensor>] => [
        inputOf(size),
        new Tensor('uint8', new Uint8Array(tokens * size).fill(131), [1, tokens, size]),
      ]);
      await session.run({ ...Object.fromEntries(values), [zero]: zeroPoint });
    },
    release: () => session.release(),
  };
}
