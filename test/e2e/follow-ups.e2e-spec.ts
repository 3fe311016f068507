/** What others recommended, asked for, promised or did, over HTTP: each from its record to its end, with whom it waits for in between. */
import { clientOfTheSuite, NOBODY } from './client.js';

type Json = Readonly<Record<string, unknown>>;

const client = clientOfTheSuite();
let last = NOBODY;

beforeAll(async () => {
  await client.api.testbed.startWorker();
}, 60_000);

async function command(as: string, name: string, body: object): Promise<Json & { subject?: { id: string } }> {
  const response = await client.send(`/v1/commands/${name}`, { as, body, headers: { prefer: 'wait=20' } });
  const settled = (await response.json()) as Json & { id: string; subject?: { id: string } };
  if (response.status === 200) last = settled.id;
  return { ...settled, status: response.status };
}

async function enter(as: string, name: string, body: object): Promise<string> {
  const settled = await command(as, name, body);
  expect([name, settled['status'], settled['detail']]).toEqual([name, 200, undefined]);
  return settled.subject?.id ?? 'none';
}

async function ask(path: string, as?: string): Promise<Json> {
  const headers = { 'consistent-with': last };
  return (await client.send(path, { method: 'GET', headers, ...(as ? { as } : {}) })).json() as Promise<Json>;
}

const listed = async (path: string, as?: string): Promise<Json[]> => (await ask(path, as))['items'] as Json[];
const askedOf = async (as: string, id: string): Promise<string[]> =>
  (await listed('/v1/tasks?limit=200', as))
    .filter(({ record }) => (record as Json)['id'] === id)
    .map((task) => String(task['command']));

const evidence = [{ title: 'The order (synthetic)', uri: 'https://example.org/order' }];

describe('A recommendation of the Inspector General', () => {
  let recommendationId: string;
  const seen = (as?: string) => ask(`/v1/recommendations/${recommendationId}`, as);

  it('is answered by the one whom it is made to, and waits for nobody else', async () => {
    const advice = { to: 'DEPARTMENT', text: 'Report to the full Board (synthetic).', number: '4b' };
    recommendationId = await enter('inspector-general', 'record-recommendation', advice);
    expect(await askedOf('chief', recommendationId)).toEqual(['respond-to-recommendation']);
    expect(await askedOf('commission-staff', recommendationId)).toEqual([]);
    const answer = { recommendationId, answer: 'ACCEPTED_IN_PART', reason: 'Monthly (synthetic).' };
    expect(await command('commission-staff', 'respond-to-recommendation', answer)).toMatchObject({
      status: 403,
      code: 'answered-by-its-addressee',
    });
    await enter('chief', 'respond-to-recommendation', answer);
    expect(await seen()).toMatchObject({ status: 'ACCEPTED', answers: [{ answer: 'ACCEPTED_IN_PART', by: 'chief' }] });
  });

  it('is shown beside what was done about it, and verified by the one who gave it', async () => {
    await enter('chief', 'report-implementation', { recommendationId, what: 'Order 3 (synthetic).', evidence });
    expect(await askedOf('inspector-general', recommendationId)).toEqual(['verify-implementation']);
    await enter('inspector-general', 'return-implementation', { recommendationId, reason: 'Not monthly (synthetic).' });
    expect(await askedOf('chief', recommendationId)).toEqual(['report-implementation']);
    await enter('chief', 'report-implementation', { recommendationId, what: 'Order 4 (synthetic).', evidence });
    await enter('inspector-general', 'verify-implementation', { recommendationId, finding: 'Seen (synthetic).' });
    expect(await seen('oversight')).toMatchObject({
      ...{ status: 'VERIFIED', to: 'DEPARTMENT', number: '4b' },
      implementation: [
        { what: 'Order 3 (synthetic).', returned: 'Not monthly (synthetic).' },
        { what: 'Order 4 (synthetic).', finding: 'Seen (synthetic).', evidence },
      ],
    });
    expect(await seen()).not.toHaveProperty('implementation');
    expect(await listed('/v1/recommendations?status=VERIFIED')).toHaveLength(1);
    expect(JSON.stringify(await listed('/v1/search?q=full+Board'))).toContain(recommendationId);
  });

  it('is about records that exist, and may be withdrawn', async () => {
    const advice = { to: 'BOARD', text: 'Meet monthly (synthetic).' };
    expect(await command('inspector-general', 'record-recommendation', { ...advice, draftId: NOBODY })).toMatchObject({
      ...{ status: 404, code: 'no-such-record', detail: `There is no drafts/${NOBODY}.` },
    });
    const id = await enter('inspector-general', 'record-recommendation', advice);
    expect(await askedOf('commission-staff', id)).toEqual(['respond-to-recommendation']);
    await enter('inspector-general', 'withdraw-recommendation', { recommendationId: id, reason: 'Moot (synthetic).' });
    expect(await ask(`/v1/recommendations/${id}`)).toMatchObject({ status: 'WITHDRAWN', withdrawalReason: 'Moot (synthetic).' });
  });
});

