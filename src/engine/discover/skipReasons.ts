/** Which files are not worth indexing, and why, in a few words for people. Pure tables and tests of text. */
import { isGenerated } from './generated.ts';
import { holdsKey } from './keys.ts';
import type { LanguageGuess } from './languages.ts';
import { isMinified } from './minified.ts';

const MEDIA =
  'png jpg jpeg jpe gif bmp ico icns webp avif heic heif tif tiff psd ai eps svg svgz xcf raw cr2 nef dds tga hdr exr ' +
  'mp3 mp4 m4a m4v mov avi mkv webm wav flac ogg oga ogv opus aac wma wmv flv mpg mpeg mid midi ' +
  'ttf otf woff woff2 eot fon pfb';
const BINARY =
  'zip gz tgz bz2 xz zst lz4 lzma 7z rar tar jar war ear aar apk ipa deb rpm dmg iso img msi cab nupkg whl egg gem crate vsix xpi ' +
  'exe dll so dylib lib a o obj ko class pyc pyo pyd wasm node bin dat elc beam hi pdb ilk exp idb ncb suo ' +
  'pdf doc docx xls xlsx ppt pptx odt ods odp epub mobi djvu pages numbers ' +
  'sqlite sqlite3 db db3 mdb accdb parquet arrow feather orc avro npy npz h5 hdf5 mat pkl pickle joblib rds rdata ' +
  'onnx pt pth ckpt safetensors gguf ggml tflite pb tfrecord mlmodel caffemodel model usearch faiss ' +
  'blend fbx glb 3ds max stl step stp iges dwg skp unitypackage uasset umap mo swf fla jks keystore';

const EXTENSION_REASONS: ReadonlyMap<string, string> = new Map([
  ...MEDIA.split(' ').map((extension) => [extension, 'image, sound, video or font'] as const),
  ...BINARY.split(' ').map((extension) => [extension, 'binary'] as const),
  ['map', 'generated'],
  // What was found, saved: it would answer the same question, and better than the files it quotes.
  ['code-search', 'saved search results'],
]);

const LOCK_FILES = new Set(
  (
    'package-lock.json npm-shrinkwrap.json pnpm-lock.yaml bun.lockb go.sum go.work.sum cartfile.resolved package.resolved ' +
    'project.assets.json gradle.lockfile buildscript-gradle.lockfile cabal.project.freeze dub.selections.json'
  ).split(' '),
);
/** `Cargo.lock`, `conda-lock.yml`, `packages.lock.json`: so many tools have one that only the ending is common. */
const LOCK_NAME = /(?:.\.lock|[.-]lock\.(?:json|ya?ml|hcl|toml))$/;

const SAMPLE = String.raw`(?:example|sample|template|dist|defaults?|schema)`;
/** Files that show what the secret ones look like. */
const SECRET_SAMPLES = new RegExp(
  String.raw`^(?:\.(?:env\b|dev\.vars).*[._-]${SAMPLE}|${SAMPLE}\.env|env\.${SAMPLE})$`,
);
const STAGE = String.raw`(?:prod(?:uction)?|stag(?:e|ing)|dev(?:elopment)?|test(?:ing)?|local|preview|qa|uat|ci|live)`;
/** A copy of a secret file is as secret, and so is what an editor saves of it. */
const COPY = /(?:[._](?:bak|backup|old|orig|save|copy)|~)+$/;
const AUTOSAVED = /^#(.+)#$/;
const SECRETS: readonly RegExp[] = [
  /^\.env(?:rc)?$/,
  /^\.env[._~-]/,
  /.\.env$/,
  /^\.dev\.vars(?:\.|$)/,
  new RegExp(String.raw`^env(?:[._-]${STAGE})+$`),
  /\.(?:pem|key|p12|pfx|ppk|kdbx?|pkcs12|p8|keytab|agekey|tfstate|ovpn|kubeconfig)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:[._-](?!(?:.*\.)?pub$).*)?$/,
  /^(?:\.netrc|_netrc|\.npmrc|\.pypirc|\.?htpasswd|\.git-credentials|\.pgpass|\.my\.cnf|\.dockercfg|\.dockerconfigjson)(?:\.\w+)?$/,
  /^(?:[\w.-]*[._-])?secrets?(?:\.\w+)?\.(?:json|ya?ml|toml|ini|env|properties|txt|tfvars)$/,
  /^(?:[\w.-]*[._-])?credentials(?:\.(?:json|ya?ml|toml|ini|csv|txt|xml|properties))?$/,
  // With a word in front it is an example of a request, a list of bad passwords or a translation as often as not.
  /^\.?api[._-]?keys?\.(?:json|ya?ml|toml|ini|properties|csv|txt)$/,
  /^\.?(?:passwords?|passwd|passphrases?)\.(?:csv|tsv|txt|ini|properties)$/,
  /^(?:client_secrets?_.*|service[-_]?account(?:[-_]key)?|gha-creds-[\w-]+|[\w-]*firebase-adminsdk[\w-]*|local\.settings)\.json$/,
  // Other tfvars are regions and sizes as often as not, and are looked for; these two forms are where a user's own values go.
  /^(?:terraform|.+\.auto)\.tfvars(?:\.json)?$/,
  /^terraform\.tfstate[._-]|\.tfstate\.(?:\d+\.)?backup$/,
  // A script that asks for the password does not hold it.
  /^\.vault[-_](?:token|pass(?:word)?)(?:[._-](?!.*(?:py|rb|js|md|sample|example)$).*)?$/,
  /^(?:key|keystore)\.properties$/,
  /^(?:\.s3cfg|\.boto|\.passwd-s3fs|\.terraformrc|\.secrets?|kubeconfig)$/,
];
/** Files that are named like others, in folders that keep what programs log in with. */
const SECRET_PLACES =
  /(?:^|\/)(?:\.ssh|\.gnupg|\.aws|\.azure|\.docker\/config\.json|\.kube\/config|\.envs|\.env\.d|\.config\/gh\/hosts\.ya?ml)(?:\/|$)/;

