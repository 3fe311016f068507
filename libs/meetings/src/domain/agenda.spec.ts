import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import {
  AGENDA_IS_EMPTY,
  AGENDA_UNCHANGED,
  ITEM_DECIDES_ONE_THING,
  ITEM_NAMES_ITS_TEXT,
  ITEM_NOT_ON_AGENDA,
  ITEM_NUMBER_TAKEN,
  LINKED_ITEM_STANDS_SO,
  OTHER_TEXT_THAN_POSTED,
  REQUEST_NOT_OPEN,
  TEXT_NOT_BEFORE_THE_BOARD,
} from './agenda.js';
import { ITEM_IS_DECIDED, type StandingItem } from './agenda-item.js';
import type {
  AgendaItem,
  AgendaPosted,
  Meeting,
  MeetingEvent,
  MeetingFacts,
  PostedMeeting,
  SittingMeeting,
} from './meeting-record.js';
import { meeting } from './meeting.js';
import {
  FACTS,
  FOR_INFORMATION,
  HASH,
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
} from './spec-meeting.js';

const { given, stateAfter } = storiesOf(meeting);
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

  it('is added to a posted agenda, to be posted with it anew, and raised in the room, for all to see', () => {
    const item = { ...FOR_INFORMATION, number: '9' };
    const add = { name: 'place-item', data: item } as const;
    given(...onTheAgenda, posted())
      .when(add, {}, FACTS)
      .then(placed(item));
    given(...opened())
      .when(add, {}, FACTS)
      .then({ type: 'meeting.item-placed', data: { ...item, fromTheFloor: true } });
    given(...opened(), { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'ADJOURNED' } })
      .when(add, {}, FACTS)
      .refused(NOT_IN_THIS_STATE);
  });

  it('follows up an item of the board that was continued or decided, or a meeting whose minutes are open', () => {
    const at = (status: StandingItem['status']): Meeting => ({
      ...(stateAfter(...opened()) as SittingMeeting),
      items: [{ ...ITEM, status, revised: false }],
    });
    const ended = (status: 'NONE' | 'DRAFTED' | 'APPROVED'): Meeting => ({
      ...(stateAfter(...opened()) as SittingMeeting),
      status: 'ADJOURNED',
      minutes: { status, drafters: [] },
    });
    const item = { number: '7', title: 'Again', kind: 'ACTION', section: 'REGULAR' } as const;
    const link = { meetingId: 'm0', itemNumber: '3A' };
    const follow = (over: Partial<AgendaItem>, m0: Meeting) => place({ ...item, ...over }, { ...FACTS, meetings: { m0 } });
    follow({ continues: link }, at('CONTINUED')).then(placed({ ...item, continues: link }));
    follow({ continues: link }, at('HEARD')).refused(LINKED_ITEM_STANDS_SO);
    follow({ continues: { ...link, itemNumber: '9' } }, at('CONTINUED')).refused(LINKED_ITEM_STANDS_SO);
    follow({ continues: { ...link, meetingId: 'm1' } }, at('CONTINUED')).refused(LINKED_ITEM_STANDS_SO);
    follow({ continues: link }, { ...at('CONTINUED'), boardId: 'board-2' } as Meeting).refused(LINKED_ITEM_STANDS_SO);
    follow({ reconsiders: link }, at('APPROVED')).then(placed({ ...item, reconsiders: link }));
    follow({ reconsiders: link }, at('FAILED')).then(placed({ ...item, reconsiders: link }));
    follow({ reconsiders: link }, at('MOVED')).refused(LINKED_ITEM_STANDS_SO);
    follow({ minutesOf: 'm0' }, ended('NONE')).then(placed({ ...item, minutesOf: 'm0' }));
    follow({ minutesOf: 'm0' }, ended('DRAFTED')).then(placed({ ...item, minutesOf: 'm0' }));
    follow({ minutesOf: 'm0' }, ended('APPROVED')).refused(LINKED_ITEM_STANDS_SO);
    follow({ minutesOf: 'm0' }, at('APPROVED')).refused(LINKED_ITEM_STANDS_SO);
  });

  it('is withdrawn before anything is moved on it, and then neither moved nor posted', () => {
    const withdraw = { name: 'withdraw-item', data: { number: '3A', reason: 'Not ready' } } as const;
    const at = { occurredAt: POSTED_AT };
    const gone = (wasPosted: boolean): MeetingEvent => ({
      type: 'meeting.item-withdrawn',
      data: { ...ITEM, boardId: 'board-1', reason: 'Not ready', withdrawnAt: POSTED_AT, posted: wasPosted },
    });
    given(...onTheAgenda)
      .when(withdraw, at)
      .then(gone(false));
    given(...onTheAgenda, posted())
      .when(withdraw, at)
      .then(gone(true));
    given(...opened('ana', 'ben', 'cho'))
      .when(withdraw, at)
      .then(gone(true));
    given(...opened('ana', 'ben', 'cho'), moved())
      .when(withdraw, at)
      .refused(NOT_IN_THIS_STATE);
    given(...onTheAgenda)
      .when({ ...withdraw, data: { ...withdraw.data, number: '9' } }, at)
      .refused(ITEM_NOT_ON_AGENDA);
    given(...opened('ana', 'ben', 'cho'), gone(true))
      .when({ name: 'record-motion', data: { items: ['3A'], mover: 'ana' } }, { occurredAt: VOTE_AT }, FACTS)
      .refused(ITEM_IS_DECIDED);
    given(...onTheAgenda, gone(false))
      .when({ name: 'post-agenda', data: { evidence: { locations: ['At the door'] } } }, at)
      .then(posted(POSTED_AT, [SECOND_ITEM, FOR_INFORMATION]));
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
    place(item, { missing: [] }).then(placed(item));
    place(item, { missing: ['board-reports/report-1'] }).refused(NO_SUCH_RECORD);
  });

  it('decides one thing, and nothing where it is for information', () => {
    place({ ...ITEM, requestId: 'request-1' }).refused(ITEM_DECIDES_ONE_THING);
    place({ ...FOR_INFORMATION, requestId: 'request-1' }).refused(ITEM_DECIDES_ONE_THING);
    place({ ...FOR_INFORMATION, minutesOf: 'm0' }).refused(ITEM_DECIDES_ONE_THING);
    place({ ...ITEM, minutesOf: 'm0' }).refused(ITEM_DECIDES_ONE_THING);
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

  it('is not posted without items', () => {
    given(scheduled()).when(post).refused(AGENDA_IS_EMPTY);
  });

  it('is posted again where an item was added or revised since, and gives notice of these', () => {
    const item = { ...FOR_INFORMATION, number: '9' };
    const revision: MeetingEvent = {
      type: 'meeting.item-revised',
      data: { number: '4', title: 'The request', section: 'CONSENT', revisedAt: POSTED_AT, posted: true },
    };
    const at = { occurredAt: '2026-03-08T20:00:00.000Z' };
    const amended = (numbers: string[], items: AgendaItem[]): AgendaPosted => ({
      type: 'meeting.agenda-posted',
      data: { ...posted(at.occurredAt, items).data, changed: numbers },
    });
    const once = [...onTheAgenda, posted()];
    const again = amended(['4', '9'], [ITEM, SECOND_ITEM, FOR_INFORMATION, item]);
    given(...once)
      .when(post, at)
      .refused(AGENDA_UNCHANGED);
    given(...once, placed(item), revision)
      .when(post, at)
      .then(again);
    given(...once, placed(item), revision, again)
      .when(post, at)
      .refused(AGENDA_UNCHANGED);
    const noticed = (stateAfter(...once, placed(item), revision, again) as PostedMeeting).items.map((each) => each.noticedAt);
    expect(noticed).toEqual([POSTED_AT, at.occurredAt, POSTED_AT, at.occurredAt]);
    given(...opened())
      .when(post, at)
      .refused(NOT_IN_THIS_STATE);
  });
});

describe('A meeting that does not take place', () => {
  const cancel = { name: 'cancel-meeting', data: { reason: 'No quorum is expected' } } as const;
  const cancelled: MeetingEvent = { type: 'meeting.cancelled', data: { ...cancel.data, cancelledAt: POSTED_AT } };
  const at = { occurredAt: POSTED_AT };

  it('is cancelled with its reason before it is opened, and is never opened', () => {
    given(...onTheAgenda)
      .when(cancel, at)
      .then(cancelled);
    given(...onTheAgenda, posted())
      .when(cancel, at)
      .then(cancelled);
    given(...opened())
      .when(cancel, at)
      .refused(NOT_IN_THIS_STATE);
    given(...onTheAgenda, posted(), cancelled)
      .when({ name: 'convene-meeting', data: {} }, { occurredAt: START })
      .refused(NOT_IN_THIS_STATE);
    given(...onTheAgenda, cancelled)
      .when(cancel, at)
      .refused(NOT_IN_THIS_STATE);
  });
});
