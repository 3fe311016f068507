/**
 * A text that the Board adopts as amended in an emergency, before labor is concluded: its reviews and certificates, its conformed text and
 * what is signed on it, over HTTP, as each view shows them on the way.
 */
import { createHash } from 'node:crypto';
import { eventually as soon } from '../support/workshop.js';
import { clientOfTheSuite } from './client.js';

type Json = Readonly<Record<string, unknown>>;
interface Answer extends Json {
  readonly id: string;
  readonly subject: { readonly id: string };
}

const client = clientOfTheSuite();
const eventually = <Value>(look: () => Promise<Value | undefined>): Promise<Value> => soon(look, 60_000);
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const MEMBERS = ['commissioner-1', 'commissioner-2', 'commissioner-3', 'commissioner-4'];
const OLD = 'Officers preserve video (synthetic).';
const FIRST = 'Officers preserve video, and other evidense (synthetic).';
const SECOND = 'Officers preserve video and other evidence (synthetic).';
const CONFORMED = 'Officers preserve video and other evidence for five years (synthetic).';
const START = '2026-03-10T16:30:00.000Z';
const minute = (minutes: number): string => new Date(Date.parse(START) + minutes * 60_000).toISOString();

let last = '';
let [protocolId, draftId, meetingId, orderId, boardActionId] = ['', '', '', '', ''];

async function send(as: string, name: string, body: object): Promise<Answer> {
  const response = await client.send(`/v1/commands/${name}`, { as, body, headers: { prefer: 'wait=20' } });
  return { ...((await response.json()) as Answer), status: response.status };
}

async function enter(as: string, name: string, body: object): Promise<string> {
  const answer = await send(as, name, body);
  expect([name, answer['status'], answer['detail']]).toEqual([name, 200, undefined]);
  last = answer.id;
  return answer.subject.id;
}

const refused = async (as: string, name: string, body: object): Promise<unknown> => (await send(as, name, body))['code'];

async function read(path: string, as?: string): Promise<Json> {
  const headers = { 'consistent-with': last };
  const response = await client.send(path, { method: 'GET', headers, ...(as === undefined ? {} : { as }) });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Json;
}

const onDraft = (as: string, name: string, body: object = {}): Promise<string> => enter(as, name, { draftId, ...body });
const draft = (as?: string): Promise<Json> => read(`/v1/drafts/${draftId}`, as);
const labor = async (): Promise<unknown> => ((await draft('oversight'))['tracks'] as Json)['labor'];
const inForce = (asOf: string): Promise<Json> => read(`/v1/protocols/${protocolId}/text?asOf=${asOf}`);
const packetText = async (): Promise<unknown> =>
  ((await read(`/v1/meetings/${meetingId}/packet`, 'commission-staff'))['items'] as Json[])[0]?.['text'];
const signing = (textHash: string): Json => ({
  ...{ orderId, fileCode: 'synthetic', occurredAt: minute(180), effectiveAt: minute(240) },
  ...{ boardApproval: 'REQUIRED', boardActionId, changes: [{ protocolId, draftId, change: 'REVISED', textHash }] },
});

beforeAll(async () => {
  await client.api.testbed.startWorker();
  const boardId = await enter('commission-staff', 'constitute-board', { name: 'Board (synthetic)' });
  for (const [seat, holder] of MEMBERS.entries())
    await enter('commission-staff', 'fill-seat', {
      boardId,
      seat: seat + 1,
      holder,
      name: `Synthetic ${holder}`,
      from: '2025-07-01',
    });
  meetingId = await enter('commission-staff', 'schedule-meeting', {
    ...{ boardId, kind: 'REGULAR', startsAt: START, place: 'City Hall (synthetic)' },
  });
  protocolId = await enter('policy-author', 'register-protocol', {
    ...{ kind: 'MANUAL_SECTION', identifier: '4/999.12 (synthetic)', title: 'Evidence (synthetic)' },
    inForce: { text: OLD, since: '2020-07-01', source: 'synthetic' },
  });
  draftId = await enter('policy-author', 'open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Evidence (synthetic)' });
  const saved = { baseVersion: 1, changeSummary: 'Other evidence (synthetic)' };
  await onDraft('policy-author', 'save-draft-version', { ...saved, text: FIRST });
  await onDraft('policy-author', 'submit-draft');
  await onDraft('city-attorney', 'record-legal-review', { version: 1, outcome: 'CLEARED' });
  await onDraft('commission-staff', 'request-changes', { reason: 'A slip of the pen (synthetic).' });
  await onDraft('policy-author', 'save-draft-version', { ...saved, text: SECOND });
  await onDraft('policy-author', 'submit-draft');
}, 180_000);

