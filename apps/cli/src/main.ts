import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { CliError, type CliCommand } from './command.js';
import { importCommand } from './import/index.js';
import { incidentsCommand, incidentSteps } from './incidents.js';
import { migrateCommand } from './migrate.js';
import { rebuildCommand } from './rebuild.js';

const COMMANDS: readonly CliCommand[] = [migrateCommand, rebuildCommand, importCommand, incidentsCommand, ...incidentSteps];

function help(): string {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length));
  return [
    'Usage: npm run -s cli -- COMMAND [--json]',
    '',
    ...COMMANDS.map(({ usage, about }) => `  ${usage.padEnd(width)}  ${about}`),
    '',
    'Settings: DATABASE_URL, and for migrate and rebuild OWNER_DATABASE_URL; for import PROMULGATE_TOKEN, PROMULGATE_URL and PROFILE.',
    'Without them, those of the running demo.',
  ].join('\n');
}

async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      all: { type: 'boolean', default: false },
      reason: { type: 'string' },
      as: { type: 'string' },
      url: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [name, ...rest] = positionals;
  const command = COMMANDS.find(({ usage }) => usage.split(' ')[0] === name);
  if (values.help || !name) {
    process.stdout.write(`${help()}\n`);
    return 0;
  }
  if (!command) throw new CliError(`There is no command ${name}.\n\n${help()}`);
  const { json, all, reason, as, url, check } = values;
  const note = (line: string): void => void process.stderr.write(`${line}\n`);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  return command.run(rest, { json, all, reason, as, url, check, print, note: json ? () => undefined : note });
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const told = error instanceof CliError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${told ? (error as Error).message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
