import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** An item whose vote turns out to carry is an action of the Board, adopted at that vote, whenever that became known. */
export const whenAFailedItemCarriesAfterAllRecordTheBoardAction = defineReaction<MeetingEvent, 'meeting.outcome-changed'>({
  name: 'when-a-failed-item-carries-after-all-record-the-board-action',
  on: 'meeting.outcome-changed',
  then: ({ subjectId: meetingId, data: { number: itemNumber, is, ayes, noes, abstentions, adopts } }) => {
    if (!adopts) return [];
    const vote = { ayes, noes, abstentions, amended: is === 'APPROVED_AS_AMENDED' };
    return [{ name: 'record-board-action', body: { meetingId, itemNumber, ...adopts, ...vote, occurredAt: adopts.adoptedAt } }];
  },
});