describe('A text under review', () => {
  it('keeps its legal clearance where the city attorney certifies that nothing of substance is new', async () => {
    const legal = async () => ((await draft('oversight'))['tracks'] as Json)['legal'];
    expect(await legal()).toMatchObject({ status: 'STALE', version: 1 });
    const stands = { draftId, version: 2, reason: 'The spelling of a word (synthetic).' };
    expect(await refused('city-attorney', 'certify-non-substantive', { ...stands, version: 1 })).toBe(
      'not-the-version-under-review',
    );
    await enter('city-attorney', 'certify-non-substantive', stands);
    expect(await legal()).toMatchObject({ status: 'CLEARED', version: 2 });
  });

  it('goes through meeting and conferring step by step, which those inside read and nobody else', async () => {
    expect(await labor()).toEqual({ status: 'UNSCREENED' });
    await onDraft('labor-relations', 'screen-labor', { version: 2, finding: 'IN_SCOPE' });
    expect(await labor()).toMatchObject({ status: 'SCREENED', finding: 'IN_SCOPE', version: 2 });
    expect(await refused('city-attorney', 'concur-in-labor-scope', { draftId })).toBe('not-found-out-of-scope');
    expect(await refused('labor-relations', 'begin-labor-consultation', { draftId })).toBe('not-in-this-state');
    await onDraft('labor-relations', 'give-labor-notice', { organizations: ['A league (synthetic)'] });
    await onDraft('labor-relations', 'begin-labor-consultation');
    expect(await labor()).toMatchObject({ status: 'CONSULTING', organizations: ['A league (synthetic)'] });
    expect((await client.send(`/v1/drafts/${draftId}`, { method: 'GET' })).status).toBe(404);
  });

  it('may be acted on early in an emergency that the Board finds, in its words', async () => {
    const early = { draftId, ground: 'EMERGENCY', meetingId };
    expect(await refused('board-secretary', 'record-early-action', early)).toBe('early-action-incomplete');
    const conditions = ['Notice within ten days (synthetic)'];
    expect(await refused('board-secretary', 'record-early-action', { ...early, conditions })).toBe('early-action-incomplete');
    const finding = 'Evidence is being lost (synthetic).';
    await enter('board-secretary', 'record-early-action', { ...early, finding });
    expect(await labor()).toMatchObject({ status: 'CONSULTING', early: { ground: 'EMERGENCY', meetingId, finding } });
    expect(await read(`/v1/drafts/${draftId}/readiness`, 'chief')).toMatchObject({ later: { labor: 'PERMITTED' } });
  });
});

