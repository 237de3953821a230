/** What people call languages, beside their VS Code ids. */
import { LANGUAGES, languageOf } from '../discover/languages.ts';
import { bareName, slipsAllowed, slipsBetween } from './names.ts';

const aliases: Readonly<Record<string, string>> = {
  asciidoc: 'adoc',
  bat: 'batch cmd',
  clojure: 'clj',
  cpp: 'c++ cc cxx hpp',
  csharp: 'c# cs',
  'cuda-cpp': 'cuda cu',
  dockerfile: 'docker',
  elixir: 'ex exs',
  'emacs-lisp': 'elisp',
  erlang: 'erl',
  'fortran-modern': 'fortran f90',
  fsharp: 'f# fs',
  go: 'golang',
  graphql: 'gql',
  handlebars: 'hbs',
  haskell: 'hs',
  html: 'htm',
  jade: 'pug',
  javascript: 'node mjs cjs',
  javascriptreact: 'jsx',
  julia: 'jl',
  jupyter: 'ipynb notebook',
  kotlin: 'kt',
  latex: 'tex',
  makefile: 'make',
  markdown: 'md',
  'objective-c': 'objc obj-c objectivec',
  'objective-cpp': 'objc++ objectivecpp objective-c++',
  perl: 'pl',
  plaintext: 'text txt plain',
  powershell: 'ps1 pwsh',
  proto3: 'proto protobuf',
  python: 'py python3',
  restructuredtext: 'rst rest',
  ruby: 'rb',
  rust: 'rs',
  shellscript: 'sh bash shell zsh',
  systemverilog: 'sv',
  terraform: 'tf hcl',
  typescript: 'mts cts',
  typescriptreact: 'tsx',
  vb: 'visualbasic',
  viml: 'vim vimscript',
  yaml: 'yml',
};

/** Names that mean several ids; an id itself means itself alone. */
const families: Readonly<Record<string, readonly string[]>> = {
  js: ['javascript', 'javascriptreact'],
  ts: ['typescript', 'typescriptreact'],
};

const idOf: ReadonlyMap<string, string> = new Map(
  Object.entries(aliases).flatMap(([id, names]) =>
    names
      .split(' ')
      .filter((name) => name !== '')
      .map((name) => [name, id] as const),
  ),
);

/**
 * VS Code language ids for what a person wrote: `ts`, `C++`, `golang`, an extension, or an id itself. None where it is
 * unknown.
 */
export function languageIds(name: string): readonly string[] {
  const lower = name.trim().toLowerCase();
  if (Object.hasOwn(families, lower)) return families[lower] ?? [];
  if (LANGUAGES.has(lower)) return [lower];
  const id = idOf.get(lower) ?? (/[./]/.test(lower) ? null : languageOf(`a.${lower}`).language);
  return id === null ? [] : [id];
}

/** Names that are told where none is like the one that was written. */
const examples = 'typescript, python, cpp, markdown';
/** Names that are told at the most. */
const mostLike = 3;
/** Letters that two names begin with to be like each other. */
const sameStart = 3;

/** The known names that are most like an unknown one, for people. */
export function languagesLike(name: string): string {
  const bare = bareName(name);
  const near = [...new Set([...LANGUAGES, ...idOf.keys()])]
    .flatMap((known) => {
      const slips = slipsBetween(bareName(known), bare, slipsAllowed(bare.length));
      if (slips !== null) return [{ known, slips }];
      const isLike = bare.length >= sameStart && bareName(known).startsWith(bare.slice(0, sameStart));
      return isLike ? [{ known, slips: Infinity }] : [];
    })
    .sort((a, b) => a.slips - b.slips || a.known.length - b.known.length || (a.known < b.known ? -1 : 1));
  return near.length === 0
    ? examples
    : near
        .slice(0, mostLike)
        .map(({ known }) => known)
        .join(', ');
}
