import fc from 'fast-check';

/** How many times as many draws the tests by dice make as usual: more where the torture runs them. */
export const often = Math.max(1, Number(process.env['HOMING_OFTEN'] ?? 1) || 1);

const seed = Number(process.env['HOMING_SEED'] ?? Number.NaN);
if (Number.isInteger(seed)) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
