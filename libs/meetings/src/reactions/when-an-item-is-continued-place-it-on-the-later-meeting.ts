import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** What was continued to a meeting stands on its agenda under its number, and names the item that it was. */
export const whenAnItemIsContinuedPlaceItOnTheLaterMeeting = defineReaction<MeetingEvent, 'meeting.item-disposed'>({
  name: 'when-an-item-is-continued-place-it-on-the-later-meeting',
  on: 'meeting.item-disposed',
  then: ({ subjectId: meetingId, occurredAt, data }) => {
    if (data.continuedTo === undefined) return [];
    const { number, title, kind, section, draftId, textHash, requestId, boardReportId, reportBackId, minutesOf, reconsiders } =
      data;
    const matter = { draftId, textHash, requestId, boardReportId, reportBackId, minutesOf, reconsiders };
    const item = { number, title, kind, section, ...given(matter), continues: { meetingId, itemNumber: number } };
    return [{ name: 'place-item', body: { meetingId: data.continuedTo, ...item, occurredAt } }];
  },
});

/** Without the fields that are undefined: a body holds what it says. */
const given = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
