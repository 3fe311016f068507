import type { FactReader } from '#command-queue';
import { boardAction } from '#meetings';
import { reportBackLifecycle } from './report-backs.wire.js';

const { commands, events } = reportBackLifecycle;

/** A reader of a commission in which these records exist, in whatever state. */
const existing = (...records: readonly string[]): FactReader =>
  ({
    state: ({ streamType }: { streamType: string }, id: string) =>
      Promise.resolve(records.includes(`${streamType}/${id}`) ? { status: 'SCHEDULED', ordinal: 3 } : undefined),
  }) as unknown as FactReader;

describe('What is read for a report-back', () => {
  it('is which of the records that it is owed on do not exist', async () => {
    const schedule = commands['schedule-report-back'].facts;
    const data = { source: { type: 'orders', id: 'order-1' }, provisionId: 'provision-2' };
    expect(await schedule?.(existing('orders/order-1', 'provisions/provision-2'), data, {})).toEqual({ missing: [] });
    expect(await schedule?.(existing('board-actions/order-1'), data, {})).toEqual({
      missing: ['orders/order-1', 'provisions/provision-2'],
    });
  });

  it('is whether the Board report exists that it travels in', async () => {
    const submit = commands['submit-report-back'].facts;
    expect(await submit?.(existing(), { nothingToReport: true }, {})).toEqual({ missing: [] });
    expect(await submit?.(existing(), { boardReportId: 'report-1' }, {})).toEqual({ missing: ['board-reports/report-1'] });
  });

  it('is the one before it in its series', async () => {
    const next = commands['schedule-next-report-back'].facts;
    expect(await next?.(existing('report-backs/first'), { follows: 'first' }, {})).toMatchObject({ before: { ordinal: 3 } });
    expect(await next?.(existing(), { follows: 'first' }, {})).toEqual({});
  });
});

describe('The request that a report-back is owed on', () => {
  it('is the one that the action issued', async () => {
    const adopted = { type: 'board-action.adopted', data: { requestId: 'request-1', adoptedAt: '2026-03-10T18:00:00.000Z' } };
    const action = boardAction.evolve(boardAction.initial, adopted as never);
    const read = { state: () => Promise.resolve(action) } as unknown as FactReader;
    const data = { source: { type: 'board-actions', id: 'action-1' } };
    expect(await commands['schedule-report-back'].facts?.(read, data, {})).toEqual({
      missing: [],
      adoptedAt: '2026-03-10T18:00:00.000Z',
      requestId: 'request-1',
    });
  });

  it('is there where it is named', async () => {
    const data = { source: { type: 'orders', id: 'order-1' }, requestId: 'request-1' };
    expect(await commands['schedule-report-back'].facts?.(existing('orders/order-1'), data, {})).toEqual({
      missing: ['requests/request-1'],
    });
  });
});

describe('The rules that a report-back keeps', () => {
  const profile = { id: 'los-angeles', version: 7 };
  const reading = (records: Readonly<Record<string, object>>) =>
    ({
      state: ({ streamType }: { streamType: string }, id: string) => Promise.resolve(records[`${streamType}/${id}`]),
    }) as unknown as FactReader;
  const onAction = { source: { type: 'board-actions', id: 'action-1' } };

  it('are those of the request that it is owed on, or that the action behind it answers', async () => {
    const { begunUnder } = commands['schedule-report-back'];
    const read = reading({
      'requests/request-1': { status: 'ISSUED', profile },
      'board-actions/action-1': { item: { profile } },
    });
    expect(await begunUnder?.(read, { source: { type: 'orders', id: 'order-1' }, requestId: 'request-1' })).toEqual(profile);
    expect(await begunUnder?.(read, onAction)).toEqual(profile);
    expect(await begunUnder?.(read, { source: { type: 'orders', id: 'order-1' } })).toBeUndefined();
  });

  it('are those of the one before it in its series', async () => {
    const read = reading({ 'report-backs/first': { status: 'SUBMITTED', profile } });
    expect(await commands['schedule-next-report-back'].begunUnder?.(read, { follows: 'first' })).toEqual(profile);
    expect(reportBackLifecycle.begunUnder?.({ status: 'SUBMITTED', profile })).toEqual(profile);
  });
});

describe('The clock of a report-back', () => {
  const due = { dueOn: '2026-05-31', dueAt: '2026-06-01T06:59:59.999Z', calendar: 'a calendar' };

  it('runs until the end of the day, stops when a report is in and runs again when that is returned', () => {
    const running = expect.objectContaining({
      start: 'report-back-due',
      dueAt: due.dueAt,
      command: 'announce-report-back-overdue',
    });
    expect(events['report-back.scheduled'].clocks?.(due)).toEqual([running]);
    expect(events['report-back.submitted'].clocks?.({})).toEqual([{ stop: 'report-back-due' }]);
    expect(events['report-back.returned'].clocks?.(due)).toEqual([running]);
    expect(events['report-back.extended'].clocks?.(due)).toEqual([running]);
    expect(events['report-back.deadline-recomputed'].clocks?.(due)).toEqual([running]);
    for (const end of ['report-back.waived', 'report-back.ended', 'report-back.outcome-unknown'] as const)
      expect(events[end].clocks?.({})).toEqual([{ stop: 'report-back-due' }]);
  });
});

describe('A series of report-backs', () => {
  it('goes on once after each of them', () => {
    const claims = events['report-back.scheduled'].claims;
    expect(claims?.({ follows: 'first' }, 'r')).toMatchObject([{ scope: 'report-back-follows', key: 'first' }]);
    expect(claims?.({}, 'r')).toEqual([]);
  });
});
