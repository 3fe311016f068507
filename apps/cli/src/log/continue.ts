import { CheckpointFolder, openContinuation, SignerState } from '#audit';
import { logOriginOf } from '#commission';
import { accept, derivedId, type Pool } from '#event-log';
import { CliError, type CliOptions, type CliRun, runningDemo } from '../command.js';
import { decided, readAuthor, withPool } from '../ledger.js';

function folderFrom(name: string, field: string): string {
  const folder = process.env[name] ?? runningDemo('signing', field);
  if (!folder) throw new CliError(`${name} is not set: give the workers’ setting, on the machine where their folder is.`);
  return folder;
}

/**
 * Opens a new origin after a restore that lost what was signed: first the entry in the log, which names the old checkpoint and the reason,
 * then the word to the signer, outside the database. Broken off between the two, it is sent again: one origin is opened by one entry.
 */
export const continueLog: CliRun = (_args, options) =>
  withPool(async (pool) => {
    const author = readAuthor(options);
    const state = new SignerState(folderFrom('LOG_STATE_DIR', 'stateDir'));
    const folder = new CheckpointFolder(folderFrom('CHECKPOINTS_DIR', 'checkpointsDir'));
    const continues = await state.currentOrigin(logOriginOf(process.env));
    const origin = options.origin === undefined ? followerOf(continues) : logOriginOf({ LOG_ORIGIN: options.origin });
    const opening = await openContinuation({ database: pool, state, folder, continues, origin });
    if ('refused' in opening) throw new CliError(opening.refused);
    const { checkpoint, agreed } = opening;
    const id = await send(pool, { origin, continues, checkpoint, agreesUpTo: agreed.size, reason: author.reason }, author.actor);
    const report = await decided(pool, id);
    if (report.status === 'accepted')
      throw new CliError(`It waits in the ledger as command ${id}: start a worker, and give the same command again.`);
    if (report.status !== 'succeeded')
      throw new CliError(`The log is not continued: ${report.rejection?.detail ?? `command ${id} failed, see the incidents`}`);
    await state.continueAs(continues, origin, agreed);
    tell(options, { origin, continues, agreesUpTo: agreed.size });
    return 0;
  });

function tell({ json, print }: CliOptions, done: { origin: string; continues: string; agreesUpTo: number }): void {
  if (json) print(JSON.stringify(done));
  else
    print(
      `The log goes on as ${done.origin}: up to size ${done.agreesUpTo} it is what ${done.continues} was. Tell its readers and witnesses the new verifier key (\`/v1/log/key\`).`,
    );
}

/** `log.example/commission` → `log.example/commission/2` → `…/3`. */
function followerOf(origin: string): string {
  const [, first = origin, number = '1'] = /^(.+)\/(\d{1,6})$/.exec(origin) ?? [];
  return `${first}/${Number(number) + 1}`;
}

type Body = Record<'origin' | 'continues' | 'checkpoint' | 'reason', string> & { readonly agreesUpTo: number };

/** Under ids that are made of the new origin, so that twice is once. */
async function send(pool: Pool, body: Body, actor: string): Promise<string> {
  const id = derivedId('continue-log', body.origin);
  const stream = `continuations/${derivedId('continuations', body.origin)}`;
  const command = { id, name: 'continue-log', stream, creates: true, body };
  await accept(pool, { ...command, actor, performedBy: actor, role: 'system', correlationId: id, causationId: id }, undefined);
  return id;
}
