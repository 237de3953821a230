/** What a file's path says of it: whether it holds tests, and which file they test; whether it is aside. Pure. */

/** A folder of tests: by itself, or as the last word of a name, as in `Core.Tests` and `integration-tests`. */
const testFolder = /^(?:(?:.+[._-])?tests?|specs?|__tests__|e2e)$/i;
/** The same where capitals part words, as in `UnitTests`. */
const testFolderInCapitals = /[a-z]Tests?$/;
const testName =
  /^(?:test_(.+)|(.+?)[._-](?:tests?|test-d|bench|e2e|stories)|(.+?)Tests?|(.+[a-z])IT|(?:tests?|conftest))$/;
const specName = /^(.+?)(?:[._-]specs?|Spec)$/;
/** Endings of files of which a spec is what they are about: `PodSpec.java`, `openapi.spec.yaml`. */
const specifying = /\.(?:java|go|proto|md|rst|txt|ya?ml|json|toml|xml)$/i;
const asideFolder =
  /^(?:(?:.+[._-])?dist|testdata|(?:__)?(?:fixtures?|mocks?|snapshots)(?:__)?|examples?|samples?|demos?|playground|benchmarks?|vendor|third[-_]party|node_modules|build|generated|compat|legacy|deprecated)$/i;
const asideName = /\.(?:d\.ts|feature)$/;
/** Names that tell nothing without that of their folder. */
const emptyName = /^(?:index|mod|main|init|lib|tests?|conftest)?$/;

interface Parts {
  readonly folders: readonly string[];
  readonly name: string;
  /** The name without its last ending. */
  readonly stem: string;
}

function partsOf(path: string): Parts {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  return { folders, name, stem: name.replace(/\.[^.]*$/, '') };
}

function isTestFolder(folder: string): boolean {
  return testFolder.test(folder) || testFolderInCapitals.test(folder);
}

/** What a name is without the mark of tests; null where it has none. */
function testedBy({ name, stem }: Parts): string | null {
  const found = testName.exec(stem) ?? (specifying.test(name) ? null : specName.exec(stem));
  if (found === null) return null;
  const [, ...parts]: readonly (string | undefined)[] = found;
  return parts.find((part) => part !== undefined) ?? '';
}

/** Whether a file holds tests, by its name or by a folder of its path. */
export function isTest(path: string): boolean {
  const parts = partsOf(path);
  return testedBy(parts) !== null || parts.folders.some(isTestFolder);
}

/** Whether a file is not the thing itself: tests, examples, generated and other people's code. */
export function isAsidePath(path: string): boolean {
  const { folders, name } = partsOf(path);
  return isTest(path) || asideName.test(name) || folders.some((folder) => asideFolder.test(folder));
}

/** A file's name without its last ending. */
export function stemOf(path: string): string {
  return partsOf(path).stem;
}

/** What a file is about by its name: the same for a file and for its tests, wherever they lie. */
export function topicOf(path: string): string {
  const parts = partsOf(path);
  const { folders, stem } = parts;
  const bare = (testedBy(parts) ?? stem).replace(/[_-]/g, '').toLowerCase();
  if (!emptyName.test(bare)) return bare;
  const folder = folders.filter((each) => !isTestFolder(each)).at(-1) ?? '';
  return `${folder.toLowerCase()}/${bare}`;
}
