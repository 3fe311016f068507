import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** An approved item is an action of the Board, adopted at the vote. */
export const whenAnItemIsApprovedRecordTheBoardAction = defineReaction<MeetingEvent, 'meeting.item-decided'>({
  name: 'when-an-item-is-approved-record-the-board-action',
  on: 'meeting.item-decided',
  then: ({ subjectId: meetingId, occurredAt, data }) => {
    if (data.outcome === 'FAILED') return [];
    const { boardId, number: itemNumber, title, draftId, textHash, requestId, boardReportId } = data;
    const { ayes, noes, abstentions, unanimous, recused, decidedAt: adoptedAt } = data;
    const about = { boardId, meetingId, itemNumber, title, draftId, textHash, requestId, boardReportId };
    const vote = { ayes, noes, abstentions, unanimous, recused, amended: data.outcome === 'APPROVED_AS_AMENDED', adoptedAt };
    return [{ name: 'record-board-action', body: present({ ...about, ...vote, occurredAt }) }];
  },
});

/** Without the fields that are undefined: a body holds what it says. */
function present(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
