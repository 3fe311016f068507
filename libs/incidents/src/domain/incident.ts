/**
 * What people do about an incident: something that the machine could not do. The machine itself opens incidents, outside the log.
 *
 *   OPEN ──replay-incident──▶ REPLAYED  (tried again; where that fails too, another incident opens)
 *     ├────skip-event───────▶ SKIPPED   (of a view or a reaction: it goes on behind the event, and lacks it)
 *     ├────close-incident───▶ CLOSED    (what it was about is given up)
 *     └─────────────────────▶ RESOLVED  (by itself: the machine could do it later)
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  NO_SUCH_RECORD,
  refusedState,
  Rejection,
  type Rule,
  type Transitions,
  unreachable,
} from '#kernel';

/** What an incident is about: a command that could not be decided, or an event that a view or a reaction could not digest. */
export type IncidentMatter =
  | { readonly kind: 'COMMAND'; readonly commandId: string; readonly command: string; readonly stream: string }
  | {
      readonly kind: 'VIEW' | 'REACTION';
      /** `view:trace`, `reaction:when-…`. */
      readonly consumer: string;
      readonly position: number;
      readonly eventType: string;
    };
export type EventMatter = Extract<IncidentMatter, { kind: 'VIEW' | 'REACTION' }>;

interface Reason {
  readonly reason: string;
}

export type ReplayIncident = DomainCommand<'replay-incident', Reason>;
export type SkipEvent = DomainCommand<'skip-event', Reason>;
export type CloseIncident = DomainCommand<'close-incident', Reason>;
export type IncidentCommand = ReplayIncident | SkipEvent | CloseIncident;

export type IncidentReplayed = DomainEvent<'incident.replayed', Reason & { readonly matter: IncidentMatter }>;
export type IncidentSkipped = DomainEvent<'incident.skipped', Reason & { readonly matter: EventMatter }>;
export type IncidentClosed = DomainEvent<'incident.closed', Reason & { readonly matter: IncidentMatter }>;
export type IncidentEvent = IncidentReplayed | IncidentSkipped | IncidentClosed;

/** What the log knows of an incident: nothing, until somebody ends it. */
export type IncidentRecord = { readonly status: 'none' | 'REPLAYED' | 'SKIPPED' | 'CLOSED' };

/** The incident as the machine keeps it; absent where there is none of this id. */
export interface IncidentFacts {
  readonly incident?: {
    readonly matter: IncidentMatter;
    readonly state: string;
    /** Whether a view or a reaction still stands before the event, and lets nothing pass. */
    readonly standing: boolean;
  };
}

export const ONLY_EVENTS_ARE_SKIPPED: Rule = {
  code: 'only-events-are-skipped',
  sentence: 'Only an event that a view or a reaction stands before is skipped.',
  remedy: 'Replay a failed command when its cause is mended, or close its incident.',
  status: 409,
};

export const STILL_STANDING: Rule = {
  code: 'still-standing',
  sentence: 'An incident is not closed while a view or a reaction stands still because of it.',
  remedy: 'Replay it when its cause is mended, or skip the event.',
  status: 409,
};

/** OPEN is the machine's word: the log knows nothing of an incident before somebody ends it. */
export const INCIDENT_TRANSITIONS = {
  'replay-incident': { from: ['OPEN'], to: ['REPLAYED'] },
  'skip-event': { from: ['OPEN'], to: ['SKIPPED'] },
  'close-incident': { from: ['OPEN'], to: ['CLOSED'] },
} as const satisfies Transitions<IncidentCommand>;

type Decision = readonly IncidentEvent[] | Rejection;

function decide(command: IncidentCommand, record: IncidentRecord, _context: Context, { incident }: IncidentFacts): Decision {
  if (!incident) return new Rejection(NO_SUCH_RECORD, 'There is no such incident.');
  const state = record.status === 'none' ? incident.state : record.status;
  const refused = refusedState(INCIDENT_TRANSITIONS, command.name, state);
  if (refused) return refused;
  const { matter, standing } = incident;
  const { reason } = command.data;
  switch (command.name) {
    case 'replay-incident':
      return [{ type: 'incident.replayed', data: { matter, reason } }];
    case 'skip-event':
      if (matter.kind === 'COMMAND')
        return new Rejection(ONLY_EVENTS_ARE_SKIPPED, `${matter.command} failed, which is no event.`);
      if (!standing)
        return new Rejection(
          ONLY_EVENTS_ARE_SKIPPED,
          `${matter.consumer} does not stand before position ${matter.position} any more.`,
        );
      return [{ type: 'incident.skipped', data: { matter, reason } }];
    case 'close-incident':
      if (matter.kind !== 'COMMAND' && standing)
        return new Rejection(STILL_STANDING, `${matter.consumer} stands before position ${matter.position}.`);
      return [{ type: 'incident.closed', data: { matter, reason } }];
    default:
      return unreachable(command);
  }
}

function evolve(_record: IncidentRecord, event: IncidentEvent): IncidentRecord {
  switch (event.type) {
    case 'incident.replayed':
      return { status: 'REPLAYED' };
    case 'incident.skipped':
      return { status: 'SKIPPED' };
    case 'incident.closed':
      return { status: 'CLOSED' };
  }
}

export const incident: Decider<IncidentCommand, IncidentRecord, IncidentEvent, IncidentFacts> = {
  streamType: 'incidents',
  initial: { status: 'none' },
  decide,
  evolve,
};
