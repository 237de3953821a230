/** Syntax trees by tree-sitter's WebAssembly build, within a time limit and in slices. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { Grammar } from './grammars.ts';

/** Called between slices of work; lets the process see to its other duties. */
export type Pause = () => Promise<void>;

export interface ParseLimits {
  /** Milliseconds of parsing between two pauses. */
  readonly sliceMs: number;
  /** Milliseconds of the processor's time after which a file is given up. */
  readonly totalMs: number;
}

export interface SyntaxParser {
  /** The caller frees the tree. Null where the grammar is missing, the time is up or the parser fails. */
  parse(grammar: Grammar, text: string, pause: Pause): Promise<Tree | null>;
}

/** `grammars` is the absolute folder of `tree-sitter-<name>.wasm`; each is read when its language first comes up. */
export async function createSyntaxParser(grammars: string, limits: ParseLimits): Promise<SyntaxParser> {
  await Parser.init();
  const languages = new Map<string, Promise<Language | null>>();
  const languageOfFile = (file: string): Promise<Language | null> => {
    const known = languages.get(file) ?? loadLanguage(join(grammars, `tree-sitter-${file}.wasm`));
    languages.set(file, known);
    return known;
  };
  return {
    async parse(grammar, text, pause) {
      const language = await languageOfFile(grammar.file);
      return language === null ? null : parseInSlices(language, text, limits, pause);
    },
  };
}

async function loadLanguage(file: string): Promise<Language | null> {
  try {
    return await Language.load(await readFile(file));
  } catch {
    return null;
  }
}

/** A parser stopped by its progress callback goes on where it was when it is called again with the same text. */
async function parseInSlices(
  language: Language,
  text: string,
  limits: ParseLimits,
  pause: Pause,
): Promise<Tree | null> {
  const parser = new Parser();
  try {
    parser.setLanguage(language);
    for (let spent = 0; spent < limits.totalMs;) {
      const start = process.cpuUsage();
      const sliceEnd = performance.now() + limits.sliceMs;
      const tree = parser.parse(text, null, { progressCallback: () => performance.now() > sliceEnd });
      if (tree !== null) return tree;
      // The processor's time, not the clock's: how a file is cut shall not depend on what else the machine does.
      spent += Math.max(1, process.cpuUsage(start).user / 1000);
      await pause();
    }
    return null;
  } catch {
    return null;
  } finally {
    parser.delete();
  }
}
