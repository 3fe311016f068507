/** A request keeps the rules that it was begun under, also when the installation has gone on to newer ones. */
import { losAngeles } from '#jurisdiction';
import type { Profile, Role } from '#kernel';
import type { Settings } from '#commission';
import { createApi } from '../../apps/api/src/create-api.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

const first: Profile = { ...losAngeles, noticeHours: { ...losAngeles.noticeHours, REGULAR: 72 } };
const second: Profile = {
  ...first,
  version: 2,
  noticeHours: { ...first.noticeHours, REGULAR: 96 },
  attestation: { members: 3 },
};
const both: Pick<Settings, 'profile' | 'earlierProfiles'> = { profile: second, earlierProfiles: [first] };
const MISSING = /Open requests \(1\) .*version 1 of the profile los-angeles is not here: .* as los-angeles@1\.yaml/;

const STARTS_AT = '2026-03-31T16:30:00.000Z';
/** 80 hours before. */
const POSTED_AT = '2026-03-28T08:30:00.000Z';
const minute = (minutes: number): string => new Date(Date.parse(STARTS_AT) + minutes * 60_000).toISOString();

describe('A request that was begun under version 1 of the rules', () => {
  let bed: Testbed;
  beforeEach(async () => {
    bed = await openTestbed({ profile: first });
  }, 60_000);
  afterEach(() => bed.close(), 30_000);

  async function done(
    name: string,
    body: Record<string, unknown>,
    occurredAt = '2026-03-02T18:00:00.000Z',
    by: { actor?: string; role?: Role } = {},
  ): Promise<string> {
    const { id, subjectId } = await bed.send(name, body, { occurredAt, ...by, performedBy: by.actor ?? 'tester' });
    const [report] = await bed.settled([id]);
    expect(report).toMatchObject({ name, status: 'succeeded' });
    return subjectId;
  }

  async function openRequest(directiveId: string, key: string): Promise<string> {
    const text = { key, verb: 'REQUEST', addressee: 'Board', text: 'synthetic' };
    const provisionId = await done('add-provision', { directiveId, ...text });
    const report = { from: 'EXECUTIVE_DIRECTOR', title: 'synthetic', reportedOn: '2026-03-02' };
    const boardReportId = await done('register-board-report', report);
    return done('open-request', { provisionId, boardReportId, title: 'synthetic', asks: ['synthetic'] });
  }

  const begin = (): Promise<string> =>
    done('register-directive', { number: 1, label: 'synthetic', issuedBy: 'synthetic', signedOn: '2026-03-01' });

  /** The first event of its kind on a record, once it is there. */
  async function eventOf(type: string, requestId: string): Promise<Record<string, unknown>> {
    for (let tries = 0; tries < 400; tries++) {
      const { rows } = await bed.pool.query<{ data: Record<string, unknown> }>(
        `select d.data::json as data from events e join event_data d using (stream, version)
         where e.type = $1 and $2 in (split_part(e.stream, '/', 2), d.data::json ->> 'requestId')`,
        [type, requestId],
      );
      if (rows[0]) return rows[0].data;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`There is no ${type}.`);
  }

  /** The start looks at a view: what happened a moment ago is in it before anything else is started. */
  async function seen(requestId: string, status: string): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      const { rowCount } = await bed.pool.query('select from requests where id = $1 and status = $2', [requestId, status]);
      if (rowCount) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('The view did not come to the request.');
  }

  it('is voted on with its notice of 72 hours, beside one that was begun under version 2 and its 96', async () => {
    const before = await createWorker(bed.settings);
    const directiveId = await begin();
    const old = await openRequest(directiveId, '1');
    await before.close();
    await bed.startWorker(both);
    const young = await openRequest(directiveId, '2');
    expect((await eventOf('request.opened', old))['profile']).toEqual({ id: 'los-angeles', version: 1 });
    expect((await eventOf('request.opened', young))['profile']).toEqual({ id: 'los-angeles', version: 2 });

    const boardId = await done('constitute-board', { name: 'synthetic' });
    const members = ['ana', 'ben', 'cho'];
    for (const [at, holder] of members.entries())
      await done('fill-seat', { boardId, seat: at + 1, holder, name: holder, from: '2025-07-01' });
    const called = { boardId, kind: 'REGULAR', startsAt: STARTS_AT, place: 'synthetic' };
    const meetingId = await done('schedule-meeting', called);
    for (const [number, requestId] of Object.entries({ 1: old, 2: young }))
      await done('place-item', { meetingId, number, title: 'synthetic', kind: 'ACTION', section: 'REGULAR', requestId });
    await done('post-agenda', { meetingId, evidence: { locations: ['synthetic'] } }, POSTED_AT);
    for (const requestId of [old, young]) await eventOf('request.agendized', requestId);
    await done('convene-meeting', { meetingId }, STARTS_AT);
    for (const member of members) await done('record-attendance', { meetingId, member, change: 'ARRIVED' }, minute(1));
    await done('record-comment-heard', { meetingId, speakers: 0 }, minute(10));
    for (const number of ['1', '2']) await done('record-motion', { meetingId, items: [number], mover: 'ana' }, minute(20));

    const votes = members.map((member) => ({ member, vote: 'AYE' }));
    const rollCall = (number: string) =>
      bed.send('record-roll-call', { meetingId, items: [number], votes }, { occurredAt: minute(30) });
    const sent = [await rollCall('1'), await rollCall('2')];
    const [adopted, refused] = await bed.settled(sent.map(({ id }) => id));
    expect(adopted).toMatchObject({ status: 'succeeded' });
    expect(refused).toMatchObject({ rejection: { code: 'posted-too-late', detail: expect.stringContaining('needs 96 h') } });
    expect((await eventOf('board-action.adopted', old))['profile']).toEqual({ id: 'los-angeles', version: 1 });

    // What hangs on it goes by the same rules: two members attest, where newer ones ask for three.
    const boardActionId = String((await eventOf('request.issued', old))['boardActionId']);
    for (const actor of ['ben', 'cho'])
      await done('attest-action', { boardActionId, as: 'MEMBER' }, minute(60), { actor, role: 'commissioner' });
    await done('attest-action', { boardActionId, as: 'SECRETARY' }, minute(60), { actor: 'sam', role: 'board-secretary' });
    expect(await eventOf('board-action.attested', boardActionId)).toEqual({ attestedAt: minute(60) });
  }, 120_000);

  it('keeps worker and api from starting where version 1 is not there, as long as it is open', async () => {
    const before = await createWorker(bed.settings);
    const requestId = await openRequest(await begin(), '1');
    await seen(requestId, 'DRAFTED');
    await before.close();
    await expect(bed.startWorker({ profile: second })).rejects.toThrow(MISSING);
    await expect(createApi({ ...bed.settings, profile: second })).rejects.toThrow(MISSING);
    const again = await createWorker({ ...bed.settings, ...both });
    await done('withdraw-request', { requestId, reason: 'synthetic' });
    await seen(requestId, 'WITHDRAWN');
    await again.close();
    await bed.startWorker({ profile: second });
  }, 120_000);
});
