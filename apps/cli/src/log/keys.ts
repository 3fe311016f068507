import { createKeyFile, rotateKeyFile, type SigningKey, SigningKeyError } from '#audit';
import { logOriginOf } from '#commission';
import { CliError, type CliRun } from '../command.js';

function keyStep(name: string, make: (file: string) => Promise<SigningKey>, done: string): CliRun {
  return async ([file], { json, print }) => {
    if (!file) throw new CliError(`Name the file: ${name} FILE`);
    // Asked before anything is made: a wrong setting makes no key.
    const origin = logOriginOf(process.env);
    const key = await make(file).catch((error: unknown) => {
      throw told(error, file);
    });
    const verifierKey = key.verifierKey(origin);
    if (json) print(JSON.stringify({ file, origin, verifierKey }));
    else print(`${done}\nIts verifier key, for ${origin}:\n${verifierKey}`);
    return 0;
  };
}

function told(error: unknown, file: string): unknown {
  if (error instanceof SigningKeyError) return new CliError(error.message);
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall ? new CliError(`${file} cannot be written (${code}): is its folder there, and yours to write into?`) : error;
}

/** A file with a new key; never in the place of another file. */
export const makeKey = keyStep(
  'log key',
  createKeyFile,
  'The key is made. Back the file up apart from the database, and show it to nobody.',
);

export const rotateKey = keyStep(
  'log rotate',
  rotateKeyFile,
  'The key is added, and signs from the next checkpoint on. Leave the old ones in the file.',
);
