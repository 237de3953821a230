/** A folder that takes longer to index than a test lasts. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folders = 80;
const filesInEach = 50;
const functionsInEach = 6;
const words = 'ferry harbour berth ticket crossing vehicle weather delay refund manifest tide pilot'.split(
  ' ',
);

export async function writeLargeFolder(folder: string): Promise<void> {
  for (let at = 0; at < folders; at++) {
    const below = join(folder, `part${at}`);
    await mkdir(below);
    const writes = Array.from({ length: filesInEach }, (_, file) =>
      writeFile(join(below, `module${file}.ts`), moduleText(at * filesInEach + file)),
    );
    await Promise.all(writes);
  }
}

/** No two are alike: what is alike is encoded once. */
function moduleText(seed: number): string {
  const word = (by: number): string =>
    words[(seed * 7 + by * 5 + Math.floor(seed / 12)) % words.length] ?? '';
  return Array.from({ length: functionsInEach }, (_, at) => {
    const [first, second, third] = [word(at), word(at + 1), word(at + 3)];
    return [
      `/** Says which ${first} has the ${second} of number ${seed}, and how long its ${third} lasts. */`,
      `export function ${first}Of${seed}x${at}(${second}: number, ${third}: readonly string[]): string {`,
      `  const found = ${third}.filter((each) => each.length > ${second} + ${seed});`,
      `  if (found.length === 0) throw new Error('There is no ${first} with such a ${second}.');`,
      `  return found.map((each) => each + '${seed}').join(' ');`,
      '}\n',
    ].join('\n');
  }).join('\n');
}
