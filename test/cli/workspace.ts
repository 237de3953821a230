import type { Files } from './homing.ts';

/** A small project whose parts share few words with the questions that are asked about them. */
export const workspace: Files = {
  'src/upload.ts': [
    "import { post } from './http';",
    '',
    '/** Sends the file again after a pause when the server did not take it. */',
    'export async function resendWithBackoff(file: Blob, attempts: number): Promise<void> {',
    '  for (let attempt = 0; attempt < attempts; attempt++) {',
    '    const response = await post(file);',
    '    if (response.ok) return;',
    '    await new Promise((wake) => setTimeout(wake, 2 ** attempt * 100));',
    '  }',
    "  throw new Error('The server did not take the file.');",
    '}',
    '',
  ].join('\n'),
  'src/http.ts': [
    'export async function post(body: Blob): Promise<Response> {',
    "  return fetch('/files', { method: 'POST', body });",
    '}',
    '',
  ].join('\n'),
  'tools/colours.py': [
    'def hex_to_rgb(value):',
    '    """Convert a hexadecimal colour such as #ff8800 to three integers."""',
    "    value = value.lstrip('#')",
    '    return tuple(int(value[i:i + 2], 16) for i in (0, 2, 4))',
    '',
    '',
    'def mix(first, second):',
    '    """Average two colours channel by channel."""',
    '    return tuple((a + b) // 2 for a, b in zip(first, second))',
    '',
  ].join('\n'),
  'docs/guide.md': [
    '# Guide',
    '',
    '## Getting in',
    '',
    'Sign in with your e-mail address and the one-time code that we send you. There is no password to forget.',
    '',
    '## Cooking',
    '',
    'Boil the potatoes for twenty minutes, drain them and let the steam escape before mashing.',
    '',
  ].join('\n'),
};
