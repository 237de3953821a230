/** Answers QUERY from the index of ROOT in STORAGE with the paths found by words, as JSON on standard output. */
import { open, pathsFound, type Place } from './support.ts';

const [root = '', storage = '', query = ''] = process.argv.slice(2);
const engine = await open({ root, storage } as Place);
process.stdout.write(JSON.stringify(await pathsFound(engine, query, { mode: 'lexical' })));
await engine.close();
