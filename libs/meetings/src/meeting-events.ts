/** Who may read the entries of a meeting. */
import type { EventSpec } from '#command-queue';
import type { ItemPlaced, ItemRevised, ItemWithdrawn, MeetingEvent } from './domain/meeting-record.js';

export const MEETING_EVENTS: {
  readonly [Type in MeetingEvent['type']]: EventSpec<Extract<MeetingEvent, { type: Type }>['data']>;
} = {
  'meeting.scheduled': { schemaVersion: 1, visibility: 'PUBLIC' },
  // An agenda in the making is not public; posted, or raised in the room, it is.
  'meeting.item-placed': {
    schemaVersion: 1,
    visibility: ({ fromTheFloor }: ItemPlaced['data']) => (fromTheFloor ? 'PUBLIC' : 'INTERNAL'),
  },
  'meeting.item-revised': {
    schemaVersion: 1,
    visibility: ({ posted }: ItemRevised['data']) => (posted ? 'PUBLIC' : 'INTERNAL'),
  },
  'meeting.agenda-posted': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.item-withdrawn': {
    schemaVersion: 1,
    visibility: ({ posted }: ItemWithdrawn['data']) => (posted ? 'PUBLIC' : 'INTERNAL'),
  },
  'meeting.cancelled': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.convened': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.attendance-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.item-pulled': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.item-called': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.comment-heard': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.recusal-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.notice-exception-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.motion-made': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.motion-seconded': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.roll-call-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.motion-failed': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.item-decided': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.item-disposed': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.outcome-changed': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.action-noted': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.vote-corrected': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.adjourned': { schemaVersion: 1, visibility: 'PUBLIC' },
  // What the secretary adds is public with the approval.
  'meeting.minutes-drafted': { schemaVersion: 1, visibility: 'INTERNAL' },
  'meeting.minutes-approved': { schemaVersion: 1, visibility: 'PUBLIC' },
  'meeting.approval-failed': { schemaVersion: 1, visibility: 'PUBLIC' },
};
