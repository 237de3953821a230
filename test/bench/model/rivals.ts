/** Published encoders in the same runtime, each with its own vocabulary, pooling and words in front of a text. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Runtime } from '../../../src/engine/embed/runtime.ts';
import { normalise } from '../../../src/engine/embed/vectors.ts';
import { bertWords } from '../../../src/engine/tokenize/bertWords.ts';
import { wordPieces, type Vocabulary } from '../../../src/engine/tokenize/wordPiece.ts';
import type { Embedder, Role } from './embedder.ts';

/** `inside`: the graph pools and scales by itself, output `embedding`. */
type Pooling = 'mean' | 'first' | 'inside';

interface Rival {
  readonly name: string;
  /** Below the weights folder; the first that is there. A file `*tokenizer.json` lies beside it. */
  readonly files: readonly string[];
  readonly dims: number;
  readonly pooling: Pooling;
  readonly prefixes: Readonly<Record<Role, string>>;
}

const noPrefixes = { query: '', passage: '', sentence: '' };

/** Prefixes and pooling as the models' own cards tell. */
export const rivals: readonly Rival[] = [
  {
    name: 'all-MiniLM-L6-v2',
    files: ['**/all-minilm-l6-v2.onnx'],
    dims: 384,
    pooling: 'mean',
    prefixes: noPrefixes,
  },
  {
    name: 'all-MiniLM-L6-v2 int8',
    files: ['exported/minilm-int8/model.onnx'],
    dims: 384,
    pooling: 'inside',
    prefixes: noPrefixes,
  },
  {
    name: 'all-MiniLM-L6-v2 int8 (published)',
    files: ['**/all-minilm-l6-v2-q.onnx'],
    dims: 384,
    pooling: 'mean',
    prefixes: noPrefixes,
  },
  {
    name: 'bge-small-en-v1.5',
    files: ['**/bge-small-en-v1.5.onnx'],
    dims: 384,
    pooling: 'first',
    prefixes: { ...noPrefixes, query: 'Represent this sentence for searching relevant passages: ' },
  },
  {
    name: 'e5-small-v2',
    files: ['**/e5-small-v2.onnx'],
    dims: 384,
    pooling: 'mean',
    prefixes: { query: 'query: ', passage: 'passage: ', sentence: 'query: ' },
  },
  {
    name: 'all-mpnet-base-v2',
    files: ['exported/mpnet/model.onnx', 'mpnet/**/model.onnx'],
    dims: 768,
    pooling: 'mean',
    prefixes: noPrefixes,
  },
];

/** Whether a rival was asked for: by its whole name, or by a part of it that is no other's whole name. */
export function isAskedFor(name: string, parts: readonly string[]): boolean {
  return parts.some((part) =>
    rivals.some((rival) => rival.name === part) ? name === part : name.includes(part),
  );
}

export interface RivalFiles {
  readonly rival: Rival;
  /** Absolute. */
  readonly model: string;
  /** Absolute. */
  readonly tokenizer: string;
}

/** Where a rival's files are; null where it has none. */
export function locateRival(weights: string, rival: Rival): RivalFiles | null {
  for (const pattern of rival.files) {
    const [found] = globSync(pattern, { cwd: weights }).sort();
    if (found === undefined) continue;
    const model = join(weights, found);
    const [tokenizer] = globSync('*tokenizer.json', { cwd: dirname(model) });
    if (tokenizer !== undefined) return { rival, model, tokenizer: join(dirname(model), tokenizer) };
  }
  return null;
}

/** Plain uncased WordPiece without our text preparation: ids with the two special tokens, `limit` at the most. */
export function rivalTokenizer(tokenizerJson: string): (text: string, limit: number) => Int32Array {
  const { model } = JSON.parse(tokenizerJson) as { model: { vocab: Record<string, number> } };
  const ids = new Map(Object.entries(model.vocab));
  const required = (...names: readonly string[]): number => {
    const id = names.map((name) => ids.get(name)).find((each) => each !== undefined);
    if (id === undefined) throw new Error(`the vocabulary has no token ${names.join(' or ')}`);
    return id;
  };
  const vocabulary: Vocabulary = {
    ids,
    size: ids.size,
    // MPNet's vocabulary holds BERT's special tokens too, but does not use them.
    cls: required('<s>', '[CLS]'),
    sep: required('</s>', '[SEP]'),
    unknown: required('[UNK]'),
    longest: Math.max(...Array.from(ids.keys(), (token) => token.length)),
  };
  return (text, limit) => {
    const pieces: number[] = [];
    for (const word of bertWords(text)) {
      if (pieces.length >= limit - 2) break;
      pieces.push(...wordPieces(word, vocabulary));
    }
    return Int32Array.of(vocabulary.cls, ...pieces.slice(0, limit - 2), vocabulary.sep);
  };
}

function pooled(states: Float32Array, dims: number, pooling: Pooling): Float32Array {
  const vector = states.slice(0, dims);
  // One text a run: no padding, so that the mean is over all tokens; its length does not matter.
  if (pooling === 'mean') {
    for (let at = dims; at < states.length; at++)
      vector[at % dims] = (vector[at % dims] ?? 0) + (states[at] ?? 0);
  }
  normalise(vector);
  return vector;
}

interface RivalOptions {
  readonly runtime: Runtime;
  readonly threads: number;
  /** Tokens of a text, both special ones included, prefix not. */
  readonly limit: number;
}

/** Tokens by which a text with a prefix may be longer. */
const prefixTokens = 16;

/** The session's settings are those of the engine's own (src/engine/embed/session.ts). */
export async function openRival(files: RivalFiles, options: RivalOptions): Promise<Embedder> {
  const { rival, model, tokenizer } = files;
  const { runtime, threads, limit } = options;
  const bytes = readFileSync(model);
  const encode = rivalTokenizer(readFileSync(tokenizer, 'utf8'));
  const session = await runtime.InferenceSession.create(bytes, {
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    logSeverityLevel: 4,
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const [output] = session.outputNames;
  return {
    name: rival.name,
    identity: `${createHash('sha256').update(bytes).digest('hex')} ${JSON.stringify(rival)} ${limit}`,
    dims: rival.dims,
    embed: async (text, role) => {
      const prefix = rival.prefixes[role];
      const ids = encode(prefix + text, prefix === '' ? limit : limit + prefixTokens);
      const shape = [1, ids.length];
      const tensor = (values: BigInt64Array): InstanceType<Runtime['Tensor']> =>
        new runtime.Tensor('int64', values, shape);
      const feeds = {
        input_ids: tensor(BigInt64Array.from(ids, BigInt)),
        attention_mask: tensor(new BigInt64Array(ids.length).fill(1n)),
        ...(session.inputNames.includes('token_type_ids')
          ? { token_type_ids: tensor(new BigInt64Array(ids.length)) }
          : {}),
      };
      const data = (await session.run(feeds))[output ?? '']?.data;
      if (!(data instanceof Float32Array)) throw new TypeError(`${model} has no float32 output`);
      return pooled(data, rival.dims, rival.pooling);
    },
  };
}
