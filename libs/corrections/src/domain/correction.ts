/**
 * A correction of what an entry of the log says.
 *
 *   none ──correct-record──▶ PROPOSED ──confirm-correction──▶ CONFIRMED  (by another person)
 *                               └───────decline-correction──▶ DECLINED
 *
 * The entry itself is never edited: a confirmed correction stands beside it, for readers to see both. Where it is a vote, the meeting counts anew.
 * Whoever holds the role under which the entry was made proposes it, and another person with that role confirms it.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  peopleBehind,
  refusedOwnWork,
  refusedState,
  Rejection,
  type Role,
  type Rule,
  type Transitions,
  unreachable,
} from '#kernel';
import { covers, valueAt, writes } from './json-value.js';

/** What is wrong and what is right, both as text: a string as it is, any other value as JSON. */
interface Proposal {
  /** The place of the entry in the log, from 1. */
  readonly position: number;
  /** A JSON pointer (RFC 6901) into the entry's data: `/signedOn`. */
  readonly field: string;
  readonly was: string;
  readonly is: string;
  readonly reason: string;
  /** Where the right value is known from. */
  readonly source: string;
}

/** A vote in a roll call that a correction is about: in which meeting, on which items, taken when, and whose it is. */
export interface CorrectedVote {
  readonly meetingId: string;
  readonly items: readonly string[];
  readonly votedAt: Instant;
  readonly member: string;
}

/** Who may read what a correction repeats of the entry. */
export type CorrectionVisibility = 'PUBLIC' | 'INTERNAL' | 'PRIVILEGED';

export type CorrectRecord = DomainCommand<'correct-record', Proposal>;
export type ConfirmCorrection = DomainCommand<'confirm-correction', object>;
export type DeclineCorrection = DomainCommand<'decline-correction', { readonly reason: string }>;
export type CorrectionCommand = CorrectRecord | ConfirmCorrection | DeclineCorrection;

export type CorrectionProposed = DomainEvent<
  'correction.proposed',
  Proposal & {
    /** The stream of the entry, `orders/{id}`, and its type. */
    readonly entryStream: string;
    readonly entryType: string;
    /** The role under which the entry was made. */
    readonly entryRole: Role;
    readonly entryVisibility: CorrectionVisibility;
    /** Whoever proposed or entered it: they do not confirm it. */
    readonly proposers: readonly string[];
    readonly vote?: CorrectedVote;
  }
>;
export type CorrectionConfirmed = DomainEvent<'correction.confirmed', { readonly position: number }>;
export type CorrectionDeclined = DomainEvent<
  'correction.declined',
  { readonly position: number; readonly reason: string; readonly entryVisibility: CorrectionVisibility }
>;
/** `is`: what the member voted. */
export type CorrectionOfVote = DomainEvent<
  'correction.vote-corrected',
  CorrectedVote & { readonly position: number; readonly is: string }
>;
export type CorrectionEvent = CorrectionProposed | CorrectionConfirmed | CorrectionDeclined | CorrectionOfVote;

export type Correction =
  | { readonly status: 'none' }
  | {
      readonly status: 'PROPOSED';
      readonly position: number;
      readonly entryRole: Role;
      readonly entryVisibility: CorrectionVisibility;
      readonly proposers: readonly string[];
      readonly vote?: CorrectedVote & { readonly is: string };
    }
  | { readonly status: 'CONFIRMED' }
  | { readonly status: 'DECLINED' };

/** The entry to be corrected; absent where the log has none at that position. */
export interface CorrectionFacts {
  readonly entry?: {
    readonly type: string;
    readonly stream: string;
    readonly role: Role;
    readonly visibility: CorrectionVisibility;
    readonly data: unknown;
    /** The places in its data that a correction may change, each with all below it: `fileCode`; `*` is any place in a list. */
    readonly correctable: readonly string[];
    /** Where the field is a vote: which, and what can be voted. */
    readonly vote?: CorrectedVote & { readonly choices: readonly string[] };
  };
}

export const ORIGINAL_ROLE: Rule = {
  code: 'original-role',
  sentence: 'An entry is corrected under the role under which it was made.',
  remedy: 'Ask a person with that role to propose or to decide the correction.',
  status: 403,
};

export const FIELD_IS_FIXED: Rule = {
  code: 'field-is-fixed',
  refusal: 10,
  sentence: 'Texts and their hashes, who acted, and what a rule rested on stand as they were entered.',
  remedy:
    'Take the step that sets it anew: another version of the draft, another status, a revised item, an erratum, an irregular act.',
  status: 409,
};

export const WAS_NOT_SO: Rule = {
  code: 'was-not-so',
  sentence: 'A correction repeats what the entry says in the field that it corrects.',
  remedy: 'Read the entry again; give the field as a JSON pointer into its data, and its value as it stands there.',
  status: 409,
};

