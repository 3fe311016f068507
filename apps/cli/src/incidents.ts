import {
  accept,
  applicationPool,
  type CommandReport,
  findIncident,
  type Incident,
  type ListedIncident,
  listIncidents,
  newId,
  type Pool,
  reportsOf,
} from '#event-log';
import Table from 'cli-table3';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, type CliCommand, type CliOptions, databaseUrl } from './command.js';

const SHOWN = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONGEST_REASON = 1_000;
/** A worker rings within a second, and decides in milliseconds. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 100;

async function withPool<Result>(work: (pool: Pool) => Promise<Result>): Promise<Result> {
  const pool = applicationPool(databaseUrl(), 1, 'cli');
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** Lists what the machine could not do. */
export const incidentsCommand: CliCommand = {
  usage: 'incidents [--all]',
  about: `List the open incidents, with --all those that have ended too (the oldest ${SHOWN}).`,
  run: (_args, { json, all, print }) =>
    withPool(async (pool) => {
      const listed = await listIncidents(pool, all ? {} : { state: 'OPEN' }, SHOWN);
      if (json) print(JSON.stringify({ incidents: listed.map(({ incident }) => incident) }));
      else if (listed.length === 0) print(all ? 'There was no incident.' : 'No open incidents.');
      else print(tableOf(listed));
      return 0;
    }),
};

function tableOf(listed: readonly ListedIncident[]): string {
  const table = new Table({
    head: ['id', 'state', 'about', 'since', 'last tried', 'tries', 'fault'],
    colWidths: [38, 10, 34, 12, 12, 7, 40],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [] },
  });
  for (const { incident } of listed) {
    const { id, state, beganAt, lastTriedAt, tries, fault } = incident;
    table.push([id, state, matterOf(incident), beganAt, lastTriedAt, tries, fault]);
  }
  const how = ['replay', 'skip', 'close'].map((step) => `  npm run -s cli -- ${step} ID --as NAME --reason TEXT`);
  return [
    table.toString(),
    'When a cause is mended, replay; to go on without an event, skip; to give a command up, close:',
    ...how,
  ].join('\n');
}

function matterOf(incident: Incident): string {
  if (incident.kind === 'COMMAND') return `${incident.command}\n${incident.stream}\ncommand ${incident.commandId}`;
  return `${incident.consumer}\nposition ${incident.position}, ${incident.eventType}`;
}

/**
 * A step on an incident goes through the ledger like any command, and is decided by a worker. Its actor is `cli:NAME`, which no token can
 * stand for: the log says who did it, and by which way.
 */
function step(usage: string, name: string, about: string, done: string): CliCommand {
  return {
    usage: `${usage} ID --as NAME --reason TEXT`,
    about,
    run: ([id], options) =>
      withPool(async (pool) => {
        const asked = readStep(id, options);
        if (!(await findIncident(pool, asked.id))) throw new CliError(`${asked.id} is no incident; \`incidents\` lists them.`);
        const report = await decided(pool, await send(pool, name, asked));
        if (report.status === 'rejected') throw new CliError(`Refused: ${report.rejection?.detail ?? 'see the command'}`);
        if (report.status === 'failed') throw new CliError(`The step itself failed and is an incident: command ${report.id}.`);
        const settled = report.status === 'succeeded';
        if (options.json) options.print(JSON.stringify({ incident: asked.id, command: report.id, status: report.status }));
        else options.print(settled ? done : `Taken as command ${report.id}; it is decided as soon as a worker runs.`);
        return 0;
      }),
  };
}

export const incidentSteps: readonly CliCommand[] = [
  step('replay', 'replay-incident', 'Try again what failed, once its cause is mended.', 'It is tried again within seconds.'),
  step(
    'skip',
    'skip-event',
    'Lead a view or a reaction past the event that it stands before.',
    'It goes on behind that event, and lacks it.',
  ),
  step('close', 'close-incident', 'Give up a failed command.', 'The incident is closed; the command stays failed.'),
];

interface Step {
  readonly id: string;
  readonly reason: string;
  readonly actor: string;
}

function readStep(id: string | undefined, { reason, as }: CliOptions): Step {
  if (!id || !UUID.test(id)) throw new CliError('Name the id of an incident; `incidents` lists them.');
  if (!reason || reason.length > LONGEST_REASON)
    throw new CliError(`Give a reason of 1 to ${LONGEST_REASON} characters, --reason TEXT: it is kept in the log.`);
  if (!as || !/^[\x21-\x7e]{1,100}$/.test(as))
    throw new CliError('Say who does this, --as NAME, in 1 to 100 visible ASCII characters: the log names you.');
  return { id: id.toLowerCase(), reason, actor: `cli:${as}` };
}

async function send(pool: Pool, name: string, { id: incidentId, reason, actor }: Step): Promise<string> {
  const id = newId();
  const command = { id, name, stream: `incidents/${incidentId}`, creates: false, body: { incidentId, reason } };
  const sender = { actor, performedBy: actor, role: 'administrator', correlationId: id, causationId: id } as const;
  await accept(pool, { ...command, ...sender }, undefined);
  return id;
}

/** The command's report once it is settled, or as it is after a while. */
async function decided(pool: Pool, id: string): Promise<CommandReport> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
    const [report] = await reportsOf(pool, [id]);
    if (!report) throw new Error(`The ledger has lost command ${id}.`);
    if (report.status !== 'accepted' || Date.now() >= end) return report;
  }
}
