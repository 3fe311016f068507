import { boardActionLifecycle } from './board-actions.wire.js';
import { ONE_ACTION_AN_ITEM } from './domain/board-action.js';
import { meetingLifecycle } from './meetings.wire.js';

const { events } = boardActionLifecycle;
const clocks = (type: string, data: object) => events[type]?.clocks?.(data);

const [secretary, attorney] = [
  { days: -3, tells: 'BOARD_SECRETARY', at: '2026-04-12T07:00:00.000Z' },
  { days: -1, tells: 'CITY_ATTORNEY', at: '2026-04-14T07:00:00.000Z' },
];

describe('The actions that the items of a meeting became', () => {
  const { commands } = meetingLifecycle;

  it('are kept under it, one an item, and counted by no series', () => {
    expect(events['board-action.adopted']?.claims?.({ meetingId: 'ABC', itemNumber: '4' }, 'action-2')).toEqual([
      { scope: 'board-actions-of-meeting/abc', key: 'item 4', rule: ONE_ACTION_AN_ITEM },
    ]);
  });

  it.each(['note-vote-corrected', 'record-recusal'])('are what %s reads of them', async (name) => {
    const of = {
      'board-actions-of-meeting/abc': [
        { key: 'item 3A', id: 'action-1' },
        { key: 'item 4', id: 'action-2' },
      ],
    };
    const holders = (scope: string) => Promise.resolve(of[scope as keyof typeof of] ?? []);
    const read = { subjectId: 'abc', holders, state: () => Promise.resolve(undefined) } as never;
    expect(await commands[name]?.facts?.(read, {}, { status: 'CONVENED', boardId: 'b' })).toEqual({
      actions: { '3A': 'action-1', '4': 'action-2' },
    });
  });
});

describe('The clocks of an action of the Board', () => {
  it('run from the assertion of the Council to the last day for a veto, and warn of it', () => {
    const asserted = { assertedAt: '2026-03-18T18:00:00.000Z', vetoBy: '2026-04-09T06:59:59.999Z', vetoDays: 21, calendar: 'c' };
    expect(clocks('board-action.jurisdiction-asserted', { ...asserted, steps: [secretary] })).toMatchObject([
      { stop: 'council-review' },
      { start: 'veto', dueAt: asserted.vetoBy, inputs: { vetoDays: 21, calendar: 'c' }, command: 'end-veto-period' },
      {
        start: 'veto-escalation',
        dueAt: secretary.at,
        inputs: { days: -3, tells: 'BOARD_SECRETARY' },
        command: 'escalate-veto-period',
      },
    ]);
    expect(clocks('board-action.jurisdiction-asserted', asserted)?.[2]).toEqual({ stop: 'veto-escalation' });
    expect(clocks('board-action.veto-period-escalated', {})).toEqual([{ stop: 'veto-escalation' }]);
    for (const end of ['board-action.vetoed', 'board-action.final'])
      expect(clocks(end, {})).toEqual(expect.arrayContaining([{ stop: 'veto' }, { stop: 'veto-escalation' }]));
  });

  it('run to the end of the last day of the review, and stop where that day is struck and none is in its place', () => {
    const count = { counted: 5, of: 5, passedAt: '2026-03-21T06:59:59.999Z', calendar: 'c' };
    const { passedAt: _passedAt, ...short } = { ...count, counted: 4 };
    const runs = { start: 'council-review', dueAt: count.passedAt, inputs: { counted: 5, of: 5, calendar: 'c' } };
    expect(clocks('board-action.council-days-counted', count)).toMatchObject([runs]);
    expect(clocks('board-action.council-days-counted', short)).toEqual([]);
    expect(clocks('board-action.council-days-recounted', count)).toMatchObject([{ stop: 'council-review' }, runs]);
    expect(clocks('board-action.council-days-recounted', short)).toEqual([{ stop: 'council-review' }]);
    expect(clocks('board-action.finality-withdrawn', {})).toBeUndefined();
  });

  it('run from a demand to cure to the last day for an answer, and warn of it one step at a time', () => {
    const received = { demand: 2, receivedAt: '2026-03-16T17:00:00.000Z', answerBy: '2026-04-16T06:59:59.999Z', days: 30 };
    expect(clocks('board-action.cure-demand-received', { ...received, steps: [secretary, attorney] })).toMatchObject([
      { start: 'cure-demand-2', dueAt: received.answerBy, command: 'end-cure-period' },
      { start: 'cure-demand-2-escalation', dueAt: secretary.at, command: 'escalate-cure-demand' },
    ]);
    expect(clocks('board-action.cure-demand-recomputed', { ...received, steps: [secretary] })).toMatchObject([
      { start: 'cure-demand-2', dueAt: received.answerBy },
      { start: 'cure-demand-2-escalation', dueAt: secretary.at },
    ]);
    expect(clocks('board-action.cure-demand-escalated', { ...secretary, demand: 2, next: attorney })).toMatchObject([
      { start: 'cure-demand-2-escalation', dueAt: attorney.at, inputs: { days: -1, tells: 'CITY_ATTORNEY' } },
    ]);
    expect(clocks('board-action.cure-demand-escalated', { ...attorney, demand: 2 })).toEqual([
      { stop: 'cure-demand-2-escalation' },
    ]);
    for (const end of ['board-action.cured', 'board-action.cure-refused', 'board-action.cure-deemed-refused'])
      expect(clocks(end, { demand: 2 })).toEqual([{ stop: 'cure-demand-2' }, { stop: 'cure-demand-2-escalation' }]);
  });
});
