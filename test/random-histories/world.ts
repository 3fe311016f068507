/** The commission in memory with its people at its door: what a random history needs is thousands of worlds. */
import { catalog, Rehearsal, type RehearsedEntry } from '#commission';
import type { CatalogCommand, Lifecycle } from '#command-queue';
import { losAngeles } from '#jurisdiction';
import { type DomainEvent, type Instant, type Profile, Rejection, type Role } from '#kernel';
import { personNamed } from '#testing';
import { roleFor } from '../../apps/api/src/door/incoming.js';
import { bodyFaults } from '../../apps/api/src/door/validation.js';

export interface Step {
  /** A person of the cast, or a role; `system` for what follows by itself. */
  readonly as: string;
  readonly command: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The id that the record gets which the command makes. */
  readonly newId: string;
}

export type Entry = RehearsedEntry;

export interface Outcome {
  readonly step: Step;
  readonly stream: string;
  /** The events, or the code of the refusal. */
  readonly answer: readonly DomainEvent[] | string;
}

/** Later than all that a history tells. */
export const NOW: Instant = '2026-12-01T00:00:00.000Z';

/** Most bodies of a history are those of the case, which every other one has too. */
const wellFormed = new WeakMap<Step['body'], boolean>();
function isWellFormed({ spec }: CatalogCommand, body: Step['body']): boolean {
  const known = wellFormed.get(body) ?? bodyFaults(spec.body, body).length === 0;
  wellFormed.set(body, known);
  return known;
}

export class World {
  readonly outcomes: Outcome[] = [];
  private readonly rehearsal: Rehearsal;

  constructor(readonly profile: Profile = losAngeles) {
    this.rehearsal = new Rehearsal({
      profile,
      now: NOW,
      onSettled: ({ command: { actor: as, name: command, body, newId }, stream, answer }) =>
        void this.outcomes.push({
          step: { as, command, body, newId },
          stream,
          answer: answer instanceof Rejection ? answer.rule.code : answer,
        }),
    });
  }

  get streams(): ReadonlyMap<string, readonly DomainEvent[]> {
    return this.rehearsal.streams;
  }

  get live(): ReadonlyMap<string, unknown> {
    return this.rehearsal.live;
  }

  get log(): readonly Entry[] {
    return this.rehearsal.log;
  }

  replayed(stream: string): unknown {
    return this.rehearsal.replayed(stream);
  }

  lifecycleOf(stream: string): Lifecycle {
    return this.rehearsal.lifecycleOf(stream);
  }

  tick(): Promise<boolean> {
    return this.rehearsal.tick();
  }

  /** Sends a command, which the door looks at first, and all that follows from it. */
  async enter(step: Step): Promise<Outcome> {
    const command = catalog.command(step.command);
    const person = step.as === 'system' ? { id: 'system', roles: ['system' as Role] } : personNamed(step.as);
    const named = { actingUnder: undefined, role: command.spec.inRole && step.body[command.spec.inRole] };
    const role = roleFor(command, person.roles, { ...named, asserted: step.body['asserted'] !== undefined });
    if (!role) return this.turnedAway(step, command, 'role-not-allowed');
    if (role !== 'system' && !isWellFormed(command, step.body)) return this.turnedAway(step, command, 'invalid-body');
    const { name, body, actor, newId } = { name: step.command, body: step.body, actor: person.id, newId: step.newId };
    const { stream, answer } = await this.rehearsal.enter({ name, body, actor, role, newId });
    return { step, stream, answer: answer instanceof Rejection ? answer.rule.code : answer };
  }

  private turnedAway(step: Step, { spec, lifecycle }: CatalogCommand, code: string): Outcome {
    const subject = spec.subject === 'new' ? step.newId : String(step.body[spec.subject]);
    const outcome = { step, stream: `${lifecycle.decider.streamType}/${subject}`, answer: code };
    this.outcomes.push(outcome);
    return outcome;
  }
}
