/** Decoders: unknown values in, typed values out. What crosses a process border is looked at once, here. */

/** Throws TypeError, naming the place by `at`, for a value of another shape. */
export type Decoder<T> = (value: unknown, at: string) => T;

function fail(at: string, expected: string): never {
  throw new TypeError(`${at} should be ${expected}`);
}

export const string: Decoder<string> = (value, at) =>
  typeof value === 'string' ? value : fail(at, 'a string');

export const boolean: Decoder<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : fail(at, 'true or false');

/** Finite: JSON has no other. */
export const number: Decoder<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail(at, 'a number');

export const nothing: Decoder<null> = (value, at) =>
  value === null || value === undefined ? null : fail(at, 'nothing');

export function oneOf<const T extends string>(...values: readonly T[]): Decoder<T> {
  return (value, at) => values.find((each) => each === value) ?? fail(at, `one of ${values.join(', ')}`);
}

export function nullable<T>(inner: Decoder<T>): Decoder<T | null> {
  return (value, at) => (value === null || value === undefined ? null : inner(value, at));
}

/** Of a property that may be absent. */
export function optional<T>(inner: Decoder<T>): Decoder<T | undefined> {
  return (value, at) => (value === undefined ? undefined : inner(value, at));
}

export function array<T>(inner: Decoder<T>): Decoder<readonly T[]> {
  return (value, at) =>
    Array.isArray(value) ? value.map((each, index) => inner(each, `${at}[${index}]`)) : fail(at, 'a list');
}

/** Properties beyond the named ones are dropped, and so are optional ones that are absent. */
export function object<T extends object>(shape: { readonly [K in keyof T]-?: Decoder<T[K]> }): Decoder<T> {
  const decoders = Object.entries<Decoder<unknown>>(shape);
  return (value, at) => {
    if (!isRecord(value)) fail(at, 'an object');
    return Object.fromEntries(
      decoders
        .map(([key, decode]) => [key, decode(value[key], `${at}.${key}`)] as const)
        .filter(([, decoded]) => decoded !== undefined),
    ) as T;
  };
}

/** Variants told apart by their `type`. */
export function tagged<T extends { readonly type: string }>(variants: {
  readonly [K in T['type']]: Decoder<Extract<T, { readonly type: K }>>;
}): Decoder<T> {
  const byType = new Map(Object.entries<Decoder<T>>(variants));
  return (value, at) => {
    if (!isRecord(value)) fail(at, 'an object');
    const decode = typeof value['type'] === 'string' ? byType.get(value['type']) : undefined;
    return decode === undefined
      ? fail(`${at}.type`, `one of ${[...byType.keys()].join(', ')}`)
      : decode(value, at);
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
