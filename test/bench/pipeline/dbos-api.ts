/**
 * DBOS behind the same Fastify: a workflow of one step, which does what the bare pipeline's worker does. Its process runs its workflows
 * itself, which is DBOS's own way; the 202 goes out when the workflow is recorded, and from there on DBOS ends it, whatever dies.
 */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { openBareDoor } from './bare-door.ts';
import { type BareCommand, barePool, env, inTransaction, registerOnce } from './bare-settle.ts';
import { newId } from './product.mjs';

interface Request {
  commandId: string;
  stream: string;
  body: BareCommand;
  actor: string;
  acceptedAt: string;
}

const pool = barePool(16);

const register = DBOS.registerWorkflow(
  async (request: Request): Promise<void> => {
    await DBOS.runStep(
      () => inTransaction(pool, (client) => registerOnce(client, { ...request, acceptedAt: new Date(request.acceptedAt) })),
      { name: 'register' },
    );
  },
  { name: 'register-authority' },
);

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: env('DATABASE_URL'), systemDatabasePoolSize: 16, logLevel: 'error' });
await DBOS.launch();

await openBareDoor(async ({ subject, body }) => {
  const commandId = newId();
  const request = { commandId, stream: `authorities/${newId()}`, body, actor: subject, acceptedAt: new Date().toISOString() };
  await DBOS.startWorkflow(register, { workflowID: commandId })(request);
  return commandId;
});
