/** What was recorded of a meeting, put together for people: the record of each vote, and the minutes. */
import type { Instant } from '#kernel';
import type { Disposition, ItemRef } from '../domain/agenda-item.js';
import type {
  NoticeExceptionRecorded,
  RecusalRecorded,
  RollCallRecorded,
  StandingMotion,
  Tally,
  VoteCorrected,
} from '../domain/meeting-record.js';
import { quorumOn } from '../domain/sitting.js';
import type { MeetingItemView } from './meeting-items.js';
import type { MeetingView } from './meetings.js';

/** An item as a vote found it: since when the public knew of it, who was recused, whether the members present were enough. */
interface VotedItem {
  readonly number: string;
  readonly title: string;
  readonly noticedAt: Date | null;
  readonly exceptions: readonly NoticeExceptionRecorded['data'][];
  readonly commentHeardAt: Date | null;
  readonly recusals: readonly Pick<RecusalRecorded['data'], 'member' | 'ground' | 'late' | 'recusedAt'>[];
  readonly quorum: { readonly required: number; readonly counted: number };
  readonly status: MeetingItemView['status'];
  /** The count as it stands, late recusals taken out. */
  readonly tally?: Tally;
  readonly outcomeWas: MeetingItemView['outcomeWas'];
}

/** Everything that a reviewer asks of one roll call. */
export interface VoteRecord {
  readonly votedAt: Instant;
  readonly motion?: StandingMotion;
  readonly votes: RollCallRecorded['data']['votes'];
  /** Votes of it that had been entered wrongly, as they were put right. */
  readonly corrected: readonly Pick<VoteCorrected['data'], 'member' | 'was' | 'is'>[];
  readonly present: readonly string[];
  readonly tally: Tally;
  readonly rule: RollCallRecorded['data']['rule'];
  readonly posting: MeetingView['postings'];
  readonly items: readonly VotedItem[];
}

/** The record of each vote of a meeting, in the order in which they were taken. */
export function votesOf(meeting: MeetingView, items: readonly MeetingItemView[]): readonly VoteRecord[] {
  const spent: Spent[] = [];
  return meeting.rollCalls.map((rollCall) => {
    const { votes, votedAt, present, rule, ayes, noes, abstentions } = rollCall;
    const motion = motionOf(rollCall, meeting, spent);
    if (motion) spent.push({ motion, items: rollCall.items });
    return {
      votedAt,
      ...(motion ? { motion } : {}),
      votes,
      corrected: meeting.voteCorrections
        .filter((of) => of.votedAt === votedAt && of.items.every((number) => rollCall.items.includes(number)))
        .map(({ member, was, is }) => ({ member, was, is })),
      present,
      tally: { ayes, noes, abstentions },
      rule,
      posting: meeting.postings.filter(({ postedAt }) => postedAt <= votedAt),
      items: items.filter(({ number }) => rollCall.items.includes(number)).map((item) => votedItem(item, rollCall, meeting)),
    };
  });
}

function votedItem(item: MeetingItemView, rollCall: RollCallRecorded['data'], meeting: MeetingView): VotedItem {
  const { present, rules, votedAt } = rollCall;
  const rule = rules?.[item.number] ?? rollCall.rule;
  const { number, title, noticedAt, commentHeardAt, status, ayes, noes, abstentions, outcomeWas } = item;
  const recusals = meeting.recusals.filter(({ items }) => items.includes(number));
  const known = recusals.filter(({ late }) => !late);
  return {
    number,
    title,
    noticedAt,
    exceptions: meeting.exceptions.filter(({ items, foundAt }) => items.includes(number) && foundAt <= votedAt),
    commentHeardAt,
    recusals: recusals.map(({ member, ground, late, recusedAt }) => ({ member, ground, late, recusedAt })),
    quorum: { required: rule.quorum, counted: quorumOn(number, present, known, rule) },
    status,
    ...(ayes === null || noes === null || abstentions === null ? {} : { tally: { ayes, noes, abstentions } }),
    outcomeWas,
  };
}

/** A motion that was voted on, as far as it was. */
interface Spent {
  readonly motion: StandingMotion;
  readonly items: readonly string[];
}

/** The last motion on what was voted on, made before the vote; one to dispose of items that fell short gives way to the one before it. */
function motionOf(
  { items, votedAt }: RollCallRecorded['data'],
  { motions }: MeetingView,
  spent: readonly Spent[],
): StandingMotion | undefined {
  const isSpent = (motion: StandingMotion): boolean =>
    spent.some((each) => each.motion === motion && each.items.some((number) => items.includes(number)));
  return motions.findLast(
    (motion) => items.every((number) => motion.items.includes(number)) && motion.movedAt <= votedAt && !isSpent(motion),
  );
}

