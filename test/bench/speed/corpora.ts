/** The folders that are measured on: packages of fixed versions, obtained by their registries' own clients. */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Absent } from '../model/data.ts';

interface Package {
  readonly client: 'npm' | 'pip';
  readonly name: string;
  readonly version: string;
  /** As the client names what it downloads. */
  readonly file: string;
  readonly sha256: string;
  /** Globs of folders that are left out, relative to the package. */
  readonly without: readonly RegExp[];
}

const packages: Readonly<Record<'small' | 'large', readonly Package[]>> = {
  small: [
    {
      client: 'npm',
      name: 'webpack',
      version: '5.97.1',
      file: 'webpack-5.97.1.tgz',
      sha256: '5ac150425eeac3e36d45321024bb365d86c313f64c32f623c7845fb48bff371a',
      without: [],
    },
  ],
  large: [
    {
      client: 'pip',
      name: 'homeassistant',
      version: '2025.1.0',
      file: 'homeassistant-2025.1.0-py3-none-any.whl',
      sha256: '5141d5e9e8ade12da7ce9c6e04cef66226e332cb2e94ab53d9943eb63913b036',
      // 28,000 files of translated phrases.
      without: [/\/translations$/, /\.dist-info$/],
    },
    {
      client: 'npm',
      name: 'react-native',
      version: '0.76.5',
      file: 'react-native-0.76.5.tgz',
      sha256: 'be687f5995f60ed535b05784fec6356dd1bfc78e371402747c78072edf6ad41c',
      without: [],
    },
  ],
};

export type CorpusName = keyof typeof packages;

/** Absolute folder of a corpus below `data`. Throws Absent. */
export function corpusFolder(data: string, name: CorpusName): string {
  const folder = join(data, name);
  if (existsSync(folder)) return folder;
  const listed = packages[name].map(({ client, ...each }) => `${each.name} ${each.version} (${client})`);
  throw new Absent(
    `${folder} is not there. \`npm run bench -- --data ${data} --obtain\` makes it of ${listed.join(', ')} with npm, pip and tar.`,
  );
}

/** What the corpora are made of, for the report. */
export function describeCorpus(name: CorpusName): string {
  return packages[name].map((each) => `${each.name} ${each.version}`).join(', ');
}

/** Downloads and unpacks what is missing. Throws where a client is missing, fails or gives another file. */
export function obtainCorpora(data: string, say: (line: string) => void): void {
  for (const name of Object.keys(packages) as CorpusName[]) {
    if (existsSync(join(data, name))) continue;
    const draft = join(data, `${name}.part`);
    rmSync(draft, { recursive: true, force: true });
    for (const each of packages[name]) {
      say(`${each.name} ${each.version}`);
      unpack(each, download(each, join(data, 'downloads')), join(draft, `${each.name}-${each.version}`));
    }
    renameSync(draft, join(data, name));
  }
}

function download(wanted: Package, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, wanted.file);
  if (!existsSync(file)) {
    const [program, args] =
      wanted.client === 'npm'
        ? ['npm', ['pack', '--silent', `${wanted.name}@${wanted.version}`]]
        : ['pip', [...pipDownload, `${wanted.name}==${wanted.version}`]];
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const found = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (found !== wanted.sha256) throw new Error(`${file} is not the file that was measured.`);
  return file;
}

/** Of wheels, which hold the sources and need nothing to be built. */
const pipDownload = [
  'download',
  '--quiet',
  '--no-deps',
  '--only-binary=:all:',
  '--python-version=3.13',
  '--dest=.',
];

function unpack(from: Package, file: string, folder: string): void {
  const unpacked = `${folder}.all`;
  mkdirSync(unpacked, { recursive: true });
  if (from.client === 'npm') execFileSync('tar', ['-xzf', file, '-C', unpacked, '--strip-components=1']);
  else execFileSync('python3', ['-m', 'zipfile', '-e', file, unpacked]);
  cpSync(unpacked, folder, {
    recursive: true,
    filter: (source) => !from.without.some((pattern) => pattern.test(source)),
  });
  rmSync(unpacked, { recursive: true });
}

export interface TextFile {
  readonly path: string;
  readonly bytes: number;
}

/** A smaller corpus of the same kind of files: copies of those whose paths' hashes are the lowest, up to `bytes`. */
export function sampleFolder(from: string, files: readonly TextFile[], bytes: number, into: string): void {
  const keyed = files.map((file) => ({ file, key: createHash('sha256').update(file.path).digest('hex') }));
  let copied = 0;
  for (const { file } of keyed.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    if (copied >= bytes) return;
    mkdirSync(join(into, dirname(file.path)), { recursive: true });
    cpSync(join(from, file.path), join(into, file.path));
    copied += file.bytes;
  }
}

/** Bytes of all files below a folder, without those of git. */
export function bytesBelow(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !/[/\\]\.git(?:[/\\]|$)/.test(entry.parentPath))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
