/**
 * What the Board declines of what was requested of it: a fact beside the adoption of the motion that declined it, entered by the secretary
 * with the Board's reason. The provision ends by it. An action that adopts a text or issues a request declines nothing: an item decides one
 * thing.
 */
import { type DomainCommand, type DomainEvent, NO_SUCH_RECORD, Rejection, type Rule } from '#kernel';

interface Declined {
  readonly provisionId: string;
  /** As the Board gave it. */
  readonly reason: string;
}

export type RecordProvisionDeclined = DomainCommand<'record-provision-declined', Declined>;
export type ProvisionDeclinedByBoard = DomainEvent<'board-action.provision-declined', Declined>;

/** The provision as it stands; `open` while work on it, or on hold, is not ended and it is not divided. */
export interface ProvisionAsked {
  readonly key: string;
  readonly verb: string;
  readonly status: string;
  readonly open: boolean;
}

export const PROVISION_NOT_TO_BE_DECLINED: Rule = {
  code: 'provision-not-to-be-declined',
  refusal: 9,
  sentence:
    'The Board declines what was requested of it, is not divided and has not ended; what was directed or advised is not declined.',
  remedy:
    'A directed provision ends by verification, or by withdrawal through the Mayor’s liaison; of a divided one, name the part.',
  status: 409,
};

export const ACTION_DECIDES_SOMETHING_ELSE: Rule = {
  code: 'action-decides-something-else',
  sentence: 'A provision is declined by an action of its own, which adopts no text and issues no request.',
  remedy: 'Name the action by which the Board declined the provision.',
  status: 409,
};

export function decideDeclined(
  { data }: RecordProvisionDeclined,
  {
    item,
    declined,
  }: { readonly item: { readonly draftId?: string; readonly requestId?: string }; readonly declined: readonly string[] },
  provision: ProvisionAsked | undefined,
): readonly ProvisionDeclinedByBoard[] | Rejection {
  const { provisionId, reason } = data;
  if (declined.includes(provisionId)) return [];
  if (item.draftId !== undefined || item.requestId !== undefined)
    return new Rejection(
      ACTION_DECIDES_SOMETHING_ELSE,
      `The action ${item.draftId === undefined ? `issues request ${item.requestId}` : `adopts a text of draft ${item.draftId}`}.`,
    );
  if (!provision) return new Rejection(NO_SUCH_RECORD, `There is no provision ${provisionId}.`);
  if (provision.verb !== 'REQUEST' || !provision.open)
    return new Rejection(
      PROVISION_NOT_TO_BE_DECLINED,
      `Provision ${provision.key} is a ${provision.verb} provision and ${provision.status}.`,
    );
  return [{ type: 'board-action.provision-declined', data: { provisionId, reason } }];
}