/** Who was in the room, and when. */
interface Presence {
  readonly member: string;
  readonly remote: boolean;
  readonly arrivedAt: Instant;
  readonly departedAt?: Instant;
}

interface ItemMinutes {
  readonly number: string;
  readonly title: string;
  readonly section: MeetingItemView['section'];
  readonly kind: MeetingItemView['kind'];
  readonly status: MeetingItemView['status'];
  readonly pulledAt: Date | null;
  readonly comment: readonly { readonly speakers: number; readonly heardAt: Instant }[];
  readonly exceptions: readonly NoticeExceptionRecorded['data'][];
  readonly recusals: VotedItem['recusals'];
  readonly motions: readonly StandingMotion[];
  readonly votes: readonly Pick<VoteRecord, 'votedAt' | 'votes' | 'tally'>[];
  readonly tally?: Tally;
  readonly disposition?: { readonly disposition: Disposition; readonly by: 'CHAIR' | 'MOTION' } & Pick<
    MeetingItemView,
    'disposedAt' | 'continuedTo' | 'continuedUntil' | 'referredTo'
  >;
  readonly withdrawalReason: string | null;
}

export interface Minutes {
  readonly meetingId: string;
  /** Of the meeting's record: the minutes say what was recorded up to here. */
  readonly version: number;
  readonly status: MeetingView['minutesStatus'];
  readonly kind: MeetingView['kind'];
  readonly place: string;
  readonly startsAt: Date;
  readonly convenedAt: Date | null;
  readonly adjournedAt: Date | null;
  readonly ending: MeetingView['status'];
  readonly attendance: readonly Presence[];
  readonly items: readonly ItemMinutes[];
  readonly remarks: string | null;
  readonly corrections: string | null;
  readonly approvedAt: Date | null;
  readonly approvedBy: ItemRef | null;
}

/** The minutes as they follow from the record; what the secretary added is left out for the public until they are approved. */
export function minutesOf(meeting: MeetingView, items: readonly MeetingItemView[], internal: boolean): Minutes {
  const { id, version, kind, place, startsAt, convenedAt, adjournedAt, status } = meeting;
  const approved = meeting.minutesStatus === 'APPROVED';
  return {
    ...{ meetingId: id, version, status: meeting.minutesStatus, kind, place, startsAt, convenedAt, adjournedAt, ending: status },
    attendance: presenceOf(meeting),
    items: items.filter(({ isPublic }) => internal || isPublic).map((item) => itemMinutes(item, meeting)),
    remarks: internal && !approved ? meeting.minutesDraft : meeting.minutesRemarks,
    corrections: meeting.minutesCorrections,
    approvedAt: meeting.minutesApprovedAt,
    approvedBy: meeting.minutesApprovedBy,
  };
}

function presenceOf({ attendance }: MeetingView): readonly Presence[] {
  const presences: Presence[] = [];
  for (const { member, change, at, remote = false } of attendance) {
    if (change === 'ARRIVED') {
      presences.push({ member, remote, arrivedAt: at });
      continue;
    }
    const last = presences.findLastIndex((presence) => presence.member === member);
    const presence = presences[last];
    if (presence) presences[last] = { ...presence, departedAt: at };
  }
  return presences;
}

function itemMinutes(item: MeetingItemView, meeting: MeetingView): ItemMinutes {
  const { number, title, section, kind, status, pulledAt, withdrawalReason, ayes, noes, abstentions } = item;
  const on = <Entry extends { readonly items: readonly string[] }>(entries: readonly Entry[]): readonly Entry[] =>
    entries.filter(({ items }) => items.includes(number));
  const { disposedBy, disposedAt, continuedTo, continuedUntil, referredTo } = item;
  const where = { disposedAt, continuedTo, continuedUntil, referredTo };
  return {
    ...{ number, title, section, kind, status, pulledAt },
    comment: on(meeting.comments).map(({ speakers, heardAt }) => ({ speakers, heardAt })),
    exceptions: on(meeting.exceptions),
    recusals: on(meeting.recusals).map(({ member, ground, late, recusedAt }) => ({ member, ground, late, recusedAt })),
    motions: on(meeting.motions),
    votes: on(meeting.rollCalls).map((taken) => {
      const tally = { ayes: taken.ayes, noes: taken.noes, abstentions: taken.abstentions };
      return { votedAt: taken.votedAt, votes: taken.votes, tally };
    }),
    ...(ayes === null || noes === null || abstentions === null ? {} : { tally: { ayes, noes, abstentions } }),
    ...(disposedBy === null ? {} : { disposition: { disposition: status as Disposition, by: disposedBy, ...where } }),
    withdrawalReason,
  };
}
