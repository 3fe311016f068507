/** A request keeps the rules that it was begun under, also when the installation has gone on to newer ones. */
import type { Settings } from '#commission';
import { losAngeles } from '#jurisdiction';
import type { Profile } from '#kernel';
import { startIssuer } from '#testing';
import pg from 'pg';
import { createApi } from '../../apps/api/src/create-api.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { BoardRoom, minute } from '../support/board-room.js';
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

describe('A request that was begun under version 1 of the rules', () => {
  let bed: Testbed;
  let room: BoardRoom;
  beforeEach(async () => {
    bed = await openTestbed({ profile: first });
    room = new BoardRoom(bed);
  }, 60_000);
  afterEach(() => bed.close(), 30_000);

  const requestOn = async (directiveId: string, key: string): Promise<string> =>
    room.request(await room.provision(directiveId, key));

  /** The start looks at a view: what happened a moment ago is in it before anything else is started. */
  const seen = (requestId: string, status: string): Promise<unknown> =>
    room.until(async () => {
      const found = await bed.pool.query<object>('select from requests where id = $1 and status = $2', [requestId, status]);
      return found.rows;
    });

  /** What an api under version 2 tells of a meeting. */
  async function packetOf(meetingId: string): Promise<{ items: { number: string; notice: { state: string } }[] }> {
    const issuer = await startIssuer();
    const api = await createApi({ ...bed.settings, ...both, issuer: issuer.issuer });
    await api.listen(0, '127.0.0.1');
    const headers = { authorization: `Bearer ${await issuer.tokenFor('commission-staff')}` };
    const answer = await fetch(`${await api.getUrl()}/v1/meetings/${meetingId}/packet`, { headers });
    await api.close();
    await issuer.close();
    return (await answer.json()) as { items: { number: string; notice: { state: string } }[] };
  }

  it('is voted on with its notice of 72 hours, beside one that was begun under version 2 and its 96', async () => {
    const before = await createWorker(bed.settings);
    const directiveId = await room.directive();
    const old = await requestOn(directiveId, '1');
    await before.close();
    await bed.startWorker(both);
    const young = await requestOn(directiveId, '2');
    expect((await room.eventOf('request.opened', old))['profile']).toEqual({ id: 'los-angeles', version: 1 });
    expect((await room.eventOf('request.opened', young))['profile']).toEqual({ id: 'los-angeles', version: 2 });

    const meetingId = await room.meeting({ 1: { requestId: old }, 2: { requestId: young } }, 80);
    expect(await room.vote(meetingId, '1')).toMatchObject({ status: 'succeeded' });
    expect(await room.vote(meetingId, '2')).toMatchObject({
      rejection: { code: 'posted-too-late', detail: expect.stringContaining('needs 96 h') },
    });
    expect((await room.eventOf('board-action.adopted', old))['profile']).toEqual({ id: 'los-angeles', version: 1 });

    const packet = await packetOf(meetingId);
    expect(packet.items.map(({ number, notice }) => [number, notice.state])).toEqual([
      ['1', 'MET'],
      ['2', 'MISSED'],
    ]);

    // What hangs on it goes by the same rules: two members attest, where newer ones ask for three.
    const boardActionId = String((await room.eventOf('request.issued', old))['boardActionId']);
    for (const actor of ['ben', 'cho'])
      await room.done('attest-action', { boardActionId, as: 'MEMBER' }, minute(60), { actor, role: 'commissioner' });
    await room.done('attest-action', { boardActionId, as: 'SECRETARY' }, minute(60), { actor: 'sam', role: 'board-secretary' });
    expect(await room.eventOf('board-action.attested', boardActionId)).toMatchObject({ attestedAt: minute(60) });
  }, 120_000);

  it('is found in the log where the view of requests has not seen it yet', async () => {
    const before = await createWorker(bed.settings);
    const requestId = await requestOn(await room.directive(), '1');
    await seen(requestId, 'DRAFTED');
    await before.close();
    const owner = new pg.Client({ connectionString: bed.ownerUrl, options: '-c search_path=promulgate,views' });
    await owner.connect();
    await owner.query('delete from requests');
    await owner.query(`update checkpoints set position = 0 where consumer = 'view:requests'`);
    await owner.end();
    await expect(bed.startWorker({ profile: second })).rejects.toThrow(MISSING);
  }, 120_000);

  it('keeps worker and api from starting where version 1 has other rules than it was begun under', async () => {
    const edited = { ...first, noticeHours: { ...first.noticeHours, REGULAR: 48 } };
    const before = await createWorker(bed.settings);
    await before.close();
    // Nothing was begun under it yet: its file may still be changed, and changed back.
    for (const profile of [edited, first]) await (await createWorker({ ...bed.settings, profile })).close();
    const during = await createWorker(bed.settings);
    const requestId = await requestOn(await room.directive(), '1');
    await seen(requestId, 'DRAFTED');
    await during.close();
    const OTHERWISE = /Open requests \(1\) .*version 1 of the profile los-angeles.* noticeHours\.REGULAR was 72 and is 48/;
    await expect(bed.startWorker({ profile: edited })).rejects.toThrow(OTHERWISE);
    await expect(createApi({ ...bed.settings, profile: edited })).rejects.toThrow(OTHERWISE);
    await expect(bed.startWorker({ profile: second, earlierProfiles: [edited] })).rejects.toThrow(OTHERWISE);
    const claims = { ...first, roleClaims: { 'the-chief': 'chief' } } as const;
    await (await createWorker({ ...bed.settings, profile: claims })).close();
    const more = { ...first, later: 1, sources: { ...first.sources, later: { source: 'a later release', verified: false } } };
    await (await createWorker({ ...bed.settings, profile: more })).close();
    await expect(bed.startWorker({ profile: { ...more, later: 2 } as Profile })).rejects.toThrow(/later was 1 and is 2/);
    await bed.startWorker();
  }, 120_000);

  it('keeps worker and api from starting where version 1 is not there, as long as it is open', async () => {
    const before = await createWorker(bed.settings);
    const requestId = await requestOn(await room.directive(), '1');
    await seen(requestId, 'DRAFTED');
    await before.close();
    await expect(bed.startWorker({ profile: second })).rejects.toThrow(MISSING);
    await expect(createApi({ ...bed.settings, profile: second })).rejects.toThrow(MISSING);
    const elsewhere = { profile: { ...first, id: 'elsewhere' } };
    await expect(bed.startWorker(elsewhere)).rejects.toThrow(
      /under the profile los-angeles, and PROFILE names the rules of another place/,
    );
    const again = await createWorker({ ...bed.settings, ...both });
    await room.done('withdraw-request', { requestId, reason: 'synthetic' });
    await seen(requestId, 'WITHDRAWN');
    await again.close();
    await bed.startWorker({ profile: second });
  }, 120_000);
});
