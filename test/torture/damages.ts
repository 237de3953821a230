/** The ways in which what is stored is damaged. */
import { cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Dice } from './random.ts';

/** Damages a storage; `files`: all that lie in it, absolute. */
export type Damage = (files: readonly string[], dice: Dice) => void;

const onOne =
  (damage: (file: string, dice: Dice) => void): Damage =>
  (files, dice) => {
    const file = dice.pick(files.filter((each) => statSync(each).size > 0));
    if (file !== undefined) damage(file, dice);
  };

function overwrite(file: string, dice: Dice, length: number): void {
  const bytes = readFileSync(file);
  dice.bytes(length).copy(bytes, dice.below(bytes.length));
  writeFileSync(file, bytes);
}

function setSchema(file: string, version: number): void {
  const database = new DatabaseSync(file);
  const isCache = file.endsWith('vectors.sqlite');
  database.exec(
    isCache ? `PRAGMA user_version = ${version}` : `UPDATE meta SET value = ${version} WHERE key = 'schema'`,
  );
  database.close();
}

const databases = (files: readonly string[]): readonly string[] =>
  files.filter((file) => /(?:index|vectors)\.sqlite$/.test(file));

/** As if other students had made all that is there: their names, and vectors that say something else. */
function nameOtherModel(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(
    "UPDATE encoders SET name = 'another-' || name; UPDATE vectors SET vector = randomblob(length(vector))",
  );
  if (file.endsWith('index.sqlite'))
    database.exec("UPDATE meta SET value = 'another-' || value WHERE key = 'tokensOf'");
  database.close();
}

function damageGraph(file: string, dice: Dice): void {
  const damage = dice.pick([
    () => overwrite(file, dice, 1 + dice.below(200)),
    () => truncateSync(file, dice.below(statSync(file).size)),
    () => rmSync(file),
  ]);
  damage();
}

export const damages: Readonly<Record<string, Damage>> = {
  'one byte is another': onOne((file, dice) => overwrite(file, dice, 1)),
  'some bytes are others': onOne((file, dice) => overwrite(file, dice, 2 + dice.below(200))),
  'a page is noise': onOne((file, dice) => overwrite(file, dice, 4_096)),
  'a file is cut off': onOne((file, dice) => truncateSync(file, dice.below(statSync(file).size))),
  'a file is empty': onOne((file) => truncateSync(file, 0)),
  'a file is missing': onOne((file) => rmSync(file)),
  'the shared vectors are lost': (files) => {
    for (const file of files) if (file.includes('vectors.sqlite')) rmSync(file);
  },
  'the graph of the vectors is noise, cut off or missing': (files, dice) =>
    files.filter((file) => file.endsWith('.usearch')).forEach((file) => damageGraph(file, dice)),
  'files of two indexes are mixed up': (files) => {
    const [index, cache] = ['index.sqlite', 'vectors.sqlite'].map((name) =>
      files.find((file) => file.endsWith(name)),
    );
    if (index !== undefined && cache !== undefined) cpSync(cache, index);
  },
  'the tables are older': (files) => databases(files).forEach((file) => setSchema(file, 0)),
  'the tables are newer': (files) => databases(files).forEach((file) => setSchema(file, 9_999)),
  'another model made it': (files) => databases(files).forEach(nameOtherModel),
  'a stray log lies beside it': (files, dice) =>
    onOne((file) => writeFileSync(`${file}-wal`, dice.bytes(3 * 4_120)))(databases(files), dice),
};

/** Kinds of which a part may be left where SQLite does not notice; nothing may be left of the others. */
export const maybeUnnoticed: ReadonlySet<string> = new Set([
  'one byte is another',
  'some bytes are others',
  'a page is noise',
  'a file is cut off',
]);
