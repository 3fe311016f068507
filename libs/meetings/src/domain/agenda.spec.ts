import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import {
  AGENDA_IS_EMPTY,
  ITEM_DECIDES_ONE_THING,
  ITEM_NAMES_ITS_TEXT,
  ITEM_NOT_ON_AGENDA,
  ITEM_NUMBER_TAKEN,
  OTHER_TEXT_THAN_POSTED,
  POSTED_TOO_LATE,
  REQUEST_NOT_OPEN,
  TEXT_NOT_BEFORE_THE_BOARD,
} from './agenda.js';
import type { AgendaItem, MeetingEvent, MeetingFacts } from './meeting-record.js';
import { meeting } from './meeting.js';
import {
  arrived,
  convened,
  FACTS,
  FOR_INFORMATION,
  HASH,
  heard,
  ITEM,
  moved,
  onTheAgenda,
  opened,
  OTHER_HASH,
  placed,
  posted,
  POSTED_AT,
  scheduled,
  SECOND_ITEM,
  START,
  VOTE_AT,
  votesOf,
} from './spec-meeting.js';

const { given } = storiesOf(meeting);
const place = (item: AgendaItem, facts: MeetingFacts = FACTS) =>
  given(scheduled()).when({ name: 'place-item', data: item }, {}, facts);

describe('A meeting', () => {
  it('is set once, for a board that exists, its start kept in UTC', () => {
    const schedule = { name: 'schedule-meeting', data: { ...scheduled().data, startsAt: '2026-03-10T09:30:00-07:00' } } as const;
    given().when(schedule, {}, FACTS).then(scheduled());
    given().when(schedule, {}, {}).refused(NO_SUCH_RECORD);
    given()
      .when(schedule, {}, { board: { status: 'none' } })
      .refused(NO_SUCH_RECORD);
    given(scheduled()).when(schedule, {}, FACTS).refused(NOT_IN_THIS_STATE);
  });

  it('takes no step before it is set', () => {
    given().when({ name: 'convene-meeting', data: {} }).refused(NO_SUCH_RECORD);
  });
});

describe('An item', () => {
  it('is placed on the agenda under a number of its own', () => {
    place(ITEM).then(placed(ITEM));
    given(scheduled(), placed(ITEM))
      .when({ name: 'place-item', data: { ...SECOND_ITEM, number: '3A' } }, {}, FACTS)
      .refused(ITEM_NUMBER_TAKEN);
  });

  it('is not added to an agenda that is posted', () => {
    given(...onTheAgenda, posted())
      .when({ name: 'place-item', data: { ...ITEM, number: '9' } }, {}, FACTS)
      .refused(NOT_IN_THIS_STATE);
  });

  it('names a draft together with the hash of its text', () => {
    const item = { number: '3A', title: 'The protocol', kind: 'ACTION', section: 'REGULAR' } as const;
    place({ ...item, draftId: 'draft-1' }).refused(ITEM_NAMES_ITS_TEXT);
    place({ ...item, textHash: HASH }).refused(ITEM_NAMES_ITS_TEXT);
  });

  it('names the very text that is before the Board', () => {
    place(ITEM, { ...FACTS, texts: {} }).refused(TEXT_NOT_BEFORE_THE_BOARD);
    place({ ...ITEM, textHash: OTHER_HASH }).refused(OTHER_TEXT_THAN_POSTED);
  });

  it('asks for a request that the Board has still to decide on', () => {
    const where = (status: string) => place(SECOND_ITEM, { requests: { 'request-1': status } });
    where('DRAFTED').then(placed(SECOND_ITEM));
    where('AGENDIZED').then(placed(SECOND_ITEM));
    where('ISSUED').refused(REQUEST_NOT_OPEN);
    where('WITHDRAWN').refused(REQUEST_NOT_OPEN);
    place(SECOND_ITEM, {}).refused(NO_SUCH_RECORD);
  });

  it('names a Board report that exists', () => {
    const item = { ...FOR_INFORMATION, boardReportId: 'report-1' };
    place(item, { boardReportExists: true }).then(placed(item));
    place(item, { boardReportExists: false }).refused(NO_SUCH_RECORD);
  });

  it('decides one thing, and nothing where it is for information', () => {
    place({ ...ITEM, requestId: 'request-1' }).refused(ITEM_DECIDES_ONE_THING);
    place({ ...FOR_INFORMATION, requestId: 'request-1' }).refused(ITEM_DECIDES_ONE_THING);
    place({ ...ITEM, kind: 'INFORMATION' }).refused(ITEM_DECIDES_ONE_THING);
    const hearing: AgendaItem = { ...FOR_INFORMATION, draftId: 'draft-1' };
    place(hearing).then(placed(hearing));
  });

  it('is reworded while it is on the agenda, before and after the posting', () => {
    const revise = { name: 'revise-item', data: { number: '3A', title: 'The protocol, revised', section: 'REGULAR' } } as const;
    const at = { occurredAt: POSTED_AT };
    given(...onTheAgenda)
      .when(revise, at)
      .then({ type: 'meeting.item-revised', data: { ...revise.data, revisedAt: POSTED_AT, posted: false } });
    given(...onTheAgenda, posted())
      .when(revise, at)
      .then({ type: 'meeting.item-revised', data: { ...revise.data, revisedAt: POSTED_AT, posted: true } });
    given(...opened())
      .when(revise, at)
      .refused(NOT_IN_THIS_STATE);
    given(...onTheAgenda)
      .when({ ...revise, data: { ...revise.data, number: '9' } }, at)
      .refused(ITEM_NOT_ON_AGENDA);
  });
});

