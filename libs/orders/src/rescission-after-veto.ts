import type { FollowingCommand } from '#command-queue';

/** The command that follows on an order when the Council vetoes the action that it rests on. */
export function rescissionAfterVeto(orderId: string, boardActionId: string, occurredAt: string): FollowingCommand {
  const reason = 'The Council vetoed the action of the Board that the order rests on.';
  return {
    name: 'note-rescission-required',
    body: { orderId, sourceType: 'council-reviews', sourceId: boardActionId, reason, occurredAt },
  };
}
