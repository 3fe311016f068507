import { applicationPool, incidents, type Pool, replay } from '#event-log';
import Table from 'cli-table3';
import { CliError, type CliCommand, databaseUrl } from './command.js';

const SHOWN = 200;

async function withPool<Result>(work: (pool: Pool) => Promise<Result>): Promise<Result> {
  const pool = applicationPool(databaseUrl(), 1, 'cli');
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** Lists the commands that the machine could not decide. */
export const incidentsCommand: CliCommand = {
  usage: 'incidents',
  about: `List the commands that failed: accepted, but the machine could not decide them (the oldest ${SHOWN}).`,
  run: (_args, { json, print }) =>
    withPool(async (pool) => {
      const rows = await incidents(pool, SHOWN);
      if (json) print(JSON.stringify({ incidents: rows }));
      else if (rows.length === 0) print('No incidents.');
      else {
        const table = new Table({
          head: ['id', 'command', 'record', 'failed at', 'tries', 'fault'],
          wordWrap: true,
          style: { head: [] },
        });
        for (const { id, name, stream, failedAt, attempts, fault } of rows)
          table.push([id, name, stream, failedAt, attempts, fault]);
        print(table.toString());
        print('When the cause is mended: npm run -s cli -- replay ID');
      }
      return 0;
    }),
};

/** Takes an incident up again. */
export const replayCommand: CliCommand = {
  usage: 'replay ID',
  about: 'Take a failed command up again, once its cause is mended.',
  run: ([id], { json, print }) =>
    withPool(async (pool) => {
      if (!id || !/^[0-9a-f-]{36}$/i.test(id)) throw new CliError('Name the id of an incident; `incidents` lists them.');
      if (!(await replay(pool, id))) throw new CliError(`${id} is no incident; \`incidents\` lists them.`);
      print(json ? JSON.stringify({ replayed: id }) : `${id} is accepted again and will be decided within seconds.`);
      return 0;
    }),
};
