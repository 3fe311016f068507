/** The place of a follow-up in the chain: what was recommended, asked for, promised or done elsewhere, found from either end. */
import { clientOfTheSuite } from './client.js';

interface Node {
  readonly key: string;
  readonly step: string;
  readonly type: string;
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly details: Readonly<Record<string, unknown>>;
}
interface Chain {
  readonly root: Node;
  readonly chain: readonly Node[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}
interface References {
  readonly refersTo: readonly { readonly type: string; readonly part: string | null; readonly how: string }[];
  readonly referredToBy: References['refersTo'];
}

const client = clientOfTheSuite();
let last = '';

async function enter(person: string, name: string, body: object): Promise<string> {
  const response = await client.send(`/v1/commands/${name}`, { as: person, body, headers: { prefer: 'wait=20' } });
  const answer = (await response.json()) as { id: string; detail?: string; subject: { id: string } };
  expect([name, response.status, answer.detail]).toEqual([name, 200, undefined]);
  last = answer.id;
  return answer.subject.id;
}

const asked = (path: string, as?: string): Promise<Response> =>
  client.send(path, { method: 'GET', headers: { 'consistent-with': last }, ...(as === undefined ? {} : { as }) });

async function get<Answer>(path: string, as?: string): Promise<Answer> {
  const response = await asked(path, as);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Answer;
}

const traceOf = (path: string, as?: string): Promise<Chain> => get<Chain>(`/v1/trace/${path}`, as);
const stepsOf = async (path: string, as?: string): Promise<string[]> => (await traceOf(path, as)).chain.map(({ step }) => step);
const referencesOf = (path: string, as?: string): Promise<References> => get<References>(`/v1/${path}/references`, as);
const briefly = (lines: References['refersTo']): string[] =>
  lines.map(({ type, part, how }) => [type, ...(part === null ? [] : [part]), how].join(' '));

const evidence = [{ title: 'The record (synthetic)', uri: 'https://example.org/record' }];
const ids = {
  directive: '',
  provision: '',
  request: '',
  protocol: '',
  draft: '',
  meeting: '',
  advice: '',
  direction: '',
  promise: '',
};

async function enterMatters(): Promise<void> {
  const [label, issuedBy] = ['Executive Directive 18 (synthetic)', 'Mayor (synthetic)'];
  ids.directive = await enter('mayor-liaison', 'register-directive', { number: 18, label, issuedBy, signedOn: '2026-03-01' });
  const provision = { key: '1', verb: 'REQUEST', addressee: 'Board', text: 'Look at pursuits (synthetic).' };
  ids.provision = await enter('mayor-liaison', 'add-provision', { directiveId: ids.directive, ...provision });
  const report = { from: 'EXECUTIVE_DIRECTOR', title: 'Pursuits (synthetic)', reportedOn: '2026-03-02' };
  const boardReportId = await enter('commission-staff', 'register-board-report', report);
  const request = { provisionId: ids.provision, boardReportId, title: 'Another text (synthetic)', asks: ['A new text'] };
  ids.request = await enter('commission-staff', 'open-request', request);
  ids.protocol = await enter('policy-author', 'register-protocol', {
    ...{ kind: 'MANUAL_SECTION', identifier: '1/555.2', title: 'Pursuits (synthetic)' },
    inForce: { text: 'Words (synthetic).', since: '2020-07-01', source: 'synthetic' },
  });
  const draft = { protocolId: ids.protocol, origin: 'DEPARTMENT', title: 'Pursuits (synthetic)' };
  ids.draft = await enter('policy-author', 'open-draft', draft);
}

async function enterMeeting(): Promise<void> {
  const boardId = await enter('commission-staff', 'constitute-board', { name: 'Board (synthetic)' });
  const plan = { boardId, kind: 'REGULAR', startsAt: '2026-03-10T16:30:00Z', place: 'City Hall (synthetic)' };
  const meetingId = await enter('commission-staff', 'schedule-meeting', plan);
  const action = { meetingId, kind: 'ACTION', section: 'REGULAR', title: 'Request (synthetic)', requestId: ids.request };
  await enter('commission-staff', 'place-item', { ...action, number: '3' });
  const other = { meetingId, number: '4', kind: 'INFORMATION', section: 'REGULAR', title: 'Another matter (synthetic)' };
  await enter('commission-staff', 'place-item', other);
  const posting = { meetingId, evidence: { locations: ['At the door (synthetic)'] }, occurredAt: '2026-03-06T16:00:00Z' };
  await enter('commission-staff', 'post-agenda', posting);
  await enter('board-secretary', 'convene-meeting', { meetingId, occurredAt: '2026-03-10T16:30:00Z' });
  ids.meeting = meetingId;
}

beforeAll(async () => {
  await client.api.testbed.startWorker();
  await enterMatters();
  await enterMeeting();
}, 120_000);

describe('A recommendation', () => {
  it('stands beside the reviews of the draft that it is about, with its answers, from either end', async () => {
    const report = { from: 'INSPECTOR_GENERAL', title: 'On pursuits (synthetic)', reportedOn: '2026-03-03' };
    const boardReportId = await enter('commission-staff', 'register-board-report', report);
    ids.advice = await enter('inspector-general', 'record-recommendation', {
      ...{ to: 'DEPARTMENT', text: 'Count them (synthetic).', number: '4b', boardReportId, draftId: ids.draft },
    });
    const recommendationId = ids.advice;
    await enter('chief', 'respond-to-recommendation', { recommendationId, answer: 'ACCEPTED', reason: 'Agreed (synthetic).' });
    await enter('chief', 'report-implementation', { recommendationId, what: 'Counted (synthetic).', evidence });
    const { root, chain, edges } = await traceOf(`recommendations/${ids.advice}`, 'oversight');
    expect(chain.map(({ step }) => step)).toEqual(['board-report', 'protocol', 'draft', 'clearances', 'recommendation']);
    expect(edges).toContainEqual({ from: `recommendations/${ids.advice}`, to: `drafts/${ids.draft}` });
    expect(root).toMatchObject({
      ...{ label: 'Recommendation 4b to the Department', status: 'IMPLEMENTED' },
      details: { answers: [{ answer: 'ACCEPTED', by: 'chief' }], implementation: [{ what: 'Counted (synthetic).', evidence }] },
    });
    const below = (await traceOf(`protocols/${ids.protocol}`, 'oversight')).chain.find(({ step }) => step === 'recommendation');
    expect(below).toEqual(root);
  });

  it('is told to the public without the draft that is not public, and what was reported about it stays inside', async () => {
    const { root, chain } = await traceOf(`recommendations/${ids.advice}`);
    expect(chain.map(({ step }) => step)).not.toContain('draft');
    expect(root.details).toHaveProperty('answers');
    expect(root.details).not.toHaveProperty('implementation');
    const recommendationId = ids.advice;
    await enter('inspector-general', 'return-implementation', { recommendationId, reason: 'Not all (synthetic).' });
    await enter('chief', 'report-implementation', { recommendationId, what: 'All counted (synthetic).', evidence });
    await enter('inspector-general', 'verify-implementation', { recommendationId, finding: 'Seen (synthetic).' });
    const seen = (await traceOf(`recommendations/${ids.advice}`)).root;
    expect([seen.status, seen.details['finding'], seen.details['returned']]).toEqual([
      'VERIFIED',
      'Seen (synthetic).',
      undefined,
    ]);
    const inside = (await traceOf(`recommendations/${ids.advice}`, 'oversight')).root.details;
    expect(inside).toMatchObject({ returned: [{ reason: 'Not all (synthetic).' }], implementation: [{}, {}] });
  });

  it('of a provision stands before what the Board asks for, and ends when it is withdrawn', async () => {
    const advice = { to: 'BOARD', text: 'Ask for it (synthetic).', provisionId: ids.provision };
    const recommendationId = await enter('inspector-general', 'record-recommendation', advice);
    await enter('inspector-general', 'withdraw-recommendation', { recommendationId, reason: 'Asked (synthetic).' });
    const steps = await stepsOf(`recommendations/${recommendationId}`);
    expect(steps).toEqual(['directive', 'provision', 'recommendation']);
    const below = await stepsOf(`provisions/${ids.provision}`, 'oversight');
    expect(below.indexOf('recommendation')).toBe(below.indexOf('request') - 1);
    expect((await traceOf(`recommendations/${recommendationId}`)).root).toMatchObject({
      ...{ status: 'WITHDRAWN', details: { withdrawalReason: 'Asked (synthetic).' } },
    });
  });
});

describe('What was said in a meeting', () => {
  it('on an item comes right after it, from the request that the item is about and back', async () => {
    const said = { meetingId: ids.meeting, member: 'commissioner-1', of: 'the Department', text: 'Count (synthetic).' };
    ids.direction = await enter('board-secretary', 'record-direction', { ...said, itemNumber: '3' });
    await enter('chief', 'record-direction-followed', { directionId: ids.direction, what: 'Counted (synthetic).' });
    const { root, chain, edges } = await traceOf(`directions/${ids.direction}`);
    expect(root).toMatchObject({
      ...{ step: 'direction', label: 'Direction of commissioner-1', status: 'FOLLOWED' },
      details: { item: '3', outcome: 'Counted (synthetic).', meeting: { startsAt: expect.any(String) } },
    });
    const steps = chain.map(({ step }) => step);
    expect(steps).toEqual(['directive', 'provision', 'board-report', 'recommendation', 'request', 'vote', 'direction']);
    expect(edges).toContainEqual({ from: `directions/${ids.direction}`, to: `meetings/${ids.meeting}#3` });
    for (const path of [`requests/${ids.request}`, `directives/${ids.directive}`]) {
      const keys = (await traceOf(path, 'oversight')).chain.map(({ key }) => key);
      expect(keys.indexOf(`directions/${ids.direction}`)).toBe(keys.indexOf(`meetings/${ids.meeting}#3`) + 1);
    }
  });

  it('on no item belongs to the meeting and to no matter on its agenda', async () => {
    const promise = { givenBy: 'The Chief', text: 'A plan (synthetic).', meetingId: ids.meeting, dueOn: '2026-03-20' };
    ids.promise = await enter('board-secretary', 'record-undertaking', promise);
    await enter('board-secretary', 'extend-undertaking', {
      ...{ undertakingId: ids.promise, dueOn: '2026-03-27', reason: 'Illness (synthetic).' },
    });
    await enter('chief', 'record-undertaking-kept', { undertakingId: ids.promise, how: 'Done (synthetic).', evidence });
    const { root } = await traceOf(`undertakings/${ids.promise}`);
    expect(await stepsOf(`undertakings/${ids.promise}`)).toEqual(['meeting', 'undertaking']);
    expect(root).toMatchObject({
      ...{ label: 'Undertaking of The Chief', status: 'KEPT' },
      details: { dueOn: '2026-03-27', movedDeadlines: [{ was: '2026-03-20' }], outcome: 'Done (synthetic).' },
    });
    expect(root.details).not.toHaveProperty('evidence');
    expect((await traceOf(`undertakings/${ids.promise}`, 'oversight')).root.details).toMatchObject({ evidence });
    expect(await stepsOf(`requests/${ids.request}`, 'oversight')).not.toContain('undertaking');
    const held = await traceOf(`meetings/${ids.meeting}`);
    expect(held.chain.map(({ key }) => key)).toEqual(
      expect.arrayContaining([`directions/${ids.direction}`, `undertakings/${ids.promise}`]),
    );
    const free = await enter('commission-staff', 'record-undertaking', { givenBy: 'The Chief', text: 'Another (synthetic).' });
    await enter('board-secretary', 'release-undertaking', { undertakingId: free, reason: 'Moot (synthetic).' });
    expect(await stepsOf(`undertakings/${free}`)).toEqual(['undertaking']);
  });

  it('is among the references of what it was said on, and on its timeline', async () => {
    const { refersTo } = await referencesOf(`directions/${ids.direction}`);
    expect(briefly(refersTo)).toEqual(['meetings 3 STEMS_FROM']);
    const { referredToBy } = await referencesOf(`meetings/${ids.meeting}`);
    expect(briefly(referredToBy)).toEqual(['directions STEMS_FROM', 'undertakings REFERS_TO']);
    const { items } = await get<{ items: { sentence: string }[] }>(`/v1/trace/requests/${ids.request}/timeline`);
    expect(items.map(({ sentence }) => sentence)).toContain('The direction was followed: Counted (synthetic).');
  });
});

describe('A step of another body', () => {
  const step = { body: 'City Council (synthetic)', act: 'Adopted an ordinance.', on: '2026-03', source: 'A newspaper' };
  const recorded = (type: string, id: string): Promise<string> =>
    enter('commission-staff', 'record-external-step', { ...step, about: { type, id } });

  it('comes right after what it is about, for everybody while it is verified', async () => {
    const externalStepId = await recorded('provisions', ids.provision);
    const path = `external-steps/${externalStepId}`;
    const below = async (as?: string): Promise<boolean> =>
      (await stepsOf(`provisions/${ids.provision}`, as)).includes('external-step');
    expect(await stepsOf(path, 'oversight')).toEqual(['directive', 'provision', 'external-step', 'recommendation']);
    expect([await below('oversight'), await below()]).toEqual([true, false]);
    expect((await asked(`/v1/trace/${path}`)).status).toBe(404);
    await enter('commission-staff', 'add-step-evidence', { externalStepId, evidence });
    await enter('commission-staff-2', 'verify-external-step', { externalStepId, how: 'Compared (synthetic).' });
    expect((await traceOf(path)).root).toMatchObject({
      ...{
        label: 'City Council (synthetic), 2026-03',
        status: 'VERIFIED',
        details: { evidence, verifiedHow: 'Compared (synthetic).' },
      },
    });
    expect(await below()).toBe(true);
    await enter('commission-staff', 'withdraw-external-step', { externalStepId, reason: 'Another file (synthetic).' });
    expect([await below('oversight'), await below()]).toEqual([true, false]);
    expect((await asked(`/v1/trace/${path}`)).status).toBe(404);
    expect((await traceOf(path, 'oversight')).root).toMatchObject({
      ...{ status: 'WITHDRAWN', details: { withdrawalReason: 'Another file (synthetic).' } },
    });
  });

  it('on an authority is found among the references, from either end', async () => {
    const law = { citation: 'Gov. Code 7289 (synthetic)', title: 'Facial coverings (synthetic)' };
    const authorityId = await enter('city-attorney', 'register-authority', law);
    const path = `external-steps/${await recorded('authorities', authorityId)}`;
    expect(briefly((await referencesOf(path, 'oversight')).refersTo)).toEqual(['authorities STEMS_FROM']);
    expect(briefly((await referencesOf(`authorities/${authorityId}`, 'oversight')).referredToBy)).toEqual([
      'external-steps STEMS_FROM',
    ]);
    expect((await referencesOf(`authorities/${authorityId}`)).referredToBy).toEqual([]);
  });
});
