import { parseArgs } from 'node:util';
import { acknowledge } from './acknowledge.js';
import { makeKey } from './key-file.js';
import { Refusal } from './refusal.js';
import { serve } from './serve.js';
import { readSettings } from './settings.js';
import { beginState } from './state-folder.js';

/** As the other processes end that must not run as they are. */
const MUST_NOT_RUN = 78;
const WRONG_USE = 64;

const HELP = `Usage: npm run -s witness -- COMMAND

  key FILE NAME                                makes the witness's key in FILE, and prints its verifier key
  init SETTINGS                                begins the state folder of a new witness, once
  serve SETTINGS                               runs the witness
  acknowledge SETTINGS ORIGIN --reason TEXT    answers the alarms of a log that do not end by themselves

SETTINGS is a JSON file: docs/witness.md.
`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { reason: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    allowPositionals: true,
  });
  const [command, first, second, ...others] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  if (others.length > 0 || first === undefined) return wrongUse();
  switch (command) {
    case 'key':
      if (second === undefined) return wrongUse();
      print(makeKey(first, second).verifierKey);
      return 0;
    case 'init':
      await beginState(readSettings(first).stateFolder);
      print('The witness has seen nothing yet. Start it with serve.');
      return 0;
    case 'serve':
      await serve(first);
      return 0;
    case 'acknowledge':
      if (second === undefined || !values.reason?.trim()) return wrongUse();
      for (const { kind, at } of await acknowledge(first, second, values.reason)) print(`Acknowledged: ${kind} of ${at}`);
      return 0;
    default:
      return wrongUse();
  }
}

function wrongUse(): number {
  process.stderr.write(HELP);
  return WRONG_USE;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const told = error instanceof Refusal;
  const misused = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${told || misused ? (error as Error).message : String((error as Error).stack)}\n`);
  // At once: what failed may have left a server that listens.
  process.exit(told ? MUST_NOT_RUN : misused ? WRONG_USE : 1);
}
