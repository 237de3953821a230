/** VS Code language ids by file name, extension and first line. Pure tables. */
import type { ContentKind } from '../types.ts';

export interface LanguageGuess {
  /** Null where none is known. */
  readonly language: string | null;
  readonly kind: ContentKind;
}

/** Language ids whose files are documents. Configuration and data count as code: that is what they are read with. */
const DOCUMENT_LANGUAGES = new Set([
  'markdown',
  'mdx',
  'restructuredtext',
  'asciidoc',
  'plaintext',
  'latex',
  'org',
  'textile',
  'wikitext',
]);

/** Language id → extensions, without the first dot, in lower case. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  ada: 'adb ads',
  asciidoc: 'adoc asciidoc asc',
  astro: 'astro',
  bat: 'bat cmd',
  bibtex: 'bib',
  bicep: 'bicep',
  c: 'c',
  clojure: 'clj cljs cljc edn',
  cmake: 'cmake',
  cobol: 'cob cbl cpy',
  coffeescript: 'coffee cson',
  cpp: 'cpp cppm cc cxx c++ hpp hh hxx h++ h ii ino inl ipp ixx tpp txx',
  crystal: 'cr',
  csharp: 'cs csx cake',
  css: 'css',
  csv: 'csv',
  'cuda-cpp': 'cu cuh',
  d: 'd di',
  dart: 'dart',
  diff: 'diff patch rej',
  dockerfile: 'dockerfile containerfile',
  dotenv: 'env',
  elixir: 'ex exs',
  elm: 'elm',
  'emacs-lisp': 'el',
  erb: 'erb',
  erlang: 'erl hrl',
  'fortran-modern': 'f f77 f90 f95 f03 f08 for',
  fsharp: 'fs fsi fsx fsscript',
  gdscript: 'gd',
  glsl: 'glsl vert frag comp geom',
  go: 'go',
  graphql: 'graphql gql graphqls',
  groovy: 'groovy gvy gradle jenkinsfile nf',
  haml: 'haml',
  handlebars: 'handlebars hbs hjs mustache',
  haskell: 'hs lhs',
  hlsl: 'hlsl hlsli fx fxh vsh psh',
  html: 'html htm shtml xhtml jshtm volt ejs',
  ini: 'ini cfg conf',
  java: 'java jav',
  javascript: 'js mjs cjs es6 pac',
  javascriptreact: 'jsx',
  jinja: 'jinja jinja2 j2',
  json: 'json geojson webmanifest har avsc jsonld topojson',
  jsonc: 'jsonc code-workspace code-snippets language-configuration json5',
  jsonl: 'jsonl ndjson',
  julia: 'jl',
  jupyter: 'ipynb',
  kotlin: 'kt kts ktm',
  latex: 'tex ltx cls sty',
  less: 'less',
  lisp: 'lisp lsp cl',
  lua: 'lua rockspec',
  makefile: 'mk mak',
  markdown: 'md mkd mdwn mdown markdown markdn mdtxt mdtext workbook qmd rmd',
  matlab: 'matlab',
  mdx: 'mdx',
  nim: 'nim nims',
  nix: 'nix',
  'objective-c': 'm',
  'objective-cpp': 'mm',
  ocaml: 'ml mli mll mly',
  org: 'org',
  pascal: 'pas dpr lpr pp',
  perl: 'pl pm t psgi',
  raku: 'raku rakumod rakutest p6 pm6',
  php: 'php php4 php5 phtml ctp',
  plaintext: 'txt text log',
  powershell: 'ps1 psm1 psd1 pssc psrc',
  prisma: 'prisma',
  prolog: 'prolog pro',
  properties: 'properties gitattributes gitconfig editorconfig npmrc',
  proto3: 'proto',
  jade: 'pug jade',
  python: 'py pyi pyw pyx pxd rpy cpy gyp gypi ipy',
  qml: 'qml',
  r: 'r rhistory rprofile rt',
  racket: 'rkt',
  razor: 'cshtml razor',
  restructuredtext: 'rst rest',
  ruby: 'rb rbx rjs gemspec podspec rake ru',
  rust: 'rs',
  sass: 'sass',
  scala: 'scala sc sbt',
  scheme: 'scm ss sld',
  scss: 'scss',
  shaderlab: 'shader cginc',
  shellscript: 'sh bash zsh ksh fish csh tcsh bashrc zshrc profile bash_profile bats ebuild',
  solidity: 'sol',
  sql: 'sql dsql psql ddl dml pgsql',
  starlark: 'bzl star bazel',
  stylus: 'styl',
  svelte: 'svelte',
  swift: 'swift',
  systemverilog: 'sv svh',
  tcl: 'tcl tk',
  terraform: 'tf tfvars hcl',
  textile: 'textile',
  thrift: 'thrift',
  toml: 'toml',
  tsv: 'tsv',
  typescript: 'ts mts cts',
  typescriptreact: 'tsx',
  vb: 'vb brs vbs bas vba',
  verilog: 'v vh',
  vhdl: 'vhd vhdl',
  viml: 'vim',
  vue: 'vue',
  wat: 'wat wast',
  wgsl: 'wgsl',
  wikitext: 'wiki mediawiki',
  xml: 'xml xsd xsl xslt xaml plist csproj vbproj fsproj vcxproj props targets config wsdl dtd rss atom resx nuspec storyboard xib ui',
  yaml: 'yaml yml eyaml eyml cff',
  zig: 'zig zon',
};

/** Language id → whole file names, in lower case. */
const NAMES: Readonly<Record<string, string>> = {
  cmake: 'cmakelists.txt',
  dockerfile: 'dockerfile containerfile',
  'go.mod': 'go.mod',
  'go.work': 'go.work',
  groovy: 'jenkinsfile',
  ignore:
    '.gitignore .dockerignore .npmignore .eslintignore .prettierignore .vscodeignore .homingignore .ignore',
  ini: '.flake8 .pylintrc .coveragerc',
  json: '.babelrc .jshintrc .eslintrc .prettierrc .swcrc',
  jsonc: 'tsconfig.json jsconfig.json devcontainer.json',
  just: 'justfile .justfile',
  makefile: 'makefile gnumakefile ocamlmakefile kbuild',
  'pip-requirements':
    'requirements.txt requirements-dev.txt dev-requirements.txt constraints.txt requirements.in',
  plaintext:
    'readme license licence copying notice authors contributors changelog changes history news todo install maintainers ' +
    'thanks credits faq hacking manifest codeowners patents unlicense security',
  properties: '.editorconfig .gitconfig .gitattributes .gitmodules',
  python: 'sconstruct sconscript wscript snakefile',
  ruby: 'rakefile gemfile guardfile podfile capfile cheffile vagrantfile berksfile brewfile fastfile appfile dangerfile',
  shellscript: '.bashrc .zshrc .profile .bash_profile .bash_aliases .envrc apkbuild pkgbuild configure',
  starlark: 'build workspace buck tiltfile',
  viml: '.vimrc .gvimrc _vimrc',
};

