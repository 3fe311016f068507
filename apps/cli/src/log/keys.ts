import { createKeyFile, rotateKeyFile, type SigningKey, SigningKeyError } from '#audit';
import { logOriginOf } from '#commission';
import { CliError, type CliCommand } from '../command.js';

function keyStep(usage: string, about: string, make: (file: string) => Promise<SigningKey>, done: string): CliCommand {
  return {
    usage,
    about,
    run: async ([file], { json, print }) => {
      if (!file) throw new CliError(`Name the file: ${usage}`);
      // Asked before anything is made: a wrong setting makes no key.
      const origin = logOriginOf(process.env);
      const key = await make(file).catch((error: unknown) => {
        throw error instanceof SigningKeyError ? new CliError(error.message) : error;
      });
      const verifierKey = key.verifierKey(origin);
      if (json) print(JSON.stringify({ file, origin, verifierKey }));
      else print(`${done}\nIts verifier key, for ${origin}:\n${verifierKey}`);
      return 0;
    },
  };
}

/** A file with a new key; never in the place of another file. */
export const keyCommand = keyStep(
  'log key FILE',
  'Make a file with a key that signs the log (mode 0600); LOG_KEY_FILE names it to the workers.',
  createKeyFile,
  'The key is made. Back the file up apart from the database, and show it to nobody.',
);

export const rotateCommand = keyStep(
  'log rotate FILE',
  'Add a new key to the file: it signs from the next checkpoint on.',
  rotateKeyFile,
  'The key is added, and signs from the next checkpoint on. Leave the old ones in the file.',
);
