/** A day of the Council that was entered wrongly: from the record of its days over the actions that counted it to what people are shown. */
import { BoardRoom, minute } from '../support/board-room.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

const SYSTEM = { actor: 'reaction:synthetic', role: 'system' } as const;
const DAYS = ['2026-04-01', '2026-04-07', '2026-04-08', '2026-04-10', '2026-04-14'];
const ENDS = '2026-04-15T06:59:59.999Z';
const [BEFORE_ITS_END, AFTER_ITS_END] = ['0190aaaa-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-000000000002'];
const reason = 'The journal of the Council has a recess.';

describe('A day of the Council that was entered wrongly', () => {
  let bed: Testbed;
  let room: BoardRoom;
  let boardId: string;
  let boardActionId: string;
  beforeAll(async () => {
    bed = await openTestbed();
    room = new BoardRoom(bed);
    await bed.startWorker();
    const requestId = await room.request(await room.provision(await room.directive(), '1'));
    const meetingId = await room.meeting({ 1: { requestId } }, 80);
    await room.vote(meetingId, '1');
    const adopted = await room.eventOf('board-action.adopted', meetingId);
    [boardId, boardActionId] = [String(adopted['boardId']), String(adopted['id'])];
    await room.eventOf('council-days.review-begun', boardActionId);
    for (const on of DAYS) await room.done('record-council-day', { boardId, on }, minute(60));
    await shown({ days: DAYS, review: 'PENDING', final: ENDS });
    await room.done('end-council-review', { boardActionId }, minute(60), SYSTEM);
    for (const orderId of [BEFORE_ITS_END, AFTER_ITS_END])
      await room.done('note-order-signed', { boardActionId, orderId }, minute(60), SYSTEM);
    await shown({ days: DAYS, review: 'FINAL', final: ENDS });
  }, 60_000);
  afterAll(() => bed.close(), 30_000);

  /** The action is shown so, sooner or later. */
  const shown = async ({ days, review, final }: { days: string[]; review: string; final: string | null }): Promise<void> => {
    const view = `select id from board_actions where id = $1 and council_days = $2::jsonb and council_review = $3
                  and final_from is not distinct from $4::timestamptz`;
    await room.until(
      async () => (await bed.pool.query<{ id: string }>(view, [boardActionId, JSON.stringify(days), review, final])).rows,
    );
  };
  /** So does the clock stand that ends its review, sooner or later. */
  const clock = async (state: 'RUNNING' | 'STOPPED', dueAt: string): Promise<void> => {
    const view = `select 1 as found from clocks where kind = 'council-review' and stream = $1 and state = $2 and due_at = $3`;
    await room.until(async () => (await bed.pool.query<{ found: number }>(view, [stream(), state, dueAt])).rows);
  };
  const stream = (): string => `board-actions/${boardActionId}`;
  const counts = async (): Promise<number> =>
    (await bed.pool.query(`select 1 from events where stream = $1 and type like '%council-days-%counted'`, [stream()])).rows
      .length;

  it('leaves an action open again that had become final by it, with its clock stopped, and tells of its orders', async () => {
    for (const [id, signedAt] of [
      [BEFORE_ITS_END, '2026-04-14T18:00:00.000Z'],
      [AFTER_ITS_END, '2026-04-15T18:00:00.000Z'],
    ])
      await bed.pool.query(
        `insert into orders (id, version, status, order_type, office, subject, reserved_at, attestation_warning, changes, milestones,
                             supersedes, rescission_required_by, suspensions, errata, signed_at)
         values ($1, 1, 'SIGNED', 'NOTICE', 'synthetic', 'synthetic', now(), false, '[]', '[]', '[]', '[]', '[]', '[]', $2)`,
        [id, signedAt],
      );
    await room.done('strike-council-day', { boardId, on: DAYS[1], reason }, minute(90));
    const orders = [BEFORE_ITS_END, AFTER_ITS_END];
    const withdrawn = await room.eventOf('board-action.finality-withdrawn', boardActionId);
    expect(withdrawn).toEqual({ id: boardActionId, finalWas: ENDS, reason, orders });
    await shown({ days: DAYS.toSpliced(1, 1), review: 'PENDING', final: null });
    const warned = await room.until(async () => {
      const { rows } = await bed.pool.query<{ id: string }>('select id from orders where finality_warning');
      return rows;
    });
    expect(warned).toEqual([{ id: AFTER_ITS_END }]);
    const exceptions = await room.until(async () => {
      const { rows } = await bed.pool.query<{ kind: string }>(
        `select kind, sentence from exceptions where kind in ('CORRECTED', 'FINALITY_WITHDRAWN') order by position`,
      );
      return rows.length === 2 ? rows : [];
    });
    expect(exceptions).toMatchObject([
      { kind: 'CORRECTED', sentence: expect.stringContaining(`on ${DAYS[1]}, as had been entered: ${reason}`) as string },
      { kind: 'FINALITY_WITHDRAWN', sentence: expect.stringContaining('2 orders rest on it') as string },
    ]);
    const traced = await room.until(async () => {
      const told = `select details from trace_nodes where key = $1 and details ? 'finalityWithdrawn'`;
      return (await bed.pool.query<{ details: object }>(told, [stream()])).rows;
    });
    expect(traced).toMatchObject([
      { details: { councilReview: 'PENDING', finalFrom: null, councilDays: { counted: 4, of: 5 } } },
    ]);
    await clock('STOPPED', ENDS);
  }, 60_000);

  it('counts no more, also where the command that counts it comes after it was struck', async () => {
    const before = await counts();
    await room.done('note-council-day', { boardActionId, days: [DAYS[1]] }, minute(90), SYSTEM);
    expect(await counts()).toBe(before);
    const again = await room.tried('strike-council-day', { boardId, on: DAYS[1], reason }, minute(90));
    expect(again).toMatchObject({ status: 'rejected', rejection: { code: 'day-not-recorded' } });
  }, 60_000);

  it('counts where it is recorded anew, and a command that takes it away after that takes nothing away', async () => {
    await room.done('record-council-day', { boardId, on: DAYS[1] }, minute(95));
    await shown({ days: DAYS, review: 'PENDING', final: ENDS });
    await clock('RUNNING', ENDS);
    const before = await counts();
    await room.done('recount-council-days', { boardActionId, struck: DAYS[1], reason }, minute(96), SYSTEM);
    expect(await counts()).toBe(before);
  }, 60_000);

  it('gives way to a later day that is on record', async () => {
    await room.done('record-council-day', { boardId, on: '2026-04-15' }, minute(97));
    await room.done('strike-council-day', { boardId, on: DAYS[4], reason }, minute(98));
    await shown({ days: DAYS.with(4, '2026-04-15'), review: 'PENDING', final: '2026-04-16T06:59:59.999Z' });
    await clock('RUNNING', '2026-04-16T06:59:59.999Z');
  }, 60_000);
});