const GENERATED_NAMES: readonly RegExp[] = [
  /\.pb(?:\.gw|\.validate)?\.(?:go|cc|h|c|dart|swift)$/,
  /(?:_pb2|_pb2_grpc)\.pyi?$/,
  /_pb\.(?:js|ts|d\.ts|rb)$/,
  /\.(?:g|freezed|gr|mocks)\.dart$/,
  /\.(?:designer|g|g\.i)\.(?:cs|vb)$/,
  /\.(?:generated|gen)\.[a-z]+$/,
  /^zz_generated\./,
  /_generated\.[a-z]+$/,
  /^(?:moc|qrc)_\w+\.cpp$/,
  /\.(?:tab|yy)\.(?:c|h|cc|cpp)$/,
];

const MINIFIED_NAME = /[.-]min\.(?:js|mjs|cjs|css|html|json)$/;

/** One look for all: most names are like none of these. */
const UNLIKE_MOST = new RegExp(
  [LOCK_NAME, MINIFIED_NAME, COPY, AUTOSAVED, ...SECRETS, ...GENERATED_NAMES]
    .map(({ source }) => source)
    .join('|'),
);

/** Why a file is left out by its name alone; null where it is not. */
export function nameReason(path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const isUnlikeMost = UNLIKE_MOST.test(name);
  if (LOCK_FILES.has(name) || (isUnlikeMost && LOCK_NAME.test(name))) return 'lock file';
  if (isUnlikeMost && isSecret(name.replace(AUTOSAVED, '$1').replace(COPY, ''))) return 'may hold secrets';
  if (isUnlikeMost && MINIFIED_NAME.test(name)) return 'minified';
  const dot = name.lastIndexOf('.');
  const reason = dot > 0 ? EXTENSION_REASONS.get(name.slice(dot + 1)) : undefined;
  if (reason !== undefined) return reason;
  return isUnlikeMost && GENERATED_NAMES.some((pattern) => pattern.test(name)) ? 'generated' : null;
}

function isSecret(name: string): boolean {
  return SECRETS.some((pattern) => pattern.test(name)) && !SECRET_SAMPLES.test(name);
}

/** Why a file is left out by where it lies; null where it is not, or no name on its path begins with a dot. */
export function placeReason(path: string): string | null {
  return SECRET_PLACES.test(path) ? 'may hold secrets' : null;
}

/** Why a file is left out by its text; null where it is not. */
export function textReason(text: string, { language, kind }: LanguageGuess): string | null {
  if (holdsKey(text, language)) return 'may hold secrets';
  if (isGenerated(text, kind)) return 'generated';
  // Documents, whose paragraphs are lines, are exempt, and notebooks, whose pictures are.
  return kind === 'code' && language !== 'jupyter' && isMinified(text) ? 'minified' : null;
}
