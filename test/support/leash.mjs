// Loaded with `node --import` into the processes that tests start: they end with the test's own process, also when that is killed.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
