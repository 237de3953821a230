/** Tells texts that hold a private key from those that tell of keys. Pure. */

const KEY_HEADER = '-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----';
/** What follows it in a key: line ends, written out in JSON, perhaps fields of a header, then the key; a page that tells of keys has dots there. */
const KEY_BODY = String.raw`(?:[ \t]{0,60}(?:\r?\n|\\r|\\n)(?:[ \t]{0,60}[\w-]{1,40}: [^\r\n\\]{0,200})?){1,8}[ \t]{0,60}[A-Za-z0-9+/=]{24}`;
const KEY_FILE = new RegExp(String.raw`^\s*(?:${KEY_HEADER}|PuTTY-User-Key-File-\d)`);
const KEY_ANYWHERE = new RegExp(`^${KEY_HEADER}${KEY_BODY}`, 'm');
const QUOTED_KEY = new RegExp(String.raw`["']${KEY_HEADER}${KEY_BODY}`);
/** As YAML has it below `key: |`. */
const INDENTED_KEY = new RegExp(
  String.raw`^[ \t]{1,60}(?:- )?(?:[\w.-]{1,60}: )?${KEY_HEADER}${KEY_BODY}`,
  'm',
);
/** Kubernetes' secrets and configurations have keys in base64, their header too. */
const ENCODED_HEADER = 'LS0tLS1CRUdJTi';
const ENCODED_KEY = new RegExp(
  `${ENCODED_HEADER}(?:${['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED '].map(encodedKind).join('|')})`,
);
const CLIENT_KEY = /(?:^|[^\w-])client-key-data["']?[ \t]*:[ \t]*["']?[A-Za-z0-9+/=]{24}/m;

/** What stands behind the encoded header in a key of a kind, up to where the bits of the next sign come in. */
function encodedKind(kind: string): string {
  const encoded = btoa(`-----BEGIN ${kind}PRIVATE KEY-----`).replace(/=+$/, '');
  return encoded.slice(ENCODED_HEADER.length, -4).replaceAll('+', String.raw`\+`);
}

/** Where a key that is quoted, indented or encoded is meant to be used; in code it belongs to a test as a rule. */
const SETTINGS = new Set(['json', 'jsonc', 'yaml', 'toml', 'ini', 'properties', 'dotenv']);

/** Characters of a file's beginning in which a key begins that is all of it. */
const HEAD_LENGTH = 3000;

export function holdsKey(text: string, language: string | null): boolean {
  if (KEY_FILE.test(text.slice(0, HEAD_LENGTH))) return true;
  const isSettings = SETTINGS.has(language ?? '');
  // A kubeconfig has any name, and often no extension.
  if ((isSettings || language === null) && holdsEncodedKey(text)) return true;
  if (!text.includes('-----BEGIN ')) return false;
  return KEY_ANYWHERE.test(text) || (isSettings && (QUOTED_KEY.test(text) || INDENTED_KEY.test(text)));
}

function holdsEncodedKey(text: string): boolean {
  if (text.includes(ENCODED_HEADER) && ENCODED_KEY.test(text)) return true;
  return text.includes('client-key-data') && CLIENT_KEY.test(text);
}
