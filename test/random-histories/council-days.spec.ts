/**
 * Days of the Council that are recorded and struck in any order, and commands that follow from that reach an action in any order that the
 * reactions allow, each of which has a place of its own in the log: when all has been followed, the action counts what is on record.
 */
import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { type DomainEvent, Rejection } from '#kernel';
import { contextOf } from '#testing';
import fc from 'fast-check';
import { boardAction, type BoardAction, type BoardActionCommand } from '../../libs/meetings/src/domain/board-action.js';
import { type CouncilDays, councilDays, type CouncilDaysCommand } from '../../libs/meetings/src/domain/council-days.js';
import { adopted, underReview } from '../../libs/meetings/src/domain/spec-action.js';
import { broken } from './invariants.js';
import { theCase } from './told.js';
import type { Entry, World } from './world.js';

const REGULAR_DAYS = 5;
const DAYS = ['12', '13', '16', '17', '18', '19', '20', '23'].map((day) => `2026-03-${day}`);
const NOW = contextOf({ now: '2026-04-30T18:00:00.000Z' });
type StepOf = { kind: 'record' | 'strike'; on: string } | { kind: 'count' | 'recount' | 'end' };
const steps: fc.Arbitrary<StepOf[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('record' as const), on: fc.constantFrom(...DAYS) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('strike' as const), on: fc.constantFrom(...DAYS) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('count' as const, 'recount' as const, 'end' as const) }) },
  ),
  { maxLength: 60, size: 'max' },
);

const record = (day: number) => ({ kind: 'record' as const, on: `2026-03-${day}` });
const strike = (day: number) => ({ kind: 'strike' as const, on: `2026-03-${day}` });
/** The action is told that the 19th was struck when it is on record again, and keeps it; then it is struck once more. */
const STRUCK_WHILE_AN_EARLIER_STRIKE_WAITS: [StepOf[], boolean] = [
  [
    ...[
      record(19),
      { kind: 'count' } as const,
      strike(19),
      record(16),
      record(17),
      record(18),
      record(13),
      record(12),
      record(19),
    ],
    ...[{ kind: 'recount' } as const, strike(19), strike(12)],
  ],
  false,
];

class Review {
  days: CouncilDays = councilDays.initial;
  action: BoardAction = [adopted, underReview].reduce((state, event) => boardAction.evolve(state, event), boardAction.initial);
  private readonly waiting: Record<'count' | 'recount', BoardActionCommand[]> = { count: [], recount: [] };

  constructor() {
    const begun = { boardActionId: 'action-1', adoptedOn: '2026-03-10', regularDays: REGULAR_DAYS };
    this.tell({ name: 'note-review-begun', data: begun });
  }

  take(step: StepOf): void {
    if (step.kind === 'record') this.tell({ name: 'record-council-day', data: { on: step.on } });
    else if (step.kind === 'strike') this.tell({ name: 'strike-council-day', data: { on: step.on, reason: 'A recess.' } });
    else if (step.kind === 'end') this.decide({ name: 'end-council-review', data: {} });
    else this.follow(step.kind);
  }

  /** Follows the oldest of what waits for a reaction; false where nothing does. */
  follow(kind: 'count' | 'recount'): boolean {
    const command = this.waiting[kind].shift();
    if (command) this.decide(command);
    return command !== undefined;
  }

  get onRecord(): string[] {
    return this.days.status === 'none' ? [] : [...this.days.days];
  }

  private tell(command: CouncilDaysCommand): void {
    const answer = councilDays.decide(command, this.days, NOW, undefined);
    if (answer instanceof Rejection) return;
    for (const event of answer) {
      this.days = councilDays.evolve(this.days, event);
      if (event.type === 'council-days.recorded' && event.data.actions.length > 0)
        this.waiting.count.push({ name: 'note-council-day', data: { days: [event.data.on] } });
      if (event.type === 'council-days.struck' && event.data.actions.length > 0)
        this.waiting.recount.push({ name: 'recount-council-days', data: { struck: event.data.on, reason: 'A recess.' } });
    }
  }

