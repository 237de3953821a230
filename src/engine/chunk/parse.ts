/** Syntax trees by tree-sitter's WebAssembly build, within limits of time and memory and in slices. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language, Parser, Tree } from 'web-tree-sitter';
import { withKnownImports } from './grammarBytes.ts';
import type { Grammar } from './grammars.ts';
import { startTreeSitter, type TreeSitter } from './treeSitter.ts';

/** Called between slices of work; lets the process see to its other duties. */
export type Pause = () => Promise<void>;

export interface ParseLimits {
  /** Milliseconds of the processor's time after which a file is given up. */
  readonly totalMs: number;
  /** Bytes of memory after which a file is given up. */
  readonly bytes: number;
}

/**
 * Steps of parsing between two pauses, as tree-sitter tells them: of 0.05 ms each in ordinary files. Steps and not
 * milliseconds, because a parser that goes on within an error does not always come to the same tree as one that was not
 * stopped there: how a file is cut shall not depend on the clock.
 */
const sliceSteps = 100;
/** What the first slice counts as, milliseconds. */
const firstSliceMs = 10;
/** Milliseconds after which a slice ends nevertheless: in a text that is made to burst a parser a step may take as long as a slice. */
const longestSliceMs = 500;

/** What may still be spent on a file, however often its text is parsed with parts of it taken out. */
export interface Allowance {
  /** Milliseconds of the processor's time. */
  left: number;
}

export interface SyntaxParser {
  /** For a file that has not been parsed yet. */
  allowance(): Allowance;
  /** The caller frees the tree. Null where the grammar is missing, a limit is reached or the parser fails. */
  parse(grammar: Grammar, text: string, allowance: Allowance, pause: Pause): Promise<Tree | null>;
}

/** One run of tree-sitter with the grammars that it has loaded. */
interface Instance {
  readonly started: Promise<TreeSitter>;
  readonly languages: Map<string, Promise<Language | null>>;
  /** Texts it was given. */
  texts: number;
}

type Outcome = { readonly type: 'tree'; readonly tree: Tree } | { readonly type: 'slow' | 'unwell' };

/**
 * `grammars` is the absolute folder of npm packages; each grammar is read when its language first comes up. An
 * instance that has failed, for one because its memory is full, is left to the garbage collector: nothing in it can be
 * relied on. So is one that has grown large, because it gives no memory back. A text whose failure may be the fault of
 * others gets a second try in a fresh instance, so that how it is cut does not depend on its company.
 */
export async function createSyntaxParser(grammars: string, limits: ParseLimits): Promise<SyntaxParser> {
  const newInstance = (): Instance => ({
    started: startTreeSitter(limits.bytes),
    languages: new Map(),
    texts: 0,
  });
  let current = newInstance();
  await current.started;
  const parseIn = async (
    instance: Instance,
    ...[grammar, text, allowance, pause]: ParseArguments
  ): Promise<Outcome> => {
    const { library } = await instance.started;
    const language = await languageOf(instance, join(grammars, grammar.path));
    if (language === null) return { type: 'slow' };
    instance.texts++;
    return parseInSlices({ library, language, limits }, text, allowance, pause);
  };
  return {
    allowance: () => ({ left: limits.totalMs }),
    async parse(...parameters) {
      const [, , allowance] = parameters;
      const { left } = allowance;
      for (;;) {
        allowance.left = left;
        const instance = current;
        const wasFresh = instance.texts === 0;
        const outcome = await parseIn(instance, ...parameters);
        const { memory } = await instance.started;
        const isSpent = outcome.type === 'unwell' || memory.buffer.byteLength > limits.bytes / 2;
        if (isSpent && current === instance) current = newInstance();
        if (outcome.type === 'tree') return outcome.tree;
        if (outcome.type === 'slow' || wasFresh) return null;
      }
    },
  };
}

type ParseArguments = Parameters<SyntaxParser['parse']>;

async function languageOf({ started, languages }: Instance, file: string): Promise<Language | null> {
  const { library } = await started;
  const known = languages.get(file) ?? loadLanguage(library.Language, file);
  languages.set(file, known);
  return known;
}

async function loadLanguage(loader: typeof Language, file: string): Promise<Language | null> {
  try {
    return await loader.load(withKnownImports(await readFile(file)));
  } catch {
    return null;
  }
}

interface Parsing {
  readonly library: TreeSitter['library'];
  readonly language: Language;
  readonly limits: ParseLimits;
}

/** A parser stopped by its progress callback goes on where it was when it is called again with the same text. */
async function parseInSlices(
  { library, language }: Parsing,
  text: string,
  allowance: Allowance,
  pause: Pause,
): Promise<Outcome> {
  let parser: Parser | null = null;
  try {
    parser = new library.Parser();
    parser.setLanguage(language);
    for (let isFirst = true; allowance.left > 0; isFirst = false) {
      // Asking for the processor's time costs as much as parsing a small file, and most are done in one slice.
      const start = isFirst ? null : processorTime();
      const latest = performance.now() + longestSliceMs;
      let steps = 0;
      const isSliceOver = (): boolean => ++steps >= sliceSteps || performance.now() > latest;
      const tree = parser.parse(text, null, { progressCallback: isSliceOver });
      if (tree !== null) return { type: 'tree', tree };
      // The processor's time, not the clock's: how a file is cut shall not depend on what else the machine does.
      allowance.left -= start === null ? firstSliceMs : Math.max(1, processorTime() - start);
      await pause();
    }
    return { type: 'slow' };
  } catch {
    return { type: 'unwell' };
  } finally {
    deleteQuietly(parser);
  }
}

/** After a failure not even that may be possible. */
function deleteQuietly(parser: Parser | null): void {
  try {
    parser?.delete();
  } catch {
    // The whole instance is given up.
  }
}

/** Milliseconds that this thread has had the processor; where Node can not tell, that the process has. */
function processorTime(): number {
  const { user } = (process as ThreadUsage).threadCpuUsage?.() ?? process.cpuUsage();
  return user / 1000;
}

/** Since Node 23.9. */
interface ThreadUsage {
  readonly threadCpuUsage?: () => { readonly user: number };
}
