import type { CliCommand, CliRun } from './command.js';

const INCIDENT = 'ID --as NAME --reason TEXT';

/** A command whose program is loaded when it is called: whoever verifies a log does not wait for the drivers of databases. */
const command = (usage: string, about: string, load: () => Promise<CliRun>): CliCommand => ({
  usage,
  about,
  run: async (args, options) => (await load())(args, options),
});

/** All that can be called. */
export const COMMANDS: readonly CliCommand[] = [
  command(
    'migrate',
    'Bring the database up to date: tables, queue, views, and the login of APP_DATABASE_LOGIN where it is set.',
    async () => (await import('./migrate.js')).migrate,
  ),
  command(
    'rebuild [VIEW]',
    'Rebuild one view, or all, from the log; readers keep the old one until the new one is complete.',
    async () => (await import('./rebuild.js')).rebuild,
  ),
  command(
    'import FILE [--check] [--url URL]',
    'Enter the commands of a file (JSON Lines): checked as a whole first, resumed where it was broken off.',
    async () => (await import('./import/index.js')).importFile,
  ),
  command(
    'verify (--url URL | --export PATH)',
    'Verify the log of an API, or a records package: --key VKEY… the log’s keys, --witness VKEY…, --checkpoints DIR kept ones. Ends with 0 verified, 2 unreadable, 3 not what was signed.',
    async () => (await import('./verify.js')).verifyLog,
  ),
  command(
    'incidents [--all]',
    'List the open incidents, the oldest first; with --all those that have ended too.',
    async () => (await import('./incidents.js')).list,
  ),
  command(
    `replay ${INCIDENT}`,
    'Try again what failed, once its cause is mended.',
    async () => (await import('./incidents.js')).replay,
  ),
  command(
    `skip ${INCIDENT}`,
    'Lead a view or a reaction past the event that it stands before.',
    async () => (await import('./incidents.js')).skip,
  ),
  command(`close ${INCIDENT}`, 'Give up a failed command.', async () => (await import('./incidents.js')).close),
  command(
    'log key FILE',
    'Make a file with a key that signs the log (mode 0600); LOG_KEY_FILE names it to the workers.',
    async () => (await import('./log/keys.js')).makeKey,
  ),
  command(
    'log rotate FILE',
    'Add a new key to the file: it signs from the next checkpoint on.',
    async () => (await import('./log/keys.js')).rotateKey,
  ),
  command(
    'log continue --as NAME --reason TEXT [--origin NAME]',
    'After a restore that lost what was signed: go on under a new origin, with an entry that says so.',
    async () => (await import('./log/continue.js')).continueLog,
  ),
];
