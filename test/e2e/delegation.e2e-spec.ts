import { accept, newId } from '#event-log';
import type { Role } from '#kernel';
import { type RunningApi, startApi } from './api.js';

interface Settled {
  readonly status: number;
  readonly code?: string;
  readonly rule?: { readonly number?: number };
  readonly commandId?: string;
  readonly id: string;
  readonly subject: { readonly id: string };
}

describe('Somebody who acts under a delegation', () => {
  let api: RunningApi;
  let attorney: string;
  let author: string;
  let liaison: string;
  const until = new Date(Date.now() + 3_600_000).toISOString();

  beforeAll(async () => {
    api = await startApi();
    await api.testbed.startWorker();
    [attorney, author, liaison] = (await Promise.all(
      ['city-attorney', 'policy-author', 'labor-relations'].map((person) => api.issuer.tokenFor(person)),
    )) as [string, string, string];
  }, 60_000);
  afterAll(() => api.close(), 30_000);

  async function send(token: string, command: string, body: object): Promise<Settled> {
    const response = await fetch(new URL(`/v1/commands/${command}`, api.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=20' },
      body: JSON.stringify(body),
    });
    return { ...((await response.json()) as Settled), status: response.status };
  }

  const delegate = (token: string, to: string, over: object = {}): Promise<Settled> =>
    send(token, 'delegate-role', { to, role: 'city-attorney', from: new Date().toISOString(), until, reason: 'Leave.', ...over });
  const register = (token: string, actingUnder: string): Promise<Settled> =>
    send(token, 'register-authority', { citation: 'SB 627', title: 'Facial coverings', actingUnder });
  const envelopesOf = (commandId: string): Promise<Record<string, unknown>[]> =>
    api.query(`select convert_from(entry, 'UTF8')::json as entry from events where command_id = $1`, [commandId]);

  it('does so in its role, and the event names both', async () => {
    const { subject } = await delegate(attorney, 'policy-author');
    const done = await register(author, subject.id);
    expect(done.status).toBe(200);
    const [row] = await envelopesOf(done.id);
    expect(row?.['entry']).toMatchObject({ actor: 'policy-author', actorrole: 'city-attorney', onbehalfof: 'city-attorney' });
  });

  it('may delegate further, and the event names everybody along the chain, the nearest first', async () => {
    const first = await delegate(attorney, 'policy-author');
    const second = await delegate(author, 'labor-relations', { actingUnder: first.subject.id });
    expect(second.status).toBe(200);
    const done = await register(liaison, second.subject.id);
    const [row] = await envelopesOf(done.id);
    expect(row?.['entry']).toMatchObject({ actor: 'labor-relations', onbehalfof: 'policy-author city-attorney' });

    await send(attorney, 'revoke-delegation', { delegationId: first.subject.id, reason: 'Back.' });
    expect(await register(liaison, second.subject.id)).toMatchObject({ status: 403, code: 'delegation-not-in-force' });
  });

  it('is refused once it is revoked, and the refusal is in the log', async () => {
    const { subject } = await delegate(attorney, 'policy-author');
    await send(attorney, 'revoke-delegation', { delegationId: subject.id, reason: 'Back.' });
    const refused = await register(author, subject.id);
    expect(refused).toMatchObject({ status: 403, code: 'delegation-not-in-force' });
    const entries = await api.query('select type from events where command_id = $1', [refused.commandId]);
    expect(entries).toEqual([{ type: 'command.refused' }]);
  });

  it('is refused where it is another’s, where there is none, and for a command of another role', async () => {
    const { subject } = await delegate(attorney, 'policy-author');
    expect(await register(liaison, subject.id)).toMatchObject({ status: 403, code: 'delegation-not-in-force' });
    expect(await register(author, '01990000-0000-7000-8000-000000000009')).toMatchObject({ status: 403 });
    const body = { boardId: subject.id, kind: 'REGULAR', startsAt: until, place: 'City Hall', actingUnder: subject.id };
    expect(await send(author, 'schedule-meeting', body)).toMatchObject({ status: 403, code: 'role-not-allowed' });
  });

  it('cannot delegate a role that is not the own one', async () => {
    expect(await delegate(author, 'labor-relations')).toMatchObject({ status: 403, code: 'role-not-allowed' });
  });

  it('is judged by the decision too, whoever let the command in', async () => {
    const { subject } = await delegate(attorney, 'policy-author');
    const accepted = (actor: string, role: Role): Promise<unknown> => {
      const id = newId();
      ids.push(id);
      const body = { citation: 'SB 627', title: 'Facial coverings', actingUnder: subject.id };
      const row = {
        id,
        name: 'register-authority',
        stream: `authorities/${newId()}`,
        creates: true,
        body,
        actor,
        role,
        performedBy: actor,
      };
      return accept(api.testbed.pool, { ...row, correlationId: id, causationId: id }, undefined);
    };
    const ids: string[] = [];
    await accepted('policy-author', 'city-attorney');
    await accepted('labor-relations', 'city-attorney');
    await accepted('policy-author', 'chief');
    const reports = await api.testbed.settled(ids, 20_000);
    expect(reports.map(({ rejection }) => rejection?.code)).toEqual([
      undefined,
      'delegation-not-in-force',
      'delegation-not-in-force',
    ]);
  });
});