describe('A text before the Board', () => {
  it('is laid before it with where each review stands', async () => {
    await onDraft('chief', 'approve-draft');
    await onDraft('chief', 'transmit-draft');
    const item = { meetingId, number: '1', kind: 'ACTION', section: 'REGULAR', title: 'Evidence (synthetic)' };
    await enter('commission-staff', 'place-item', { ...item, draftId, textHash: hashOf(SECOND) });
    const evidence = { locations: ['At the door (synthetic)'] };
    await enter('commission-staff', 'post-agenda', { meetingId, evidence, occurredAt: minute(-96 * 60) });
    expect(await packetText()).toMatchObject({
      ...{ draftId, version: 2, textHash: hashOf(SECOND), isTransmitted: true },
      ...{ legal: { status: 'CLEARED', version: 2 }, oig: { status: 'OPEN' }, comment: { status: 'NONE' } },
      labor: { status: 'CONSULTING', early: { ground: 'EMERGENCY' } },
    });
  });

  it('that is amended from the floor is adopted in words, and what is signed waits for the conformed text', async () => {
    const at = (minutes: number) => ({ meetingId, occurredAt: minute(minutes) });
    await enter('board-secretary', 'convene-meeting', at(0));
    for (const member of MEMBERS) await enter('board-secretary', 'record-attendance', { ...at(1), member, change: 'ARRIVED' });
    await enter('board-secretary', 'record-comment-heard', { ...at(20), speakers: 0 });
    const motion = { mover: 'commissioner-1', seconder: 'commissioner-2', amendment: 'Add: for five years (synthetic).' };
    await enter('board-secretary', 'record-motion', { ...at(30), items: ['1'], ...motion });
    const votes = MEMBERS.map((member) => ({ member, vote: 'AYE' }));
    await enter('board-secretary', 'record-roll-call', { ...at(35), items: ['1'], votes });
    await enter('board-secretary', 'adjourn-meeting', at(90));
    boardActionId = await eventually(async () => {
      const { status, boardActionId: action } = await draft('oversight');
      return status === 'TRANSMITTED' && typeof action === 'string' ? action : undefined;
    });
    const heading = {
      orderType: 'SPECIAL_ORDER',
      office: 'Office of the Chief of Police',
      year: 2026,
      subject: 'Evidence (synthetic)',
    };
    orderId = await enter('policy-author', 'reserve-order-number', heading);
    expect(await refused('chief', 'sign-order', signing(hashOf(SECOND)))).toBe('conformed-text-awaited');
  });
});

describe('The conformed text', () => {
  it('is attached by the author and certified by the secretary as what the Board adopted', async () => {
    await onDraft('policy-author', 'attach-conformed-text', { text: CONFORMED, changeSummary: 'As amended (synthetic)' });
    expect(await draft('oversight')).toMatchObject({ status: 'TRANSMITTED', currentVersion: 3, submittedVersion: 2 });
    expect(await refused('chief', 'sign-order', signing(hashOf(CONFORMED)))).toBe('conformed-text-awaited');
    const certificate = { draftId, textHash: hashOf(SECOND) };
    expect(await refused('board-secretary', 'certify-conformed-text', certificate)).toBe('not-the-conformed-text');
    await enter('board-secretary', 'certify-conformed-text', { ...certificate, textHash: hashOf(CONFORMED) });
    expect(await draft()).toMatchObject({ status: 'ADOPTED', boardActionId });
    expect(await read(`/v1/drafts/${draftId}/versions/3`)).toMatchObject({ text: CONFORMED, textHash: hashOf(CONFORMED) });
    expect(await packetText()).toMatchObject({ status: 'ADOPTED', version: 2, textHash: hashOf(SECOND) });
  });

  it('is in force from the order on that is signed on it, though labor is not concluded', async () => {
    expect(await refused('chief', 'sign-order', signing(hashOf(SECOND)))).toBe('other-text-than-adopted');
    await enter('chief', 'sign-order', signing(hashOf(CONFORMED)));
    await eventually(async () => ((await inForce(minute(240)))['number'] === 2 ? true : undefined));
    expect(await inForce(minute(240))).toMatchObject({ text: CONFORMED, textHash: hashOf(CONFORMED), draftId, orderId });
    expect(await inForce(minute(239))).toMatchObject({ number: 1, text: OLD });
    expect(await read(`/v1/protocols/${protocolId}/redline?from=${minute(239)}&to=${minute(240)}`)).toMatchObject({
      ...{ from: { number: 1, textHash: hashOf(OLD) }, to: { number: 2, textHash: hashOf(CONFORMED) } },
    });
  });

  it('leaves the conferring to be concluded: at an impasse, and how that ended', async () => {
    await onDraft('labor-relations', 'declare-labor-impasse');
    expect(await refused('labor-relations', 'conclude-labor-consultation', { draftId })).toBe('not-in-this-state');
    await onDraft('labor-relations', 'resolve-labor-impasse', { ending: 'MEDIATED' });
    expect(await labor()).toMatchObject({ status: 'RESOLVED', ending: 'MEDIATED', early: { ground: 'EMERGENCY' } });
    expect((await draft())['tracks']).toEqual({});
  });
});
