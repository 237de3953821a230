/** Which tests are whose, told from paths alone. Pure. */

const testName = /^(?:test_(.+)|(.+?)[._-](?:tests?|spec|bench)|(.+?)(?:Tests?|Spec))$/;
const testFolder = /^(?:tests?|__tests__|specs?)$/i;
/** Names that tell nothing without that of their folder. */
const emptyName = /^(?:index|mod|main|init|lib)$/;

/** What a file is about by its name: the same for a file and for its tests, wherever they lie. */
export function topicOf(path: string): string {
  const parts = path.split('/');
  const stem = (parts.pop() ?? '').replace(/\.[^.]*$/, '');
  const [, behind, before, joined] = testName.exec(stem) ?? [];
  const name = behind ?? before ?? joined ?? stem;
  const bare = name.replace(/[_-]/g, '').toLowerCase();
  if (!emptyName.test(bare)) return bare;
  const folder = parts.filter((part) => !testFolder.test(part)).at(-1) ?? '';
  return `${folder.toLowerCase()}/${bare}`;
}

/** Whether a file holds tests, by its name or by a folder of its path. */
export function isTest(path: string): boolean {
  const parts = path.split('/');
  const stem = (parts.pop() ?? '').replace(/\.[^.]*$/, '');
  return testName.test(stem) || parts.some((part) => testFolder.test(part));
}