  private decide(command: BoardActionCommand): void {
    const answer = boardAction.decide(command, this.action, NOW, { councilDays: this.onRecord });
    const events: readonly DomainEvent[] = answer instanceof Rejection ? [] : answer;
    this.action = events.reduce((state, event) => boardAction.evolve(state, event as never), this.action);
  }
}

it('Whatever days of the Council are recorded and struck, an action counts those on record in the end, and is final by no others', () => {
  const calendar = calendarFor(losAngeles);
  const met = { final: 0, pending: 0 };
  fc.assert(
    fc.property(steps, fc.boolean(), (taken, countsFirst) => {
      const review = new Review();
      for (const step of taken) review.take(step);
      for (const kind of countsFirst ? (['count', 'recount'] as const) : (['recount', 'count'] as const))
        while (review.follow(kind)) continue;
      const first = [...review.onRecord].sort().slice(0, REGULAR_DAYS);
      const last = first[REGULAR_DAYS - 1];
      const state = review.action.status === 'none' ? undefined : review.action.councilReview;
      expect(state).toMatchObject({ days: first });
      if (state?.status === 'FINAL') expect(state.since).toBe(last && calendar.endOfDay(last));
      else expect(state).toMatchObject({ status: 'PENDING', ...(last && { passedAt: calendar.endOfDay(last) }) });
      if (state?.status === 'PENDING' && !last) expect(state).not.toHaveProperty('passedAt');
      met[state?.status === 'FINAL' ? 'final' : 'pending']++;
    }),
    { numRuns: 1000, examples: [STRUCK_WHILE_AN_EARLIER_STRIKE_WAITS] },
  );
  expect(Math.min(met.final, met.pending)).toBeGreaterThan(0);
});

describe('The actions of the case, where days of the Council are recorded and struck', () => {
  let world: World;
  let boardId: string;
  let made = 0;
  beforeAll(async () => {
    ({ world } = await theCase());
    const opened = world.log.find(({ event }) => event.type === 'board-action.council-review-opened');
    boardId = (opened?.event.data as { boardId: string }).boardId;
  }, 60_000);

  const enter = async (command: string, on: string, over: object = {}): Promise<void> => {
    const newId = `0190dddd-0000-7000-8000-${String(++made).padStart(12, '0')}`;
    const body = { boardId, on, ...over, occurredAt: '2026-10-30T20:00:00.000Z' };
    const { answer } = await world.enter({ as: 'board-secretary', command, newId, body });
    expect([command, on, Array.isArray(answer), broken(world)]).toEqual([command, on, true, []]);
  };
  const record = (day: string): Promise<void> => enter('record-council-day', `2026-10-${day}`);
  const strike = (day: string): Promise<void> => enter('strike-council-day', `2026-10-${day}`, { reason: 'A recess.' });
  const lastOf = (type: string): unknown => world.log.findLast(({ event }) => event.type === type)?.event.data;

  it('are final by the days on record, after each step', async () => {
    for (const day of ['02', '06', '07', '09', '13', '14']) await record(day);
    while (await world.tick()) continue;
    expect(lastOf('board-action.final')).toMatchObject({ finalAt: '2026-10-14T06:59:59.999Z' });
    await strike('06');
    expect(lastOf('board-action.finality-withdrawn')).toMatchObject({ passedAt: '2026-10-15T06:59:59.999Z' });
    while (await world.tick()) continue;
    expect(lastOf('board-action.final')).toMatchObject({ finalAt: '2026-10-15T06:59:59.999Z' });
    await strike('14');
    expect(lastOf('board-action.finality-withdrawn')).not.toHaveProperty('passedAt');
    await record('06');
    while (await world.tick()) continue;
    await record('08');
    expect(lastOf('board-action.final')).toMatchObject({ finalAt: '2026-10-10T06:59:59.999Z' });
  }, 60_000);

  it('are found out where they count a day that was struck', () => {
    const last = world.log.findLast(({ stream }) => stream === `council-days/${boardId}`);
    if (!last) throw new Error('No day of the Council is in the log.');
    const event = { type: 'council-days.struck', data: { on: '2026-10-02', reason: 'A recess.', actions: [] } };
    (world.log as Entry[]).push({ ...last, event });
    expect(broken(world).join()).toContain('counts 2026-10-02,2026-10-06,2026-10-07,2026-10-08,2026-10-09; on record are');
  });
});
