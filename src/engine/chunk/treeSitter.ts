import { createRequire } from 'node:module';
import type * as Library from 'web-tree-sitter';

/** An instance of tree-sitter's WebAssembly build, with memory and a state of its own. */
export interface TreeSitter {
  readonly library: typeof Library;
  /** Its memory, which never gives anything back. Where it can not grow, tree-sitter throws and is of no further use. */
  readonly memory: WebAssembly.Memory;
}

const pageBytes = 65_536;
/** What its module asks for at the least. */
const initialBytes = 32 * 1024 * 1024;

const load = createRequire(import.meta.url);

/** `mostBytes`: of memory, at least 32 MiB. */
export async function startTreeSitter(mostBytes: number): Promise<TreeSitter> {
  const library = loadAnew();
  const memory = new WebAssembly.Memory({
    initial: initialBytes / pageBytes,
    maximum: Math.floor(mostBytes / pageBytes),
  });
  // That its memory is full is no news for the terminal.
  await library.Parser.init({ wasmMemory: memory, printErr: () => undefined });
  return { library, memory };
}

/** The package keeps its one instance in its module; loaded anew, it has another, and nothing may hold on to the old. */
function loadAnew(): typeof Library {
  const path = load.resolve('web-tree-sitter');
  const library = load(path) as typeof Library;
  const loaded = load.cache[path];
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
  delete load.cache[path];
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const siblings = loaded?.parent?.children ?? [];
  if (loaded !== undefined) siblings.splice(siblings.indexOf(loaded), 1);
  return library;
}
