/** What people call languages, beside their VS Code ids. */

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

/** VS Code language ids for what a person wrote: `ts`, `C++`, `golang`, or an id itself. One that is unknown stays. */
export function languageIds(name: string): readonly string[] {
  const lower = name.trim().toLowerCase();
  return Object.hasOwn(families, lower) ? (families[lower] ?? []) : [idOf.get(lower) ?? lower];
}
