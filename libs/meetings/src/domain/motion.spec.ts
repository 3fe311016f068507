import { losAngeles } from '#jurisdiction';
import { NOT_IN_THIS_STATE } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { ITEM_NOT_ON_AGENDA, ITEM_NUMBER_TAKEN, OTHER_TEXT_THAN_POSTED } from './agenda.js';
import { type Disposal, ITEM_IS_DECIDED } from './agenda-item.js';
import {
  itemOfMeeting,
  type Meeting,
  type MeetingEvent,
  type MeetingFacts,
  type Motion,
  type RollCallVote,
  type ScheduledMeeting,
} from './meeting-record.js';
import { meeting } from './meeting.js';
import {
  CONTINUED_TO_A_LATER_MEETING,
  DISPOSAL_SAYS_WHERE,
  MOTION_BY_MEMBERS,
  MOVED_BY_THE_PREVAILING_SIDE,
  NOT_AN_ACTION_ITEM,
  VOTE_WITHOUT_MOTION,
} from './motion.js';
import { BEFORE_ITS_TIME, NO_QUORUM } from './sitting.js';
import {
  afterVote,
  arrived,
  convened,
  decided,
  FACTS,
  HASH,
  heard,
  ITEM,
  moved,
  MOTION_AT,
  onTheAgenda,
  opened,
  placed,
  posted,
  readyToVote,
  recused,
  rollCall,
  scheduled,
  START,
  VOTE_AT,
  votesOf,
} from './spec-meeting.js';

const { given, stateAfter } = storiesOf(meeting);

