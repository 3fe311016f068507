/** What the Board declines of what was requested of it ends, once, by the action and with its reason. */
import { BoardRoom, minute } from '../support/board-room.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

const reason = 'It is for the Council to ask (synthetic).';

describe('A provision that the Board declines', () => {
  let bed: Testbed;
  let room: BoardRoom;
  beforeAll(async () => {
    bed = await openTestbed();
    room = new BoardRoom(bed);
    await bed.startWorker();
  }, 60_000);
  afterAll(() => bed.close(), 30_000);

  it('ends by a reaction to what the secretary records of the vote, however often it is recorded', async () => {
    const directiveId = await room.directive();
    const asked = await room.provision(directiveId, '1');
    const directed = await room.provision(directiveId, '2', 'DIRECT');
    const drafted = await room.request(asked);
    const issued = await room.request(asked);
    await room.done('activate-directive', { directiveId });
    const meetingId = await room.meeting({ 1: {}, 2: { requestId: issued } }, 80);
    expect(await room.vote(meetingId, '2')).toMatchObject({ status: 'succeeded' });
    await room.eventOf('request.issued', issued);
    expect(await room.vote(meetingId, '1')).toMatchObject({ status: 'succeeded' });
    const boardActionId = String((await room.eventOf('board-action.adopted', '"itemNumber":"1"'))['id']);

    const decline = { boardActionId, provisionId: asked, reason };
    for (let times = 0; times < 2; times++) await room.done('record-provision-declined', decline, minute(60));
    const requests = [drafted, issued].sort();
    expect(await room.eventOf('provision.declined', asked)).toEqual({ id: asked, boardActionId, reason, requests });
    // What the Board has not issued goes with it; what it issued stands.
    expect(await room.eventOf('request.withdrawn', drafted)).toEqual({
      ...{ id: drafted, reason: `Its provision was declined: ${reason}` },
      provision: { ended: 'DECLINED', boardActionId },
    });
    expect(await room.tried('record-provision-declined', { ...decline, provisionId: directed }, minute(60))).toMatchObject({
      rejection: { code: 'provision-not-to-be-declined', refusal: 9 },
    });
    // It is at its end: nothing is asked of it any more, and its directive can be closed once the other has ended.
    expect(await room.tried('start-provision', { provisionId: asked })).toMatchObject({
      rejection: { code: 'not-in-this-state', detail: expect.stringContaining('DECLINED') },
    });
    await room.done('withdraw-provision', { provisionId: directed, reason }, minute(70));
    await room.done('close-directive', { directiveId }, minute(80));

    const { rows } = await bed.pool.query(`select count(*)::int as times from events where type = 'provision.declined'`);
    expect(rows).toEqual([{ times: 1 }]);
    const shown = await room.until(async () => {
      const view = `select withdrawal_reason as why from provisions where id = $1 and disposition = 'DECLINED'`;
      return (await bed.pool.query<{ why: string }>(view, [asked])).rows;
    });
    expect(shown).toEqual([{ why: reason }]);
    const stand = await room.until(async () => {
      const view = `select id, status from requests where provision_id = $1 and exists (select from requests where status = 'WITHDRAWN')`;
      return (await bed.pool.query<{ id: string; status: string }>(view, [asked])).rows;
    });
    expect(Object.fromEntries(stand.map(({ id, status }) => [id, status]))).toEqual({
      [drafted]: 'WITHDRAWN',
      [issued]: 'ISSUED',
    });
  }, 60_000);
});
