/** An adopted action for the stories of what runs beside it. */
import { losAngeles } from '#jurisdiction';
import type { AdoptedItem, BoardActionEvent } from './board-action.js';
import { HASH, VOTE_AT } from './spec-meeting.js';

export const item: AdoptedItem = {
  ...{ boardId: 'board-1', meetingId: 'meeting-1', itemNumber: '3A', title: 'The protocol', draftId: 'draft-1', textHash: HASH },
  ...{ ayes: 4, noes: 0, abstentions: 0, recused: ['eli'], amended: false, adoptedAt: VOTE_AT },
};
export const adopted: BoardActionEvent = { type: 'board-action.adopted', data: item };

const { applies: _applies, ...rule } = losAngeles.councilReview;
export const underReview: BoardActionEvent = {
  type: 'board-action.council-review-opened',
  data: { boardId: 'board-1', adoptedOn: '2026-03-10', rule },
};