describe('A motion', () => {
  const room = opened('ana', 'ben', 'cho');
  const at = { occurredAt: MOTION_AT };
  const move = (data: Partial<Motion> = {}) =>
    ({ name: 'record-motion', data: { items: ['3A'], mover: 'ana', ...data } }) as const;

  it('is made by a member present, on action items, each once', () => {
    given(...room)
      .when(move(), at, FACTS)
      .then(moved());
    given(...room)
      .when(move({ items: ['3A', '4', '3A'], seconder: 'ben', wording: 'So moved' }), at, FACTS)
      .then(moved({ items: ['3A', '4'], seconder: 'ben', wording: 'So moved' }));
    given(...room)
      .when(move({ items: ['5'] }), at, FACTS)
      .refused(NOT_AN_ACTION_ITEM);
    given(...room)
      .when(move({ items: ['9'] }), at, FACTS)
      .refused(ITEM_NOT_ON_AGENDA);
    given(...room)
      .when(move({ mover: 'dee' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...room)
      .when(move({ mover: 'zoe' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
  });

  it('is seconded by another member present, with it or afterwards', () => {
    given(...room)
      .when(move({ seconder: 'ben' }), at, FACTS)
      .then(moved({ seconder: 'ben' }));
    given(...room)
      .when(move({ seconder: 'ana' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...room)
      .when(move({ seconder: 'dee' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    const second = (seconder: string, ...items: string[]) => ({ name: 'second-motion', data: { items, seconder } }) as const;
    const seconded: MeetingEvent = {
      type: 'meeting.motion-seconded',
      data: { items: ['3A', '4'], seconder: 'ben', secondedAt: VOTE_AT },
    };
    const both = [...room, moved({ items: ['3A', '4'] })];
    const later = { occurredAt: VOTE_AT };
    given(...both)
      .when(second('ben', '4'), later, FACTS)
      .then(seconded);
    given(...both, seconded)
      .when(second('cho', '4'), later, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...both)
      .when(second('ana', '4'), later, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...both)
      .when(second('dee', '4'), later, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...room)
      .when(second('ben', '4'), later, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...room, moved(), moved({ items: ['4'] }))
      .when(second('ben', '3A', '4'), later, FACTS)
      .refused(VOTE_WITHOUT_MOTION);
    given(...both)
      .when(second('ben', '4'), { occurredAt: '2026-03-10T16:49:59.999Z' }, FACTS)
      .refused(VOTE_WITHOUT_MOTION);
    given(...both, seconded, moved({ items: ['4'], movedAt: VOTE_AT }))
      .when(second('cho', '4'), later, FACTS)
      .thenLike({ type: 'meeting.motion-seconded', data: { items: ['4'], seconder: 'cho' } });
  });

  it('is not made or seconded by a member who is recused from one of its items', () => {
    const four = [...opened('ana', 'ben', 'cho', 'dee'), recused('ana', '4')];
    given(...four)
      .when(move({ items: ['3A', '4'] }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...four)
      .when(move({ items: ['3A', '4'], mover: 'ben', seconder: 'ana' }), at, FACTS)
      .refused(MOTION_BY_MEMBERS);
    given(...four)
      .when(move({ items: ['3A'] }), at, FACTS)
      .then(moved());
  });

  it('needs a quorum, an open meeting and an undecided item', () => {
    given(...opened('ana', 'ben'))
      .when(move(), at, FACTS)
      .refused(NO_QUORUM);
    given(...room)
      .when(move(), { occurredAt: '2026-03-10T16:29:00.000Z' }, FACTS)
      .refused(BEFORE_ITS_TIME);
    given(...onTheAgenda, posted())
      .when(move(), at, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...room, rollCall, decided('FAILED'))
      .when(move(), at, FACTS)
      .refused(ITEM_IS_DECIDED);
  });

  it('loses an item that is pulled from the consent calendar', () => {
    const pulled: MeetingEvent = { type: 'meeting.item-pulled', data: { number: '4', pulledAt: VOTE_AT } };
    const history = [...room, heard(), moved({ items: ['3A', '4'] }), pulled];
    const vote = (...items: string[]) =>
      given(...history).when(
        { name: 'record-roll-call', data: { items, votes: votesOf('AYE', 'ana', 'ben', 'cho') } },
        { occurredAt: VOTE_AT },
        FACTS,
      );
    vote('3A', '4').refused(VOTE_WITHOUT_MOTION);
    vote('3A').thenLike({ type: 'meeting.roll-call-recorded' }, { type: 'meeting.item-decided', data: { number: '3A' } });
    expect(itemOfMeeting(stateAfter(...history), '4')).toMatchObject({ status: 'CALLED', section: 'REGULAR' });
  });
});

describe('A motion to dispose of items', () => {
  const room = opened('ana', 'ben', 'cho', 'dee');
  const LATER = '2026-03-24T16:30:00.000Z';
  const later = (over: object = {}): MeetingFacts => ({
    ...FACTS,
    meetings: { 'meeting-2': { ...(stateAfter(scheduled({ startsAt: LATER })) as ScheduledMeeting), ...over } },
  });
  const move = (proposes: Disposal, items = ['3A']) =>
    ({ name: 'record-motion', data: { items, mover: 'ana', proposes } }) as const;
  const filed = { disposition: 'RECEIVED_AND_FILED' } as const;
  const at = { occurredAt: MOTION_AT };
  const vote = (votes: readonly RollCallVote[], ...history: MeetingEvent[]) =>
    given(...history).when({ name: 'record-roll-call', data: { items: ['3A', '5'], votes } }, { occurredAt: VOTE_AT }, FACTS);

  it('covers what is for information as well', () => {
    given(...room)
      .when(move(filed, ['3A', '5']), at, FACTS)
      .then(moved({ items: ['3A', '5'], proposes: filed }));
  });

  it('is voted on without notice, comment or text, by the same majority', () => {
    const history = [...room, moved({ items: ['3A', '5'], proposes: filed })];
    vote(votesOf('AYE', 'ana', 'ben', 'cho'), ...history).thenLike(
      { type: 'meeting.roll-call-recorded', data: { ayes: 3 } },
      { type: 'meeting.item-disposed', data: { number: '3A', ...filed, by: 'MOTION', draftId: 'draft-1', disposedAt: VOTE_AT } },
      { type: 'meeting.item-disposed', data: { number: '5', ...filed, by: 'MOTION' } },
    );
    given(...history)
      .when({ name: 'record-roll-call', data: { items: ['5'], votes: [], textHash: HASH } }, { occurredAt: VOTE_AT }, FACTS)
      .refused(OTHER_TEXT_THAN_POSTED);
  });

  it('that falls short leaves the items under the motion before it, or called', () => {
    const history = [
      ...room,
      moved({ seconder: 'ben' }),
      moved({ items: ['3A', '5'], proposes: filed, movedAt: '2026-03-10T16:55:00.000Z' }),
    ];
    const failed: MeetingEvent = {
      type: 'meeting.motion-failed',
      data: {
        ...{ items: ['3A', '5'], movedAt: '2026-03-10T16:55:00.000Z', proposed: 'RECEIVED_AND_FILED', failedAt: VOTE_AT },
        ...{ ayes: 2, noes: 1, abstentions: 0 },
        stand: [
          { number: '3A', status: 'SECONDED' },
          { number: '5', status: 'CALLED' },
        ],
      },
    };
    vote([...votesOf('AYE', 'ana', 'ben'), ...votesOf('NO', 'cho')], ...history).thenLike(
      { type: 'meeting.roll-call-recorded' },
      failed,
    );
    const after = stateAfter(...history, failed);
    expect(itemOfMeeting(after, '3A')).toMatchObject({ status: 'SECONDED' });
    expect(itemOfMeeting(after, '5')).toMatchObject({ status: 'CALLED' });
    given(...history, failed, heard())
      .when(
        { name: 'record-roll-call', data: { items: ['3A'], votes: votesOf('AYE', 'ana', 'ben', 'cho') } },
        { occurredAt: VOTE_AT },
        FACTS,
      )
      .thenLike({ type: 'meeting.roll-call-recorded' }, { type: 'meeting.item-decided', data: { outcome: 'APPROVED' } });
  });

  it('says where the matter goes, as far as that is known', () => {
    const on = (proposes: Disposal, facts = later()) => given(...room).when(move(proposes), at, facts);
    const ok = (proposes: Disposal) => on(proposes).then(moved({ proposes }));
    ok({ disposition: 'CONTINUED' });
    ok({ disposition: 'CONTINUED', continuedTo: 'meeting-2' });
    ok({ disposition: 'CONTINUED', continuedUntil: '2026-03-11' });
    ok({ disposition: 'REFERRED', referredTo: 'The Inspector General' });
    ok({ disposition: 'HEARD' });
    on({ disposition: 'REFERRED' }).refused(DISPOSAL_SAYS_WHERE);
    on({ disposition: 'CONTINUED', referredTo: 'Somebody' }).refused(DISPOSAL_SAYS_WHERE);
    on({ disposition: 'HEARD', continuedTo: 'meeting-2' }).refused(DISPOSAL_SAYS_WHERE);
    on({ disposition: 'HEARD', continuedUntil: '2026-03-11' }).refused(DISPOSAL_SAYS_WHERE);
    on({ disposition: 'CONTINUED', continuedTo: 'meeting-2', continuedUntil: '2026-03-11' }).refused(DISPOSAL_SAYS_WHERE);
    on({ disposition: 'CONTINUED', continuedUntil: '2026-03-10' }).refused(CONTINUED_TO_A_LATER_MEETING);
    const to = (over: object) => on({ disposition: 'CONTINUED', continuedTo: 'meeting-2' }, later(over));
    to({ startsAt: START }).refused(CONTINUED_TO_A_LATER_MEETING);
    to({ boardId: 'board-2' }).refused(CONTINUED_TO_A_LATER_MEETING);
    to({ status: 'CANCELLED' }).refused(CONTINUED_TO_A_LATER_MEETING);
    to({ status: 'POSTED' }).thenLike({ type: 'meeting.motion-made' });
    to({ items: [{ ...ITEM, status: 'PLACED', revised: false }] }).refused(ITEM_NUMBER_TAKEN);
    on({ disposition: 'CONTINUED', continuedTo: 'meeting-3' }).refused(CONTINUED_TO_A_LATER_MEETING);
  });

  it('is not needed where the chair disposes of items before anything is moved on them', () => {
    const dispose = { name: 'dispose-item', data: { items: ['3A', '5'], disposal: filed } } as const;
    const one = { ...dispose, data: { ...dispose.data, items: ['3A'] } };
    given(...room)
      .when(dispose, at, FACTS)
      .thenLike(
        {
          type: 'meeting.item-disposed',
          data: { number: '3A', boardId: 'board-1', by: 'CHAIR', ...filed, disposedAt: MOTION_AT },
        },
        { type: 'meeting.item-disposed', data: { number: '5', by: 'CHAIR' } },
      );
    const ways: readonly Disposal[] = [
      { disposition: 'HEARD' },
      { disposition: 'CONTINUED' },
      { disposition: 'CONTINUED', continuedTo: 'meeting-2' },
      { disposition: 'CONTINUED', continuedUntil: '2026-03-11' },
      { disposition: 'REFERRED', referredTo: 'Staff' },
    ];
    for (const disposal of ways)
      given(...room)
        .when({ ...one, data: { items: ['3A'], disposal } }, at, later())
        .then({
          type: 'meeting.item-disposed',
          data: { ...ITEM, boardId: 'board-1', ...disposal, by: 'CHAIR', disposedAt: MOTION_AT },
        });
    given(...room, moved())
      .when(one, at, FACTS)
      .refused(NOT_IN_THIS_STATE);
    given(...room, rollCall, decided('FAILED'))
      .when(one, at, FACTS)
      .refused(ITEM_IS_DECIDED);
    given(...opened('ana', 'ben'))
      .when(one, at, FACTS)
      .refused(NO_QUORUM);
    given(...room)
      .when({ ...dispose, data: { items: ['3A'], disposal: { disposition: 'REFERRED' } } }, at, FACTS)
      .refused(DISPOSAL_SAYS_WHERE);
    given(...onTheAgenda, posted())
      .when(one, at, FACTS)
      .refused(NOT_IN_THIS_STATE);
  });
});

describe('A motion to reconsider', () => {
  const earlier = (...votes: RollCallVote[]) =>
    stateAfter(...afterVote(readyToVote('ana', 'ben', 'cho', 'dee', 'eli'), votes, contextOf({ occurredAt: VOTE_AT })));
  const again = {
    number: '7',
    title: 'Again',
    kind: 'ACTION',
    section: 'REGULAR',
    reconsiders: { meetingId: 'm0', itemNumber: '3A' },
  } as const;
  const history = [
    scheduled(),
    placed(again),
    posted(undefined, [again]),
    convened,
    ...arrived('ana', 'ben', 'cho', 'dee', 'eli'),
  ];
  const by = (mover: string, meeting: Meeting, profile = losAngeles) =>
    given(...history).when(
      { name: 'record-motion', data: { items: ['7'], mover } },
      { occurredAt: MOTION_AT, profile },
      { ...FACTS, meetings: { m0: meeting } },
    );

  it('is made by a member who voted on the side that prevailed', () => {
    const carried = earlier(...votesOf('AYE', 'ana', 'ben', 'cho'), ...votesOf('NO', 'dee'), ...votesOf('ABSTAIN', 'eli'));
    by('ana', carried).thenLike({ type: 'meeting.motion-made' });
    by('dee', carried).refused(MOVED_BY_THE_PREVAILING_SIDE);
    by('eli', carried).refused(MOVED_BY_THE_PREVAILING_SIDE);
    const failed = earlier(...votesOf('AYE', 'ana', 'ben'), ...votesOf('NO', 'dee'), ...votesOf('ABSTAIN', 'eli'));
    by('ana', failed).refused(MOVED_BY_THE_PREVAILING_SIDE);
    by('dee', failed).thenLike({ type: 'meeting.motion-made' });
    by('eli', failed).thenLike({ type: 'meeting.motion-made' });
    by('cho', failed).refused(MOVED_BY_THE_PREVAILING_SIDE);
    by('ana', { status: 'none' }).refused(MOVED_BY_THE_PREVAILING_SIDE);
  });

  it('is made by any member where the profile says so', () => {
    const carried = earlier(...votesOf('AYE', 'ana', 'ben', 'cho'), ...votesOf('NO', 'dee'));
    by('dee', carried, { ...losAngeles, reconsiderationBy: 'ANY_MEMBER' }).thenLike({ type: 'meeting.motion-made' });
  });
});
