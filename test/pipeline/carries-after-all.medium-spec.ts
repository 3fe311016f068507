/** A vote that was entered wrongly: what it failed becomes the action of the Board that it would have become, once. */
import { migrate } from '#event-log';
import pg from 'pg';
import { BoardRoom, MEMBERS, minute } from '../support/board-room.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

const SYSTEM = { actor: 'reaction:synthetic', role: 'system' } as const;

describe('An item that failed, and carries once a vote of it is put right', () => {
  let bed: Testbed;
  let room: BoardRoom;
  let meetingId: string;
  let requestId: string;
  let boardActionId: string;
  beforeAll(async () => {
    bed = await openTestbed();
    room = new BoardRoom(bed);
    await bed.startWorker();
    const provisionId = await room.provision(await room.directive(), '1');
    requestId = await room.request(provisionId);
    meetingId = await room.meeting({ 1: { requestId } }, 80);
    const votes = MEMBERS.map((member, at) => ({ member, vote: at === 0 ? 'NO' : 'AYE' }));
    await room.done('record-roll-call', { meetingId, items: ['1'], votes }, minute(30));
    await room.eventOf('request.not-adopted', requestId);
  }, 60_000);
  afterAll(() => bed.close(), 30_000);

  const putRight = (vote: string): Promise<string> =>
    room.done(
      'note-vote-corrected',
      { meetingId, items: ['1'], votedAt: minute(30), member: MEMBERS[0], vote },
      minute(90),
      SYSTEM,
    );
  const actions = async (): Promise<unknown[]> =>
    (await bed.pool.query<{ id: string }>(`select id from events where type = 'board-action.adopted'`)).rows;

  it('becomes an action that was adopted at the vote, and issues the request', async () => {
    await putRight('AYE');
    const adopted = await room.eventOf('board-action.adopted', meetingId);
    expect(adopted).toMatchObject({ itemNumber: '1', requestId, ayes: 3, noes: 0, amended: false, adoptedAt: minute(30) });
    boardActionId = String(adopted['id']);
    expect(await room.eventOf('request.issued', requestId)).toEqual({ id: requestId, boardActionId });
    expect(await room.eventOf('meeting.action-noted', meetingId)).toMatchObject({ number: '1', boardActionId });
    const shown = await room.until(async () => {
      const view = `select ended_at as ended from requests where id = $1 and status = 'ISSUED' and board_action_id = $2`;
      return (await bed.pool.query<{ ended: Date | null }>(view, [requestId, boardActionId])).rows;
    });
    expect(shown).toEqual([{ ended: null }]);
  }, 60_000);

  it('has one action, however often its outcome changes', async () => {
    await putRight('NO');
    await room.eventOf('board-action.rescission-required', boardActionId);
    await putRight('AYE');
    await room.eventOf('board-action.stands-again', boardActionId);
    expect(await actions()).toHaveLength(1);
    const again = { boardId: requestId, meetingId, itemNumber: '1', title: 'synthetic', recused: [], amended: false };
    const { id } = await bed.send(
      'record-board-action',
      { ...again, adoptedAt: minute(30) },
      { ...SYSTEM, occurredAt: minute(95) },
    );
    expect((await bed.settled([id]))[0]).toMatchObject({ status: 'rejected', rejection: { code: 'one-action-an-item' } });
  }, 60_000);

  it('is found by its meeting also where it was adopted before it was kept there', async () => {
    const owner = new pg.Client({ connectionString: bed.ownerUrl });
    await owner.connect();
    try {
      const kept = `select scope, key, stream from promulgate.claims where scope ~ '^(board-actions-of-meeting|requests-of-provision)/' order by 1, 2`;
      const { rows: before } = await owner.query<object>(kept);
      expect(before).toHaveLength(2);
      await owner.query(`delete from promulgate.claims where scope ~ '^(board-actions-of-meeting|requests-of-provision)/'`);
      await owner.query(`delete from public.migrations where name ~ '^(ActionsOfItems|RequestsOfProvisions)'`);
      expect(await migrate(bed.ownerUrl)).toHaveLength(2);
      expect((await owner.query<object>(kept)).rows).toEqual(before);
    } finally {
      await owner.end();
    }
  }, 60_000);
});
