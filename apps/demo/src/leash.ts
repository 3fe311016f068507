/** Loaded first into each child of the demo: one whose parent was killed ends itself, as if it had been asked to. */
const LAST_MS = 8_000;

process.on('disconnect', () => {
  setTimeout(() => process.exit(1), LAST_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
// Listening must not keep a child alive that has nothing left to do.
process.channel?.unref();
