/**
 * A direction: what a member of the Board asked for in a meeting without a vote. It is logged and followed, and obliges nobody.
 *
 *   none ──record-direction──▶ OPEN ──record-direction-followed──▶ FOLLOWED
 *                                └────set-direction-aside───────▶ SET_ASIDE  (it is not followed, and why)
 *
 * What is to oblige somebody is a request, which the Board issues by its vote.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  NO_SUCH_RECORD,
  refusedState,
  Rejection,
  type Transitions,
  unreachable,
} from '#kernel';
import { type MeetingNamed, type MeetingPlace, refusedPlace } from './given-in-a-meeting.js';

interface Asked extends MeetingPlace {
  /** The member who asked. */
  readonly member: string;
  /** Whom: in words. */
  readonly of: string;
  readonly text: string;
}

export type RecordDirection = DomainCommand<'record-direction', Asked>;
export type RecordDirectionFollowed = DomainCommand<
  'record-direction-followed',
  { readonly what: string; readonly boardReportId?: string }
>;
export type SetDirectionAside = DomainCommand<'set-direction-aside', { readonly reason: string }>;
export type DirectionCommand = RecordDirection | RecordDirectionFollowed | SetDirectionAside;

export type DirectionRecorded = DomainEvent<'direction.recorded', Asked>;
export type DirectionFollowed = DomainEvent<'direction.followed', RecordDirectionFollowed['data']>;
export type DirectionSetAside = DomainEvent<'direction.set-aside', SetDirectionAside['data']>;
export type DirectionEvent = DirectionRecorded | DirectionFollowed | DirectionSetAside;

export interface Direction {
  readonly status: 'none' | 'OPEN' | 'FOLLOWED' | 'SET_ASIDE';
}
export type DirectionStatus = Exclude<Direction['status'], 'none'>;

export interface DirectionFacts {
  /** The meeting at which it was given; absent where there is none. */
  readonly meeting?: MeetingNamed;
  /** Whether the report to the Board exists by which it was followed. */
  readonly boardReportExists?: boolean;
}

export const DIRECTION_TRANSITIONS = {
  'record-direction': { from: ['none'], to: ['OPEN'] },
  'record-direction-followed': { from: ['OPEN'], to: ['FOLLOWED'] },
  'set-direction-aside': { from: ['OPEN'], to: ['SET_ASIDE'] },
} as const satisfies Transitions<DirectionCommand, Direction['status']>;

function decide(
  command: DirectionCommand,
  { status }: Direction,
  _context: Context,
  { meeting, boardReportExists }: DirectionFacts = {},
): readonly DirectionEvent[] | Rejection {
  const refused = refusedState(DIRECTION_TRANSITIONS, command.name, status);
  if (refused) return refused;
  switch (command.name) {
    case 'record-direction':
      return refusedPlace(command.data, meeting) ?? [{ type: 'direction.recorded', data: command.data }];
    case 'record-direction-followed':
      return command.data.boardReportId !== undefined && boardReportExists !== true
        ? new Rejection(NO_SUCH_RECORD, `There is no Board report ${command.data.boardReportId}.`)
        : [{ type: 'direction.followed', data: command.data }];
    case 'set-direction-aside':
      return [{ type: 'direction.set-aside', data: command.data }];
    default:
      return unreachable(command);
  }
}

function evolve(_state: Direction, event: DirectionEvent): Direction {
  switch (event.type) {
    case 'direction.recorded':
      return { status: 'OPEN' };
    case 'direction.followed':
      return { status: 'FOLLOWED' };
    case 'direction.set-aside':
      return { status: 'SET_ASIDE' };
    default:
      return unreachable(event);
  }
}

export const direction: Decider<DirectionCommand, Direction, DirectionEvent, DirectionFacts | undefined> = {
  streamType: 'directions',
  initial: { status: 'none' },
  decide,
  evolve,
};
