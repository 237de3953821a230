/**
 * Opens the student on the GPU that the environment offers and sends what came of it. A process of its own, because
 * a driver is chosen by environment variables that must be set before the process starts.
 */
import { openEncoders } from '../../../src/engine/embed/encoders.ts';
import { trialMark } from '../../../src/engine/embed/gpuMark.ts';
import { cosine } from '../../../src/engine/embed/vectors.ts';
import type { DevicePreference } from '../../../src/engine/types.ts';
import { encoderOptions } from './models.ts';

export interface GpuReport {
  readonly device: string;
  readonly reason: string;
  readonly log: readonly string[];
  /** Cosine between the vectors of one text before and after the trial. */
  readonly agreement: number;
}

const texts = ['how to open a file', 'close'];
const log: string[] = [];
const preference = process.argv[2] as DevicePreference;
const encoders = await openEncoders({
  ...encoderOptions(undefined, preference),
  ...(process.argv[3] === undefined ? {} : { trialMark: trialMark(process.argv[3]) }),
  ...(process.argv[4] === undefined
    ? {}
    : { encodingProcess: { script: process.argv[4], onLost: () => log.push('lost') } }),
  log: (_, message) => log.push(message),
});
const student = await encoders.student();
const [before] = await student.embed(texts, 'query');
// Enough passages for `auto` to find the trial worth while.
await student.embed(Array<string>(40).fill('x'), 'passage');
while (!log.some((message) => message.startsWith('The student runs on'))) {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
const [after] = await student.embed(texts, 'query');
const agreement = before && after ? cosine(before, after) : NaN;
const report: GpuReport = { device: student.device, reason: encoders.deviceReason(), log, agreement };
await encoders.close();
process.send?.(report);
