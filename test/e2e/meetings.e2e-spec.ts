/** Two meetings of the Board over HTTP: everything that can become of an item, and what is read of it. */
import { type RunningApi, startApi } from './api.js';

type Json = Readonly<Record<string, unknown>>;
interface Settled {
  readonly status: number;
  readonly code?: string;
  readonly detail?: string;
  readonly id: string;
  readonly subject: { readonly id: string };
}
interface Owing {
  readonly items: readonly {
    readonly number: string;
    readonly notice: { readonly state: string };
    readonly owed: readonly Json[];
  }[];
}

const FIRST = '2026-03-10T16:30:00.000Z';
const SECOND = '2026-03-13T16:30:00.000Z';
const after = (start: string, minutes: number): string => new Date(Date.parse(start) + minutes * 60_000).toISOString();
const MEMBERS = ['commissioner-1', 'commissioner-2', 'commissioner-3', 'commissioner-4'];
const votes = (vote: string, members: readonly string[] = MEMBERS) => members.map((member) => ({ member, vote }));

describe('Two meetings of the Board', () => {
  let api: RunningApi;
  let first: string;
  let second: string;
  let boardId: string;
  /** The last command that succeeded: what is read holds its result. */
  let last: string;

  async function send(as: string, command: string, body: object): Promise<Settled> {
    const authorization = `Bearer ${await api.issuer.tokenFor(as)}`;
    const response = await fetch(new URL(`/v1/commands/${command}`, api.url), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', prefer: 'wait=20' },
      body: JSON.stringify(body),
    });
    return { ...((await response.json()) as Settled), status: response.status };
  }

  async function done(as: string, command: string, body: object): Promise<string> {
    const settled = await send(as, command, body);
    expect([command, settled.status, settled.detail]).toEqual([command, 200, undefined]);
    last = settled.id;
    return settled.subject.id;
  }

  const staff = (command: string, body: object) => done('commission-staff', command, body);
  const secretary = (command: string, body: object) => done('board-secretary', command, body);
  const at = (minutes: number) => ({ meetingId: first, occurredAt: after(FIRST, minutes) });
  const then = (minutes: number) => ({ meetingId: second, occurredAt: after(SECOND, minutes) });

  async function read<Body = Json>(path: string, as?: string): Promise<Body> {
    const authorization = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
    const response = await fetch(new URL(path, api.url), { headers: { ...authorization, 'consistent-with': last } });
    expect([path, response.status]).toEqual([path, 200]);
    return (await response.json()) as Body;
  }

  /** Reads until a reaction has come as far. */
  async function readOnce<Body>(path: string, as: string, holds: (body: Body) => boolean): Promise<Body> {
    for (const until = Date.now() + 20_000; ;) {
      const body = await read<Body>(path, as);
      if (holds(body)) return body;
      if (Date.now() > until) throw new Error(`${path} has not come so far: ${JSON.stringify(body)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const itemOf = async (meetingId: string, number: string, holds: (item: Json) => boolean = () => true): Promise<Json> => {
    const found = (body: { items: Json[] }) => body.items.find((item) => item['number'] === number && holds(item));
    const body = await readOnce<{ items: Json[] }>(`/v1/meetings/${meetingId}`, 'oversight', (each) => found(each) !== undefined);
    return found(body) ?? {};
  };

  beforeAll(async () => {
    api = await startApi();
    await api.testbed.startWorker();
    boardId = await staff('constitute-board', { name: 'Synthetic board' });
    for (const [seat, holder] of MEMBERS.entries())
      await staff('fill-seat', { boardId, seat: seat + 1, holder, name: `Synthetic ${holder}`, from: '2025-07-01' });
    const call = (startsAt: string) => staff('schedule-meeting', { boardId, kind: 'REGULAR', startsAt, place: 'Board room' });
    [first, second] = [await call(FIRST), await call(SECOND)];
  }, 90_000);
  afterAll(() => api.close(), 30_000);

  it('have an agenda that may be amended: its notice runs anew for what was added', async () => {
    const item = { meetingId: first, kind: 'ACTION', section: 'CONSENT' };
    for (const number of ['1', '2', '3', '4']) await staff('place-item', { ...item, number, title: `Matter ${number}` });
    const evidence = { locations: ['At the door'] };
    await staff('post-agenda', { meetingId: first, evidence, occurredAt: '2026-03-06T16:00:00Z' });
    await staff('place-item', { ...item, number: '5', title: 'Added', section: 'REGULAR' });
    const shown = async (as?: string) => (await read<{ items: Json[] }>(`/v1/meetings/${first}`, as)).items.length;
    expect([await shown('oversight'), await shown()]).toEqual([5, 4]);
    await staff('post-agenda', { meetingId: first, evidence, occurredAt: '2026-03-08T16:30:00Z' });
    expect([await shown('oversight'), await shown()]).toEqual([5, 5]);
    expect(await itemOf(first, '1')).toMatchObject({ status: 'POSTED', noticedAt: '2026-03-06T16:00:00.000Z' });
    expect(await itemOf(first, '5')).toMatchObject({ status: 'POSTED', noticedAt: '2026-03-08T16:30:00.000Z' });
  });

  it('have a packet that says what is still owed, and to whom it is not shown', async () => {
    const { items } = await read<Owing>(`/v1/meetings/${first}/packet`, 'commission-staff');
    expect(items.map(({ number, notice: { state } }) => [number, state])).toEqual([
      ['1', 'MET'],
      ['2', 'MET'],
      ['3', 'MET'],
      ['4', 'MET'],
      ['5', 'MISSED'],
    ]);
    expect(items.at(-1)?.owed).toEqual([{ by: 'board-secretary', what: 'record-notice-exception' }]);
    const asked = await Promise.all(
      [undefined, 'public'].map(async (as) => {
        const headers = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
        return (await fetch(new URL(`/v1/meetings/${first}/packet`, api.url), { headers })).status;
      }),
    );
    expect(asked).toEqual([401, 403]);
  });

  it('take the consent calendar in one vote, without what was pulled', async () => {
    await secretary('convene-meeting', at(0));
    for (const member of MEMBERS) await secretary('record-attendance', { ...at(1), member, change: 'ARRIVED' });
    await secretary('record-comment-heard', { ...at(5), speakers: 0 });
    await secretary('record-motion', { ...at(10), items: ['1', '2', '3'], mover: 'commissioner-1' });
    await secretary('second-motion', { ...at(11), items: ['1'], seconder: 'commissioner-2' });
    await secretary('pull-item', { ...at(12), number: '3', pulledBy: 'commissioner-3' });
    expect(await itemOf(first, '3')).toMatchObject({ status: 'CALLED', section: 'REGULAR' });
    await secretary('record-roll-call', { ...at(13), items: ['1', '2'], votes: votes('AYE') });
    expect(await itemOf(first, '2')).toMatchObject({ status: 'APPROVED', ayes: 4 });
  });

  it('continue an item to the later meeting, where it stands again and names what it was', async () => {
    const proposes = { disposition: 'CONTINUED', continuedTo: second };
    await secretary('record-motion', { ...at(20), items: ['3'], mover: 'commissioner-1', proposes });
    await secretary('record-roll-call', { ...at(21), items: ['3'], votes: votes('NO') });
    expect(await itemOf(first, '3')).toMatchObject({ status: 'CALLED' });
    await secretary('record-motion', { ...at(22), items: ['3'], mover: 'commissioner-1', proposes });
    await secretary('record-roll-call', { ...at(23), items: ['3'], votes: votes('AYE') });
    expect(await itemOf(first, '3')).toMatchObject({ status: 'CONTINUED', continuedTo: second, disposedBy: 'MOTION' });
    expect(await itemOf(second, '3')).toMatchObject({ status: 'PLACED', continues: { meetingId: first, itemNumber: '3' } });
  });

  it('act on what was posted late under a finding only, which stands in the record of the vote', async () => {
    await secretary('record-motion', { ...at(30), items: ['5'], mover: 'commissioner-1', amendment: 'for a year' });
    const late = { ...at(32), items: ['5'], votes: votes('AYE') };
    expect(await send('board-secretary', 'record-roll-call', late)).toMatchObject({ status: 409, code: 'posted-too-late' });
    const finding = { ...at(31), items: ['5'], ground: 'SUBSEQUENT_NEED', finding: 'It became known on Saturday.' };
    await secretary('record-notice-exception', { ...finding, votes: votes('AYE', MEMBERS.slice(0, 3)) });
    await secretary('record-roll-call', late);
    expect(await itemOf(first, '5')).toMatchObject({
      ...{ status: 'APPROVED_AS_AMENDED', exception: 'SUBSEQUENT_NEED', amendment: 'for a year' },
    });
    await secretary('dispose-item', { ...at(40), items: ['4'], disposal: { disposition: 'REFERRED', referredTo: 'Staff' } });
    await secretary('adjourn-meeting', at(60));
    const { items } = await read<{ items: Json[] }>(`/v1/meetings/${first}/votes`);
    expect(items).toHaveLength(4);
    expect(items[0]).toMatchObject({ motion: { mover: 'commissioner-1', seconder: 'commissioner-2' }, tally: { ayes: 4 } });
    expect(items[3]).toMatchObject({
      posting: [{ evidence: { locations: ['At the door'] } }, { changed: ['5'] }],
      items: [{ number: '5', exceptions: [{ ground: 'SUBSEQUENT_NEED', holds: true }], quorum: { required: 3, counted: 4 } }],
    });
  });

  it('act on the continued item within five days under its first notice, and approve the minutes of the first', async () => {
    await secretary('draft-minutes', { meetingId: first, remarks: 'The Chief was absent.' });
    const packet = await read<{ minutesToApprove: Json[] }>(`/v1/meetings/${second}/packet`, 'commissioner');
    expect(packet.minutesToApprove).toMatchObject([{ id: first, minutesStatus: 'DRAFTED' }]);
    await staff('place-item', {
      ...{ meetingId: second, number: '1', title: 'Minutes', kind: 'ACTION', section: 'CONSENT', minutesOf: first },
    });
    const evidence = { locations: ['At the door'] };
    // Seventy-two hours before, but for item 3, which came to this agenda by the vote of three days ago.
    await staff('post-agenda', { meetingId: second, evidence, occurredAt: '2026-03-10T16:30:00Z' });
    await staff('revise-item', {
      meetingId: second,
      number: '3',
      title: 'Matter 3, again',
      section: 'REGULAR',
      occurredAt: after(FIRST, 60),
    });
    await secretary('convene-meeting', then(0));
    for (const member of MEMBERS.slice(0, 3)) await secretary('record-attendance', { ...then(1), member, change: 'ARRIVED' });
    await secretary('call-item', { ...then(2), items: ['1', '3'] });
    await secretary('record-comment-heard', { ...then(5), speakers: 2 });
    const three = MEMBERS.slice(0, 3);
    await secretary('record-motion', { ...then(10), items: ['3'], mover: 'commissioner-1' });
    const vote = { ...then(12), items: ['3'], votes: votes('AYE', three) };
    expect(await send('board-secretary', 'record-roll-call', vote)).toMatchObject({ status: 409, code: 'posted-too-late' });
    await secretary('record-notice-exception', {
      ...{ ...then(11), items: ['3'], ground: 'CONTINUED_WITHIN_5_DAYS', finding: 'Continued on 10 March.' },
    });
    await secretary('record-roll-call', vote);
    await secretary('record-motion', { ...then(20), items: ['1'], mover: 'commissioner-2' });
    await secretary('record-roll-call', { ...then(21), items: ['1'], votes: votes('AYE', three) });
    await secretary('adjourn-meeting', then(30));
    const minutes = await readOnce<Json>(`/v1/meetings/${first}/minutes`, 'public', ({ status }) => status === 'APPROVED');
    expect(minutes).toMatchObject({
      ...{ remarks: 'The Chief was absent.', approvedBy: { meetingId: second, itemNumber: '1' }, ending: 'ADJOURNED' },
      attendance: MEMBERS.map((member) => ({ member, remote: false, arrivedAt: after(FIRST, 1) })),
    });
    expect((minutes['items'] as Json[]).map(({ number, status }) => [number, status])).toEqual([
      ['1', 'APPROVED'],
      ['2', 'APPROVED'],
      ['3', 'CONTINUED'],
      ['4', 'REFERRED'],
      ['5', 'APPROVED_AS_AMENDED'],
    ]);
  });

  it('may be called off', async () => {
    const startsAt = '2026-03-17T16:30:00.000Z';
    const id = await staff('schedule-meeting', { boardId, kind: 'SPECIAL', startsAt, place: 'Board room' });
    await staff('cancel-meeting', { meetingId: id, reason: 'No quorum is expected.' });
    expect(await read(`/v1/meetings/${id}`)).toMatchObject({ status: 'CANCELLED', cancelReason: 'No quorum is expected.' });
  });
});
