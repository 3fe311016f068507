/** A vote that turns out otherwise long after it, over HTTP: its count, the action of the Board, the order on it, and who is asked to do what. */
import { enterStory } from '../../apps/demo/src/story/index.js';
import { eventually as soon } from '../support/workshop.js';
import { clientOfTheSuite } from './client.js';

type Json = Readonly<Record<string, unknown>>;
interface RollCallEntry {
  readonly position: number;
  readonly subject: string;
  readonly data: { readonly items: string[]; readonly votes: { member: string; vote: string }[] };
}

const client = clientOfTheSuite();
/** A change goes from a correction over a meeting and an action to an order, each by a reaction. */
const eventually = <Value>(look: () => Promise<Value | undefined>): Promise<Value> => soon(look, 60_000);

const ask = async <Body = Json>(path: string, as = 'oversight'): Promise<Body> =>
  (await client.send(path, { method: 'GET', as })).json() as Promise<Body>;
const itemsOf = async (path: string, as?: string): Promise<Json[]> => (await ask<{ items: Json[] }>(path, as)).items;

async function enter(name: string, body: Json, actor: string): Promise<string> {
  const by = { actor, performedBy: actor, role: 'board-secretary' } as const;
  const { id, subjectId } = await client.api.testbed.send(name, body, by);
  const [report] = await client.api.testbed.settled([id]);
  expect([name, report?.rejection?.detail, report?.status]).toEqual([name, undefined, 'succeeded']);
  return subjectId;
}

let rollCall: RollCallEntry;
let action: Json;
let order: Json;

beforeAll(async () => {
  const { api } = client;
  await api.testbed.startWorker();
  await enterStory({ baseUrl: api.url, tokenFor: (person) => api.issuer.tokenFor(person), print: () => undefined });
  [order = {}] = await itemsOf('/v1/orders');
  const orderId = String(order['id']);
  action = await eventually(async () =>
    (await itemsOf('/v1/board-actions')).find(({ orders }) => (orders as string[]).includes(orderId)),
  );
  const taken = await ask<RollCallEntry[]>('/v1/events?type=gov.commission.meeting.roll-call-recorded.v1&limit=200');
  const found = taken.find(
    ({ subject, data }) =>
      subject === `meetings/${String(action['meetingId'])}` && data.items.includes(String(action['itemNumber'])),
  );
  if (!found) throw new Error('The roll call behind the order is not in the log.');
  rollCall = found;
}, 400_000);

async function putRight(place: number, is: string): Promise<void> {
  const field = `/votes/${place}/vote`;
  const correction = {
    position: rollCall.position,
    field,
    was: 'AYE',
    is,
    reason: 'Misheard (synthetic)',
    source: 'Recording (synthetic)',
  };
  const correctionId = await enter('correct-record', correction, 'board-secretary');
  await enter('confirm-correction', { correctionId }, 'board-secretary-2');
}

const itemOf = async (): Promise<Json> => {
  const meeting = await ask<{ items: Json[] }>(`/v1/meetings/${String(action['meetingId'])}`);
  return meeting.items.find(({ number }) => number === action['itemNumber']) ?? {};
};
const standing = async (): Promise<unknown> => (await ask(`/v1/board-actions/${String(action['id'])}`))['standing'];
const tasksOf = async (person: string): Promise<string[]> =>
  (await itemsOf('/v1/tasks?limit=200', person))
    .filter(({ record }) => [action['id'], order['id']].includes((record as Json)['id']))
    .map(({ command }) => String(command));
const exceptions = async (kind: string): Promise<unknown[]> =>
  (await itemsOf(`/v1/exceptions?kind=${kind}`)).map(({ subject }) => subject);

