/** What a file's path says of it: whether it holds tests, and which file they test; whether it is aside. Pure. */
import { languageOf } from '../discover/languages.ts';
import { Recent } from '../embed/recent.ts';
import { wordsOf } from '../index/terms.ts';

/** A folder of tests: by itself, or as the last word of a name, as in `Core.Tests` and `integration-tests`. */
const testFolder = /^(?:(?:.+[._-])?tests?|specs?|__tests__|e2e)$/i;
/** The same where capitals part words, as in `UnitTests`. */
const testFolderInCapitals = /[a-z]Tests?$/;
const testName =
  /^(?:test_(.+)|(.+?)[._-](?:tests?|test-d|bench|e2e|stories)|(.+?)Tests?|(.+[a-z])IT|(?:tests?|conftest))$/;
const specName = /^(.+?)(?:[._-]specs?|Spec)$/;
/** Folders of tests whose documents belong to the tests; others may be about testing, and `specs` are specifications. */
const folderForTests = /^(?:tests?|__tests__|e2e)$/i;
/** Endings of files of which a spec is what they are about: `PodSpec.java`, `openapi.spec.yaml`. */
const specifying = /\.(?:java|go|proto|ya?ml|json|toml|xml)$/i;
/** Why a file is not the thing itself. */
export type Aside =
  'test' | 'material' | 'example' | 'vendored' | 'built' | 'old' | 'declared' | 'told' | 'legal' | 'history';

const asideFolders: readonly (readonly [Aside, RegExp])[] = [
  ['material', /^(?:testdata|(?:__)?(?:fixtures?|mocks?|snapshots)(?:__)?)$/i],
  ['example', /^(?:examples?|samples?|demos?|playground|benchmarks?)$/i],
  ['vendored', /^(?:vendor|third[-_]party|node_modules)$/i],
  ['built', /^(?:(?:.+[._-])?dist|build|generated)$/i],
  ['old', /^(?:compat|legacy|deprecated)$/i],
];
const asideNames: readonly (readonly [Aside, RegExp])[] = [
  ['declared', /\.d\.ts$/],
  ['told', /\.feature$/],
];
/**
 * Papers that every repository has beside its documentation: terms of use, full of common words, and what was changed when, a
 * line on everything. In small letters a longer name may be of a document about such things, as `license-server.md` is.
 */
const papers: readonly (readonly [Aside, RegExp])[] = [
  [
    'history',
    /^(?:change[-_ ]?log|changes|release[-_ ]?notes)(?:[-_.](?:v?\d[\w.-]*|rc|old|archive|latest))?(?:\.[a-z]+)?$/i,
  ],
  ['history', /^(?:CHANGELOG|CHANGES|RELEASE[-_ ]?NOTES|HISTORY|NEWS)(?:[-_.]|$)/],
  ['legal', /^(?:(?:un)?licen[cs]es?|copying|copyright|notices?|patents)(?:\.[a-z]+)?$/i],
  [
    'legal',
    /^(?:(?:UN)?LICEN[CS]ES?|COPYING|COPYRIGHT|NOTICES?|PATENTS)(?:[-_.]|$)|[-_]LICEN[CS]E(?:\.\w+)?$/,
  ],
  [
    'legal',
    /^(?:code[-_ ]?of[-_ ]?conduct(?:[-_.]|$)|(?:third|3rd)[-_ ]?party[-_ ]?(?:notices?|licen[cs]es?))/i,
  ],
];
const folderOfPapers: readonly (readonly [Aside, RegExp])[] = [
  ['history', /^(?:change-?logs?|changelog\.d|release[-_]?notes|newsfragments)$/i],
  ['legal', /^(?:LICENSES|legal|third[-_]party[-_]licen[cs]es)$/],
];
/** Names that tell nothing without that of their folder. */
const emptyName = /^(?:index|mod|main|init|lib|tests?|conftest)?$/;

interface Parts {
  readonly folders: readonly string[];
  readonly name: string;
  /** The name without its last ending. */
  readonly stem: string;
}

/** What a path says of its file. */
export interface PathSigns {
  /** Words of its name without the last ending, see wordsOf. */
  readonly words: readonly string[];
  /** Whether it holds tests, by its name or by a folder of its path. */
  readonly isTest: boolean;
  /** Why it is not the thing itself; empty: it is. */
  readonly asides: readonly Aside[];
  /** What it is about by its name: the same for a file and for its tests, wherever they lie. */
  readonly topic: string;
}

/** By path, some 300 bytes each: a question has candidates in some 350 files, and the next key in the same ones. */
const known = new Recent<string, PathSigns>(4_096);

export function signsOf(path: string): PathSigns {
  return known.of(path, readSigns);
}

function readSigns(path: string): PathSigns {
  const parts = partsOf(path);
  return languageOf(path).kind === 'docs' ? signsOfDocument(parts) : signsOfCode(parts);
}

/** A document tests nothing, whatever its name says. */
function signsOfDocument({ folders, name, stem }: Parts): PathSigns {
  return {
    words: wordsOf(stem).parts,
    isTest: false,
    asides: [
      ...folders.flatMap((folder) => [
        ...(folderForTests.test(folder) ? (['test'] as const) : folderSigns(folder).asides),
        ...asidesIn(folder, folderOfPapers),
      ]),
      ...asidesIn(name, papers),
    ],
    topic: topicOf(stem, () => folders.at(-1) ?? ''),
  };
}

function signsOfCode(parts: Parts): PathSigns {
  const { folders, name, stem } = parts;
  const tested = testedBy(parts);
  const signs = folders.map(folderSigns);
  const isTest = tested !== null || signs.some((each) => each.isTest);
  return {
    words: wordsOf(stem).parts,
    isTest,
    asides: [
      ...(isTest ? (['test'] as const) : []),
      ...signs.flatMap(({ asides }) => asides),
      ...asidesIn(name, asideNames),
    ],
    topic: topicOf(tested ?? stem, () => folders.findLast((_, at) => signs[at]?.isTest === false) ?? ''),
  };
}

function partsOf(path: string): Parts {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  return { folders, name, stem: name.replace(/\.[^.]*$/, '') };
}

/** What a name is without the mark of tests; null where it has none. */
function testedBy({ name, stem }: Parts): string | null {
  const found = testName.exec(stem) ?? (specifying.test(name) ? null : specName.exec(stem));
  if (found === null) return null;
  const [, ...parts]: readonly (string | undefined)[] = found;
  return parts.find((part) => part !== undefined) ?? '';
}

function asidesIn(name: string, table: readonly (readonly [Aside, RegExp])[]): readonly Aside[] {
  return table.flatMap(([aside, pattern]) => (pattern.test(name) ? [aside] : []));
}

interface FolderSigns {
  readonly isTest: boolean;
  readonly asides: readonly Aside[];
}

/** By a folder's name: the paths of a repository have the same few. */
const knownFolders = new Recent<string, FolderSigns>(2_048);

function folderSigns(folder: string): FolderSigns {
  return knownFolders.of(folder, () => ({
    isTest: testFolder.test(folder) || testFolderInCapitals.test(folder),
    asides: asidesIn(folder, asideFolders),
  }));
}

function topicOf(name: string, folder: () => string): string {
  const bare = name.replace(/[_-]/g, '').toLowerCase();
  return emptyName.test(bare) ? `${folder().toLowerCase()}/${bare}` : bare;
}
