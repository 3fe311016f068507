import { accept, newId } from '#event-log';
import { startIssuer } from '#testing';
import { type RunningApi, startApi } from '../e2e/api.js';
import { startProcess } from '../support/processes.js';
import { openTestbed } from '../support/testbed.js';

const AUTHORITY = { citation: 'SB 627', title: 'Facial coverings' };
const CLIENTS = 50;

const post = async (url: string, token: string, headers: Record<string, string>, body: object = AUTHORITY): Promise<Response> =>
  fetch(new URL('/v1/commands/register-authority', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

interface Answer {
  readonly id: string;
  readonly subject: { readonly type: string; readonly id: string };
}

describe('An idempotency key', () => {
  let api: RunningApi;
  let token: string;

  beforeAll(async () => {
    api = await startApi();
    await api.testbed.startWorker();
    token = await api.issuer.tokenFor('city-attorney');
  }, 60_000);
  afterAll(() => api.close(), 30_000);

  it('raced by 50 clients has one effect and gives them all the same answer', async () => {
    const headers = { 'idempotency-key': 'raced', prefer: 'wait=20' };
    const responses = await Promise.all(Array.from({ length: CLIENTS }, () => post(api.url, token, headers)));
    const answers = (await Promise.all(responses.map((response) => response.json()))) as Answer[];
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => 200));
    expect(new Set(answers.map(({ id, subject }) => `${id} ${subject.type} ${subject.id}`)).size).toBe(1);
    expect(responses.filter(({ headers: sent }) => sent.get('idempotent-replayed') === 'true')).toHaveLength(CLIENTS - 1);
    const [count] = await api.query(
      `select (select count(*)::int from commands where idempotency_key = 'raced') as commands,
              (select count(*)::int from events where command_id = $1) as events`,
      [answers[0]?.id],
    );
    expect(count).toEqual({ commands: 1, events: 1 });
  }, 60_000);

  it('used again with other content is refused, and the refusal is in the log', async () => {
    expect((await post(api.url, token, { 'idempotency-key': 'twice', prefer: 'wait=20' })).status).toBe(200);
    const second = await post(api.url, token, { 'idempotency-key': 'twice' }, { ...AUTHORITY, title: 'Another title' });
    expect(second.status).toBe(422);
    const { commandId } = (await second.json()) as { commandId: string };
    const entries = await api.query('select type from events where command_id = $1', [commandId]);
    expect(entries).toEqual([{ type: 'command.refused' }]);
  }, 60_000);

  it('whose first row is still being written elsewhere keeps nobody else waiting', async () => {
    const others = {
      actor: 'city-attorney',
      role: 'city-attorney' as const,
      performedBy: 'city-attorney',
      idempotencyKey: 'held',
    };
    const rival = await api.testbed.pool.connect();
    let held: Promise<Response> | undefined;
    try {
      await rival.query('begin');
      const id = newId();
      const first = { id, name: 'register-authority', stream: `authorities/${id}`, creates: true, body: AUTHORITY, ...others };
      await accept(rival, { ...first, fingerprint: Buffer.from('other'), correlationId: id, causationId: id }, undefined);
      let isHeld = true;
      held = post(api.url, token, { 'idempotency-key': 'held' }).finally(() => (isHeld = false));
      // Each lets the one before be tried: the first goes in one insert with the held one or after it, the others while it is retried.
      for (let nth = 0; nth < 3; nth++)
        expect((await post(api.url, token, { 'idempotency-key': `free-${nth}` })).status).toBe(202);
      expect(isHeld).toBe(true);
    } finally {
      await rival.query('rollback');
      rival.release();
    }
    expect((await held).status).toBe(202);
  }, 60_000);
});

describe('An api that is killed after it wrote the ledger and before it rang', () => {
  it('leaves a command that runs all the same', async () => {
    const bed = await openTestbed();
    const issuer = await startIssuer();
    try {
      const doomed = await startProcess('api', { ...bed.settings, issuer: issuer.issuer }, 'api-after-insert');
      const answer = await post(doomed.url, await issuer.tokenFor('city-attorney'), { 'idempotency-key': 'unanswered' }).catch(
        () => 'cut',
      );
      expect(answer).toBe('cut');
      expect(await doomed.ended).toBe('SIGKILL');
      const { rows } = await bed.pool.query<{ id: string }>("select id from commands where idempotency_key = 'unanswered'");
      expect(rows).toHaveLength(1);
      await bed.startWorker();
      const [report] = await bed.settled([rows[0]?.id ?? ''], 20_000);
      expect(report).toMatchObject({ status: 'succeeded', events: [{ type: 'authority.registered' }] });
    } finally {
      await issuer.close();
      await bed.close();
    }
  }, 90_000);
});
