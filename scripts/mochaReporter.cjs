// Mocha's spec reporter that also names what was tried again, and leaves the counts, what failed and what was tried again in
// the file that MOCHA_RESULTS names.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    // Before the spec reporter prints its summary: whatever happens there, the counts are kept.
    const [failures, retried] = [[], []];
    const textOf = (test, error) => `${test.fullTitle()}\n${error.stack ?? error}`;
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test, error) => failures.push(textOf(test, error)));
    runner.on(Mocha.Runner.constants.EVENT_TEST_RETRY, (test, error) => retried.push(textOf(test, error)));
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes: passed, failures: failed } = runner.stats;
      writeFileSync(process.env.MOCHA_RESULTS, JSON.stringify({ passed, failed, failures, retried }));
    });
    super(runner, options);
    runner.on(Mocha.Runner.constants.EVENT_TEST_RETRY, (test, error) => {
      Mocha.reporters.Base.consoleLog('Tried again: %s', textOf(test, error));
    });
  }
};
