/** Directions and undertakings are given in a meeting, on an item of its agenda or on none. */
import { NO_SUCH_RECORD, Rejection, type Rule } from '#kernel';

export interface MeetingPlace {
  readonly meetingId: string;
  readonly itemNumber?: string;
}

/** What is known of the meeting that is named. */
export interface MeetingNamed {
  readonly status: string;
  readonly hasItem: boolean;
}

export const GIVEN_IN_A_MEETING: Rule = {
  code: 'given-in-a-meeting',
  sentence:
    'A direction, or an undertaking that names one, is given in a meeting that has convened, on an item of its agenda where it names one.',
  remedy: 'Record the meeting first; what is asked outside of a meeting is no direction.',
  status: 409,
};

const SAT = ['CONVENED', 'ADJOURNED', 'NO_QUORUM'];

/** Refuses a place that is none: `meeting` is absent where there is no such meeting. Where none is named, no item is either. */
export function refusedPlace(
  { meetingId, itemNumber }: Partial<MeetingPlace>,
  meeting: MeetingNamed | undefined,
): Rejection | undefined {
  if (meetingId === undefined)
    return itemNumber === undefined
      ? undefined
      : new Rejection(GIVEN_IN_A_MEETING, `Item ${itemNumber} is named without the meeting whose item it is.`);
  if (!meeting) return new Rejection(NO_SUCH_RECORD, `There is no meeting ${meetingId}.`);
  const lacksItem = itemNumber !== undefined && !meeting.hasItem;
  return SAT.includes(meeting.status) && !lacksItem
    ? undefined
    : new Rejection(
        GIVEN_IN_A_MEETING,
        `Meeting ${meetingId} is ${meeting.status}${lacksItem ? `, and has no item ${itemNumber}` : ''}.`,
      );
}