/** Program of a `#!` line → language id. */
const INTERPRETERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:ba|z|k|c|tc|da|a|fi)?sh$/, 'shellscript'],
  [/^(?:python|pypy)[\d.]*$/, 'python'],
  [/^(?:node|nodejs|bun)$/, 'javascript'],
  [/^(?:deno|ts-node|tsx)$/, 'typescript'],
  [/^(?:ruby|jruby)[\d.]*$/, 'ruby'],
  [/^perl[\d.]*$/, 'perl'],
  [/^php[\d.]*$/, 'php'],
  [/^lua(?:jit)?[\d.]*$/, 'lua'],
  [/^Rscript$/, 'r'],
  [/^elixir$/, 'elixir'],
  [/^escript$/, 'erlang'],
  [/^groovy$/, 'groovy'],
  [/^julia$/, 'julia'],
  [/^pwsh$/, 'powershell'],
  [/^swift$/, 'swift'],
  [/^g?make$/, 'makefile'],
  [/^tclsh[\d.]*$/, 'tcl'],
  [/^nix(?:-shell)?$/, 'nix'],
];

function invert(table: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([language, keys]) =>
      keys.split(' ').map((key) => [key, language] as const),
    ),
  );
}

const LANGUAGE_OF_EXTENSION = invert(EXTENSIONS);
const LANGUAGE_OF_NAME = invert(NAMES);

/** Every language that a file may be in. */
export const LANGUAGES: ReadonlySet<string> = new Set([
  ...Object.keys(EXTENSIONS),
  ...Object.keys(NAMES),
  ...INTERPRETERS.map(([, language]) => language),
]);

/** `path` may have folders in front of the name; `firstLine` decides only where the name does not. */
export function languageOf(path: string, firstLine?: string): LanguageGuess {
  const language = byName(path) ?? (firstLine === undefined ? null : byFirstLine(firstLine));
  return { language, kind: language !== null && DOCUMENT_LANGUAGES.has(language) ? 'docs' : 'code' };
}

function byName(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const whole = LANGUAGE_OF_NAME.get(name);
  if (whole !== undefined) return whole;
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const language = LANGUAGE_OF_EXTENSION.get(name.slice(dot + 1));
    if (language !== undefined) return language;
  }
  // README-2.0, LICENSE-MIT, Dockerfile.dev, Makefile.am
  const stem = /^(readme|license|licence|copying|dockerfile|makefile)[-_.]/.exec(name)?.[1];
  return stem === undefined ? null : (LANGUAGE_OF_NAME.get(stem) ?? null);
}

function byFirstLine(line: string): string | null {
  const shebang = /^#!\s*(\S+)(?:\s+(.*))?$/.exec(line);
  if (shebang !== null) {
    let program = (shebang[1] ?? '').split('/').at(-1) ?? '';
    if (program === 'env') program = envProgram(shebang[2] ?? '');
    return INTERPRETERS.find(([name]) => name.test(program))?.[1] ?? null;
  }
  if (/^<\?xml\b/.test(line)) return 'xml';
  if (/^<\?php\b/.test(line)) return 'php';
  if (/^<!doctype html\b/i.test(line)) return 'html';
  return null;
}

/** `env -S node --flag` and `env NAME=value node` name node. */
function envProgram(words: string): string {
  const program = words.split(/\s+/).find((word) => !word.startsWith('-') && !word.includes('='));
  return program?.split('/').at(-1) ?? '';
}