export const NOTHING_CORRECTED: Rule = {
  code: 'nothing-corrected',
  sentence: 'A correction says something else than the entry.',
  remedy: 'Give the right value.',
  status: 409,
};

export const NOT_A_VOTE: Rule = {
  code: 'not-a-vote',
  sentence: 'A vote is corrected to another vote: AYE, NO or ABSTAIN.',
  remedy: 'Give the vote in one of these words. A member who did not vote at all, or was not there, is no correction of a vote.',
  status: 422,
};

export const CORRECTION_TRANSITIONS = {
  'correct-record': { from: ['none'], to: ['PROPOSED'] },
  'confirm-correction': { from: ['PROPOSED'], to: ['CONFIRMED'] },
  'decline-correction': { from: ['PROPOSED'], to: ['DECLINED'] },
} as const satisfies Transitions<CorrectionCommand, Correction['status']>;

type Decision = readonly CorrectionEvent[] | Rejection;

function decide(command: CorrectionCommand, state: Correction, context: Context, facts: CorrectionFacts | undefined): Decision {
  const refused = refusedState(CORRECTION_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'correct-record') return decideProposal(command, context, facts?.entry);
  // The table lets no other state come here.
  const { position, entryRole, entryVisibility, proposers, vote } = state as Extract<Correction, { status: 'PROPOSED' }>;
  if (context.role !== entryRole) return otherRole(context.role, entryRole);
  switch (command.name) {
    case 'confirm-correction':
      return (
        refusedOwnWork(proposers, context, command.name) ?? [
          { type: 'correction.confirmed', data: { position } },
          ...(vote ? [{ type: 'correction.vote-corrected', data: { position, ...vote } } as const] : []),
        ]
      );
    case 'decline-correction':
      return [{ type: 'correction.declined', data: { position, reason: command.data.reason, entryVisibility } }];
    default:
      return unreachable(command);
  }
}

function decideProposal({ data }: CorrectRecord, context: Context, entry: CorrectionFacts['entry']): Decision {
  const { role } = context;
  const { position, field, was, is, reason, source } = data;
  if (!entry) return new Rejection(NO_SUCH_RECORD, `The log has no entry at position ${position}.`);
  // Before the value is looked at: nobody learns by guessing what an entry of another role holds.
  if (role !== entry.role) return otherRole(role, entry.role);
  if (!entry.correctable.some((place) => covers(place, field)))
    return new Rejection(
      FIELD_IS_FIXED,
      `A correction may change ${entry.correctable.join(', ') || 'nothing'} of a ${entry.type} entry, not ${field}.`,
    );
  const value = valueAt(entry.data, field);
  if (value === undefined) return new Rejection(WAS_NOT_SO, `The entry at position ${position} has no field ${field}.`);
  if (!writes(was, value)) return new Rejection(WAS_NOT_SO, `The entry at position ${position} says something else in ${field}.`);
  if (writes(is, value)) return new Rejection(NOTHING_CORRECTED, `The correction of ${field} says what the entry says.`);
  const { vote: cast } = entry;
  if (cast && !cast.choices.includes(is)) return new Rejection(NOT_A_VOTE, `${is} is none of ${cast.choices.join(', ')}.`);
  return [
    {
      type: 'correction.proposed',
      data: {
        position,
        field,
        was,
        is,
        reason,
        source,
        entryStream: entry.stream,
        entryType: entry.type,
        entryRole: entry.role,
        entryVisibility: entry.visibility,
        proposers: peopleBehind(context),
        ...(cast && { vote: voteOf(cast) }),
      },
    },
  ];
}

function voteOf({ meetingId, items, votedAt, member }: CorrectedVote): CorrectedVote {
  return { meetingId, items, votedAt, member };
}

function otherRole(role: Role, entryRole: Role): Rejection {
  return new Rejection(ORIGINAL_ROLE, `The entry was made under the role ${entryRole}, the command was sent under ${role}.`);
}

function evolve(_state: Correction, event: CorrectionEvent): Correction {
  switch (event.type) {
    case 'correction.proposed': {
      const { position, entryRole, entryVisibility, proposers, vote, is } = event.data;
      return { status: 'PROPOSED', position, entryRole, entryVisibility, proposers, ...(vote && { vote: { ...vote, is } }) };
    }
    case 'correction.confirmed':
    case 'correction.vote-corrected':
      return { status: 'CONFIRMED' };
    case 'correction.declined':
      return { status: 'DECLINED' };
    default:
      return unreachable(event);
  }
}

export const correction: Decider<CorrectionCommand, Correction, CorrectionEvent, CorrectionFacts | undefined> = {
  streamType: 'corrections',
  initial: { status: 'none' },
  decide,
  evolve,
};
