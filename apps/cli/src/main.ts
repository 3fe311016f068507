import 'reflect-metadata';
import { SettingsError } from '#service';
import { parseArgs } from 'node:util';
import { CliError, nameOf } from './command.js';
import { COMMANDS } from './commands.js';

function help(): string {
  const width = Math.max(...COMMANDS.map(({ usage }) => usage.length));
  return [
    'Usage: npm run -s cli -- COMMAND [--json]',
    '',
    ...COMMANDS.map(({ usage, about }) => `  ${usage.padEnd(width)}  ${about}`),
    '',
    'Settings: DATABASE_URL, and for migrate and rebuild OWNER_DATABASE_URL; for import PROMULGATE_TOKEN, PROMULGATE_URL and PROFILE;',
    'for verify PROMULGATE_TOKEN; for log LOG_ORIGIN or PROFILE, and to continue it LOG_STATE_DIR and CHECKPOINTS_DIR.',
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
      origin: { type: 'string' },
      url: { type: 'string' },
      check: { type: 'boolean', default: false },
      export: { type: 'string' },
      checkpoints: { type: 'string' },
      key: { type: 'string', multiple: true, default: [] },
      witness: { type: 'string', multiple: true, default: [] },
    },
    allowPositionals: true,
  });
  const command = COMMANDS.find((each) => nameOf(each).every((word, at) => positionals[at] === word));
  const [name] = positionals;
  if (values.help || !name) {
    process.stdout.write(`${help()}\n`);
    return 0;
  }
  if (!command) throw new CliError(`There is no command ${name}.\n\n${help()}`);
  const { help: _, ...options } = values;
  const note = (line: string): void => void process.stderr.write(`${line}\n`);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  return command.run(positionals.slice(nameOf(command).length), {
    ...options,
    print,
    note: options.json ? () => undefined : note,
  });
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const told =
    error instanceof CliError ||
    error instanceof SettingsError ||
    (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${told ? (error as Error).message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
