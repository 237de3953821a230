// Stands in for the native watchdog of VS Code's server, which needs a compiler: ends this process when its parent is gone.
const checkMs = 1000;

exports.start = (parent) => {
  const check = () => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(87);
    }
  };
  setInterval(check, checkMs).unref();
};

exports.exit = (code) => process.exit(code ?? 0);