describe('An agenda', () => {
  const post = { name: 'post-agenda', data: { evidence: { locations: ['At the door'] } } } as const;

  it('is posted with its items, at the instant at which it was', () => {
    given(...onTheAgenda)
      .when(post, { occurredAt: POSTED_AT })
      .then(posted());
  });

  it('is posted late all the same: the posting is a fact, it is action that is refused', () => {
    given(...onTheAgenda)
      .when(post, { occurredAt: START })
      .then(posted(START));
  });

  it('is not posted without items, nor twice', () => {
    given(scheduled()).when(post).refused(AGENDA_IS_EMPTY);
    given(...onTheAgenda, posted())
      .when(post)
      .refused(NOT_IN_THIS_STATE);
  });
});

describe('Notice', () => {
  const vote = (...noticed: MeetingEvent[]) => {
    const then = [convened, ...arrived('ana', 'ben', 'cho'), heard(), moved()];
    const rollCall = { name: 'record-roll-call', data: { items: ['3A'], votes: votesOf('AYE', 'ana', 'ben', 'cho') } } as const;
    return given(...noticed, ...then).when(rollCall, { occurredAt: VOTE_AT }, FACTS);
  };
  const onPosting = (postedAt: string, kind: 'REGULAR' | 'SPECIAL' | 'EMERGENCY' = 'REGULAR') =>
    vote(scheduled({ kind }), placed(ITEM), posted(postedAt));
  const adopted = [
    { type: 'meeting.roll-call-recorded' as const },
    { type: 'meeting.item-decided' as const, data: { outcome: 'APPROVED' } },
  ];

  it('of a regular meeting is 72 elapsed hours, which the change to daylight saving does not shorten', () => {
    // 09:30 on Tuesday less 72 hours is 08:30 on Saturday: the clocks went forward on Sunday, 8 March.
    onPosting('2026-03-07T08:30:00-08:00').thenLike(...adopted);
    onPosting('2026-03-07T08:31:00-08:00').refused(POSTED_TOO_LATE);
    onPosting('2026-03-07T09:30:00-08:00').refused(POSTED_TOO_LATE);
  });

  it('of a regular meeting is refused at 71 h 59 min and a millisecond short, and enough at 72 h', () => {
    onPosting('2026-03-07T16:30:00.000Z').thenLike(...adopted);
    onPosting('2026-03-07T16:30:00.001Z').refused(POSTED_TOO_LATE);
    onPosting('2026-03-07T16:31:00.000Z').refused(POSTED_TOO_LATE);
  });

  it('of a special meeting is 24 hours', () => {
    onPosting('2026-03-09T16:30:00.000Z', 'SPECIAL').thenLike(...adopted);
    onPosting('2026-03-09T16:31:00.000Z', 'SPECIAL').refused(POSTED_TOO_LATE);
  });

  it('of an emergency meeting is the hour of the profile', () => {
    onPosting('2026-03-10T15:30:00.000Z', 'EMERGENCY').thenLike(...adopted);
    onPosting('2026-03-10T15:31:00.000Z', 'EMERGENCY').refused(POSTED_TOO_LATE);
  });

  it('is none where the agenda was posted after the start', () => {
    onPosting('2026-03-10T16:45:00.000Z').refused(POSTED_TOO_LATE);
  });

  describe('of an item that was changed after the posting', () => {
    const revised = (revisedAt: string, number = '3A'): MeetingEvent => ({
      type: 'meeting.item-revised',
      data: { number, title: 'Reworded', section: 'REGULAR', revisedAt, posted: true },
    });
    const onRevision = (...revisions: MeetingEvent[]) => vote(...onTheAgenda, posted(), ...revisions);

    it('counts from the change', () => {
      onRevision(revised('2026-03-07T16:30:00.000Z')).thenLike(...adopted);
      onRevision(revised('2026-03-07T16:31:00.000Z')).refused(POSTED_TOO_LATE);
    });

    it('counts from the posting where the change came before it and was entered later', () => {
      vote(...onTheAgenda, posted('2026-03-07T16:31:00.000Z'), revised('2026-03-01T00:00:00.000Z')).refused(POSTED_TOO_LATE);
    });

    it('is untouched by the change of another item', () => {
      onRevision(revised('2026-03-10T10:00:00.000Z', '4')).thenLike(...adopted);
    });
  });

  it('of an item reworded before the posting counts from the posting', () => {
    const early: MeetingEvent = {
      type: 'meeting.item-revised',
      data: { number: '3A', title: 'Reworded', section: 'CONSENT', revisedAt: POSTED_AT, posted: false },
    };
    vote(...onTheAgenda, early, posted()).thenLike(
      { type: 'meeting.roll-call-recorded' },
      { type: 'meeting.item-decided', data: { title: 'Reworded', section: 'CONSENT' } },
    );
  });
});