describe('A direction of a member', () => {
  it('is given in a meeting, followed or set aside', async () => {
    const boardId = await enter('commission-staff', 'constitute-board', { name: 'Synthetic board' });
    const meetingId = await enter('commission-staff', 'schedule-meeting', {
      ...{ boardId, kind: 'REGULAR', startsAt: '2026-03-10T16:30:00Z', place: 'Board room' },
    });
    const direction = {
      meetingId,
      itemNumber: '1',
      member: 'commissioner-1',
      of: 'the Department',
      text: 'Count them (synthetic).',
    };
    expect(await command('board-secretary', 'record-direction', direction)).toMatchObject({
      status: 409,
      code: 'given-in-a-meeting',
    });
    const item = { meetingId, number: '1', title: 'A report (synthetic)', kind: 'INFORMATION', section: 'REGULAR' };
    await enter('commission-staff', 'place-item', item);
    const evidence = { locations: ['At the door'] };
    await enter('commission-staff', 'post-agenda', { meetingId, evidence, occurredAt: '2026-03-06T16:00:00Z' });
    await enter('board-secretary', 'convene-meeting', { meetingId, occurredAt: '2026-03-10T16:30:00Z' });
    const [first, second] = [
      await enter('board-secretary', 'record-direction', direction),
      await enter('board-secretary', 'record-direction', { ...direction, text: 'Weigh them (synthetic).' }),
    ];
    expect(await askedOf('chief', first)).toEqual(['record-direction-followed']);
    await enter('chief', 'record-direction-followed', { directionId: first, what: 'Counted (synthetic).' });
    await enter('commission-staff', 'set-direction-aside', { directionId: second, reason: 'No scales (synthetic).' });
    expect(await listed(`/v1/directions?meetingId=${meetingId}`)).toMatchObject([
      { id: first, status: 'FOLLOWED', outcome: 'Counted (synthetic).' },
      { id: second, status: 'SET_ASIDE', outcome: 'No scales (synthetic).' },
    ]);
    expect(await askedOf('chief', first)).toEqual([]);
  });
});

describe('An undertaking', () => {
  it('has its day and each later one, is announced as overdue, and is kept late all the same', async () => {
    const promise = { givenBy: 'The Chief', text: 'A training plan (synthetic).', dueOn: '2026-03-20' };
    const undertakingId = await enter('board-secretary', 'record-undertaking', {
      ...promise,
      occurredAt: '2026-03-10T17:00:00Z',
    });
    const [task] = (await listed('/v1/tasks?limit=200', 'chief')).filter(
      ({ record }) => (record as Json)['id'] === undertakingId,
    );
    expect(task).toMatchObject({ command: 'record-undertaking-kept', due: { at: '2026-03-21T06:59:59.999Z' } });
    await enter('board-secretary', 'extend-undertaking', { undertakingId, dueOn: '2026-03-27', reason: 'Illness (synthetic).' });
    expect(await ask(`/v1/undertakings/${undertakingId}`)).toMatchObject({
      ...{ status: 'OPEN', dueOn: '2026-03-27', announcedOverdue: false },
      extensions: [{ was: '2026-03-20', dueOn: '2026-03-27', grantedBy: 'board-secretary' }],
    });
    const { id } = await client.api.testbed.send(
      'announce-undertaking-overdue',
      { undertakingId },
      { actor: 'system', performedBy: 'system', role: 'system' },
    );
    await client.api.testbed.settled([id]);
    last = id;
    expect(await ask(`/v1/undertakings/${undertakingId}`)).toMatchObject({ status: 'OPEN', announcedOverdue: true });
    await enter('chief', 'record-undertaking-kept', { undertakingId, how: 'Bulletin 7 (synthetic).', evidence });
    expect(await ask(`/v1/undertakings/${undertakingId}`, 'oversight')).toMatchObject({ status: 'KEPT', evidence });
    const other = await enter('board-secretary', 'record-undertaking', { givenBy: 'The Chief', text: 'Another (synthetic).' });
    await enter('board-secretary', 'release-undertaking', { undertakingId: other, reason: 'Moot (synthetic).' });
    expect(await ask(`/v1/undertakings/${other}`)).toMatchObject({
      status: 'RELEASED',
      outcome: 'Moot (synthetic).',
      dueOn: null,
    });
  });
});

describe('A step of another body', () => {
  it('is hearsay until another person verifies it on evidence, and public from then on', async () => {
    const step = { body: 'City Council (synthetic)', act: 'Adopted an ordinance.', on: '2026-02', source: 'A newspaper' };
    const externalStepId = await enter('commission-staff', 'record-external-step', { ...step, tally: { ayes: 12, noes: 3 } });
    const seen = (as?: string) => ask(`/v1/external-steps/${externalStepId}`, as);
    expect(await askedOf('commission-staff', externalStepId)).toEqual(['add-step-evidence']);
    const verify = { externalStepId, how: 'Compared with the file (synthetic).' };
    expect(await command('commission-staff-2', 'verify-external-step', verify)).toMatchObject({ code: 'verified-on-evidence' });
    await enter('commission-staff', 'add-step-evidence', { externalStepId, evidence });
    expect(await askedOf('commission-staff', externalStepId)).toEqual([]);
    expect(await askedOf('commission-staff-2', externalStepId)).toEqual(['verify-external-step']);
    expect(await command('commission-staff', 'verify-external-step', verify)).toMatchObject({ status: 403, code: 'own-work' });
    expect(await seen()).toMatchObject({ status: 404 });
    await enter('commission-staff-2', 'verify-external-step', verify);
    expect(await seen()).toMatchObject({ status: 'VERIFIED', on: '2026-02', tally: { ayes: 12, noes: 3 }, evidence });
    expect(await seen()).not.toHaveProperty('recorders');
    await enter('commission-staff', 'withdraw-external-step', { externalStepId, reason: 'Another file (synthetic).' });
    expect(await seen('oversight')).toMatchObject({ status: 'WITHDRAWN', withdrawalReason: 'Another file (synthetic).' });
    expect(await listed('/v1/external-steps')).toEqual([]);
  });

  it('is about a record that exists', async () => {
    const about = { type: 'orders', id: NOBODY };
    const step = { body: 'A court', act: 'Ruled.', on: '2026', source: 'synthetic', about };
    expect(await command('city-attorney', 'record-external-step', step)).toMatchObject({ status: 404, code: 'no-such-record' });
  });
});
