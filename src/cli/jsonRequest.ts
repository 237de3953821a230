/** The JSON lines that `batch` and `embed` take, parsed at the edge. */

export type BatchLine =
  | { readonly type: 'query'; readonly id: unknown; readonly text: string }
  | { readonly type: 'bad'; readonly id: unknown; readonly error: string };

export type EmbedLine =
  { readonly type: 'text'; readonly text: string } | { readonly type: 'bad'; readonly error: string };

const batchForm = 'write {"id": …, "query": "…"}';
const embedForm = 'write {"text": "…"}';

/** `id` may be any JSON value; it is null where it cannot be read. */
export function readBatchLine(line: string): BatchLine {
  const value = parseJson(line);
  if (!isRecord(value))
    return { type: 'bad', id: null, error: `The line is not a JSON object: ${batchForm}.` };
  if (!Object.hasOwn(value, 'id'))
    return { type: 'bad', id: null, error: `The line has no id: ${batchForm}.` };
  const id = value['id'];
  const query = value['query'];
  if (typeof query !== 'string')
    return { type: 'bad', id, error: `The query is not a string: ${batchForm}.` };
  if (query.trim() === '') return { type: 'bad', id, error: 'The query is empty: write what to look for.' };
  return { type: 'query', id, text: query };
}

export function readEmbedLine(line: string): EmbedLine {
  const value = parseJson(line);
  if (!isRecord(value)) return { type: 'bad', error: `The line is not a JSON object: ${embedForm}.` };
  const text = value['text'];
  if (typeof text !== 'string') return { type: 'bad', error: `The text is not a string: ${embedForm}.` };
  return { type: 'text', text };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  // A number that was parsed is an object too: one that holds its text.
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !json.isRawJSON(value);
}

/** In TypeScript's `esnext` library only; in every Node this runs on. https://github.com/tc39/proposal-json-parse-with-source */
interface JsonWithSource {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(source: string): unknown;
  isRawJSON(value: unknown): boolean;
}

const json = JSON as unknown as JsonWithSource;

/** Keeps numbers as they are written, so that `stringify` gives back 1.0 or a 64-bit id unchanged. Undefined: no JSON. */
function parseJson(text: string): unknown {
  try {
    return json.parse(text, (_key, value, { source }) =>
      typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value,
    );
  } catch {
    return undefined;
  }
}