describe('A vote that had been entered wrongly', () => {
  it('is counted as it was cast, and shown beside what had been entered; the item carries all the same', async () => {
    const ayes = rollCall.data.votes.length;
    expect([ayes, action['ayes'], await standing()]).toEqual([4, 4, 'STANDS']);
    await putRight(0, 'NO');
    await eventually(async () => ((await itemOf())['noes'] === 1 ? true : undefined));
    expect(await itemOf()).toMatchObject({ status: 'APPROVED', ayes: 3, noes: 1, outcomeWas: null });
    const { items } = await ask<{ items: Json[] }>(`/v1/meetings/${String(action['meetingId'])}/votes`);
    const member = rollCall.data.votes[0]?.member;
    expect(items.flatMap(({ corrected }) => corrected)).toEqual([{ member, was: 'AYE', is: 'NO' }]);
    expect([await standing(), await exceptions('OUTCOME_CHANGED')]).toEqual(['STANDS', []]);
  }, 120_000);

  it('that it takes to carry the item takes the outcome with it: the action and its order have to be rescinded', async () => {
    await putRight(1, 'ABSTAIN');
    const required = await eventually(async () => {
      const { rescissionRequiredBy } = await ask<{ rescissionRequiredBy: Json[] }>(`/v1/orders/${String(order['id'])}`);
      return rescissionRequiredBy.length > 0 ? rescissionRequiredBy : undefined;
    });
    expect(required).toMatchObject([{ sourceType: 'board-actions', sourceId: action['id'] }]);
    expect(await itemOf()).toMatchObject({ status: 'FAILED', ayes: 2, noes: 1, abstentions: 1, outcomeWas: 'APPROVED' });
    expect(await standing()).toBe('RESCISSION_REQUIRED');
    expect(await exceptions('OUTCOME_CHANGED')).toEqual([rollCall.subject]);
    expect(await exceptions('RESCISSION_REQUIRED')).toEqual([
      `board-actions/${String(action['id'])}`,
      `orders/${String(order['id'])}`,
    ]);
    expect(await tasksOf('board-secretary')).toEqual(['record-action-rescinded']);
    expect(await tasksOf('chief')).toEqual(['rescind-order']);
    const trace = JSON.stringify(await ask(`/v1/trace/orders/${String(order['id'])}`));
    expect(trace).toContain('RESCISSION_REQUIRED');
    expect(trace).toContain('votesCorrected');
  }, 120_000);

  it('leaves the entry as it was, and is corrected to a vote only', async () => {
    const entry = await ask<RollCallEntry>(`/v1/events/${rollCall.position}`);
    expect(entry.data.votes).toEqual(rollCall.data.votes);
    const { id } = await client.api.testbed.send(
      'correct-record',
      { position: rollCall.position, field: '/votes/2/vote', was: 'AYE', is: 'ABSENT', reason: 'x', source: 'x' },
      { actor: 'board-secretary', performedBy: 'board-secretary', role: 'board-secretary' },
    );
    const [report] = await client.api.testbed.settled([id]);
    expect(report?.rejection?.code).toBe('not-a-vote');
  }, 120_000);

  it('is done with when the Board has rescinded the action by a later one', async () => {
    const { boardId, meetingId, adoptedAt } = action;
    const later = { boardId, meetingId, itemNumber: '99', title: 'To rescind (synthetic)', recused: [], amended: false };
    const after = new Date(Date.parse(String(adoptedAt)) + 60_000).toISOString();
    const { id, subjectId } = await client.api.testbed.send(
      'record-board-action',
      { ...later, ayes: 4, noes: 0, abstentions: 0, adoptedAt: after },
      { actor: 'system', performedBy: 'system', role: 'system' },
    );
    await client.api.testbed.settled([id]);
    const rescind = (byActionId: unknown) =>
      client.send('/v1/commands/record-action-rescinded', {
        ...{ as: 'board-secretary', body: { boardActionId: action['id'], byActionId }, headers: { prefer: 'wait=20' } },
      });
    const own = await rescind(action['id']);
    expect([own.status, ((await own.json()) as Json)['code']]).toEqual([409, 'rescinded-by-a-later-action']);
    expect((await rescind(subjectId)).status).toBe(200);
    await eventually(async () => ((await standing()) === 'RESCINDED' ? true : undefined));
    expect(await ask(`/v1/board-actions/${String(action['id'])}`)).toMatchObject({ rescindedBy: subjectId });
    expect(await tasksOf('board-secretary')).toEqual([]);
  }, 120_000);
});
