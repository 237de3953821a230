/**
 * Numbers below a bound, in as few bits as it needs or, where it is no power of two, one fewer: those have the numbers in
 * the middle. Pure.
 */

/** Bits that all numbers below `bound` take, and how many of the numbers take no more. */
function shapeOf(bound: number): { readonly bits: number; readonly short: number; readonly first: number } {
  const bits = 31 - Math.clz32(bound);
  const short = 2 ** (bits + 1) - bound;
  return { bits, short, first: (bound - short) >> 1 };
}

/** Bits that grow. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #byte = 0;
  #count = 0;

  /** `value`: from 0 to below `bound`, which is at most 2²⁹. */
  below(bound: number, value: number): void {
    const { bits, short, first } = shapeOf(bound);
    const turned = value >= first ? value - first : value - first + bound;
    if (turned < short) this.#write(bits, turned);
    else this.#write(bits + 1, turned + short);
  }

  #write(bits: number, value: number): void {
    for (let at = bits - 1; at >= 0; at--) {
      this.#byte = this.#byte * 2 + ((value >> at) & 1);
      if (++this.#count < 8) continue;
      this.#bytes.push(this.#byte);
      this.#byte = 0;
      this.#count = 0;
    }
  }

  /** A copy, the last byte filled with zeros. */
  bytes(): Uint8Array {
    const rest = this.#count === 0 ? [] : [this.#byte << (8 - this.#count)];
    return Uint8Array.from([...this.#bytes, ...rest]);
  }
}

/** Reads what a BitWriter wrote. Beyond the end everything is 0. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** In bits. */
  #at: number;

  /** `from`: the first byte. */
  constructor(bytes: Uint8Array, from: number) {
    this.#bytes = bytes;
    this.#at = from * 8;
  }

  /** Below `bound` whatever the bits are. */
  below(bound: number): number {
    // As shapeOf has it, which would make an object for every number.
    const bits = 31 - Math.clz32(bound);
    const short = (2 << bits) - bound;
    const head = this.#read(bits);
    const turned = head < short ? head : head * 2 + this.#read(1) - short;
    const value = turned + ((bound - short) >> 1);
    return value < bound ? value : value - bound;
  }

  /** At most 29. */
  #read(bits: number): number {
    let value = 0;
    let at = this.#at;
    const end = at + bits;
    this.#at = end;
    while (at < end) {
      const left = 8 - (at & 7);
      const taken = Math.min(left, end - at);
      const byte = this.#bytes[at >> 3] ?? 0;
      value = (value << taken) | ((byte >> (left - taken)) & ((1 << taken) - 1));
      at += taken;
    }
    return value;
  }
}
