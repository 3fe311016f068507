/**
 * Whether an action of the Board stands: an adoption rests on its vote, and what becomes known of that later may take it away.
 *
 *   none ──record-board-action──▶ STANDS ──note-outcome-changed──▶ RESCISSION_REQUIRED ──record-action-rescinded──▶ RESCINDED
 *                                   ▲                                    │
 *                                   └──note-outcome-changed (it carries again, by a vote put right)
 *
 * The software undoes nothing: that an adoption does not carry is shown until the Board has acted on it, and so it is on the orders that rest
 * on the action.
 */
import { type DomainCommand, type DomainEvent, type Instant, NO_SUCH_RECORD, refusedState, Rejection, type Rule } from '#kernel';
import type { ItemOutcome } from './meeting-record.js';

export type NoteOutcomeChanged = DomainCommand<'note-outcome-changed', { readonly outcome: ItemOutcome }>;
/** `byActionId`: the later action by which the Board rescinded this one. */
export type RecordActionRescinded = DomainCommand<'record-action-rescinded', { readonly byActionId: string }>;
export type StandingCommand = NoteOutcomeChanged | RecordActionRescinded;

/** `orders`: those that rest on the action. */
export type ActionRescissionRequired = DomainEvent<
  'board-action.rescission-required',
  { readonly outcome: ItemOutcome; readonly orders: readonly string[] }
>;
export type ActionStandsAgain = DomainEvent<'board-action.stands-again', { readonly outcome: ItemOutcome }>;
export type ActionRescinded = DomainEvent<'board-action.rescinded', { readonly byActionId: string }>;
export type StandingEvent = ActionRescissionRequired | ActionStandsAgain | ActionRescinded;

export interface Standing {
  readonly status: 'STANDS' | 'RESCISSION_REQUIRED' | 'RESCINDED';
}

export const STANDING: Standing = { status: 'STANDS' };

export const STANDING_TRANSITIONS = {
  'record-board-action': { from: ['none'], to: ['STANDS'] },
  'note-outcome-changed': {
    from: ['STANDS', 'RESCISSION_REQUIRED', 'RESCINDED'],
    to: ['STANDS', 'RESCISSION_REQUIRED', 'RESCINDED'],
  },
  'record-action-rescinded': { from: ['RESCISSION_REQUIRED'], to: ['RESCINDED'] },
} as const;

export const RESCINDED_BY_A_LATER_ACTION: Rule = {
  code: 'rescinded-by-a-later-action',
  sentence: 'An action of the Board is rescinded by another one, which it took later.',
  remedy: 'Name the action by which the Board rescinded it.',
  status: 409,
};

/** The action that is said to rescind another one; `adoptedAt` is absent where there is no such action. */
export interface RescindingAction {
  readonly adoptedAt?: Instant;
}

interface Own {
  readonly id: string;
  readonly adoptedAt: Instant;
  readonly standing: Standing;
  readonly orders: readonly string[];
}

export function decideStanding(
  command: StandingCommand,
  { id, adoptedAt, standing, orders }: Own,
  by: RescindingAction = {},
): readonly StandingEvent[] | Rejection {
  const refused = refusedState(STANDING_TRANSITIONS, command.name, standing.status);
  if (refused) return refused;
  if (command.name === 'note-outcome-changed') {
    const { outcome } = command.data;
    if (outcome === 'FAILED' && standing.status === 'STANDS')
      return [{ type: 'board-action.rescission-required', data: { outcome, orders } }];
    return outcome !== 'FAILED' && standing.status === 'RESCISSION_REQUIRED'
      ? [{ type: 'board-action.stands-again', data: { outcome } }]
      : [];
  }
  const { byActionId } = command.data;
  if (by.adoptedAt === undefined) return new Rejection(NO_SUCH_RECORD, `There is no action ${byActionId} of the Board.`);
  if (byActionId === id || by.adoptedAt < adoptedAt)
    return new Rejection(
      RESCINDED_BY_A_LATER_ACTION,
      `Action ${byActionId} was taken at ${by.adoptedAt}, this one at ${adoptedAt}.`,
    );
  return [{ type: 'board-action.rescinded', data: { byActionId } }];
}

export function evolveStanding(event: StandingEvent): Standing {
  switch (event.type) {
    case 'board-action.rescission-required':
      return { status: 'RESCISSION_REQUIRED' };
    case 'board-action.stands-again':
      return STANDING;
    case 'board-action.rescinded':
      return { status: 'RESCINDED' };
  }
}
