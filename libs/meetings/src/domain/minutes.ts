/** Minutes: the secretary drafts them from what was recorded; a later meeting approves them, or the secretary does. */
import { type Context, refusedOwnWork, peopleBehind, Rejection, refusedState, type Rule, type Transition } from '#kernel';
import {
  type ApprovalFailed,
  type ApproveMinutes,
  type ClosedMeeting,
  type DraftMinutes,
  itemOfMeeting,
  type MeetingFacts,
  type MinutesApproved,
  type MinutesDrafted,
  type MinutesStatus,
  type NoteApprovalFailed,
} from './meeting-record.js';

export const MINUTES_TRANSITIONS = {
  'draft-minutes': { from: ['NONE', 'DRAFTED'], to: ['DRAFTED'] },
  'approve-minutes': { from: ['DRAFTED'], to: ['APPROVED'] },
  'note-approval-failed': { from: ['APPROVED'], to: ['DRAFTED', 'APPROVED'] },
} as const satisfies Readonly<Record<string, Transition<MinutesStatus>>>;

export const MINUTES_APPROVED_BY_THE_BOARD: Rule = {
  code: 'minutes-approved-by-the-board',
  sentence: 'Minutes are approved by a vote of the board on an item of a later meeting that names them.',
  setting: 'minutesApprovedBy',
  remedy: 'Place an item for them on a later agenda, and have the Board vote on it.',
  status: 409,
};

export function decideDraftMinutes(
  { name, data }: DraftMinutes,
  { minutes }: ClosedMeeting,
  context: Context,
): readonly MinutesDrafted[] | Rejection {
  const drafted = { ...data, draftedAt: context.occurredAt, drafters: peopleBehind(context) };
  return refusedState(MINUTES_TRANSITIONS, name, minutes.status) ?? [{ type: 'meeting.minutes-drafted', data: drafted }];
}

/** Where the secretary approves them, another one than whoever drafted them. */
export function decideApproveMinutes(
  { name, data }: ApproveMinutes,
  { minutes }: ClosedMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly MinutesApproved[] | Rejection {
  const { status, drafters, remarks } = minutes;
  const byTheBoard = context.profile.minutesApprovedBy === 'BOARD' || data.approvedBy !== undefined;
  const approved = { ...data, ...(remarks === undefined ? {} : { remarks }), approvedAt: context.occurredAt };
  return (
    refusedState(MINUTES_TRANSITIONS, name, status) ??
    (byTheBoard ? refusedApproval(data, context, facts) : refusedOwnWork(drafters, context, name)) ?? [
      { type: 'meeting.minutes-approved', data: approved },
    ]
  );
}

/** Nothing is to be done where another item approved them. */
export function noteApprovalFailed(
  { name, data: { approvedBy } }: NoteApprovalFailed,
  { minutes }: ClosedMeeting,
): readonly ApprovalFailed[] | Rejection {
  const refused = refusedState(MINUTES_TRANSITIONS, name, minutes.status);
  if (refused) return refused;
  const { meetingId, itemNumber } = minutes.approvedBy ?? {};
  const wasByIt = meetingId === approvedBy.meetingId && itemNumber === approvedBy.itemNumber;
  return wasByIt ? [{ type: 'meeting.approval-failed', data: { approvedBy } }] : [];
}

function refusedApproval(
  { approvedBy }: ApproveMinutes['data'],
  { subjectId }: Context,
  { meetings = {} }: MeetingFacts,
): Rejection | undefined {
  if (!approvedBy) return new Rejection(MINUTES_APPROVED_BY_THE_BOARD, 'No item of a meeting is named that approved them.');
  const item = itemOfMeeting(meetings[approvedBy.meetingId], approvedBy.itemNumber);
  const approves = item?.minutesOf === subjectId && (item.status === 'APPROVED' || item.status === 'APPROVED_AS_AMENDED');
  return approves
    ? undefined
    : new Rejection(
        MINUTES_APPROVED_BY_THE_BOARD,
        `Item ${approvedBy.itemNumber} of meeting ${approvedBy.meetingId} approved no minutes of this meeting.`,
      );
}
