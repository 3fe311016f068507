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

const REGULAR_DAYS = 5;
const DAYS = ['12', '13', '16', '17', '18', '19', '20', '23'].map((day) => `2026-03-${day}`);
const NOW = contextOf({ now: '2026-04-30T18:00:00.000Z' });
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('record' as const), on: fc.constantFrom(...DAYS) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('strike' as const), on: fc.constantFrom(...DAYS) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('count' as const, 'recount' as const, 'end' as const) }) },
  ),
  { maxLength: 60, size: 'max' },
);

class Review {
  days: CouncilDays = councilDays.initial;
  action: BoardAction = [adopted, underReview].reduce(boardAction.evolve, boardAction.initial);
  private readonly waiting: Record<'count' | 'recount', BoardActionCommand[]> = { count: [], recount: [] };

  constructor() {
    const begun = { boardActionId: 'action-1', adoptedOn: '2026-03-10', regularDays: REGULAR_DAYS };
    this.tell({ name: 'note-review-begun', data: begun });
  }

  take(step: { kind: 'record' | 'strike'; on: string } | { kind: 'count' | 'recount' | 'end' }): void {
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
    return this.days.status === 'none' ? [] : this.days.days.map(({ on }) => on);
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
    { numRuns: 300 },
  );
  expect(Math.min(met.final, met.pending)).toBeGreaterThan(0);
});
