/**
 * The conditions of an adoption, numbered from 1 on the action, each tracked until it is met.
 *
 *   none ──set-condition──▶ OPEN ──record-adoption-condition-met──▶ MET
 */
import { type DomainCommand, type DomainEvent, NO_SUCH_RECORD, type PlainDate, refusedState, Rejection } from '#kernel';

interface ConditionTerms {
  readonly text: string;
  /** The day by which it is to be met, where the Board set one. */
  readonly dueOn?: PlainDate;
}

interface Fulfilment {
  readonly condition: number;
  /** How it was met, and where that can be read. */
  readonly how: string;
}

export type SetCondition = DomainCommand<'set-condition', ConditionTerms>;
export type RecordConditionMet = DomainCommand<'record-adoption-condition-met', Fulfilment>;
export type ConditionCommand = SetCondition | RecordConditionMet;

/** `requestId`: the request that cannot be closed meanwhile, which the action issued or its text answers. */
export type ConditionSet = DomainEvent<
  'board-action.condition-set',
  ConditionTerms & { readonly condition: number; readonly requestId?: string }
>;
export type ConditionMet = DomainEvent<
  'board-action.condition-met',
  Fulfilment & { readonly by: string; readonly requestId?: string }
>;
export type ConditionEvent = ConditionSet | ConditionMet;

export interface Condition {
  readonly status: 'OPEN' | 'MET';
  readonly requestId?: string;
}

/** What other records call a condition by. */
export function conditionKey(boardActionId: string, condition: number): string {
  return `board-actions/${boardActionId}#${condition}`;
}

export const CONDITION_TRANSITIONS = {
  'set-condition': { from: ['none'], to: ['OPEN'] },
  'record-adoption-condition-met': { from: ['OPEN'], to: ['MET'] },
} as const;

export function decideCondition(
  command: ConditionCommand,
  conditions: readonly Condition[],
  by: string,
  requestId: string | undefined,
): readonly ConditionEvent[] | Rejection {
  if (command.name === 'set-condition')
    return [
      {
        type: 'board-action.condition-set',
        data: { ...command.data, condition: conditions.length + 1, ...holding(requestId) },
      },
    ];
  const { data } = command;
  const condition = conditions[data.condition - 1];
  if (!condition) return new Rejection(NO_SUCH_RECORD, `The action has no condition ${data.condition}.`);
  return (
    refusedState(CONDITION_TRANSITIONS, command.name, condition.status) ?? [
      { type: 'board-action.condition-met', data: { ...data, by, ...holding(condition.requestId) } },
    ]
  );
}

const holding = (requestId: string | undefined): { readonly requestId?: string } =>
  requestId === undefined ? {} : { requestId };

export function evolveConditions(conditions: readonly Condition[], event: ConditionEvent): readonly Condition[] {
  if (event.type === 'board-action.condition-set') return [...conditions, { status: 'OPEN', ...holding(event.data.requestId) }];
  return conditions.map((condition, at) => (at + 1 === event.data.condition ? { ...condition, status: 'MET' } : condition));
}
