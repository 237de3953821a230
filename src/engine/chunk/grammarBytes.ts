/** Grammars as the library wants them that runs them. */

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
    const { value: size, end: start } = readNumber(module, at + 1);
    const end = start + size;
    const found = number === importSection ? module.subarray(start, end).indexOf(wanted) : -1;
    if (found !== -1) {
      const instead = Buffer.from(`${fromEnvironment}${lengthAndText(missing.instead)}`, 'latin1');
      return Buffer.concat([
        module.subarray(0, at + 1),
        Buffer.from(writtenNumber(size + instead.length - wanted.length)),
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

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function readNumber(bytes: Buffer, from: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = from, scale = 1; at < bytes.length; at++, scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte % 128) * scale;
    if (byte < 128) return { value, end: at + 1 };
  }
  return { value, end: bytes.length };
}

function writtenNumber(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...writtenNumber(Math.floor(value / 128))];
}
