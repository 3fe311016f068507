import { accept, findIncident, type Incident, type ListedIncident, listIncidents, newId, type Pool } from '#event-log';
import Table from 'cli-table3';
import { CliError, type CliOptions, type CliRun } from './command.js';
import { decided, readAuthor, withPool } from './ledger.js';

const SHOWN = 200;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Lists what the machine could not do. */
export const list: CliRun = (_args, { json, all, print }) =>
  withPool(async (pool) => {
    const listed = await listIncidents(pool, all ? {} : { state: 'OPEN' }, SHOWN);
    if (json) print(JSON.stringify({ incidents: listed.map(({ incident }) => incident) }));
    else if (listed.length === 0) print(all ? 'There was no incident.' : 'No open incidents.');
    else print(tableOf(listed));
    return 0;
  });

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
    ...(listed.length < SHOWN ? [] : [`These are the oldest ${SHOWN}.`]),
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
function step(name: string, done: string): CliRun {
  return ([id], options) =>
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
    });
}

export const replay = step('replay-incident', 'It is tried again within seconds.');
export const skip = step('skip-event', 'It goes on behind that event, and lacks it.');
export const close = step('close-incident', 'The incident is closed; the command stays failed.');

interface Step {
  readonly id: string;
  readonly reason: string;
  readonly actor: string;
}

function readStep(id: string | undefined, options: CliOptions): Step {
  if (!id || !UUID.test(id)) throw new CliError('Name the id of an incident; `incidents` lists them.');
  return { id: id.toLowerCase(), ...readAuthor(options) };
}

async function send(pool: Pool, name: string, { id: incidentId, reason, actor }: Step): Promise<string> {
  const id = newId();
  const command = { id, name, stream: `incidents/${incidentId}`, creates: false, body: { incidentId, reason } };
  const sender = { actor, performedBy: actor, role: 'administrator', correlationId: id, causationId: id } as const;
  await accept(pool, { ...command, ...sender }, undefined);
  return id;
}
