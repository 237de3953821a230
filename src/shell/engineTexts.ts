/**
 * The engine's own few words, in English, as people of every language read them. What is not known here stays as it is:
 * a name of another system's error, a message of a driver. Pure.
 */
import { t } from './l10n.ts';

/** Why a file is left out. */
export function skipReasonText(reason: string): string {
  const [, size] = /^larger than (.+)$/u.exec(reason) ?? [];
  if (size !== undefined) return t('larger than {0}', size);
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
    case 'may hold secrets':
      return t('may hold secrets');
    case 'not text in a known encoding':
      return t('not text in a known encoding');
    case 'name is not valid UTF-8':
      return t('name is not valid UTF-8');
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
  const [, place, details = '', reasons] = /^(cpu|gpu)( \([^)]*\))?: (.+)$/u.exec(device) ?? [];
  if (place === undefined || reasons === undefined) return device;
  return `${place.toUpperCase()}${details}: ${reasons.split('; ').map(placeReasonText).join('; ')}`;
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
  if (slower !== undefined) return t('chosen by setting, though slower than the CPU ({0})', slower);
  const [, factor] = /^([\d.]+)× faster than the CPU$/u.exec(reason) ?? [];
  if (factor !== undefined) return t('{0}× faster than the CPU', factor);
  const [, gpu, verdict] = /^the (GPU \([^)]*\)) (was slower|gave wrong|failed)\b.*$/u.exec(reason) ?? [];
  if (gpu !== undefined && verdict === 'was slower') return t('the {0} was slower than the CPU', gpu);
  if (gpu !== undefined && verdict === 'gave wrong') return t('the {0} gave wrong vectors', gpu);
  if (gpu !== undefined) return t('the {0} failed in its trial', gpu);
  const [, platform] = /^there is no native ONNX Runtime for (.+)$/u.exec(reason) ?? [];
  return platform === undefined ? reason : t('there is no native ONNX Runtime for {0}', platform);
}
