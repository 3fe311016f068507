import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { type Context, type Decider, type DomainCommand, type DomainEvent, fold, Rejection, type Rule } from '#kernel';

/** A context for a decision in a test: what a case does not name is filled in. */
export function contextOf(over: Partial<Context> = {}): Context {
  const now = over.now ?? over.occurredAt ?? '2026-03-10T18:00:00.000Z';
  const actor = over.actor ?? 'somebody';
  return {
    commandId: '01990000-0000-7000-8000-000000000001',
    subjectId: '01990000-0000-7000-8000-000000000002',
    actor,
    role: 'commission-staff',
    performedBy: over.performedBy ?? actor,
    now,
    occurredAt: over.occurredAt ?? now,
    calendar: calendarFor(losAngeles),
    profile: losAngeles,
    ...over,
  };
}

/** A story as it was told: what was decided on which state, and how. */
export interface Story {
  readonly decider: Decider<DomainCommand, unknown, DomainEvent, unknown>;
  readonly state: unknown;
  readonly command: DomainCommand;
  readonly context: Context;
  readonly facts: unknown;
  readonly answer: readonly DomainEvent[] | Rejection;
}

/** Every story that this test file has told so far, in their order: one that loads the others knows what they leave out. */
export const told: Story[] = [];

/** Given events, when a command, then events or the rule that refuses it: the stories that a lifecycle's tests tell. */
export function storiesOf<Command extends DomainCommand, State, Event extends DomainEvent, Facts>(
  decider: Decider<Command, State, Event, Facts>,
) {
  return {
    given: (...history: readonly Event[]) => ({
      when: (command: Command, context: Partial<Context> = {}, facts: Facts = undefined as Facts) => {
        const state = fold(decider, history);
        const full = contextOf(context);
        const answer = decider.decide(command, state, full, facts);
        told.push({ decider, state, command, context: full, facts, answer });
        return {
          then: (...expected: readonly Event[]): void => {
            if (answer instanceof Rejection) throw new Error(`Refused by ${answer.rule.code}: ${answer.detail}`);
            expect(answer).toStrictEqual(expected);
          },
          /** Only the types and the named fields are compared. */
          thenLike: (...expected: readonly { type: Event['type']; data?: object }[]): void => {
            if (answer instanceof Rejection) throw new Error(`Refused by ${answer.rule.code}: ${answer.detail}`);
            expect(answer).toMatchObject(expected);
            expect(answer).toHaveLength(expected.length);
          },
          refused: (rule: Rule): void => {
            if (!(answer instanceof Rejection)) throw new Error(`Not refused: ${JSON.stringify(answer)}`);
            expect(answer.rule.code).toBe(rule.code);
          },
        };
      },
    }),
    stateAfter: (...history: readonly Event[]): State => fold(decider, history),
  };
}

/** What a folder's deciders and rules promise to those outside: stored and sent names, and what a client is answered. */
export interface Promised {
  readonly streams: readonly string[];
  /** By its code. */
  readonly rules: Readonly<Record<string, Pick<Rule, 'status' | 'refusal' | 'setting'>>>;
}

/** Whatever the modules export that is promised for ever: a changed code, status, number or stream breaks somebody's client or log. */
export function promisedIn(...modules: readonly object[]): Promised {
  const exported = new Set(modules.flatMap((module) => Object.values(module) as unknown[]));
  const streams: string[] = [];
  const rules: Record<string, Pick<Rule, 'status' | 'refusal' | 'setting'>> = {};
  for (const value of exported) {
    if (typeof value !== 'object' || value === null) continue;
    if ('streamType' in value) streams.push(String(value.streamType));
    if (!('code' in value && 'sentence' in value)) continue;
    const { code, status, refusal, setting } = value as Rule;
    rules[code] = { status, ...(refusal !== undefined && { refusal }), ...(setting !== undefined && { setting }) };
  }
  return { streams: streams.sort(), rules };
}
