/** What becomes of an order and of the text that it put in force, over HTTP: known late, corrected, suspended, superseded, rescinded. */
import { enterStory } from '../../apps/demo/src/story/index.js';
import { eventually } from '../support/workshop.js';
import { type RunningApi, startApi } from './api.js';

type Json = Readonly<Record<string, unknown>>;

let api: RunningApi;
let protocolId: string;
let orderId: string;

beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
  await enterStory({ baseUrl: api.url, tokenFor: (person) => api.issuer.tokenFor(person), print: () => undefined });
  protocolId = await onlyOne('protocols');
  orderId = await onlyOne('orders');
}, 180_000);

afterAll(() => api.close(), 60_000);

/** Without `as` the public asks; no older than the command named. */
async function ask(path: string, { as, after }: { as?: string; after?: string } = {}): Promise<[number, Json]> {
  const headers = {
    ...(as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` }),
    ...(after === undefined ? {} : { 'consistent-with': after }),
  };
  const response = await fetch(new URL(path, api.url), { headers });
  return [response.status, (await response.json()) as Json];
}

async function onlyOne(path: string): Promise<string> {
  const [, { items }] = await ask(`/v1/${path}`, { as: 'oversight' });
  return (items as { id: string }[])[0]?.id ?? 'none';
}

async function outcomeOf(name: string, { occurredAt, ...body }: Json, actor?: string) {
  const by = actor === undefined ? {} : { actor, performedBy: actor };
  const at = typeof occurredAt === 'string' ? { occurredAt } : {};
  const sent = await api.testbed.send(name, body, { ...by, ...at });
  const [report] = await api.testbed.settled([sent.id]);
  return { ...sent, outcome: report?.rejection?.code ?? report?.status };
}

async function enter(name: string, body: Json, actor?: string): Promise<{ id: string; subjectId: string }> {
  const { outcome, ...sent } = await outcomeOf(name, body, actor);
  expect([name, outcome]).toEqual([name, 'succeeded']);
  return sent;
}

const stands = (path: string, expected: Json): Promise<true> =>
  eventually(async () => {
    const [, found] = await ask(path, { as: 'oversight' });
    return Object.entries(expected).every(([name, value]) => found[name] === value) ? true : undefined;
  });

async function entryOf(type: string, subject: string, form = 1): Promise<Json> {
  const response = await fetch(new URL(`/v1/events?type=gov.commission.${type}.v${form}&subject=${subject}&limit=200`, api.url));
  const event = ((await response.json()) as Json[]).at(-1);
  if (!event) throw new Error(`${subject} has no ${type}.`);
  return event;
}

const textAt = async (query: string, after?: string): Promise<Json> => {
  const [status, body] = await ask(`/v1/protocols/${protocolId}/text?${query}`, after === undefined ? {} : { after });
  return status === 200 ? body : { number: status };
};

describe('The text in force', () => {
  it('is told as it was known: an order of March that was entered long after changed March only from then on', async () => {
    const effective = await entryOf('protocol.version-effective', `protocols/${protocolId}`, 2);
    const entered = Date.parse(String(effective['recordedtime']));
    const before = new Date(entered - 1).toISOString();
    const from = new Date(entered).toISOString();
    expect(await textAt(`asOf=2026-03-21T00:00:00Z&knownAt=${before}`)).toMatchObject({ number: 1, endedAt: null });
    expect(await textAt(`asOf=2026-03-21T00:00:00Z&knownAt=${from}`)).toMatchObject({ number: 2, knownAt: from });
    expect(await textAt('asOf=2026-03-20T07:00:59.999Z')).toMatchObject({ number: 1, endedAt: '2026-03-20T07:01:00.000Z' });
    expect(await textAt('asOf=2026-03-21T00:00:00Z&knownAt=2026-03-25T00:00:00Z')).toEqual({ number: 404 });

    const redline = (query: string) => ask(`/v1/protocols/${protocolId}/redline?${query}`);
    const [status, { sections, parts, ...about }] = await redline('from=2026-03-20&to=2026-03-20');
    expect([status, about]).toMatchObject([
      200,
      {
        ...{ protocolId, fromAt: '2026-03-20T07:00:00.000Z', toAt: '2026-03-21T06:59:59.999Z' },
        ...{ from: { number: 1 }, to: { number: 2, effectiveAt: '2026-03-20T07:01:00.000Z' } },
      },
    ]);
    expect(sections).toMatchObject([
      // The text of before was sent whole, and has no heading: it is read by the name of what has none in the later one.
      { id: 'notice', change: 'CHANGED' },
      { id: 'response', change: 'ADDED', after: { number: '1' } },
      { id: 'reports', change: 'ADDED' },
    ]);
    expect((parts as Json[]).map(({ op }) => op)).toContain('removed');
    const [, unknown] = await redline(`from=2026-03-20&to=2026-03-20&knownAt=${before}`);
    expect(unknown).toMatchObject({ from: { number: 1 }, to: { number: 1 }, sections: [{ change: 'SAME', moved: false }] });
    const [, beginning] = await redline('from=2020-01-01&to=2026-01-05');
    expect(beginning).toMatchObject({ from: null, to: { number: 1 }, sections: [{ change: 'ADDED' }] });
    for (const [query, expected] of [
      ['from=2020-01-01&to=2020-02-01', 404],
      ['from=2026-03-20', 400],
      ['from=2026-03-20&to=yesterday', 400],
    ] as const)
      expect((await redline(query))[0]).toBe(expected);
  });

  it('moves with a confirmed correction of its order, for those who ask later', async () => {
    const { position, data } = await entryOf('order.signed', `orders/${orderId}`);
    const correction = {
      ...{ position, field: '/effectiveAt', was: (data as Json)['effectiveAt'], is: '2026-03-25T07:01:00.000Z' },
      ...{ reason: 'Read from another copy (synthetic)', source: 'The signed original (synthetic)' },
    };
    const { subjectId: correctionId } = await api.testbed.send('correct-record', correction, {
      ...{ actor: 'chief', performedBy: 'chief', role: 'chief' },
    });
    const confirmed = await api.testbed.send(
      'confirm-correction',
      { correctionId },
      {
        ...{ actor: 'chief-2', performedBy: 'chief-2', role: 'chief' },
      },
    );
    const [report] = await api.testbed.settled([confirmed.id]);
    expect(report?.status).toBe('succeeded');
    const { recordedtime } = await entryOf('correction.confirmed', `corrections/${correctionId}`);
    const before = new Date(Date.parse(String(recordedtime)) - 1).toISOString();
    const asOf = 'asOf=2026-03-22T00:00:00Z';
    expect(await textAt(asOf, confirmed.id)).toMatchObject({ number: 1, endedAt: correction.is, corrections: [correctionId] });
    expect(await textAt(`${asOf}&knownAt=${before}`)).toMatchObject({ number: 2, corrections: [] });
    expect(await textAt('asOf=2026-03-25T07:01:00.000Z')).toMatchObject({ number: 2, effectiveAt: correction.is });
  });
});

describe('A legal status', () => {
  const scope = 'federal officers (synthetic)';
  let cites: Json;

  beforeAll(async () => {
    const { subjectId: authorityId } = await enter('register-authority', { citation: 'SB 1 (synthetic)', title: 'Invented' });
    await enter('record-legal-status', {
      ...{ authorityId, scope, status: 'ENJOINED', orderedOn: '2026-03-16', effectiveOn: '2026-03-20', source: 'Invented order' },
    });
    cites = { authorityId, scope };
  });

  it('suspends sections of a text and of an order, and what is enjoined is not resumed', async () => {
    const suspending = { ...cites, sections: ['response', 'reports'], occurredAt: '2026-04-02T00:00:00Z' };
    for (const [name, record] of [
      ['suspend-protocol', { protocolId }],
      ['suspend-order', { orderId }],
    ] as const)
      expect(await outcomeOf(name, { ...record, ...suspending, sections: ['reports', '3'] })).toMatchObject({
        outcome: 'no-such-section',
      });
    const { id } = await enter('suspend-protocol', { protocolId, ...suspending });
    expect(await textAt('asOf=2026-04-02T00:00:00Z', id)).toMatchObject({
      suspensions: [
        { ...cites, section: 'response' },
        { ...cites, section: 'reports' },
      ],
    });
    expect(await textAt('asOf=2026-04-01T23:59:59.999Z')).toMatchObject({ number: 2, suspensions: [] });
    expect(await outcomeOf('resume-protocol', { protocolId, ...cites })).toMatchObject({
      outcome: 'suspension-outlives-its-order',
    });
    const { id: paused } = await enter('suspend-order', { orderId, ...suspending });
    const read = async (after: string) => (await ask(`/v1/orders/${orderId}`, { after }))[1]['suspensions'];
    expect(await read(paused)).toHaveLength(2);
    await enter('record-legal-status', {
      ...{ ...cites, status: 'IN_FORCE', orderedOn: '2026-05-01', effectiveOn: '2026-05-01', source: 'Invented order' },
    });
    const { id: resumed } = await enter('resume-order', { orderId, ...cites, sections: ['response'] });
    expect(await read(resumed)).toMatchObject([{ section: 'reports' }]);
    const { id: all } = await enter('resume-protocol', { protocolId, ...cites });
    const [, protocol] = await ask(`/v1/protocols/${protocolId}`, { after: all });
    expect(protocol['suspensions']).toEqual([]);
  });

  it('is told as it was on the day of an order’s effect, for every authority that its chain cites', async () => {
    const [status, law] = await ask(`/v1/orders/${orderId}/legal-status`);
    expect([status, law['on']]).toEqual([200, '2026-03-20']);
    expect(law['authorities']).toMatchObject([
      {
        ...{ authorityId: cites['authorityId'] },
        scopes: [{ scope, status: 'ENJOINED', effectiveOn: '2026-03-20', cited: true }],
      },
    ]);
    for (const id of ['00000000-0000-7000-8000-000000000000', 'one'])
      expect((await ask(`/v1/orders/${id}/legal-status`))[0]).toBe(404);
  });
});

describe('Orders', () => {
  const signing = {
    fileCode: '1 (synthetic)',
    boardApproval: 'NOT_REQUIRED',
    approvalReason: 'Changes no protocol',
    changes: [],
  };
  const notice = { orderType: 'NOTICE', office: 'Office of Operations', subject: 'Cameras (synthetic)' };
  const at = { occurredAt: '2026-06-01T17:00:00Z', effectiveAt: '2026-06-01T17:00:00Z' };
  let noticeId: string;

  async function begun(name: string, body: Json): Promise<string> {
    const { subjectId } = await enter(name, body);
    await enter('record-approval-concurrence', { orderId: subjectId, reason: 'Changes no rule (synthetic)' }, 'city-attorney');
    return subjectId;
  }

  it('without a number are known by office, date and subject', async () => {
    noticeId = await begun('open-order', notice);
    expect((await ask(`/v1/orders/${noticeId}/legal-status`, { as: 'oversight' }))[0]).toBe(404);
    const { id } = await enter('sign-order', { orderId: noticeId, ...signing, ...at }, 'chief');
    const [, signed] = await ask(`/v1/orders/${noticeId}`, { after: id });
    expect(signed).toMatchObject({ ...notice, number: null, year: 2026 });
    expect(signed).not.toHaveProperty('concurrenceReason');
    const again = await begun('open-order', { ...notice, subject: 'CAMERAS  (synthetic)' });
    expect(await outcomeOf('sign-order', { orderId: again, ...signing, ...at }, 'chief')).toMatchObject({
      outcome: 'issued-already',
    });
  });

  it('supersede others at their effect, and are superseded by none of those', async () => {
    await stands(`/v1/orders/${noticeId}`, { status: 'EFFECTIVE' });
    const heading = { orderType: 'ADMINISTRATIVE_ORDER', office: 'Office of Operations', year: 2026, subject: 'All (synthetic)' };
    const laterId = await begun('reserve-order-number', heading);
    const later = { occurredAt: '2026-06-08T17:00:00Z', effectiveAt: '2026-06-08T17:00:00Z', supersedes: [noticeId] };
    await enter('sign-order', { orderId: laterId, ...signing, ...later }, 'chief');
    await stands(`/v1/orders/${noticeId}`, { status: 'SUPERSEDED', supersededBy: laterId });
    const back = { orderId: noticeId, supersedes: laterId, source: 'Index (synthetic)' };
    expect(await outcomeOf('record-supersession', back)).toMatchObject({ outcome: 'supersession-cycle' });
    const noted = { passage: '1997', shouldRead: '1979', reason: 'A slip (synthetic)', source: 'The order (synthetic)' };
    const { id } = await enter('annotate-erratum', { orderId: noticeId, ...noted });
    expect((await ask(`/v1/orders/${noticeId}`, { after: id }))[1]['errata']).toEqual([noted]);
  });

  it('that are rescinded take their versions with them', async () => {
    await enter('rescind-order', { orderId, reason: 'Vetoed (synthetic)', occurredAt: '2026-07-01T17:00:00Z' }, 'chief');
    await stands(`/v1/protocols/${protocolId}`, { status: 'RESCINDED', versionInForce: 0 });
    await eventually(async () => ((await textAt('asOf=2026-07-01T17:00:00Z'))['number'] === 404 ? true : undefined));
    expect(await textAt('asOf=2026-07-01T16:59:59.999Z')).toMatchObject({ number: 2, status: 'RESCINDED' });
  });
});
