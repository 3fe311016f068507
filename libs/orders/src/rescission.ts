import type { FollowingCommand } from '#command-queue';

/** The command that follows on an order when the Council vetoes the action that it rests on. */
export function rescissionAfterVeto(orderId: string, boardActionId: string, occurredAt: string): FollowingCommand {
  const reason = 'The Council vetoed the action of the Board that the order rests on.';
  return {
    name: 'note-rescission-required',
    body: { orderId, sourceType: 'council-reviews', sourceId: boardActionId, reason, occurredAt },
  };
}

/** The command that follows on an order when it turns out that the vote on the action that it rests on does not carry. */
export function rescissionAfterRecount(orderId: string, boardActionId: string, occurredAt: string): FollowingCommand {
  const reason = 'Counted anew, the vote on the action of the Board that the order rests on does not carry.';
  return {
    name: 'note-rescission-required',
    body: { orderId, sourceType: 'board-actions', sourceId: boardActionId, reason, occurredAt },
  };
}
