import { ARRIVAL, COMMENT_AT, departed, moved, MOTION_AT, VOTE_AT, votesOf as ballots } from '../domain/spec-meeting.js';
import type { MeetingItemView } from './meeting-items.js';
import type { MeetingView } from './meetings.js';
import { minutesOf, votesOf } from './proceedings.js';

const LATER = '2026-03-10T17:10:00.000Z';
const rule = { quorum: 3, ayesToAdopt: 3, recusedCountTowardQuorum: false };
const taken = (votedAt: string, ayes: number) => ({
  ...{ items: ['3A'], votes: ballots('AYE', 'ana', 'ben', 'cho').slice(0, ayes), present: ['ana', 'ben', 'cho', 'dee'] },
  ...{ rule, votedAt, ayes, noes: 0, abstentions: 0 },
});
const recusal = (member: string, late: boolean) => ({
  ...{ member, items: ['3A'], ground: 'An interest', recusedAt: late ? LATER : ARRIVAL, late, recounts: [] },
});
const meeting = {
  ...{
    id: 'meeting-1',
    version: 9,
    status: 'ADJOURNED',
    minutesStatus: 'DRAFTED',
    minutesDraft: 'Not yet',
    minutesRemarks: null,
  },
  postings: [
    { postedAt: COMMENT_AT, evidence: { locations: ['At the door'] } },
    { postedAt: LATER, evidence: { locations: ['At the gate'] }, changed: ['3A'] },
  ],
  attendance: [
    { member: 'ana', change: 'ARRIVED', at: ARRIVAL },
    { member: 'ben', change: 'ARRIVED', remote: true, at: ARRIVAL },
    departed('ana', COMMENT_AT).data,
    { member: 'ana', change: 'ARRIVED', at: VOTE_AT },
  ],
  comments: [{ items: ['3A'], speakers: 0, heardAt: COMMENT_AT }],
  recusals: [recusal('dee', false), recusal('cho', true)],
  motions: [
    moved().data,
    moved({ mover: 'ben', proposes: { disposition: 'HEARD' }, movedAt: '2026-03-10T16:55:00.000Z' }).data,
    moved({ movedAt: '2026-03-10T17:20:00.000Z' }).data,
  ],
  rollCalls: [taken(VOTE_AT, 2), taken(LATER, 3)],
  exceptions: [],
  voteCorrections: [{ items: ['3A'], votedAt: LATER, member: 'cho', was: 'NO', is: 'AYE', recounts: [] }],
} as unknown as MeetingView;
const item = (over: object) =>
  ({
    number: '3A',
    status: 'FAILED',
    outcomeWas: 'APPROVED',
    ayes: 2,
    noes: 0,
    abstentions: 0,
    disposedBy: null,
    ...over,
  }) as MeetingItemView;

describe('The record of a vote', () => {
  const [first, second] = votesOf(meeting, [item({}), item({ number: '4' })]);

  it('names the motion that was voted on: one that fell short gives way to the one before it', () => {
    expect(first?.motion).toMatchObject({ mover: 'ben', proposes: { disposition: 'HEARD' } });
    expect(second?.motion).toMatchObject({ mover: 'ana', movedAt: MOTION_AT });
  });

  it('says who counted toward the quorum at the vote, and what is left of the count since', () => {
    expect(second?.tally).toEqual({ ayes: 3, noes: 0, abstentions: 0 });
    expect(second?.items).toMatchObject([
      {
        ...{ number: '3A', status: 'FAILED', outcomeWas: 'APPROVED', tally: { ayes: 2 } },
        ...{ quorum: { required: 3, counted: 3 }, recusals: [{ member: 'dee' }, { member: 'cho', late: true }] },
      },
    ]);
  });

  it('shows the postings up to the vote', () => {
    expect(first?.posting).toHaveLength(1);
    expect(second?.posting).toHaveLength(2);
  });
});

describe('Minutes', () => {
  const seen = (internal: boolean) =>
    minutesOf(meeting, [item({ isPublic: true }), item({ number: '9', isPublic: false })], internal);

  it('say who was in the room, from when to when', () => {
    expect(seen(true).attendance).toEqual([
      { member: 'ana', remote: false, arrivedAt: ARRIVAL, departedAt: COMMENT_AT },
      { member: 'ben', remote: true, arrivedAt: ARRIVAL },
      { member: 'ana', remote: false, arrivedAt: VOTE_AT },
    ]);
  });

  it('keep from the public what is not posted and what the secretary has only drafted', () => {
    expect([seen(true).items.length, seen(true).remarks]).toEqual([2, 'Not yet']);
    expect([seen(false).items.length, seen(false).remarks]).toEqual([1, null]);
    expect(seen(false).items[0]).toMatchObject({
      comment: [{ speakers: 0 }],
      votes: [{ tally: { ayes: 2 } }, { tally: { ayes: 3 } }],
    });
  });
});
