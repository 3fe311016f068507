/** Entering the past over HTTP: an order of 1979 of which little is known, from its protocol to the text in force, and a second person. */
import { eventually } from '../support/workshop.js';
import { clientOfTheSuite } from './client.js';

type Json = Readonly<Record<string, unknown>>;

const client = clientOfTheSuite();
const SOURCE = 'The order as it was issued (synthetic)';

beforeAll(async () => {
  await client.api.testbed.startWorker();
}, 60_000);

const command = (name: string, body: Json, as = 'commission-staff') =>
  client.send(`/v1/commands/${name}`, { as, body, headers: { prefer: 'wait=20' } });

async function enter(name: string, body: Json, as?: string): Promise<{ id: string; subject: string }> {
  const response = await command(name, body, as);
  const report = (await response.json()) as { id: string; status: string; subject: { id: string } };
  expect([name, response.status, report]).toEqual([name, 200, expect.objectContaining({ status: 'succeeded' })]);
  return { id: report.id, subject: report.subject.id };
}

async function ask(path: string, as?: string): Promise<Json> {
  const response = await client.send(path, { method: 'GET', ...(as ? { as } : {}) });
  return (await response.json()) as Json;
}

const itemsOf = async (path: string, as?: string): Promise<Json[]> => (await ask(path, as))['items'] as Json[];

const order = {
  orderType: 'SPECIAL_ORDER',
  office: 'Office of the Chief of Police',
  year: 1979,
  number: 40,
  subject: 'Synthetic',
};

describe('An order of the past', () => {
  it('is entered without its draft, shows what nobody could judge, puts its version in force, and is confirmed by another person', async () => {
    const asserted = { source: SOURCE };
    const at = { occurredAt: '1979-11-27T20:00:00Z', asserted };
    const protocol = await enter('register-protocol', {
      ...{ kind: 'POLICY_DOCUMENT', identifier: 'Special Order 40', title: 'Synthetic title' },
      asserted: { source: SOURCE, on: '1979' },
    });
    const reserved = await enter('reserve-order-number', { ...order, ...at });
    const change = { protocolId: protocol.subject, change: 'ESTABLISHED' };
    const signature = { orderId: reserved.subject, fileCode: '2.1', effectiveAt: '1979-11-27T20:00:00Z', changes: [change] };
    const signed = await enter('sign-order', { ...signature, boardApproval: 'NOT_SHOWN', ...at });

    const assertion = await eventually(async () =>
      (await itemsOf(`/v1/assertions?subject=orders/${reserved.subject}`)).find(({ id }) => id === signed.id),
    );
    expect(assertion).toMatchObject({ status: 'RECORDED', command: 'sign-order', source: SOURCE, performedBy: 'UNKNOWN' });
    const codes = (assertion['notEvaluated'] as { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual(['other-text-than-adopted', 'labor-open', 'own-work']);
    expect(await itemsOf(`/v1/exceptions?kind=ASSERTED&subject=orders/${reserved.subject}`)).not.toEqual([]);

    const version = await eventually(async () => {
      const text = await ask(`/v1/protocols/${protocol.subject}/text?asOf=1980-01-01T00:00:00Z`);
      return text['number'] === 1 ? text : undefined;
    });
    expect(version).toMatchObject({ number: 1, effectiveAt: '1979-11-27T20:00:00.000Z' });

    await client.problemOf(await command('confirm-assertion', { assertionId: signed.id }), 403, 'own-work');
    await enter('confirm-assertion', { assertionId: signed.id }, 'commission-staff-2');
    await eventually(async () => ((await ask(`/v1/assertions/${signed.id}`))['status'] === 'CONFIRMED' ? true : undefined));
  }, 60_000);

  it('is for commission staff alone, of what has a past, and of the time before records were kept', async () => {
    const asserted = { source: SOURCE };
    const past = { ...order, number: 41, occurredAt: '1979-12-01T20:00:00Z', asserted };
    await client.problemOf(await command('reserve-order-number', past, 'policy-author'), 403, 'role-not-allowed');
    const since = { ...past, occurredAt: '2026-02-11T20:00:00Z' };
    await client.problemOf(await command('reserve-order-number', since), 409, 'asserted-is-for-the-past');
    const twice = { ...past, asserted: { ...asserted, on: '1979' } };
    await client.problemOf(await command('reserve-order-number', twice), 400, 'invalid-body');
    const never = { ...past, occurredAt: undefined, asserted: { ...asserted, on: '1979-13' } };
    await client.problemOf(await command('reserve-order-number', never), 400, 'invalid-body');
    const confirmation = { assertionId: '019a0000-0000-7000-8000-000000000000', asserted };
    await client.problemOf(await command('confirm-assertion', confirmation), 400, 'invalid-body');
  });
});
