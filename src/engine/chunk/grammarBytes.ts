/** Grammars as the library wants them that runs them. */
import { ByteReader, ByteWriter } from '../bytes.ts';

/**
 * The grammar of shells asks for C's `isalpha`, which the library does not have: it would throw in the middle of a text,
 * and the whole instance with all its grammars would have to be given up. Its `iswalpha` is the same for ASCII.
 */
const missing = { name: 'isalpha', instead: 'iswalpha' } as const;

/** Number of the section of imports, and what stands in front of a name in it: the module's name with its length. */
const importSection = 2;
const fromEnvironment = '\x03env';

/** The module with its imports named as the library names them. Others, and what is no module, come back as they are. */
export function withKnownImports(module: Buffer): Buffer {
  const wanted = Buffer.from(`${fromEnvironment}${lengthAndText(missing.name)}`, 'latin1');
  for (let at = 8; at < module.length;) {
    const number = module[at];
    const reader = new ByteReader(module, at + 1);
    const size = reader.number();
    const start = reader.at;
    const end = start + size;
    const found = number === importSection ? module.subarray(start, end).indexOf(wanted) : -1;
    if (found !== -1) {
      const instead = Buffer.from(`${fromEnvironment}${lengthAndText(missing.instead)}`, 'latin1');
      const length = new ByteWriter();
      length.number(size + instead.length - wanted.length);
      return Buffer.concat([
        module.subarray(0, at + 1),
        length.bytes(),
        module.subarray(start, start + found),
        instead,
        module.subarray(start + found + wanted.length),
      ]);
    }
    at = end;
  }
  return module;
}

function lengthAndText(text: string): string {
  return String.fromCharCode(text.length) + text;
}
