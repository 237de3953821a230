/**
 * The engine's own few words, in English, as people of every language read them. What is not known here stays as it is:
 * a name of another system's error, a message of a driver. Pure.
 */
import { retell, said, t } from './l10n.ts';

/** What is wrong with a folder, the storage, a question, the model or the machine; what is more special stands first. */
const sentences: readonly string[] = [
  said('There is no folder {0}.'),
  said('{0} is a file, not a folder.'),
  said('{0} is not a folder.'),
  said('The folder {0} cannot be read: check its permissions.'),
  said('The folder {0} cannot be read: {1}.'),
  said('The storage {0} lies inside {1}, which it would index: choose a storage outside.'),
  said('The disk that holds {0} is full: make room, or give Homing another storage.'),
  said('{0} cannot be written: give Homing a storage that can be.'),
  said('The language {0} is not known: write one such as {1}.'),
  said('kind:{0} is not known: write kind:code or kind:docs.'),
  said('The number of hits must be between 1 and {0}.'),
  said('The file {0} cannot be compared: {1}.'),
  said('The file {0} has {1} lines: choose among them.'),
  said('The model file {0} is missing: reinstall Homing.'),
  said('The model file {0} cannot be read: reinstall Homing.'),
  said('The model file {0} is damaged (wrong checksum): reinstall Homing.'),
  said('{0} is not a valid model manifest: reinstall Homing.'),
  said('The model in {0} is not of the kind {1}: install the model that came with Homing.'),
  said('The model in {0} does not have {1} dimensions: install the model that came with Homing.'),
  said(
    'The model in {0} was trained with another text preparation than version {1}: install the model that came with Homing.',
  ),
  said('The model {0} has no file "{1}": reinstall Homing.'),
  said('The model {0} could not be loaded: reinstall Homing.'),
  said('The two models were made for different vocabularies: reinstall Homing.'),
  said('The table of {0} does not fit its vocabulary: reinstall Homing.'),
  said("The model's vocabulary has no {0} token: reinstall Homing."),
  said(
    'ONNX Runtime could not be loaded on {0}: install the package of Homing for this platform; until then only the fast static model is available.',
  ),
  said(
    'ONNX Runtime ends every process that loads it on this machine: see the log for the reason; until then only the fast static model is available.',
  ),
  said('The SQLite of Node {0} is too old: use Node 24 or newer, or 22 from 22.16 on.'),
];

/** A sentence of an error; reasons within it are told too. */
export function engineSentence(sentence: string): string {
  return retell(sentence, sentences, skipReasonText) ?? sentence;
}

/** Why a file is left out. */
export function skipReasonText(reason: string): string {
  const [, size] = /^larger than (.+)$/u.exec(reason) ?? [];
  if (size !== undefined) return t('larger than {0}', size);
  const [, deaths] = /^the search process ended (\d+) times at it$/u.exec(reason) ?? [];
  if (deaths !== undefined) return t('the search process ended {0} times at it', deaths);
  switch (reason) {
    case 'binary':
      return t('binary');
    case 'image, sound, video or font':
      return t('image, sound, video or font');
    case 'generated':
      return t('generated');
    case 'minified':
      return t('minified');
    case 'lock file':
      return t('lock file');
    case 'saved search results':
      return t('saved search results');
    case 'notebook that cannot be read cell by cell':
      return t('notebook that cannot be read cell by cell');
    case 'may hold secrets':
      return t('may hold secrets');
    case 'not text in a known encoding':
      return t('not text in a known encoding');
    case 'name is not valid UTF-8':
      return t('name is not valid UTF-8');
    case 'outside the folder':
      return t('outside the folder');
    default:
      return refusalText(reason);
  }
}

/** What the file system refuses. */
function refusalText(reason: string): string {
  const [, code] = /^unreadable \((.+)\)$/u.exec(reason) ?? [];
  if (code !== undefined) return t('unreadable ({0})', code);
  switch (reason) {
    case 'permission denied':
      return t('permission denied');
    case 'deleted while it was read':
      return t('deleted while it was read');
    case 'symbolic link':
      return t('symbolic link');
    case 'not a regular file':
      return t('not a regular file');
    case 'in use by another program':
      return t('in use by another program');
    case 'name too long':
      return t('name too long');
    case 'too many open files':
      return t('too many open files');
    case 'unreadable':
      return t('unreadable');
    default:
      return reason;
  }
}

/** Where the model runs, and why there: `cpu: chosen by setting` is `CPU: chosen by setting`. */
export function deviceText(device: string): string {
  return deviceParts(device).filter(Boolean).join(': ');
}

/** The device, and why it is that one; no reason where none is said. */
export function deviceParts(device: string): readonly [place: string, why: string] {
  const [, place, details = '', reasons] = /^(cpu|gpu)( \([^)]*\))?: (.+)$/u.exec(device) ?? [];
  if (place === undefined || reasons === undefined) return [device, ''];
  return [`${place.toUpperCase()}${details}`, reasons.split('; ').map(placeReasonText).join('; ')];
}

function placeReasonText(reason: string): string {
  switch (reason) {
    case 'chosen by setting':
      return t('chosen by setting');
    case 'no usable GPU was found':
      return t('no usable GPU was found');
    case 'the GPU has not been tried yet':
      return t('the GPU has not been tried yet');
    case 'the GPU is tried once there is much to encode':
      return t('the GPU is tried once there is much to encode');
    default:
      return measuredReasonText(reason);
  }
}

function measuredReasonText(reason: string): string {
  const [, slower] = /^chosen by setting, though slower than the CPU \((.+)\)$/u.exec(reason) ?? [];
  if (slower !== undefined)
    return t('chosen by setting, though slower than the CPU ({0})', timesText(slower));
  const [, factor] = /^([\d.]+)× faster than the CPU$/u.exec(reason) ?? [];
  if (factor !== undefined) return t('{0}× faster than the CPU', factor);
  const [, gpu, verdict] =
    /^the (GPU \([^)]*\)) (was slower|gave wrong|failed while it worked|failed)\b.*$/u.exec(reason) ?? [];
  if (gpu !== undefined && verdict === 'was slower') return t('the {0} was slower than the CPU', gpu);
  if (gpu !== undefined && verdict === 'gave wrong') return t('the {0} gave wrong vectors', gpu);
  if (gpu !== undefined && verdict === 'failed while it worked')
    return t('the {0} failed while it worked', gpu);
  if (gpu !== undefined) return t('the {0} failed in its trial', gpu);
  const [, killer] =
    /^the driver of the (GPU \([^)]*\)) ended the process that tried it$/u.exec(reason) ?? [];
  if (killer !== undefined) return t('the driver of the {0} ended the process that tried it', killer);
  const [, platform] = /^there is no native ONNX Runtime for (.+)$/u.exec(reason) ?? [];
  if (platform !== undefined) return t('there is no native ONNX Runtime for {0}', platform);
  const [, loads] = /^the native ONNX Runtime for (.+) does not load$/u.exec(reason) ?? [];
  return loads === undefined ? reason : t('the native ONNX Runtime for {0} does not load', loads);
}

/** `40 ms against 9.0 ms a text`. */
function timesText(times: string): string {
  const [, gpu, cpu] = /^([\d.]+) ms against ([\d.]+) ms a text$/u.exec(times) ?? [];
  return gpu === undefined || cpu === undefined ? times : t('{0} ms against {1} ms a text', gpu, cpu);
}
